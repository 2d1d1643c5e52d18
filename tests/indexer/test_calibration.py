import math
from dataclasses import replace

import pytest

from indexer.calibration import NO_FEATURES, UNFITTED, Calibration, Features, Sample, fit


def features(score: float, lead: float) -> Features:
    return replace(NO_FEATURES, score=score, lead=lead, phrasing=0.9)


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


def test_contributions_add_up_to_the_confidence() -> None:
    fitted, asked = fit(samples()), features(2, 0.5)
    parts = fitted.contributions(asked)
    logit = sum(parts.values()) + fitted.offset
    assert 1 / (1 + math.exp(-logit)) == pytest.approx(fitted.confidence(asked))
    assert max(parts, key=lambda name: abs(parts[name])) == "lead"
    assert parts["words"] == 0


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
