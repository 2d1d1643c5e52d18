"""An act of curation that was not done, in words for whoever wanted it."""

from __future__ import annotations


class CurationRefused(Exception):
    """Nothing was changed; the text says in Chinese where, what and how to go on."""
