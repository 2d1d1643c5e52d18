"""The questions that no entry answers, as neighbours: what stands nearer to them than to an entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.embedder import Vectors
from indexer.lexical_index import LexicalIndex
from indexer.normal_form import normalise, shorten

FEWEST_MATTERS = 100  # that a question is shared out among
SHARPNESS = 0.0075  # of cosine: how far a matter must lead to be the only one a question means


@dataclass(frozen=True)
class Unknown:
    """A question that no entry answers; those of one reason are about one matter."""

    question: str
    because: str


@dataclass(frozen=True)
class Nearness:
    """How near a question stands to those that no entry answers, both 0 to 1."""

    cosine: float = 0.0  # to the nearest of them
    words: float = 0.0  # the largest share of its pairs of characters that one of them holds


class Unknowns:
    """The questions that no entry answers, with their vectors in the same order."""

    def __init__(self, unknowns: Sequence[Unknown], vectors: Vectors, words: LexicalIndex) -> None:
        matters = list(dict.fromkeys(unknown.because for unknown in unknowns))
        self._numbers = {matter: number for number, matter in enumerate(matters)}
        self._matters = np.array([self._numbers[unknown.because] for unknown in unknowns])
        self._vectors = vectors
        self._words = words
        self._holders: dict[str, list[int]] = {}
        for number, unknown in enumerate(unknowns):
            for pair in pairs(shorten(normalise(unknown.question))):
                self._holders.setdefault(pair, []).append(number)

    def meant(self, vector: Vectors) -> NDArray[np.float64]:
        """Return how much of a question goes to each matter that no entry answers; sums up to 1.

        Nothing goes anywhere where they are few: the nearest of them would be near by chance.
        """
        if len(self._numbers) < FEWEST_MATTERS:
            return np.zeros(len(self._numbers))
        cosines = np.full(len(self._numbers), -1.0)
        np.maximum.at(cosines, self._matters, self._vectors @ vector)
        weights = np.exp((cosines - cosines.max()) / SHARPNESS)
        return np.asarray(weights / weights.sum(), dtype=np.float64)

    def nearness(self, question: str, vector: Vectors, apart: str = "") -> Nearness:
        """Return how near a normalised question stands to those of any matter but `apart`."""
        others = self._matters != self._numbers.get(apart, -1)
        if not others.any():
            return Nearness()
        cosines = self._vectors @ vector
        shares = self._shares(self._words.weights(pairs(question)))
        return Nearness(float(cosines[others].max()), float(shares[others].max()))

    def _shares(self, weights: Mapping[str, float]) -> NDArray[np.float64]:
        shares = np.zeros(len(self._matters))
        for pair, weight in weights.items():
            shares[self._holders.get(pair, [])] += weight
        return np.asarray(shares / max(sum(weights.values()), 1e-9))


def pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters of a normalised text, punctuation left out."""
    chars = [char for char in text if char.isalnum()]
    return frozenset(one + other for one, other in pairwise(chars))
