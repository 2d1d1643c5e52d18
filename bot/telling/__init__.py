"""Telling people: what became of their questions, what changed, what is due; and taking entries down."""
