"""How near each entry lies to a story: what the search over the base says of it, whole and in parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np

from indexer.embedder import Vectors
from indexer.entry import Entry
from indexer.normal_form import has_words, normalise, shorten
from indexer.retriever import Ranking


class Search(Protocol):
    """The search over the index in use."""

    @property
    def entries(self) -> Mapping[str, Entry]:
        """All entries, by id."""

    def vector(self, question: str) -> Vectors:
        """Return the vector of a text that has words."""

    def rank(self, questions: list[str], vectors: Vectors) -> list[Ranking]:
        """Rank all entries for normalised texts with their vectors."""

    def place(self, entry: str) -> int:
        """Return an entry's number in rankings."""


def nearness(story: str, search: Search) -> dict[str, float]:
    """Return how near each entry lies to a story, higher is nearer; {} for a story without words."""
    asked = shorten(normalise(story))
    if not has_words(asked) or not search.entries:
        return {}
    vector = search.vector(story)
    ranking = search.rank([asked], np.asarray(vector, dtype=np.float32).reshape(1, -1))[0]
    return {entry: float(ranking.score[search.place(entry)]) for entry in search.entries}
