"""一次性告知单: what a resident takes home, as text, PDF or picture."""
