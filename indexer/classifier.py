"""A linear classifier of questions by entry, over the frozen vectors of the base's own phrasings.

It hardly moves the ranking, but tells sure from unsure like nothing else does: docs/adr/0010.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from indexer.embedder import Vectors
from indexer.stale_index import StaleIndex

SPREAD = 10.0  # vectors of one model lie close together; measured with STRENGTH, flat around both
STRENGTH = 30.0  # inverse of the regularisation
ROUNDS = 200
MOST_ENTRIES = 1_500  # with more of them the fit takes minutes, and the base does without


@dataclass(frozen=True)
class Classifier:
    """One row of weights an entry, in the order of the search's entries; `middle` of all phrasings."""

    weights: NDArray[np.float32]
    offsets: NDArray[np.float32]
    middle: NDArray[np.float32]

    def scores(self, vectors: Vectors) -> NDArray[np.float64]:
        """Return log odds up to a constant, one row a question and one column an entry."""
        centred = (vectors - self.middle) * SPREAD
        return np.asarray(centred @ self.weights.T + self.offsets, dtype=np.float64)

    def write(self, path: Path) -> None:
        """Write it into a version's folder, before the version is published."""
        with path.open("wb") as file:
            np.savez(file, weights=self.weights, offsets=self.offsets, middle=self.middle)

    @classmethod
    def read(cls, path: Path, damaged: str) -> Classifier:
        """Read it from a version's folder; raises StaleIndex, saying `damaged`."""
        try:
            with path.open("rb") as file, np.load(file) as arrays:
                return cls(arrays["weights"], arrays["offsets"], arrays["middle"])
        except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
            raise StaleIndex(damaged) from error


def fit_classifier(vectors: Vectors, owners: Sequence[int], entries: int) -> Classifier | None:
    """Learn which entry a phrasing belongs to; None where that cannot be learnt.

    `vectors` has one row a phrasing and `owners` the entry's number for each; each of `entries`
    must own one at least.
    """
    if not 2 < entries <= MOST_ENTRIES or set(owners) != set(range(entries)):
        return None
    from sklearn.linear_model import LogisticRegression  # a second that only a build needs

    middle = vectors.mean(axis=0)
    model = LogisticRegression(C=STRENGTH, max_iter=ROUNDS)
    model.fit((vectors - middle) * SPREAD, np.asarray(owners))
    return Classifier(
        weights=model.coef_.astype(np.float32),
        offsets=model.intercept_.astype(np.float32),
        middle=np.asarray(middle, dtype=np.float32),
    )
