"""What households that were judged teach: which entries a story like theirs calls for.

A ridge regression from a story to the entries, over its pieces of text and its vector at once, kept
in its dual form: a row a household. Why it is needed and what it brings: docs/adr/0016.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from indexer.embedder import Vectors
from indexer.normal_form import normalise, runs_of
from indexer.stale_index import StaleIndex

FEWEST = 100  # households; of fewer nothing is learnt that holds for others: docs/case.md
LONGEST = 3  # characters of a piece
FEWEST_HOLDERS = 2  # a piece in one story only says nothing of others
# Measured over the judged households, flat around all three: docs/adr/0016.
TEXT_SHARE = 2.0  # of the likeness of two texts, where that of their vectors counts 1
STIFFNESS = 1.0  # of the ridge
POSSIBLE = 0.6  # what may be raised, where what must be counts 1

Numbers = NDArray[np.float32]


@dataclass(frozen=True)
class Lessons:
    """What was learnt; arrays over households, pieces of text and entries (in the search's order).

    `texts` (households × pieces) has rows of length 1, `vectors` (households × dimensions) are set
    off against `middle` and of length 1, `shares` (households × entries) are the dual weights and
    `usual` says how often an entry is called for at all, 0 to 1.
    """

    pieces: dict[str, int]
    rarities: Numbers
    texts: csr_matrix
    vectors: Numbers
    middle: Numbers
    shares: Numbers
    usual: Numbers

    def weigh(self, story: str, vector: Vectors) -> NDArray[np.float64]:
        """Return how much a story with its vector calls for each entry, mostly 0 to 1."""
        text = weighed([story], self.pieces, self.rarities)
        alike = TEXT_SHARE * (text @ self.texts.T).toarray()[0]
        alike += self.vectors @ set_apart(vector.reshape(1, -1), self.middle)[0]
        return np.asarray(self.usual + alike @ self.shares, dtype=np.float64)

    def write(self, path: Path) -> None:
        """Write it into a version's folder, before the version is published."""
        with path.open("wb") as file:
            np.savez(
                file,
                pieces=np.array(list(self.pieces)),
                rarities=self.rarities,
                data=self.texts.data,
                indices=self.texts.indices,
                indptr=self.texts.indptr,
                vectors=self.vectors,
                middle=self.middle,
                shares=self.shares,
                usual=self.usual,
            )

    @classmethod
    def read(cls, path: Path, damaged: str) -> Lessons:
        """Read it from a version's folder; raises StaleIndex, saying `damaged`."""
        try:
            with path.open("rb") as file, np.load(file) as arrays:
                pieces = {str(piece): number for number, piece in enumerate(arrays["pieces"])}
                shape = (len(arrays["shares"]), len(pieces))
                parts = arrays["data"], arrays["indices"], arrays["indptr"]
                return cls(
                    pieces,
                    arrays["rarities"],
                    csr_matrix(parts, shape=shape),
                    arrays["vectors"],
                    arrays["middle"],
                    arrays["shares"],
                    arrays["usual"],
                )
        except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
            raise StaleIndex(damaged) from error


def fit_lessons(stories: Sequence[str], vectors: Vectors, called: Numbers) -> Lessons | None:
    """Learn from households' stories with their vectors; None where they are too few.

    `called` (households × entries) says what each calls for: 1 what must be raised, POSSIBLE what
    may be, else 0.
    """
    if len(stories) < FEWEST:
        return None
    holders = Counter(piece for story in stories for piece in set(pieces_of(story)))
    known = sorted(piece for piece, count in holders.items() if count >= FEWEST_HOLDERS)
    pieces = {piece: number for number, piece in enumerate(known)}
    counts = np.array([holders[piece] for piece in known], dtype=np.float32)
    rarities = np.asarray(np.log((1 + len(stories)) / (1 + counts)) + 1, dtype=np.float32)
    texts = weighed(stories, pieces, rarities)
    middle = np.asarray(vectors.mean(axis=0), dtype=np.float32)
    apart = set_apart(vectors, middle)
    usual = np.asarray(called.mean(axis=0), dtype=np.float32)
    alike = TEXT_SHARE * (texts @ texts.T).toarray() + apart @ apart.T
    shares = np.linalg.solve(alike + STIFFNESS * np.eye(len(stories)), called - usual)
    return Lessons(pieces, rarities, texts, apart, middle, shares.astype(np.float32), usual)


def weighed(stories: Sequence[str], pieces: dict[str, int], rarities: Numbers) -> csr_matrix:
    """Return TF-IDF rows of length 1 (stories × pieces), how often a piece comes in logarithms."""
    rows, columns, values = [], [], []
    for row, story in enumerate(stories):
        counts = Counter(pieces[piece] for piece in pieces_of(story) if piece in pieces)
        numbers = np.fromiter(counts, dtype=np.int64, count=len(counts))
        often = np.fromiter(counts.values(), dtype=np.float64, count=len(counts))
        weights = (1 + np.log(often)) * rarities[numbers]
        columns.append(numbers)
        values.append(weights / max(float(np.linalg.norm(weights)), 1e-9))
        rows.append(np.full(len(counts), row))
    parts = np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))
    return csr_matrix(parts, shape=(len(stories), len(pieces)), dtype=np.float32)


def pieces_of(story: str) -> list[str]:
    """Return all runs of one to three characters of a story that no punctuation breaks."""
    return [
        run[start : start + length]
        for run in runs_of(normalise(story))
        for length in range(1, LONGEST + 1)
        for start in range(len(run) - length + 1)
    ]


def set_apart(vectors: Vectors, middle: Numbers) -> Numbers:
    """Return vectors as seen from the middle of all, of length 1."""
    apart = vectors - middle
    return np.asarray(
        apart / np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-9), dtype=np.float32
    )
