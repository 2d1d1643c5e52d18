"""The figures of a report, from the ledger and the base."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cache
from typing import TypeAlias

from bot.ledger.gap_state import GapState
from bot.ledger.ledger import Ledger
from bot.ledger.reports import Asked, GapSpan
from bot.ledger.terms import FeedbackKind
from bot.outcome import Outcome
from bot.reporting.coverage import DepartmentCoverage, coverage_board
from bot.reporting.span import Span
from indexer.knowledge_base import KnowledgeBase

# How many working days lie after the one day, up to and with the other.
WorkingDaysBetween: TypeAlias = Callable[[date, date], int]


@dataclass(frozen=True)
class Asking:
    """What became of questions; each counts once, small talk not at all."""

    answered: int = 0  # at once
    tapped: int = 0  # offered entries of which the asker took one
    unchosen: int = 0  # offered entries of which nobody took one
    urgent: int = 0
    unanswered: int = 0

    @property
    def asked(self) -> int:
        """All of them."""
        return self.answered + self.tapped + self.unchosen + self.urgent + self.unanswered

    def __add__(self, other: Asking) -> Asking:
        return Asking(
            self.answered + other.answered,
            self.tapped + other.tapped,
            self.unchosen + other.unchosen,
            self.urgent + other.urgent,
            self.unanswered + other.unanswered,
        )


@dataclass(frozen=True)
class Said:
    """What askers said of replies."""

    helpful: int
    not_solved: int
    none_of_these: int


@dataclass(frozen=True)
class GapFigures:
    """How gaps came and went; days are working days from opening to closing."""

    opened: int
    published: int
    dismissed: int
    unfinished: int  # at the end
    overdue: int  # of these
    median_days: float | None  # None when none was closed
    ninetieth_days: int | None

    @property
    def closed(self) -> int:
        """Those closed, with an entry or without."""
        return self.published + self.dismissed


@dataclass(frozen=True)
class EntryFigures:
    """How often an entry answered, and what was said of it."""

    id: str
    title: str
    asked: int = 0
    helpful: int = 0
    not_solved: int = 0


@dataclass(frozen=True)
class DueEntry:
    """An entry whose review is overdue."""

    id: str
    title: str
    department: str
    due: date


@dataclass(frozen=True)
class GapLine:
    """One gap as a list shows it; `days` are the working days to its closing."""

    id: int
    text: str
    state: GapState
    opened: date
    due: date | None
    closed: date | None
    days: int | None


@dataclass(frozen=True)
class Report:
    """All that a report says of a span."""

    span: Span
    made_at: datetime
    asking: Asking
    before: Asking  # in the span of equal length before
    people: int
    pieces: tuple[tuple[Span, Asking], ...]
    said: Said
    gaps: GapFigures
    gap_lines: tuple[GapLine, ...]
    most_asked: tuple[EntryFigures, ...]
    least_helpful: tuple[EntryFigures, ...]
    due: tuple[DueEntry, ...]  # the longest overdue first
    withdrawn: int  # entries that a supervisor took down and nobody put back
    board: tuple[DepartmentCoverage, ...]


def read_report(
    ledger: Ledger,
    knowledge: KnowledgeBase,
    span: Span,
    now: datetime,
    working_days: WorkingDaysBetween,
) -> Report:
    """Count a span; raises LedgerUnavailable."""
    end = min(now, span.until)
    pieces = tuple((piece, read_asking(ledger, piece)) for piece in span.pieces())
    today = now.astimezone(span.zone).date()
    gaps = ledger.reports.gaps(span.since, end)
    count = cache(working_days)  # many gaps share their days
    lines = tuple(gap_line(gap, end, span.zone, count) for gap in gaps)
    return Report(
        span=span,
        made_at=now.astimezone(span.zone),
        asking=sum((asking for _, asking in pieces), Asking()),
        before=read_asking(ledger, span.previous()),
        people=ledger.reports.people(span.since, span.until),
        pieces=pieces,
        said=read_said(ledger, span),
        gaps=gap_figures(gaps, lines, span, end),
        gap_lines=lines,
        most_asked=most_asked(ledger, knowledge, span),
        least_helpful=least_helpful(ledger, knowledge, span),
        due=due_entries(knowledge, today),
        withdrawn=len(ledger.withdrawals.in_force()),
        board=coverage_board(knowledge, today),
    )


def read_asking(ledger: Ledger, span: Span) -> Asking:
    """Count what became of a span's questions."""
    rows: dict[Outcome, Asked] = {
        row.outcome: row for row in ledger.reports.asked(span.since, span.until)
    }
    none = Asked(Outcome.SUGGESTED, 0, 0)
    offered = rows.get(Outcome.SUGGESTED, none)
    return Asking(
        answered=rows.get(Outcome.ANSWERED, none).questions,
        tapped=offered.tapped,
        unchosen=offered.questions - offered.tapped,
        urgent=rows.get(Outcome.URGENT, none).questions,
        unanswered=rows.get(Outcome.UNANSWERED, none).questions,
    )


