"""What was asked, what was missing and how far the base reaches, for supervisors."""
