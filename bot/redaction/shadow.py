"""The form of a text that recognisers read: the same length, full-width signs made plain."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]
Finder: TypeAlias = Callable[[str], Iterator[Span]]

MASK = "\0"  # what is already blanked; no recogniser's pattern holds it, but in a lookaround
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
CIRCLED = {0x24EA: ord("0")} | {0x2460 + n: ord("1") + n for n in range(9)}
# Not the long dash: it stands between sentences, never within a number.
DASHES = dict.fromkeys(map(ord, "‐‑‒–−－─﹣"), ord("-"))
# Blanks that people paste or that hide between digits.
SPACES = dict.fromkeys(
    map(ord, "\t\u00a0\u2002\u2003\u2009\u200a\u200b\u200c\u200d\u2060\u3000\ufeff"), ord(" ")
)
# 「1.320502…」: a number of a list is no group of the number behind it.
LIST_NUMBER = re.compile(r"((?:^|(?<=[\n ,;。]))\d{1,2})\.(?=[ ]?\d{4})")
PLAIN = {**FULL_WIDTH, **CIRCLED, **DASHES, **SPACES, ord(MASK): ord(" ")}


def shadow_of(text: str) -> str:
    """Return the text with every sign in its plain form, position for position."""
    return LIST_NUMBER.sub(r"\1,", text.translate(PLAIN))