def read_said(ledger: Ledger, span: Span) -> Said:
    """Count what askers said in a span."""
    said = {row.kind: row.times for row in ledger.reports.said(span.since, span.until)}
    return Said(
        helpful=said.get(FeedbackKind.HELPFUL, 0),
        not_solved=said.get(FeedbackKind.NOT_SOLVED, 0),
        none_of_these=said.get(FeedbackKind.NONE_OF_THESE, 0),
    )


def gap_line(
    gap: GapSpan, end: datetime, zone: tzinfo, working_days: WorkingDaysBetween
) -> GapLine:
    """Return a gap as it stood at a moment, its times as days."""

    def day(moment: datetime) -> date:
        return moment.astimezone(zone).date()

    closed = day(gap.closed_at) if gap.closed_at is not None and is_closed(gap, end) else None
    return GapLine(
        id=gap.id,
        text=gap.text,
        state=gap.state,
        opened=day(gap.opened_at),
        due=day(gap.due_at) if gap.due_at is not None else None,
        closed=closed,
        days=working_days(day(gap.opened_at), closed) if closed is not None else None,
    )


def is_closed(gap: GapSpan, end: datetime) -> bool:
    """Tell whether a gap was closed before a moment."""
    return gap.closed_at is not None and gap.closed_at < end


def gap_figures(
    gaps: Sequence[GapSpan], lines: Sequence[GapLine], span: Span, end: datetime
) -> GapFigures:
    """Count gaps that were open at any time of a span."""
    closed = [gap for gap in gaps if is_closed(gap, end)]
    still_open = [gap for gap in gaps if not is_closed(gap, end)]
    dismissed = sum(gap.state is GapState.DISMISSED for gap in closed)
    days = sorted(line.days for line in lines if line.days is not None)
    return GapFigures(
        opened=sum(gap.opened_at >= span.since for gap in gaps),
        published=len(closed) - dismissed,
        dismissed=dismissed,
        unfinished=len(still_open),
        overdue=sum(gap.due_at is not None and gap.due_at < end for gap in still_open),
        median_days=statistics.median(days) if days else None,
        ninetieth_days=days[math.ceil(0.9 * len(days)) - 1] if days else None,
    )


def most_asked(ledger: Ledger, knowledge: KnowledgeBase, span: Span) -> tuple[EntryFigures, ...]:
    """Return the entries that answered most questions of a span."""
    return tuple(
        EntryFigures(row.entry, title_of(knowledge, row.entry), asked=row.questions)
        for row in ledger.reports.most_asked(span.since, span.until)
    )


def least_helpful(ledger: Ledger, knowledge: KnowledgeBase, span: Span) -> tuple[EntryFigures, ...]:
    """Return the entries of which it was said most often that they did not solve it."""
    return tuple(
        EntryFigures(
            row.entry,
            title_of(knowledge, row.entry),
            helpful=row.helpful,
            not_solved=row.not_solved,
        )
        for row in ledger.reports.least_helpful(span.since, span.until)
    )


def title_of(knowledge: KnowledgeBase, entry_id: str) -> str:
    """Return an entry's title; of one that is no more, its id."""
    entry = knowledge.entries.get(entry_id)
    return entry.title if entry is not None else entry_id


def due_entries(knowledge: KnowledgeBase, today: date) -> tuple[DueEntry, ...]:
    """Return the entries whose review is overdue, the longest overdue first."""
    due = (entry for entry in knowledge.entries.values() if entry.review.due <= today)
    departments = {item.id: item.department for item in knowledge.catalogue}
    return tuple(
        DueEntry(entry.id, entry.title, departments.get(entry.id, ""), entry.review.due)
        for entry in sorted(due, key=lambda entry: (entry.review.due, entry.id))
    )
