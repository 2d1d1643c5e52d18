"""How alike two texts are, by the pairs of characters they share."""

from __future__ import annotations

import re

from indexer.normal_form import normalise


def pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters of a text; those of one sign are none."""
    parts = re.findall(r"\w+", normalise(text))
    return frozenset(part[at : at + 2] for part in parts for at in range(len(part) - 1))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of the shorter text's pairs that the other holds, 0 to 1."""
    return len(one & other) / max(1, min(len(one), len(other)))
