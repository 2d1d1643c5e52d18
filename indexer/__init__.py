"""The knowledge base as something that can be searched."""
