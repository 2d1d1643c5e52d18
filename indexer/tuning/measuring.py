"""How well a model finds entries: the same search as the bot's, over vectors held in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.calibration import UNFITTED
from indexer.embedder import Embedder, Vectors
from indexer.exam_questions import exam_of, owner_of
from indexer.knowledge_base import KnowledgeBase
from indexer.lexical_index import LexicalIndex
from indexer.normal_form import normalise, shorten
from indexer.passages import Side, passages_of, whole_text
from indexer.retriever import Ranking, Retriever
from indexer.shelving import middle
from indexer.vector_store import Nearest, Shelf, nearest_of_all

LONG = 25  # characters; longer questions are told as stories
CHOICES = 3
DRAWS = 2000  # of the bootstrap


@dataclass(frozen=True)
class Asked:
    """A question and the entries that may answer it."""

    question: str
    right: tuple[str, ...]
    group: str  # what results are broken down by


@dataclass(frozen=True)
class Share:
    """How many of some questions had the right entry first, and among the first three."""

    count: int
    first: float
    among_three: float
    low: float  # 95 % interval of `first`
    high: float


class ShelvesInMemory:
    """The shelves of an index as arrays, each with its keys."""

    def __init__(self, shelves: Mapping[Shelf, tuple[Sequence[str], Vectors]]) -> None:
        self.shelves = shelves

    def nearest(self, shelf: Shelf, vectors: Vectors, number: int) -> Nearest:
        """Return for each vector the nearest rows with their cosines, best first."""
        return nearest_of_all(*self.shelves[shelf], vectors, number)


def shelves_of(knowledge: KnowledgeBase, embedder: Embedder) -> ShelvesInMemory:
    """Embed all entries."""
    passages = [one for entry in knowledge.entries.values() for one in passages_of(entry)]
    asked = [one for one in passages if one.side is Side.PHRASING]
    said = [one for one in passages if one.side is Side.SECTION]
    phrasings = embedder.embed_questions([one.text for one in asked])
    rows: dict[str, list[int]] = {}
    for number, passage in enumerate(asked):
        rows.setdefault(passage.entry, []).append(number)
    centres = np.array([middle(phrasings[numbers]) for numbers in rows.values()])
    return ShelvesInMemory(
        {
            Shelf.PHRASINGS: ([one.key for one in asked], phrasings),
            Shelf.SECTIONS: (
                [one.key for one in said],
                embedder.embed_passages([one.text for one in said]),
            ),
            Shelf.CENTRES: (list(rows), centres),
        }
    )


def exam_questions(knowledge: KnowledgeBase, entries: Collection[str]) -> list[Asked]:
    """Return the 考题 of some entries; the group is the topic."""
    return [
        Asked(question, (owner_of(key),), knowledge.entries[owner_of(key)].topic)
        for key, question in exam_of(knowledge)
        if owner_of(key) in entries
    ]


def places(knowledge: KnowledgeBase, embedder: Embedder, asked: Sequence[Asked]) -> list[int]:
    """Return for each question the place of the best right entry in the ranking, 0 is first."""
    words = LexicalIndex({entry.id: whole_text(entry) for entry in knowledge.entries.values()})
    store = shelves_of(knowledge, embedder)
    retriever = Retriever(knowledge.entries, store, words, embedder, UNFITTED)  # type: ignore[arg-type]  # only `nearest` is used
    texts = [shorten(normalise(one.question)) for one in asked]
    rankings = retriever.rank(texts, embedder.embed_questions(texts))
    return [place_of(ranking, retriever, one) for ranking, one in zip(rankings, asked, strict=True)]


def place_of(ranking: Ranking, retriever: Retriever, asked: Asked) -> int:
    """Return how many entries stand before the best right one."""
    right = [retriever.place(entry) for entry in asked.right if entry in retriever.entries]
    best = max(ranking.score[place] for place in right)
    return int((ranking.score > best).sum())


def share(ranks: Sequence[int]) -> Share:
    """Return how often the right entry stood first, with an interval by bootstrap."""
    hits = np.array(ranks) < 1
    draws = np.random.default_rng(0).choice(hits, (DRAWS, len(hits))).mean(axis=1)
    low, high = np.percentile(draws, [2.5, 97.5])
    return Share(
        count=len(hits),
        first=float(hits.mean()),
        among_three=float((np.array(ranks) < CHOICES).mean()),
        low=float(low),
        high=float(high),
    )


def groups_of(asked: Sequence[Asked], ranks: Sequence[int]) -> dict[str, list[int]]:
    """Return the ranks of all questions, of the short and the long ones, and by group."""
    groups: dict[str, list[int]] = {"全部": list(ranks)}
    for one, rank in zip(asked, ranks, strict=True):
        length = f"{LONG} 字以内" if len(one.question) <= LONG else f"超过 {LONG} 字"
        for name in (length, one.group):
            groups.setdefault(name, []).append(rank)
    return groups
