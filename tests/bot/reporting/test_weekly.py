from datetime import timedelta

import pytest

from bot.ledger.ledger import Ledger
from bot.reporting.span import Span
from bot.reporting.weekly import weekly
from indexer.knowledge_base import KnowledgeBase
from tests.bot.ledger.conftest import CHEN, WANG, ZHOU
from tests.bot.reporting.conftest import DAY, NOW, WEEK, ZONE, weekdays

EARLY = WEEK.until + timedelta(hours=6)  # Monday at six


@pytest.fixture
def members(ledger: Ledger) -> None:
    """Two supervisors and a worker."""
    ledger.members.take_from_config([CHEN, ZHOU], [WANG], NOW)


@pytest.mark.usefixtures("members")
def test_each_supervisor_gets_one_report_a_week(
    ledger: Ledger, base: KnowledgeBase, week: Span
) -> None:
    del week
    for number in range(7):
        put = weekly(ledger, base, NOW + number * DAY, ZONE, weekdays)
        assert put == (2 if number == 0 else 0)
    first, second = ledger.deliveries.claim(NOW), ledger.deliveries.claim(NOW)
    assert first is not None
    assert second is not None
    assert {first.recipient, second.recipient} == {CHEN, ZHOU}
    assert first.key == f"report:2026-W47:{first.recipient}"
    assert first.body.startswith("📊 全科通 2026-11-16 至 2026-11-22（7 天）\n2 人问了 13 个问题")
    assert first.body.endswith("\n\n发 /report 看图表。")
    assert weekly(ledger, base, NOW + 7 * DAY, ZONE, weekdays) == 2


@pytest.mark.usefixtures("members")
def test_before_half_past_eight_it_waits(ledger: Ledger, base: KnowledgeBase) -> None:
    assert weekly(ledger, base, EARLY, ZONE, weekdays) == 2
    assert ledger.deliveries.claim(EARLY + timedelta(hours=2)) is None
    assert ledger.deliveries.claim(EARLY + timedelta(hours=2, minutes=30)) is not None


@pytest.mark.usefixtures("members")
def test_who_wants_no_notices_gets_none(ledger: Ledger, base: KnowledgeBase) -> None:
    ledger.members.set_opted_out(CHEN, opted_out=True)
    assert weekly(ledger, base, NOW, ZONE, weekdays) == 1
    ledger.members.set_opted_out(ZHOU, opted_out=True)
    assert weekly(ledger, base, NOW + 7 * DAY, ZONE, weekdays) == 0
