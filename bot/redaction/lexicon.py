"""What is known of Chinese words and names: how often each word is used, and which characters name people.

Both come from the dictionary of the jieba package, which is read as a file: the package itself is
not run.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from bot.redaction.surnames import (
    COMPOUND,
    GIVEN,
    RARE_SURNAMES,
    SURNAMES,
    WORDY_SURNAMES,
)

PERSON = "nr"  # begins the tags of personal names
LONGEST = 5  # characters of a word that is looked up
PLAIN_PERSON = 30  # a "name" used more often than this is a plain word that the tagger took for one
NAMED = 100  # times less often than counted a surname is a word of its own
DIALECT, OF_DIALECT = "倪伲伊侬俚", -9.0  # we, he and you in Suzhou
FIELD_WORD = 300  # how often a word of this field is taken to be used
UNSEEN = 0.3  # times that a character which never stood in a name is taken to have done so
GIVEN_TIMES = 4  # added for the characters that given names are made of
SURNAME_UNSEEN = 12.0
COMPOUND_TIMES = 60.0


@dataclass(frozen=True)
class Lexicon:
    """Logarithms of probabilities: of words, and of what names are made of."""

    words: dict[str, float]
    field: frozenset[str]  # words of this field that look like names, and never are
    least: float  # of a character that is no word
    surnames: dict[str, float]
    first: dict[str, float]  # of two given characters
    last: dict[str, float]
    given: dict[str, int]  # how many names of the dictionary end in two given characters
    unseen: float  # of a character that no name is known to hold


@cache
def lexicon() -> Lexicon:
    """Read the dictionary; takes half a second, once."""
    rows = tuple(dictionary_rows())
    total = sum(times for _, times, _ in rows)
    words = {
        word: math.log(times / total / (NAMED if is_person(word, tag) else 1))
        for word, times, tag in rows
        if len(word) <= LONGEST and (len(word) == 1 or times >= PLAIN_PERSON or tag[:2] != PERSON)
    }
    field = frozenset((files("bot.redaction") / "words.txt").read_text(encoding="utf-8").split())
    for word in field:
        words[word] = max(words.get(word, -math.inf), math.log(FIELD_WORD / total))
    words.update(dict.fromkeys(DIALECT, OF_DIALECT))
    people = [
        word for word, _, tag in rows if tag == PERSON and len(word) == 3 and word[0] in SURNAMES
    ]
    family = Counter(word[0] for word in people)
    for sign in (*SURNAMES, *RARE_SURNAMES, *WORDY_SURNAMES):
        family[sign] += SURNAME_UNSEEN  # type: ignore[assignment]  # counts of a Counter may be fractions
    for pair in set(COMPOUND.split("|")) - {"第五"}:  # 「第五十条」
        family[pair] = COMPOUND_TIMES  # type: ignore[assignment]
    usual = Counter(dict.fromkeys(GIVEN, GIVEN_TIMES))
    return Lexicon(
        words=words,
        field=field,
        least=math.log(1 / total),
        surnames=shares(family),
        first=shares(Counter(word[1] for word in people) + usual),
        given=Counter(word[1:] for word in people),
        last=shares(Counter(word[2] for word in people) + usual),
        unseen=math.log(UNSEEN / len(people)),
    )


def is_person(word: str, tag: str) -> bool:
    """Tell whether a character stands in texts mostly because people are called so."""
    return len(word) == 1 and tag.startswith(PERSON)


def shares(counts: Counter[str]) -> dict[str, float]:
    """Return the logarithm of each one's share."""
    total = sum(counts.values())
    return {sign: math.log(times / total) for sign, times in counts.items()}


def dictionary_rows() -> Iterator[tuple[str, int, str]]:
    """Yield each word of the dictionary, how often it is used, and its tag."""
    spec = find_spec("jieba")
    places: Iterable[str] = (spec.submodule_search_locations or ()) if spec else ()
    for place in places:
        for row in (Path(place) / "dict.txt").read_text(encoding="utf-8").splitlines():
            word, times, tag = row.split(" ")
            yield word, int(times), tag
