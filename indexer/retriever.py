"""From a question to ranked matches with calibrated confidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from indexer.alarm import AlarmModel
from indexer.calibration import Calibration, Features
from indexer.classifier import Classifier
from indexer.embedder import Embedder, Vectors
from indexer.entry import Entry
from indexer.lexical_index import LexicalIndex
from indexer.normal_form import has_words, normalise, shorten
from indexer.other_places import other_places
from indexer.passages import entry_of
from indexer.unknowns import Nearness, Unknowns
from indexer.vector_store import Shelf, VectorStore

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

    cosines: dict[Shelf, NDArray[np.float64]]
    passages: dict[Shelf, dict[int, str]]
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
        score = float(self.score[entry])
        best_other = float(np.delete(self.score, out).max(initial=-1.0))
        leads = {
            f"{side}_lead": lead(scores, entry, out, lowest=-1.0)
            for side, scores in self.sides.items()
        }
        return Features(
            score=score,
            lead=score - max(best_other, -1.0),
            phrasing=float(self.cosines[Shelf.PHRASINGS][entry]),
            section=float(self.cosines[Shelf.SECTIONS][entry]),
            centre=float(self.cosines[Shelf.CENTRES][entry]),
            three=float(self.three[entry]),
            phrasing_ahead=ahead(self.cosines[Shelf.PHRASINGS], entry),
            centre_ahead=ahead(self.cosines[Shelf.CENTRES], entry),
            three_ahead=ahead(self.three, entry),
            words=float(self.words[entry]) / max(1, self.length),
            chars_held=float(self.chars_held[entry]),
            pairs_held=float(self.pairs_held[entry]),
            chars_lead=lead(self.chars_held, entry, out, lowest=0.0),
            pairs_lead=lead(self.pairs_held, entry, out, lowest=0.0),
            length=float(np.log(max(1, self.length))),
            elsewhere=float(self.elsewhere[entry]),
            classified=float(self.classified[entry]),
            classified_lead=lead(self.classified, entry, out, lowest=float(self.classified.min())),
            unknown=self.unknown.cosine,
            unknown_words=self.unknown.words,
            **leads,
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
    ) -> None:
        self.alarms = alarms
        self.classifier = classifier
        self.unknowns = unknowns
        # One message is looked at twice, for red flags and for its answer, and embedded once.
        self._vector = lru_cache(maxsize=VECTORS_KEPT)(self._embed)
        self.entries = entries
        self.store = store
        self.words = words
        self.embedder = embedder
        self.calibration = calibration
        self._places = {entry: number for number, entry in enumerate(words.entries)}

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

    def match(self, ranking: Ranking, place: int) -> Match:
        """Return one entry of a ranking as a match."""
        features = ranking.features(place)
        return Match(
            entry=self.entries[self.words.entries[place]],
            confidence=self.calibration.confidence(features),
            features=features,
            passages={
                shelf: (keys[place], float(ranking.cosines[shelf][place]))
                for shelf, keys in ranking.passages.items()
                if place in keys
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
        found = {
            Shelf.SECTIONS: self.store.nearest(Shelf.SECTIONS, vectors, PASSAGES),
            Shelf.PHRASINGS: self.store.nearest(Shelf.PHRASINGS, vectors, PASSAGES),
            Shelf.CENTRES: self.store.nearest(Shelf.CENTRES, vectors, CENTRES),
        }
        classified = self.classify(vectors)
        unknown = [
            self.unknowns.nearness(question, vector, matter) if self.unknowns else Nearness()
            for question, vector, matter in zip(
                questions, vectors, apart or [""] * len(questions), strict=True
            )
        ]
        return [
            self.fuse(
                question,
                {shelf: rows[number] for shelf, rows in found.items()},
                classified[number],
                unknown[number],
            )
            for number, question in enumerate(questions)
        ]

    def classify(self, vectors: Vectors) -> NDArray[np.float64]:
        """Return the classifier's log odds, a row a question; zeros without a classifier."""
        if self.classifier is None:
            return np.zeros((len(vectors), len(self.words.entries)))
        return self.classifier.scores(vectors)

    def fuse(
        self,
        question: str,
        found: Mapping[Shelf, list[tuple[str, float]]],
        classified: NDArray[np.float64],
        unknown: Nearness,
    ) -> Ranking:
        """Bring what all sides found for one question into one score an entry."""
        words = self.words.scores(question)
        cosines: dict[Shelf, NDArray[np.float64]] = {}
        passages: dict[Shelf, dict[int, str]] = {}
        for shelf, keys in found.items():
            cosines[shelf], passages[shelf] = self.best_passages(keys)
        three = self.three_nearest(found[Shelf.PHRASINGS])
        sides = {
            "section": set_off(cosines[Shelf.SECTIONS]),
            "phrasing": set_off(cosines[Shelf.PHRASINGS]),
            "centre": set_off(cosines[Shelf.CENTRES]),
            "three": set_off(three),
            "words": set_off(words),
        }
        return Ranking(
            cosines=cosines,
            passages=passages,
            words=words,
            chars_held=self.words.held(question, 1),
            pairs_held=self.words.held(question, 2),
            length=len(question),
            score=np.sum([weight * sides[side] for side, weight in WEIGHTS.items()], axis=0),
            sides=sides,
            three=three,
            elsewhere=self.words.lacks_all(other_places(question)),
            classified=classified,
            unknown=unknown,
        )

    def three_nearest(self, found: list[tuple[str, float]]) -> NDArray[np.float64]:
        """Return each entry's mean cosine to its three nearest phrasings; what was not found is lowest."""
        floor = found[-1][1] if found else 0.0
        nearest: dict[int, list[float]] = {}
        for key, cosine in found:
            place = self._places.get(entry_of(key))
            if place is not None:
                nearest.setdefault(place, []).append(cosine)
        three = np.full(len(self.words.entries), floor)
        for place, cosines in nearest.items():
            three[place] = np.mean((cosines + [floor] * 3)[:3])
        return three

    def best_passages(
        self, found: list[tuple[str, float]]
    ) -> tuple[NDArray[np.float64], dict[int, str]]:
        """Return each entry's best cosine and passage; one that was not found gets the lowest."""
        floor = found[-1][1] if found else 0.0
        cosines = np.full(len(self.words.entries), floor)
        passages: dict[int, str] = {}
        for key, cosine in found:
            place = self._places.get(entry_of(key))
            if place is not None and place not in passages:
                cosines[place], passages[place] = cosine, key
        return cosines, passages


def lead(
    scores: NDArray[np.float64] | NDArray[np.float32], entry: int, out: list[int], lowest: float
) -> float:
    """Return how far an entry stands above the best of all that are not `out`."""
    return float(scores[entry] - max(np.delete(scores, out).max(initial=lowest), lowest))


def ahead(cosines: NDArray[np.float64], entry: int) -> float:
    """Return how far an entry stands above the mean of all, in their standard deviations."""
    return float((cosines[entry] - cosines.mean()) / (cosines.std() + 1e-6))


def set_off(scores: NDArray[np.float64] | NDArray[np.float32]) -> NDArray[np.float64]:
    """Return scores as distances from the mean of the best fifty, in their standard deviations.

    What is far behind is no worse than -1: only the front of a list says anything.
    """
    best = np.sort(scores)[-TOP:].astype(np.float64)
    spread = float(best.std())
    if spread < 1e-9:
        return np.zeros(len(scores))
    return np.asarray(np.maximum((scores - best.mean()) / spread, -1.0), dtype=np.float64)
