"""How much likelier two vectors are about one matter than about two, learnt from the entries' phrasings.

Phrasings of one entry differ as questions about one matter do, entries differ as matters do. Both
are taken for normal distributions (the two-covariance model of speaker verification: Brümmer, de
Villiers, The Speaker Partitioning Problem, 2010), so what differs within every matter counts little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.embedder import Vectors

SHRINKAGE = 0.3  # of the spread within matters, towards one that is alike in all directions
DIRECTIONS = 64  # those in which matters differ most
FEWEST_MATTERS = 100  # fewer say nothing about matters in general


@dataclass(frozen=True)
class SameMatter:
    """The model: where matters lie and in which directions they differ."""

    middle: NDArray[np.float64]  # (dimension)
    directions: NDArray[np.float64]  # (dimension, directions): there the spread within is 1
    spread: NDArray[np.float64]  # (directions): between matters

    def odds(self, one: Vectors, other: Vectors) -> float:
        """Return the log of how much likelier one matter is than two."""
        if not len(self.spread):
            return 0.0
        first = (one - self.middle) @ self.directions
        second = (other - self.middle) @ self.directions
        whole = self.spread + 1
        shared = self.spread / whole
        rest = 1 - shared**2
        apart = (first**2 + second**2) / whole * shared**2 / rest
        together = first * second / whole * shared / rest
        return float((together - apart / 2 - np.log(rest) / 2).sum())


def fit_same_matter(vectors: Vectors, matters: Sequence[str]) -> SameMatter:
    """Learn from vectors, a row each with its matter; of too few matters nothing is learnt."""
    names, numbers, sizes = np.unique(matters, return_inverse=True, return_counts=True)
    if len(names) < FEWEST_MATTERS or len(vectors) <= len(names):
        return SameMatter(np.zeros(0), np.zeros((0, 0)), np.zeros(0))
    middle = vectors.mean(axis=0, dtype=np.float64)
    centred = vectors - middle
    means = np.zeros((len(names), vectors.shape[1]))
    np.add.at(means, numbers, centred)
    means /= sizes[:, None]
    rest = centred - means[numbers]
    within = rest.T @ rest / (len(vectors) - len(names))
    between = means.T @ means / len(names) - within * np.mean(1 / sizes)
    even = np.trace(within) / len(within) * np.eye(len(within))
    whitening = np.linalg.cholesky(np.linalg.inv((1 - SHRINKAGE) * within + SHRINKAGE * even))
    spread, axes = np.linalg.eigh(whitening.T @ between @ whitening)
    most = np.argsort(-spread)[:DIRECTIONS]
    return SameMatter(middle, whitening @ axes[:, most], np.maximum(spread[most], 0.0))
