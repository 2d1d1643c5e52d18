"""Gaps become entries: taken in, looked after, written into the base and proved there."""
