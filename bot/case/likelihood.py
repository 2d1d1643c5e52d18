"""How likely a good worker would raise an entry here: the facts, the search and judged households."""

from __future__ import annotations

import math
from collections.abc import Mapping

from bot.case.evaluate import Outcome
from bot.case.nearness import Nearness
from indexer.verdict import Verdict

# Where somebody is registered and lives is asked first and mostly turns out well: wanting only that,
# a matter counts as one whose conditions hold.
RESIDENCE = frozenset({"户籍", "常住本市"})
START = "start"

# Logistic regressions over households that were judged, each household's `called` learnt from the
# others: `python -m bench.case_fit` prints them (docs/adr/0016).
TAUGHT: Mapping[str, float] = {
    START: -4.85,
    "whole": 0.72,
    "clauses": 0.37,
    "called": 16.75,
    "written": -0.10,
    "raised": 2.08,
    "fits": 0.84,
    "misfits": -0.51,
    "misfits unraised": -1.18,
}
# For a base without judged households.
UNTAUGHT: Mapping[str, float] = {
    START: -3.76,
    "whole": 1.33,
    "clauses": 0.43,
    "written": 0.64,
    "raised": 2.98,
    "fits": 0.83,
    "misfits": -0.23,
    "misfits unraised": -1.24,
}


def likelihood(outcome: Outcome | None, near: Nearness | None) -> float:
    """Return how likely it is that a good worker would raise an entry here, 0 to 1.

    Judged by the facts alone, where nothing was searched for, all that is raised is sure.
    """
    if near is None:
        return float(outcome is not None and outcome.is_raised)
    weights = UNTAUGHT if near.called is None else TAUGHT
    odds = weights[START] + sum(
        weights[name] * value for name, value in clues(outcome, near).items() if name in weights
    )
    return 1 / (1 + math.exp(-odds))


def clues(outcome: Outcome | None, near: Nearness) -> dict[str, float]:
    """Return what speaks for an entry and against it, by name."""
    found = {"whole": near.whole, "clauses": near.clauses}
    if near.called is not None:
        found["called"] = near.called
    return found | (by_facts(outcome) if outcome is not None else {})


def by_facts(outcome: Outcome) -> dict[str, float]:
    """Return what the facts say of an entry that has conditions."""
    verdict = outcome.verdict
    if not outcome.is_raised:
        return {
            "written": 1.0,  # with conditions it should be raised
            "misfits unraised": float(verdict is Verdict.MISFITS),
        }
    missing = set(outcome.judgement.missing) - RESIDENCE
    return {
        "written": 1.0,
        "raised": 1.0,
        "fits": float(verdict is not Verdict.MISFITS and not missing),  # or only people can judge
        "misfits": float(verdict is Verdict.MISFITS),
    }
