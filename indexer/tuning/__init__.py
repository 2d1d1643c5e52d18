"""Tuning the encoder to this field: from packed base weights to a folder of our own."""
