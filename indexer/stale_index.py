"""Why the index cannot answer."""


class StaleIndex(Exception):
    """The index is missing, damaged or of another make; the text says in Chinese what to run."""
