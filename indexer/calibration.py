"""From what the search saw of a match to how sure we are that it is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

FOLDS = 5
FEWEST = 40  # samples of each outcome below which a fit means nothing


@dataclass(frozen=True)
class Features:
    """What the search saw of one candidate for one question."""

    score: float  # the fused score
    lead: float  # its distance to the best other candidate; negative when it is behind
    phrasing: float  # cosine to the entry's nearest phrasing
    section: float  # cosine to the entry's nearest section
    centre: float  # cosine to the middle of the entry's phrasings
    phrasing_ahead: float  # the same cosines in standard deviations above the mean entry
    centre_ahead: float
    words: float  # BM25, a character of the question
    chars_held: float  # share of the question's characters that the entry holds, the rare ones more
    pairs_held: float  # the same for pairs of characters
    length: float  # logarithm of the question's characters

    def row(self) -> list[float]:
        """Return the numbers in the order of the fields."""
        return [getattr(self, name) for name in FEATURE_NAMES]


FEATURE_NAMES = tuple(field.name for field in fields(Features))
NO_FEATURES = Features(*[0.0] * len(fields(Features)))  # of an entry that was picked by hand


@dataclass(frozen=True)
class Sample:
    """A candidate whose truth is known."""

    features: Features
    is_right: bool
    question: str  # samples of one question stay in one fold


@dataclass(frozen=True)
class Bin:
    """Of the held-out samples with about this confidence, how many were right."""

    confidence: float
    right: float
    count: int


@dataclass(frozen=True)
class Calibration:
    """A logistic regression over Features, and its reliability on folds it was not fitted on."""

    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    offset: float
    reliability: tuple[Bin, ...] = ()

    def confidence(self, features: Features) -> float:
        """Return the probability that a candidate is the right entry, 0 to 1."""
        standard = (np.array(features.row()) - self.means) / self.scales
        return float(
            1 / (1 + np.exp(-np.clip(standard @ np.array(self.weights) + self.offset, -30, 30)))
        )

    def to_json(self) -> dict[str, object]:
        """Return the plain form that is stored with the index."""
        return asdict(self)

    @classmethod
    def from_json(cls, plain: dict[str, object]) -> Calibration:
        """Read the plain form; raises TypeError or ValueError when it is another one."""
        rows = cast("list[dict[str, Any]]", plain["reliability"])
        plain = {name: value for name, value in plain.items() if name != "reliability"}
        values = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in plain.items()
        }
        return cls(**values, reliability=tuple(Bin(**row) for row in rows))  # type: ignore[arg-type]  # plain JSON


# Guesses on the side of 不知道, used only while a base has too few exam questions to fit on.
UNFITTED = Calibration(
    means=(0.0,) * len(fields(Features)),
    scales=(1.0,) * len(fields(Features)),
    weights=(1.0, 3.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0),
    offset=-5.0,
)


def fit(samples: Sequence[Sample]) -> Calibration:
    """Fit confidence on samples; with too few of them the cautious start values stay."""
    rows = np.array([sample.features.row() for sample in samples]).reshape(
        len(samples), len(fields(Features))
    )
    truth = np.array([sample.is_right for sample in samples], dtype=bool)
    if min(truth.sum(), (~truth).sum()) < FEWEST:
        return UNFITTED
    groups = np.array([sample.question for sample in samples])
    means, scales = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    standard = (rows - means) / scales
    model = regression(standard, truth)
    return Calibration(
        means=tuple(map(float, means)),
        scales=tuple(map(float, scales)),
        weights=tuple(map(float, model.coef_[0])),
        offset=float(model.intercept_[0]),
        reliability=reliability(held_out(standard, truth, groups), truth),
    )


def regression(rows: NDArray[np.float64], truth: NDArray[np.bool_]):  # type: ignore[no-untyped-def]  # scikit-learn has no types
    """Return a fitted logistic regression."""
    from sklearn.linear_model import (
        LogisticRegression,
    )  # a second of imports that only a build needs

    return LogisticRegression(C=1.0, max_iter=1000).fit(rows, truth)


def held_out(
    rows: NDArray[np.float64], truth: NDArray[np.bool_], groups: NDArray[np.str_]
) -> NDArray[np.float64]:
    """Return for each sample the confidence of a fit that saw no sample of its question."""
    from sklearn.model_selection import GroupKFold

    confidence = np.zeros(len(rows))
    for train, test in GroupKFold(FOLDS).split(rows, truth, groups):
        confidence[test] = regression(rows[train], truth[train]).predict_proba(rows[test])[:, 1]
    return confidence


def reliability(confidence: NDArray[np.float64], truth: NDArray[np.bool_]) -> tuple[Bin, ...]:
    """Return ten bins of confidence with the share that was right."""
    places = np.minimum((confidence * 10).astype(int), 9)
    return tuple(
        Bin(float(confidence[here].mean()), float(truth[here].mean()), int(here.sum()))
        for here in (places == number for number in range(10))
        if here.any()
    )
