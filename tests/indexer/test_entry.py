from datetime import date

import pytest

from indexer.entry import EntryBase, Review, Section
from indexer.knowledge_base import KnowledgeBase


def allowance(knowledge: KnowledgeBase) -> EntryBase:
    return knowledge.entries["living-allowance"]


def test_the_amount_of_today_is_the_one_that_began_last(knowledge: KnowledgeBase) -> None:
    ((now, before),) = allowance(knowledge).amounts_on(date(2025, 7, 1))
    assert now.content == "每人每月 1208 元"
    assert before is None


def test_an_amount_that_is_not_known_any_more_names_the_one_before(
    knowledge: KnowledgeBase,
) -> None:
    ((now, before),) = allowance(knowledge).amounts_on(date(2026, 11, 23))
    assert not now.is_known
    assert before is not None
    assert before.content == "每人每月 1208 元"


def test_an_amount_that_has_not_begun_is_left_out(knowledge: KnowledgeBase) -> None:
    assert allowance(knowledge).amounts_on(date(2025, 6, 30)) == ()


def test_the_sections_come_in_the_order_of_the_card(knowledge: KnowledgeBase) -> None:
    assert knowledge.entries["neighbor-noise"].sections == (
        Section.SUMMARY,
        Section.STEPS,
        Section.RED_FLAGS,
        Section.AUTHORITY,
    )


@pytest.mark.parametrize(
    ("day", "period", "due"),
    [
        ("2026-11-23", "6个月", date(2027, 5, 23)),
        ("2026-08-31", "6个月", date(2027, 2, 28)),
        ("2026-12-01", "12 个月", date(2027, 12, 1)),
    ],
)
def test_a_review_is_due_after_its_period(day: str, period: str, due: date) -> None:
    review = Review.model_validate({"日期": day, "核对人": "编写组", "周期": period})
    assert review.due == due
