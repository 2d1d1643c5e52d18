"""From a question to ranked matches with calibrated confidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.alarm import AlarmModel
from indexer.calibration import Calibration, Features
from indexer.classifier import Classifier
from indexer.embedder import Embedder, Vectors
from indexer.entry import Entry
from indexer.lessons import Lessons
from indexer.lexical_index import LexicalIndex
from indexer.normal_form import has_words, normalise, shorten
from indexer.other_places import other_places
from indexer.passages import entry_of
from indexer.unknowns import Nearness, Unknowns
from indexer.vector_store import Nearest, Shelf, VectorStore

MOST_MATCHES = 3
PASSAGES = 200  # nearest passages looked at on each side
CENTRES = 50
VECTORS_KEPT = 16  # of the last messages, in memory
TOP = 50  # scores are set off against the mean of this many best
# Measured on the dev set (docs/benchmarks.md); flat within a point around these.
WEIGHTS = {"section": 0.2, "phrasing": 0.2, "centre": 0.2, "words": 0.4}


@dataclass(frozen=True)
class Match:
    """An entry that was found: how sure, and what spoke for it."""

    entry: Entry
    confidence: float
    features: Features
    passages: Mapping[Shelf, tuple[str, float]] = field(default_factory=dict)  # best key and cosine
    sides: Mapping[str, float] = field(default_factory=dict)  # each side set off, before its weight


@dataclass
class Ranking:
    """What the search saw of every entry for one question; arrays run over all entries."""

    cosines: Mapping[Shelf, NDArray[np.float64]]
    passages: Mapping[Shelf, tuple[Sequence[str], NDArray[np.int64]]]  # keys, and whose is best
    words: NDArray[np.float32]
    chars_held: NDArray[np.float64]
    pairs_held: NDArray[np.float64]
    length: int
    score: NDArray[np.float64]
    sides: Mapping[str, NDArray[np.float64]]  # each side set off as it goes into the score
    three: NDArray[np.float64]  # mean cosine to the three nearest phrasings
    elsewhere: NDArray[np.bool_]  # whether the question is about a place the entry does not know
    classified: NDArray[np.float64]  # log odds of the classifier; all 0 without one
    unknown: Nearness  # to the questions that no entry answers

    def best(self, number: int, without: int | None = None) -> list[int]:
        """Return the entries with the highest scores, best first."""
        score = self.score if without is None else self.without(without)
        return [
            int(place)
            for place in np.argsort(-score, kind="stable")[:number]
            if np.isfinite(score[place])
        ]

    def without(self, entry: int) -> NDArray[np.float64]:
        """Return the scores as if an entry did not exist."""
        score = self.score.copy()
        score[entry] = -np.inf
        return score

    def features(self, entry: int, without: int | None = None) -> Features:
        """Return what speaks for one entry."""
        out = [entry] if without is None else [entry, without]
        return Features(
            score=float(self.score[entry]),
            lead=lead(self.score, entry, out, lowest=-1.0),
            centre=float(self.cosines[Shelf.CENTRES][entry]),
            three=float(self.three[entry]),
            words_lead=lead(self.sides["words"], entry, out, lowest=-1.0),
            chars_held=float(self.chars_held[entry]),
            pairs_held=float(self.pairs_held[entry]),
            classified_lead=lead(self.classified, entry, out, lowest=float(self.classified.min())),
            elsewhere=float(self.elsewhere[entry]),
            unknown=self.unknown.cosine,
            # a share that the entry holds too says nothing: 「丢了怎么补」 fits any card
            unknown_words=max(0.0, self.unknown.words - float(self.pairs_held[entry])),
        )


class Retriever:
    """The search over one version of the index."""

    def __init__(
        self,
        entries: Mapping[str, Entry],
        store: VectorStore,
        words: LexicalIndex,
        embedder: Embedder,
        calibration: Calibration,
        alarms: AlarmModel | None = None,
        classifier: Classifier | None = None,
        unknowns: Unknowns | None = None,
        lessons: Lessons | None = None,
    ) -> None:
        self.alarms = alarms
        self.classifier = classifier
        self.unknowns = unknowns
        self.lessons = lessons
        # One message is looked at twice, for red flags and for its answer, and embedded once.
        self._vector = lru_cache(maxsize=VECTORS_KEPT)(self._embed)
        self.entries = entries
        self.store = store
        self.words = words
        self.embedder = embedder
        self.calibration = calibration
        self._places = {entry: number for number, entry in enumerate(words.entries)}

    def showing(self, entries: Mapping[str, Entry]) -> Retriever:
        """Return the same search, whose matches show the entries as they are given here."""
        other = copy(self)
        other.entries = entries
        return other

    def vector(self, question: str) -> Vectors:
        """Return the vector of a question that has words; its length is the dimension."""
        return self._vector(shorten(normalise(question)))

    def _embed(self, asked: str) -> Vectors:
        return np.asarray(self.embedder.embed_questions([asked])[0], dtype=np.float32)

    def find(self, question: str) -> list[Match]:
        """Return up to three matches, best first; none for a question without words."""
        asked = shorten(normalise(question))
        if not has_words(asked) or not self.entries:
            return []
        ranking = self.rank([asked], self._vector(asked).reshape(1, -1))[0]
        return [self.match(ranking, place) for place in ranking.best(MOST_MATCHES)]

    def nearest(self, questions: Sequence[str]) -> list[tuple[str, ...]]:
        """Return for each of many questions the ids of up to three entries, best first.

        Much quicker than `find` for each: they are embedded and searched together.
        """
        asked = [shorten(normalise(question)) for question in questions]
        places = [place for place, words in enumerate(asked) if has_words(words)]
        found: list[tuple[str, ...]] = [()] * len(asked)
        if not places or not self.entries:
            return found
        some = [asked[place] for place in places]
        vectors = np.asarray(self.embedder.embed_questions(some), dtype=np.float32)
        for place, ranking in zip(places, self.rank(some, vectors), strict=True):
            found[place] = tuple(self.words.entries[best] for best in ranking.best(MOST_MATCHES))
        return found

    def match(self, ranking: Ranking, place: int) -> Match:
        """Return one entry of a ranking as a match."""
        features = ranking.features(place)
        return Match(
            entry=self.entries[self.words.entries[place]],
            confidence=self.calibration.confidence(features),
            features=features,
            passages={
                shelf: (keys[rows[place]], float(ranking.cosines[shelf][place]))
                for shelf, (keys, rows) in ranking.passages.items()
                if rows[place] >= 0
            },
            sides={side: float(scores[place]) for side, scores in ranking.sides.items()},
        )

    def place(self, entry: str) -> int:
        """Return an entry's number in rankings."""
        return self._places[entry]

    def rank(
        self, questions: Sequence[str], vectors: Vectors, apart: Sequence[str] | None = None
    ) -> list[Ranking]:
        """Rank all entries for normalised questions with their vectors.

        `apart` names for each question the matter whose unanswerable questions are not looked at:
        its own, where it is one of them.
        """
        if not questions:
            return []
        found = {
            Shelf.SECTIONS: self.store.nearest(Shelf.SECTIONS, vectors, PASSAGES),
            Shelf.PHRASINGS: self.store.nearest(Shelf.PHRASINGS, vectors, PASSAGES),
            Shelf.CENTRES: self.store.nearest(Shelf.CENTRES, vectors, CENTRES),
        }
        unknown = [
            self.unknowns.nearness(question, vector, matter) if self.unknowns else Nearness()
            for question, vector, matter in zip(
                questions, vectors, apart or [""] * len(questions), strict=True
            )
        ]
        return self.fuse(questions, found, self.classify(vectors), unknown)

    def classify(self, vectors: Vectors) -> NDArray[np.float64]:
        """Return the classifier's log odds, a row a question; zeros without a classifier."""
        if self.classifier is None:
            return np.zeros((len(vectors), len(self.words.entries)))
        return self.classifier.scores(vectors)

    def fuse(
        self,
        questions: Sequence[str],
        found: Mapping[Shelf, Nearest],
        classified: NDArray[np.float64],
        unknown: Sequence[Nearness],
    ) -> list[Ranking]:
        """Bring what all sides found for each question into one score an entry.

        Arrays have the shape (questions, entries); each ranking is a row of them.
        """
        owners = {shelf: self.owners(nearest) for shelf, nearest in found.items()}
        sized = len(self.words.entries)
        best = {
            shelf: best_passages(nearest, owners[shelf], sized) for shelf, nearest in found.items()
        }
        phrasings = found[Shelf.PHRASINGS]
        three = three_nearest(phrasings, owners[Shelf.PHRASINGS], sized)
        words = np.array([self.words.scores(question) for question in questions])
        sides = {
            "section": set_off(best[Shelf.SECTIONS][0]),
            "phrasing": set_off(best[Shelf.PHRASINGS][0]),
            "centre": set_off(best[Shelf.CENTRES][0]),
            "words": set_off(words),
        }
        score = np.sum([weight * sides[side] for side, weight in WEIGHTS.items()], axis=0)
        return [
            Ranking(
                cosines={shelf: cosines[number] for shelf, (cosines, _) in best.items()},
                passages={
                    shelf: (found[shelf].keys, rows[number]) for shelf, (_, rows) in best.items()
                },
                words=words[number],
                chars_held=self.words.held(question, 1),
                pairs_held=self.words.held(question, 2),
                length=len(question),
                score=score[number],
                sides={side: scores[number] for side, scores in sides.items()},
                three=three[number],
                elsewhere=self.words.lacks_all(other_places(question)),
                classified=classified[number],
                unknown=unknown[number],
            )
            for number, question in enumerate(questions)
        ]

    def owners(self, nearest: Nearest) -> NDArray[np.int64]:
        """Return for each row that was found the place of its entry, -1 of an entry not known."""
        known = [self._places.get(entry_of(key), -1) for key in nearest.keys]
        return np.array([*known, -1])[nearest.rows]  # NO_ROW is the last one


