"""Why no model could be loaded."""


class ModelNotFound(Exception):
    """The model is missing, damaged or of another make; the text says in Chinese what to do."""
