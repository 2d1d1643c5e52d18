"""The one form in which texts are compared: simplified characters, half width, no rubbish."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

LONGEST_QUESTION = 500  # characters; the model averages windows beyond 510 tokens and takes seconds
UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff\ud800-\udfff]"
)


@lru_cache(maxsize=1)
def to_simplified() -> OpenCC:
    """Return the converter, read once."""
    return OpenCC("t2s")


def normalise(text: str) -> str:
    """Return a text as both sides of the search see it.

    Full width becomes half width (NFKC), traditional simplified, control characters, joiners and
    lone surrogates vanish, white space becomes one space.
    """
    printable = UNPRINTABLE.sub("", text.replace("\r", "\n"))
    folded = unicodedata.normalize("NFKC", printable).lower()
    simplified = folded if is_simplified(folded) else str(to_simplified().convert(folded))
    return re.sub(r"\s+", " ", simplified).strip()


def is_simplified(text: str) -> bool:
    """Whether a text holds no traditional character: the old national set has none, and asking is quick."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def shorten(text: str) -> str:
    """Return at most LONGEST_QUESTION characters of a text: its beginning and its end.

    A long story names the matter at either end, more often than in the middle.
    """
    if len(text) <= LONGEST_QUESTION:
        return text
    half = LONGEST_QUESTION // 2
    return f"{text[:half]} {text[-half:]}"


def has_words(text: str) -> bool:
    """Whether a normalised text holds anything that can be asked: a letter, digit or character."""
    return any(char.isalnum() for char in text)


def runs_of(text: str) -> list[str]:
    """Return the runs of characters of a text that no punctuation and no blank breaks."""
    return re.findall(r"\w+", text)
