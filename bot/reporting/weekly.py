"""The report that supervisors get by themselves, once for each week."""

from __future__ import annotations

from datetime import datetime, time, tzinfo

from bot import wording
from bot.ledger.ledger import Ledger
from bot.reporting.report import WorkingDaysBetween, read_report
from bot.reporting.span import DAY, Span, week_before
from bot.reporting.text import report_text
from indexer.knowledge_base import KnowledgeBase

AT = time(8, 30)  # of Monday, before the counters open


def weekly(
    ledger: Ledger,
    knowledge: KnowledgeBase,
    now: datetime,
    zone: tzinfo,
    working_days: WorkingDaysBetween,
) -> int:
    """Put a report of the last whole week to be sent to each supervisor who wants notices.

    Call it as often as you like: each gets one a week. Return how many were put; raises
    LedgerUnavailable.
    """
    span = week_before(now.astimezone(zone).date(), zone)
    wanting = [member for member in ledger.members.supervisors() if not member.opted_out]
    if not wanting:
        return 0
    report = read_report(ledger, knowledge, span, now, working_days)
    body = f"{report_text(report)}\n\n{wording.REPORT_SEE_CHARTS}"
    due_at = max(now, datetime.combine(span.last + DAY, AT, zone))
    return sum(
        ledger.deliveries.put(key_of(span, str(member.person)), member.person, body, now, due_at)
        for member in wanting
    )


def key_of(span: Span, person: str) -> str:
    """Return by what a week's report to somebody is known, sent or not."""
    year, week, _ = span.first.isocalendar()
    return f"report:{year}-W{week:02}:{person}"
