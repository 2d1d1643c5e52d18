"""Learning to tell emergencies from what sounds like them and from what is asked every day."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from indexer.alarm import (
    SIGN,
    AlarmFit,
    Numbers,
    Sentences,
    WordRules,
    flag_of,
    kind_of,
    pieces_of,
    rows_of,
)
from indexer.embedder import Vectors
from indexer.red_flag import RedFlags

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FOLDS = 5
BLOCK = 3  # neighbours in a list resemble each other: they are held out together
DECOY_WEIGHT = 10.0  # a decoy is the hardest ordinary sentence there is, and there are few
FEWEST = 40  # sentences of each kind below which a fit means nothing
COMMON = 3  # signs and decoys that a piece must stand in to be weighed
DIGITS = 4  # of a weight: more change nothing but the size of the index
# Of held-out questions that nobody would call an emergency, at most. Of the dev set's 259 five are
# emergencies, and as many speak of one that is over.
ORDINARY_ALARMED = 0.006
ORDINARY_WARNED = 0.02

Rows = NDArray[np.bool_]


@dataclass(frozen=True)
class Lessons:
    """All sentences to learn from, one row each.

    `pieces` has the shape (sentences, known pieces), most of it zeros; `folds` says with which part of the whole a
    sentence is held out; `asked` are ordinary questions that were written to examine entries, as
    varied as what people ask: on them, where there are enough, the thresholds are set.
    """

    sentences: Sentences
    pieces: csr_matrix
    is_sign: Rows
    is_decoy: Rows
    asked: Rows
    folds: NDArray[np.int_]

    @property
    def weights(self) -> Numbers:
        """How much each sentence counts: decoys more, and signs together as much as all else."""
        weights = np.where(self.is_decoy, DECOY_WEIGHT, 1.0)
        rest = float(weights[~self.is_sign].sum())
        return np.where(self.is_sign, rest / max(1, int(self.is_sign.sum())), weights)


@dataclass(frozen=True)
class Hearing:
    """Two regressions: what the meaning says by itself, and what the wording says."""

    meaning: Numbers
    meaning_offset: float
    wording: Numbers
    wording_offset: float

    def heard(self, vectors: Vectors, pieces: csr_matrix) -> Numbers:
        """Return what both say of each sentence, of shape (sentences, 2)."""
        meaning = vectors @ self.meaning + self.meaning_offset
        return np.column_stack([meaning, pieces @ self.wording + self.wording_offset])


def fit_alarms(
    flags: RedFlags,
    keys: Sequence[str],
    sentences: Sentences,
    ordinary: Sentences,
    owners: Sequence[str],
    asked: Sequence[bool],
) -> AlarmFit | None:
    """Fit on signs against decoys and ordinary questions; None where there are too few of them.

    `owners` says of which entry each ordinary question is, "" of none; `asked` whether it examines
    one. What the last regression and the thresholds learn from was held out from the first two.
    """
    is_sign = np.array([kind_of(key) == SIGN for key in keys], dtype=bool)
    if min(is_sign.sum(), (~is_sign).sum(), len(ordinary.texts)) < FEWEST:
        return None
    known = common_pieces(sentences.texts)
    lessons = lessons_of(keys, sentences, ordinary, owners, asked, known)
    rules = WordRules(flags)
    rows = np.zeros((len(lessons.folds), 0))
    for fold in range(FOLDS):
        held, rest = lessons.folds == fold, lessons.folds != fold
        part = seen_rows(lessons, hearing_of(lessons, rest), rest, held, rules)
        if not rows.shape[1]:
            rows = np.zeros((len(lessons.folds), part.shape[1]))
        rows[held] = part
    hearing = hearing_of(lessons, np.ones(len(lessons.folds), dtype=bool))
    naming, naming_offsets = naming_of(flags, keys, lessons, rules)
    means, scales = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    weights, offset, card, gentle = last_fit((rows - means) / scales, lessons)
    return AlarmFit(
        pieces=tuple(known),
        meaning=rounded(hearing.meaning),
        meaning_offset=hearing.meaning_offset,
        wording=rounded(hearing.wording),
        wording_offset=hearing.wording_offset,
        naming=tuple(map(rounded, naming)),
        naming_offsets=rounded(naming_offsets),
        means=tuple(map(float, means)),
        scales=tuple(map(float, scales)),
        weights=tuple(map(float, weights)),
        offset=offset,
        card_above=card,
        gentle_above=min(gentle, card),
    )


def common_pieces(texts: Sequence[str]) -> dict[str, int]:
    """Return the pieces that stand in several texts, and their places."""
    counts = Counter(piece for text in texts for piece in pieces_of(text))
    common = sorted(piece for piece, count in counts.items() if count >= COMMON)
    return {piece: place for place, piece in enumerate(common)}


def lessons_of(
    keys: Sequence[str],
    sentences: Sentences,
    ordinary: Sentences,
    owners: Sequence[str],
    asked: Sequence[bool],
    known: Mapping[str, int],
) -> Lessons:
    """Put signs, decoys and ordinary questions together.

    Those of one entry are held out together; those of none one by one.
    """
    texts = (*sentences.texts, *ordinary.texts)
    is_sign = np.zeros(len(texts), dtype=bool)
    is_sign[: len(keys)] = [kind_of(key) == SIGN for key in keys]
    own = [int(key.rpartition("#")[2]) // BLOCK % FOLDS for key in keys]
    apart = [
        zlib.crc32((owner or text).encode()) % FOLDS
        for owner, text in zip(owners, ordinary.texts, strict=True)
    ]
    return Lessons(
        sentences=Sentences(np.vstack([sentences.vectors, ordinary.vectors]), texts),
        pieces=piece_rows(texts, known),
        is_sign=is_sign,
        is_decoy=(np.arange(len(texts)) < len(keys)) & ~is_sign,
        asked=np.array([False] * len(keys) + list(asked)),
        folds=np.array(own + apart),
    )


def piece_rows(texts: Sequence[str], known: Mapping[str, int]) -> csr_matrix:
    """Return which of the known pieces stand in each text, each row of length 1."""
    from scipy.sparse import csr_matrix

    rows: list[int] = []
    places: list[int] = []
    values: list[float] = []
    for row, text in enumerate(texts):
        found = [known[piece] for piece in pieces_of(text) if piece in known]
        rows += [row] * len(found)
        places += found
        values += [len(found) ** -0.5 for _ in found]
    return csr_matrix((values, (rows, places)), shape=(len(texts), len(known)))


def hearing_of(lessons: Lessons, rows: Rows) -> Hearing:
    """Learn from some sentences what meaning and wording say by themselves."""
    from sklearn.linear_model import LogisticRegression  # a second of imports only a build needs

    truth, weights = lessons.is_sign[rows], lessons.weights[rows]
    meaning = LogisticRegression(C=10.0, max_iter=1000)
    meaning.fit(lessons.sentences.vectors[rows], truth, sample_weight=weights)
    wording = LogisticRegression(C=1.0, max_iter=200, solver="liblinear", random_state=0)
    wording.fit(lessons.pieces[rows], truth, sample_weight=weights)
    return Hearing(
        np.asarray(meaning.coef_[0], dtype=np.float64),
        float(meaning.intercept_[0]),
        np.asarray(wording.coef_[0], dtype=np.float64),
        float(wording.intercept_[0]),
    )


def seen_rows(
    lessons: Lessons, hearing: Hearing, rest: Rows, held: Rows, rules: WordRules
) -> Numbers:
    """Return what is seen of the held-out sentences by what was learnt from the rest."""
    vectors = lessons.sentences.vectors
    return rows_of(
        lessons.sentences.at(held),
        vectors[rest & lessons.is_sign],
        vectors[rest & lessons.is_decoy],
        hearing.heard(vectors[held], lessons.pieces[held]),
        rules,
    )


def naming_of(
    flags: RedFlags, keys: Sequence[str], lessons: Lessons, rules: WordRules
) -> tuple[Numbers, Numbers]:
    """Learn from the signs which flag is meant: weights of shape (flags, seen) and offsets."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    own = np.flatnonzero(lessons.is_sign)
    hits = np.array([rules.hits(lessons.sentences.texts[row]) for row in own], dtype=np.float64)
    vectors = csr_matrix(lessons.sentences.vectors[own], dtype=np.float64)
    seen = hstack([vectors, lessons.pieces[own], csr_matrix(hits)]).tocsr()
    places = {flag.id: place for place, flag in enumerate(flags.flags)}
    truth = np.array([places[flag_of(keys[int(row)])] for row in own])
    if len(places) == 1:
        return np.zeros((1, seen.shape[1])), np.zeros(1)
    model = LogisticRegression(C=10.0, max_iter=500).fit(seen, truth)
    if len(places) == 2:  # the library keeps the second one's weights alone
        weights = np.vstack([-model.coef_[0], model.coef_[0]])
        return weights, np.array([-model.intercept_[0], model.intercept_[0]])
    return np.asarray(model.coef_), np.asarray(model.intercept_)


def last_fit(standard: Numbers, lessons: Lessons) -> tuple[Numbers, float, float, float]:
    """Fit on held-out rows, and set the thresholds on folds this fit has not seen either.

    Returns weights, offset, and from which probability on to show the card and the gentle line.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    model = LogisticRegression(C=1.0, max_iter=1000)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    truth = lessons.is_sign
    held = cross_val_predict(model, standard, truth, cv=folds, method="predict_proba")[:, 1]
    model.fit(standard, truth)
    enough = lessons.asked.sum() >= FEWEST
    asked = held[lessons.asked if enough else ~lessons.is_sign & ~lessons.is_decoy]
    return (
        np.asarray(model.coef_[0], dtype=np.float64),
        float(model.intercept_[0]),
        float(np.quantile(asked, 1 - ORDINARY_ALARMED)),
        float(np.quantile(asked, 1 - ORDINARY_WARNED)),
    )


def rounded(weights: Numbers) -> tuple[float, ...]:
    """Return weights with as many digits as matter."""
    return tuple(float(f"{weight:.{DIGITS}g}") for weight in weights)
