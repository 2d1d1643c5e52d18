"""How near each entry lies to a story: by the search over the base, and by households that were judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.embedder import Vectors
from indexer.entry import Entry
from indexer.lessons import Lessons
from indexer.lexical_index import LexicalIndex
from indexer.normal_form import has_words, normalise, runs_of, shorten
from indexer.retriever import Ranking, set_off


@dataclass(frozen=True)
class Nearness:
    """What a story says for one entry.

    `whole` and `clauses` are set off against the best of all entries; `called` is how much
    households like this one called for it, mostly 0 to 1, None where none were judged.
    """

    whole: float  # by the search over the whole story
    clauses: float  # by the words of the two neighbouring clauses that suit the entry best
    called: float | None = None


class Search(Protocol):
    """The search over the index in use."""

    words: LexicalIndex
    lessons: Lessons | None

    @property
    def entries(self) -> Mapping[str, Entry]:
        """All entries, by id."""

    def vector(self, question: str) -> Vectors:
        """Return the vector of a text that has words."""

    def rank(self, questions: list[str], vectors: Vectors) -> list[Ranking]:
        """Rank all entries for normalised texts with their vectors."""

    def place(self, entry: str) -> int:
        """Return an entry's number in rankings."""


def nearness(story: str, search: Search) -> dict[str, Nearness]:
    """Return how near each entry lies to a story; {} for a story without words."""
    asked = shorten(normalise(story))
    if not has_words(asked) or not search.entries:
        return {}
    vector = np.asarray(search.vector(story), dtype=np.float32)
    whole = search.rank([asked], vector.reshape(1, -1))[0].score
    clauses = by_clauses(story, search.words)
    called = search.lessons.weigh(story, vector) if search.lessons else None
    places = {entry: search.place(entry) for entry in search.entries}
    return {
        entry: Nearness(
            float(whole[place]),
            float(clauses[place]),
            float(called[place]) if called is not None else None,
        )
        for entry, place in places.items()
    }


def by_clauses(story: str, words: LexicalIndex) -> NDArray[np.float64]:
    """Return how well each entry suits the words of two neighbouring clauses, the best two of all.

    One clause names one matter: in the whole story the words of the others drown it.
    """
    clauses = runs_of(normalise(story))
    pairs = ["，".join(pair) for pair in pairwise(clauses)] or clauses
    return np.asarray(set_off(np.array([words.scores(pair) for pair in pairs])).max(axis=0))
