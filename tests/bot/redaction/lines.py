"""Stories with made-up values put in, and what of a text stands in its redacted form."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.redaction import Kind, redact
from tests.bot.redaction.people import MAKERS

HOLE = re.compile(r"\{(.+?)\}")
TOKEN = re.compile("|".join(re.escape(kind.token) for kind in Kind))
Makers = Mapping[str, tuple[Kind, Callable[[random.Random], str]]]


@dataclass(frozen=True)
class Line:
    """A text, and where which personal data stands in it."""

    text: str
    spans: tuple[tuple[int, int, Kind], ...]


def lines(stories: Path, rounds: int, seed: int, makers: Makers = MAKERS) -> Iterator[Line]:
    """Yield each story so many times, each time with other values."""
    rng = random.Random(seed)
    for _ in range(rounds):
        for story in stories.read_text(encoding="utf-8").splitlines():
            yield filled(story, rng, makers)


def filled(story: str, rng: random.Random, makers: Makers = MAKERS) -> Line:
    """Return a story with values in its holes."""
    text, spans, at = "", [], 0
    for hole in HOLE.finditer(story):
        maker, _, value = hole[1].partition("=")  # 「{姓名=张三丰}」 says what to put in
        kind, make = makers[maker]
        text += story[at : hole.start()]
        start = len(text)
        text += value or make(rng)
        spans.append((start, len(text), kind))
        at = hole.end()
    return Line(text + story[at:], tuple(spans))


def kept(text: str) -> list[bool]:
    """Tell of each character whether it stands in the redacted text.

    Where that can be read in two ways (a blank between two tokens, and one in a number), it does not.
    """
    pieces = TOKEN.split(redact(text).text)
    backwards = aligned(text[::-1], [piece[::-1] for piece in reversed(pieces)])
    forwards = aligned(text, pieces)
    return [one and other for one, other in zip(forwards, reversed(backwards), strict=True)]


def aligned(text: str, pieces: list[str]) -> list[bool]:
    """Tell which characters stand, each piece as far to the front as it can be."""
    standing, at = [False] * len(text), 0
    for number, piece in enumerate(pieces):
        last = number == len(pieces) - 1 and number > 0
        start = len(text) - len(piece) if last else text.index(piece, at)
        standing[start : start + len(piece)] = [True] * len(piece)
        at = start + len(piece)
    return standing


@dataclass
class Score:
    """How many of a kind there were, and how many were blanked whole."""

    found: int = 0
    of: int = 0

    @property
    def share(self) -> float:
        """The share found."""
        return self.found / self.of


def scores(examined: list[Line]) -> tuple[dict[Kind, Score], list[str], int]:
    """Return the scores by kind, what was missed, and how many characters too many were blanked."""
    result: dict[Kind, Score] = {}
    missed, too_many = [], 0
    for line in examined:
        standing = kept(line.text)
        personal = [False] * len(line.text)
        for start, end, kind in line.spans:
            score = result.setdefault(kind, Score())
            score.of += 1
            score.found += not any(standing[start:end])
            personal[start:end] = [True] * (end - start)
            if any(standing[start:end]):
                missed.append(f"{kind.value}「{line.text[start:end]}」：{redact(line.text).text}")
        too_many += sum(
            not stands and not private for stands, private in zip(standing, personal, strict=True)
        )
    return result, missed, too_many
