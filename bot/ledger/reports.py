"""What the reports count, straight from the ledger; periods are from `since` to before `until`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, distinct, func, or_, select

from bot.ledger.database import Database
from bot.ledger.gap_state import GapState
from bot.ledger.tables import FeedbackRow, GapRow, QuestionRow
from bot.ledger.terms import FeedbackKind
from bot.outcome import Outcome


@dataclass(frozen=True)
class Asked:
    """How many questions had an outcome; `tapped` ones of them were answered by a choice."""

    outcome: Outcome
    questions: int
    tapped: int


@dataclass(frozen=True)
class EntryAsked:
    """How often an entry was the answer, at once or by a choice."""

    entry: str
    questions: int


@dataclass(frozen=True)
class EntryJudged:
    """What askers said of an entry."""

    entry: str
    helpful: int
    not_solved: int


@dataclass(frozen=True)
class Said:
    """How often askers said a thing."""

    kind: FeedbackKind
    times: int


@dataclass(frozen=True)
class GapSpan:
    """When a gap was opened, due and closed; working days are for the caller to count."""

    id: int
    state: GapState
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    text: str  # redacted, as it was asked first


class Reports:
    """Counts over the whole ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def asked(self, since: datetime, until: datetime) -> tuple[Asked, ...]:
        """Count the questions of a period by outcome, the most frequent first."""
        tapped = case((QuestionRow.outcome != Outcome.SUGGESTED, None), else_=QuestionRow.entry)
        wanted = (
            select(QuestionRow.outcome, func.count().label("questions"), func.count(tapped))
            .where(*asked_in(since, until))
            .group_by(QuestionRow.outcome)
            .order_by(func.count().desc(), QuestionRow.outcome)
        )
        with self._database.read() as session:
            return tuple(Asked(*row) for row in session.execute(wanted))

    def people(self, since: datetime, until: datetime) -> int:
        """Count who asked in a period."""
        wanted = select(func.count(distinct(QuestionRow.asker))).where(*asked_in(since, until))
        with self._database.read() as session:
            return session.scalar(wanted) or 0

    def most_asked(
        self, since: datetime, until: datetime, limit: int = 10
    ) -> tuple[EntryAsked, ...]:
        """Return the entries that answered most of a period's questions."""
        wanted = (
            select(QuestionRow.entry, func.count())
            .where(*asked_in(since, until), QuestionRow.entry.is_not(None))
            .group_by(QuestionRow.entry)
            .order_by(func.count().desc(), QuestionRow.entry)
            .limit(limit)
        )
        with self._database.read() as session:
            return tuple(
                EntryAsked(entry, count) for entry, count in session.execute(wanted) if entry
            )

    def said(self, since: datetime, until: datetime) -> tuple[Said, ...]:
        """Count what askers said in a period, by kind."""
        wanted = (
            select(FeedbackRow.kind, func.count())
            .where(FeedbackRow.given_at >= since, FeedbackRow.given_at < until)
            .group_by(FeedbackRow.kind)
            .order_by(FeedbackRow.kind)
        )
        with self._database.read() as session:
            return tuple(Said(*row) for row in session.execute(wanted))

    def least_helpful(
        self, since: datetime, until: datetime, limit: int = 10
    ) -> tuple[EntryJudged, ...]:
        """Return the entries of which askers said most often that they did not solve it."""
        helpful = func.count(case((FeedbackRow.kind == FeedbackKind.HELPFUL, 1)))
        not_solved = func.count(case((FeedbackRow.kind == FeedbackKind.NOT_SOLVED, 1)))
        wanted = (
            select(FeedbackRow.entry, helpful, not_solved)
            .where(
                FeedbackRow.given_at >= since,
                FeedbackRow.given_at < until,
                FeedbackRow.entry.is_not(None),
            )
            .group_by(FeedbackRow.entry)
            .having(not_solved > 0)
            .order_by(not_solved.desc(), helpful, FeedbackRow.entry)
            .limit(limit)
        )
        with self._database.read() as session:
            return tuple(
                EntryJudged(entry, good, bad)
                for entry, good, bad in session.execute(wanted)
                if entry
            )

    def gaps(self, since: datetime, until: datetime) -> tuple[GapSpan, ...]:
        """Return the gaps that were open at any time of a period, merged ones not, by number."""
        wanted = (
            select(
                GapRow.id,
                GapRow.state,
                GapRow.opened_at,
                GapRow.due_at,
                GapRow.closed_at,
                GapRow.text,
            )
            .where(
                GapRow.state != GapState.MERGED,
                GapRow.opened_at < until,
                or_(GapRow.closed_at.is_(None), GapRow.closed_at >= since),
            )
            .order_by(GapRow.id)
        )
        with self._database.read() as session:
            return tuple(GapSpan(*row) for row in session.execute(wanted))


def asked_in(since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a question falls in a period."""
    return (QuestionRow.asked_at >= since, QuestionRow.asked_at < until)
