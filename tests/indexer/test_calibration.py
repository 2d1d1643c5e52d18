import math
from dataclasses import replace

import pytest

from indexer.calibration import (
    AGAINST,
    FEATURE_NAMES,
    NO_FEATURES,
    UNFITTED,
    Calibration,
    Features,
    Role,
    Sample,
    fit,
)


def features(score: float, lead: float) -> Features:
    return replace(NO_FEATURES, score=score, lead=lead, centre=0.9)


def samples() -> list[Sample]:
    """Return right candidates that lead and wrong ones that do not."""
    return [
        Sample(
            features(2 + number % 7 / 10, (1 if is_right else -0.2) + number % 5 / 10),
            is_right,
            f"{number}",
        )
        for number in range(120)
        for is_right in (True, False)
    ]


def test_confidence_rises_with_what_speaks_for_a_candidate() -> None:
    fitted = fit(samples())
    assert fitted.confidence(features(2, 1.5)) > 0.9
    assert fitted.confidence(features(2, -0.2)) < 0.1


def test_no_feature_speaks_the_wrong_way() -> None:
    # here the unsure candidates have the higher score: unbound, it would speak against the sure ones
    upside_down = [
        replace(one, features=replace(one.features, score=3 - one.features.lead, unknown=0.5))
        for one in samples()
    ]
    weights = dict(zip(FEATURE_NAMES, fit(upside_down).weights, strict=True))
    assert weights["score"] == 0
    assert weights["lead"] > 0
    assert all(weight <= 0 if name in AGAINST else weight >= 0 for name, weight in weights.items())


def test_a_longer_list_of_unanswerable_questions_does_not_make_all_questions_less_sure() -> None:
    unknown = [
        Sample(features(2 + number % 5 / 10, 0.1), False, f"u{number}", Role.UNKNOWN)
        for number in range(60)
    ]
    few, many = fit([*samples(), *unknown]), fit([*samples(), *unknown * 4])
    asked = features(2, 0.6)
    assert many.confidence(asked) == pytest.approx(few.confidence(asked), abs=0.02)


def test_contributions_add_up_to_the_confidence() -> None:
    fitted, asked = fit(samples()), features(2, 0.5)
    parts = fitted.contributions(asked)
    logit = sum(parts.values()) + fitted.offset
    assert 1 / (1 + math.exp(-logit)) == pytest.approx(fitted.confidence(asked))
    assert max(parts, key=lambda name: abs(parts[name])) == "lead"
    assert parts["elsewhere"] == 0


def test_reliability_covers_every_sample_once() -> None:
    fitted = fit(samples())
    assert sum(one.count for one in fitted.reliability) == len(samples())
    assert all(0 <= one.right <= 1 for one in fitted.reliability)


def test_too_few_samples_leave_the_cautious_start() -> None:
    assert fit(samples()[:20]) == UNFITTED
    assert fit([]) == UNFITTED


def test_it_survives_storing() -> None:
    fitted = fit(samples())
    assert Calibration.from_json(fitted.to_json()) == fitted


def test_another_form_is_refused() -> None:
    with pytest.raises(TypeError):
        Calibration.from_json({"reliability": [], "unknown": 1})
