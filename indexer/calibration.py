"""From what the search saw of a match to how sure we are that it is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from enum import Enum
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

FOLDS = 5
FEWEST = 40  # samples of each outcome below which a fit means nothing


@dataclass(frozen=True)
class Features:
    """What the search saw of one candidate for one question.

    「Ahead」 is counted in standard deviations above the mean entry, a lead is the distance to the best
    other candidate, negative when behind. What does not earn its place is not here:
    docs/adr/0009 says what was tried.
    """

    score: float  # the fused score
    lead: float
    phrasing: float  # cosine to the entry's nearest phrasing
    section: float  # cosine to the entry's nearest section
    centre: float  # cosine to the middle of the entry's phrasings
    three: float  # mean cosine to its three nearest phrasings
    phrasing_ahead: float
    centre_ahead: float
    three_ahead: float
    phrasing_lead: float  # leads of each side alone, set off as for the fused score
    section_lead: float
    centre_lead: float
    three_lead: float
    words_lead: float
    words: float  # BM25, a character of the question
    chars_held: float  # share of the question's characters that the entry holds, the rare ones more
    pairs_held: float  # the same for pairs of characters
    chars_lead: float
    pairs_lead: float
    length: float  # logarithm of the question's characters
    elsewhere: float  # 1 when the question is about a place outside Suzhou that the entry lacks
    classified: float  # log odds of the classifier for the entry
    classified_lead: float  # the same, ahead of the best other entry
    unknown: float  # cosine to the nearest question that no entry answers
    unknown_words: float  # the largest share of the question's pairs that one of those holds

    def row(self) -> list[float]:
        """Return the numbers in the order of the fields."""
        return [getattr(self, name) for name in FEATURE_NAMES]


FEATURE_NAMES = tuple(field.name for field in fields(Features))
NO_FEATURES = Features(*[0.0] * len(fields(Features)))  # of an entry that was picked by hand


class Role(Enum):
    """Where a sample comes from; the value is how much it weighs in the fit.

    Weights measured on the dev set: a question nobody can answer is rarer in the base than among
    what workers ask, and a question whose entry was taken away is easier to answer wrongly than most.
    """

    FIRST = 1.0  # what the search puts first for an exam question
    SECOND = 0.2  # what it puts second
    WITHHELD = 0.4  # what it puts first as if the right entry did not exist
    UNKNOWN = 2.0  # what it puts first for a question that nothing answers


@dataclass(frozen=True)
class Sample:
    """A candidate whose truth is known."""

    features: Features
    is_right: bool
    question: str  # samples of one question stay in one fold
    role: Role = Role.FIRST


@dataclass(frozen=True)
class Rates:
    """How often what may happen, as shares of questions 0 to 1; 1 lets everything through."""

    wrong: float  # of the questions of the field: answered with another entry
    unknown_answered: float  # of the questions nothing answers: answered all the same
    unknown_offered: float  # of those: answered or something offered


@dataclass(frozen=True)
class Cuts:
    """From which confidence on an entry answers, and from which it is offered."""

    answer: float
    suggest: float


CAUTIOUS = Cuts(0.7, 0.15)  # while there are too few questions to hold a rate


@dataclass(frozen=True)
class Bin:
    """Of the held-out samples with about this confidence, how many were right."""

    confidence: float
    right: float
    count: int


@dataclass(frozen=True)
class Calibration:
    """A logistic regression over Features, and what it did on folds it was not fitted on."""

    means: tuple[float, ...]
    scales: tuple[float, ...]
    weights: tuple[float, ...]
    offset: float
    reliability: tuple[Bin, ...] = ()
    right: tuple[float, ...] = ()  # held-out confidences: exam questions whose entry came first
    wrong: tuple[float, ...] = ()  # exam questions that another entry came first for
    unknown: tuple[float, ...] = ()  # questions that nothing answers

    def confidence(self, features: Features) -> float:
        """Return the probability that a candidate is the right entry, 0 to 1."""
        logit = self._parts(features).sum() + self.offset
        return float(1 / (1 + np.exp(-np.clip(logit, -30, 30))))

    def contributions(self, features: Features) -> dict[str, float]:
        """Return what each feature adds to the log odds: its weight times how far it is from the mean.

        What two candidates differ in is the difference of theirs.
        """
        return dict(zip(FEATURE_NAMES, map(float, self._parts(features)), strict=True))

    def _parts(self, features: Features) -> NDArray[np.float64]:
        standard = (np.array(features.row()) - self.means) / self.scales
        return np.asarray(standard * np.array(self.weights), dtype=np.float64)

    def cuts(self, rates: Rates) -> Cuts:
        """Return the lowest confidences that keep what happens within the rates, on held-out folds."""
        known = len(self.right) + len(self.wrong)
        answer = max(
            lowest(self.wrong, known, rates.wrong, CAUTIOUS.answer),
            lowest(self.unknown, len(self.unknown), rates.unknown_answered, CAUTIOUS.answer),
        )
        suggest = lowest(self.unknown, len(self.unknown), rates.unknown_offered, CAUTIOUS.suggest)
        return Cuts(answer, min(answer, suggest))

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


def lowest(confidences: Sequence[float], total: int, rate: float, otherwise: float) -> float:
    """Return the lowest confidence that at most `rate` of `total` reach; `otherwise` without any."""
    if rate >= 1:
        return 0.0
    if not total:
        return otherwise
    let_through = int(rate * total)
    reaching = sorted(confidences, reverse=True)
    return float(np.nextafter(reaching[let_through], 2)) if let_through < len(reaching) else 0.0


# Guesses on the side of 不知道, used only while a base has too few exam questions to fit on.
UNFITTED = Calibration(
    means=(0.0,) * len(fields(Features)),
    scales=(1.0,) * len(fields(Features)),
    weights=tuple(
        {"score": 1.0, "lead": 3.0, "chars_held": 1.0, "pairs_held": 1.0}.get(field.name, 0.0)
        for field in fields(Features)
    ),
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
    importance = np.array([sample.role.value for sample in samples])
    means, scales = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    standard = (rows - means) / scales
    model = regression(standard, truth, importance)
    confidence = held_out(standard, truth, groups, importance)
    roles = np.array([sample.role.name for sample in samples])
    first = roles == Role.FIRST.name
    return Calibration(
        means=tuple(map(float, means)),
        scales=tuple(map(float, scales)),
        weights=tuple(map(float, model.coef_[0])),
        offset=float(model.intercept_[0]),
        reliability=reliability(confidence[first], truth[first]),
        right=rounded(confidence[first & truth]),
        wrong=rounded(confidence[first & ~truth]),
        unknown=rounded(confidence[roles == Role.UNKNOWN.name]),
    )


def rounded(confidences: NDArray[np.float64]) -> tuple[float, ...]:
    """Return confidences as they are stored."""
    return tuple(round(float(one), 4) for one in confidences)


def regression(  # type: ignore[no-untyped-def]  # scikit-learn has no types
    rows: NDArray[np.float64], truth: NDArray[np.bool_], importance: NDArray[np.float64]
):
    """Return a fitted logistic regression."""
    from sklearn.linear_model import (
        LogisticRegression,
    )  # a second of imports that only a build needs

    return LogisticRegression(C=1.0, max_iter=1000).fit(rows, truth, sample_weight=importance)


def held_out(
    rows: NDArray[np.float64],
    truth: NDArray[np.bool_],
    groups: NDArray[np.str_],
    importance: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return for each sample the confidence of a fit that saw no sample of its question."""
    from sklearn.model_selection import GroupKFold

    confidence = np.zeros(len(rows))
    for train, test in GroupKFold(FOLDS).split(rows, truth, groups):
        model = regression(rows[train], truth[train], importance[train])
        confidence[test] = model.predict_proba(rows[test])[:, 1]
    return confidence


def reliability(confidence: NDArray[np.float64], truth: NDArray[np.bool_]) -> tuple[Bin, ...]:
    """Return ten bins of confidence with the share that was right."""
    places = np.minimum((confidence * 10).astype(int), 9)
    return tuple(
        Bin(float(confidence[here].mean()), float(truth[here].mean()), int(here.sum()))
        for here in (places == number for number in range(10))
        if here.any()
    )