def best_passages(
    nearest: Nearest, owners: NDArray[np.int64], entries: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return each entry's best cosine and the row of its passage, for each question.

    An entry that was not found gets the lowest cosine and -1. `owners` has the shape of the rows.
    """
    first = first_columns(owners, entries)
    return picked(nearest.cosines, first, floor_of(nearest)), picked(nearest.rows, first, -1)


def three_nearest(nearest: Nearest, owners: NDArray[np.int64], entries: int) -> NDArray[np.float64]:
    """Return each entry's mean cosine to its three nearest phrasings; what was not found is lowest."""
    left, floor = owners.copy(), floor_of(nearest)
    total = np.zeros((len(owners), entries))
    for _ in range(3):
        first = first_columns(left, entries)
        total += picked(nearest.cosines, first, floor)
        questions, places = np.nonzero(first >= 0)
        left[questions, first[questions, places]] = -1
    return total / 3


def first_columns(owners: NDArray[np.int64], entries: int) -> NDArray[np.int64]:
    """Return in which column each entry stands first for each question; -1 where it does nowhere."""
    width = entries + 1  # the last one is of nobody
    none = owners.shape[1]
    first = np.full(len(owners) * width, none, dtype=np.int64)
    places = np.arange(len(owners))[:, None] * width + owners % width
    np.minimum.at(first, places.ravel(), np.tile(np.arange(none), len(owners)))
    table = first.reshape(len(owners), width)[:, :entries]
    return np.where(table < none, table, -1)


def picked(
    values: NDArray[Any], columns: NDArray[np.int64], otherwise: NDArray[np.float64] | int
) -> NDArray[Any]:
    """Return what stands in some columns, row by row; something else for column -1."""
    if not values.shape[1]:
        return np.broadcast_to(otherwise, columns.shape)
    there = np.take_along_axis(values, np.maximum(columns, 0), axis=1)
    return np.where(columns >= 0, there, otherwise)


def floor_of(nearest: Nearest) -> NDArray[np.float64]:
    """Return the lowest cosine that was found for each question, as a column; 0 where none was."""
    if not nearest.cosines.shape[1]:
        return np.zeros((len(nearest.cosines), 1))
    return nearest.cosines[:, -1:]


def lead(
    scores: NDArray[np.float64] | NDArray[np.float32], entry: int, out: list[int], lowest: float
) -> float:
    """Return how far an entry stands above the best of all that are not `out`."""
    others = scores.copy()
    others[out] = -np.inf
    return float(scores[entry] - max(others.max(), lowest))


def set_off(scores: NDArray[np.float64] | NDArray[np.float32]) -> NDArray[np.float64]:
    """Return scores as distances from the mean of the best fifty, in their standard deviations.

    Each row of scores by itself. What is far behind is no worse than -1: only the front of a list
    says anything.
    """
    best = np.sort(scores, axis=-1)[..., -TOP:].astype(np.float64)
    spread = best.std(axis=-1, keepdims=True)
    mean = best.mean(axis=-1, keepdims=True)
    even = spread < 1e-9
    distances = np.maximum((scores - mean) / np.where(even, 1.0, spread), -1.0)
    return np.asarray(np.where(even, 0.0, distances), dtype=np.float64)
