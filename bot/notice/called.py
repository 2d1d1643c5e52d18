"""Which 办事 entry somebody means who names it for a 告知单."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.assistant import Finder
from bot.matter import matter_of
from bot.names import Names
from bot.notice.sheet import is_procedure
from indexer.calibration import Cuts
from indexer.entry import Entry
from indexer.normal_form import has_words, normalise

BETWEEN_NAMES = re.compile(r"[\s、，,；;+＋|]+")


@dataclass(frozen=True)
class Called:
    """A name as it was written, and the entries it may mean: one for sure, several, or none."""

    name: str
    entries: tuple[Entry, ...]
    is_sure: bool = False


def names_in(words: str) -> tuple[str, ...]:
    """Return the names or ids that stand in what was written, each once."""
    return tuple(dict.fromkeys(filter(has_words, BETWEEN_NAMES.split(words))))


def find_called(name: str, finder: Finder, names: Names, cuts: Cuts) -> Called:
    """Return the 办事 entries that a name may mean: by id, by title or alias, else by search.

    A wrong sheet goes home with the resident: what was searched for is sure only where nothing else
    is likely.
    """
    entries = finder.entries
    plain = normalise(name)
    owner = plain if plain in entries else names.owner(matter_of(plain))
    if owner is not None:
        own = procedures([entries[owner]])
        return Called(name, own, is_sure=bool(own))
    found = [match for match in finder.find(name) if is_procedure(match.entry)]
    likely = tuple(match.entry for match in found if match.confidence >= cuts.suggest)
    is_sure = len(likely) == 1 and found[0].confidence >= cuts.answer
    return Called(name, likely, is_sure)


def procedures(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the entries that have a sheet."""
    return tuple(filter(is_procedure, entries))
