"""What speaks for raising a matter, and how the facts, the search and judged households weigh."""

from typing import Any

import pytest

from bot.case.evaluate import Outcome
from bot.case.facts import Person
from bot.case.likelihood import likelihood
from bot.case.nearness import Nearness, by_clauses
from indexer.condition import Condition
from indexer.lexical_index import LexicalIndex
from indexer.verdict import Ground, Judgement, Verdict
from tests.bot.case.test_evaluate import ALLOWANCE
from tests.bot.case.test_result import entry

AFAR, NEAR = Nearness(-1.0, -1.0), Nearness(2.0, 2.0)


def outcome(*, raised: bool, verdict: Verdict, missing: tuple[str, ...] = ()) -> Outcome:
    open_ones = (Condition.model_validate({"情况": fact, "据": "1"}) for fact in missing)
    judgement = Judgement(verdict, tuple(Ground(one, Verdict.OPEN) for one in open_ones))
    return Outcome(entry("a", ALLOWANCE), Person("奶奶", {}), raised, judgement)


FITS: dict[str, Any] = {"raised": True, "verdict": Verdict.FITS}


@pytest.mark.parametrize("raised", [True, False])
def test_by_the_facts_alone_what_is_raised_is_sure(raised: bool) -> None:
    judged = outcome(raised=raised, verdict=Verdict.OPEN, missing=("户籍",))
    assert likelihood(judged, None) == float(raised)
    assert likelihood(None, None) == 0.0


@pytest.mark.parametrize("called", [None, 0.1])
@pytest.mark.parametrize(
    ("more", "less"),
    [
        (FITS, {"raised": False, "verdict": Verdict.FITS}),
        (FITS, {"raised": True, "verdict": Verdict.OPEN, "missing": ("独居",)}),
        (FITS, {"raised": True, "verdict": Verdict.MISFITS}),
        (
            {"raised": False, "verdict": Verdict.OPEN},
            {"raised": False, "verdict": Verdict.MISFITS},
        ),
    ],
)
def test_what_the_facts_say_for_a_matter_makes_it_likelier(
    more: dict[str, Any], less: dict[str, Any], called: float | None
) -> None:
    near = Nearness(0.5, 0.5, called)
    assert likelihood(outcome(**more), near) > likelihood(outcome(**less), near)


def test_only_the_place_of_registration_missing_counts_as_fitting() -> None:
    away = outcome(raised=True, verdict=Verdict.OPEN, missing=("户籍", "常住本市"))
    assert likelihood(away, AFAR) == likelihood(outcome(**FITS), AFAR)


def test_what_lies_nearer_or_was_called_for_before_is_likelier() -> None:
    assert likelihood(None, NEAR) > likelihood(None, AFAR)
    seen = [likelihood(None, Nearness(0.0, 0.0, called)) for called in (0.0, 0.2, 0.5)]
    assert seen == sorted(seen)
    assert seen[0] < 0.1 < 0.9 < seen[-1]


def test_a_clause_names_a_matter_that_the_whole_story_drowns() -> None:
    words = LexicalIndex(
        {"a": "漏水修缮基金", "b": "养老金领取", **{str(n): f"事项{n}" for n in range(60)}}
    )
    story = "老人讲了一大通事项，讲养老金领得少，又讲邻居吵，最后才说到屋顶漏水"
    by_clause = by_clauses(story, words)
    assert by_clause[0] > 1
    assert by_clause[0] > by_clauses(story.replace("漏水", "好看"), words)[0]
    assert by_clauses("漏水", words).shape == (62,)
