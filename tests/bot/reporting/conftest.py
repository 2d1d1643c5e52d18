"""A ledger with a week in it, and the small base with a catalogue."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.ledger.gap_state import GapCause
from bot.ledger.ledger import Ledger
from bot.ledger.terms import FeedbackKind
from bot.outcome import Outcome
from bot.reporting.report import Report, read_report
from bot.reporting.span import Span, week_before
from indexer.entry import Kind, Status
from indexer.knowledge_base import CatalogueItem, KnowledgeBase
from tests.bot.ledger.conftest import CHEN, LI, WANG, Ask, ask, file_settings, ledger, settings

__all__ = ["ask", "file_settings", "ledger", "settings"]

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # Monday, 9:00 in Suzhou
DAY = timedelta(days=1)
WEEK = week_before(date(2026, 11, 23), ZONE)  # 16 to 22 November


def weekdays(start: date, end: date) -> int:
    """Count Monday to Friday, in place of the calendar."""
    days = (end - start).days
    return sum((start + number * DAY).weekday() < 5 for number in range(1, days + 1))


@pytest.fixture
def base(knowledge: KnowledgeBase) -> KnowledgeBase:
    """The small base: one item verified, one overdue, one missing, one taken out."""
    items = [
        ("living-allowance", "民政"), ("elderly-allowance", "民政"), ("no-such", "民政"),
        ("neighbor-noise", "街道社区"),
    ]  # fmt: skip
    catalogue = tuple(
        CatalogueItem.model_validate(
            {"编号": id_, "事项": id_, "部门": office, "领域": "甲", "类型": Kind.PROCEDURE}
        )
        for id_, office in items
    )
    entries = dict(knowledge.entries)
    entries["living-allowance"] = entries["living-allowance"].model_copy(
        update={"status": Status.VERIFIED}
    )
    old = entries["elderly-allowance"]
    entries["elderly-allowance"] = old.model_copy(
        update={"review": old.review.model_copy(update={"day": date(2026, 1, 31), "period": 6})}
    )
    entries["neighbor-noise"] = entries["neighbor-noise"].model_copy(
        update={"status": Status.WITHDRAWN}
    )
    return replace(knowledge, catalogue=catalogue, entries=entries)


@pytest.fixture
def week(ledger: Ledger, ask: Ask) -> Span:
    """What happened from 16 to 22 November."""
    monday = WEEK.since
    ask(now=monday - DAY)
    for number in range(6):
        at = monday + number * DAY
        said = ask(outcome=Outcome.ANSWERED, entry="living-allowance", now=at, person=LI)
        kind = FeedbackKind.NOT_SOLVED if number < 2 else FeedbackKind.HELPFUL
        ledger.questions.say(said, kind, "living-allowance", at)
    tapped = ask(outcome=Outcome.SUGGESTED, now=monday)
    ledger.questions.choose(tapped, "gone-since", "v1", monday)
    ask(outcome=Outcome.SUGGESTED, now=monday)
    ask(outcome=Outcome.URGENT, now=monday)
    ask(outcome=Outcome.SMALL_TALK, now=monday)
    gaps = [
        ledger.gaps.open(
            ask(words=f"=问题{number}", now=monday, person=WANG),
            GapCause.UNANSWERED,
            monday,
            monday + (2 + 8 * (number == 3)) * DAY,
        )
        for number in range(4)
    ]
    ledger.gaps.publish(gaps[0], "living-allowance", CHEN, monday + 2 * DAY)
    ledger.gaps.dismiss(gaps[1], "不归社区", CHEN, monday + 4 * DAY)
    return WEEK


@pytest.fixture
def report(ledger: Ledger, base: KnowledgeBase, week: Span) -> Report:
    """The report of that week, made on the Monday after it."""
    return read_report(ledger, base, week, NOW, weekdays)
