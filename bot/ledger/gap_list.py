"""Gaps as they are read: each with what was merged into it, its questions and who asked them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CTE, ColumnElement, Select, distinct, func, select
from sqlalchemy.orm import Session

from bot.ledger.gap_state import GapCause, GapState
from bot.ledger.person import Person
from bot.ledger.questions import Question, question_of
from bot.ledger.tables import FeedbackRow, GapQuestionRow, GapRow, QuestionRow


@dataclass(frozen=True)
class Gap:
    """One matter nobody could answer; the counts include the gaps merged into it."""

    id: int
    text: str  # the first question, redacted
    state: GapState
    is_urgent: bool
    opened_at: datetime
    due_at: datetime | None
    owner: Person | None
    claimed_at: datetime | None
    closed_at: datetime | None
    entry: str | None  # drafted for it, or the one it ended in
    reason: str  # of the merge or the dismissal
    merged_into: int | None
    questions: int
    people: int  # distinct askers
    last_asked_at: datetime | None  # None once no question is kept any more


@dataclass(frozen=True)
class GapQuestion:
    """A question of a gap; `gap_id` is the merged gap where it came by a merge."""

    question: Question
    gap_id: int
    cause: GapCause
    reason: str  # why it was found alike; empty for the question that opened the gap
    added_at: datetime


class NoSuchGap(Exception):
    """The ledger has no gap of that number."""

    def __init__(self, gap_id: int) -> None:
        self.gap_id = gap_id
        super().__init__(f"没有编号 {gap_id} 的缺口。用 /gaps 看现有的。")


def family(*conditions: ColumnElement[bool]) -> CTE:
    """Return the gaps (`gap`) that are or were merged into those of the conditions (`root`)."""
    roots = select(GapRow.id.label("gap"), GapRow.id.label("root")).where(*conditions)
    tree = roots.cte("family", recursive=True)
    return tree.union_all(
        select(GapRow.id, tree.c.root).join(tree, GapRow.merged_into == tree.c.gap)
    )


def read_gaps(session: Session, *conditions: ColumnElement[bool]) -> tuple[Gap, ...]:
    """Return the gaps of the conditions: urgent first, then by people asking, then the latest."""
    tree = family(*conditions)
    counts = (
        select(
            tree.c.root,
            func.count().label("questions"),
            func.count(distinct(QuestionRow.asker)).label("people"),
            func.max(QuestionRow.asked_at).label("last_asked_at"),
        )
        .join(GapQuestionRow, GapQuestionRow.gap_id == tree.c.gap)
        .join(QuestionRow, QuestionRow.id == GapQuestionRow.question_id)
        .group_by(tree.c.root)
        .subquery()
    )
    wanted = (
        select(
            GapRow,
            func.coalesce(counts.c.questions, 0),
            func.coalesce(counts.c.people, 0),
            counts.c.last_asked_at,
        )
        .outerjoin(counts, counts.c.root == GapRow.id)
        .where(*conditions)
        .order_by(
            GapRow.is_urgent.desc(),
            func.coalesce(counts.c.people, 0).desc(),
            func.coalesce(counts.c.last_asked_at, GapRow.opened_at).desc(),
            GapRow.id,
        )
    )
    return tuple(gap_of(*row) for row in session.execute(wanted))


def gap_of(row: GapRow, questions: int, people: int, last_asked_at: datetime | None) -> Gap:
    """Return what a row says, with its counts."""
    return Gap(
        id=row.id,
        text=row.text,
        state=row.state,
        is_urgent=row.is_urgent,
        opened_at=row.opened_at,
        due_at=row.due_at,
        owner=row.owner,
        claimed_at=row.claimed_at,
        closed_at=row.closed_at,
        entry=row.entry,
        reason=row.reason,
        merged_into=row.merged_into,
        questions=questions,
        people=people,
        last_asked_at=last_asked_at,
    )


def read_gap(session: Session, gap_id: int) -> Gap:
    """Return a gap; raises NoSuchGap."""
    found = read_gaps(session, GapRow.id == gap_id)
    if not found:
        raise NoSuchGap(gap_id)
    return found[0]


def read_questions(session: Session, gap_id: int) -> tuple[GapQuestion, ...]:
    """Return all questions of a gap, oldest first."""
    tree = family(GapRow.id == gap_id)
    wanted = (
        select(QuestionRow, FeedbackRow, GapQuestionRow)
        .join(GapQuestionRow, GapQuestionRow.question_id == QuestionRow.id)
        .join(tree, tree.c.gap == GapQuestionRow.gap_id)
        .outerjoin(FeedbackRow, FeedbackRow.question_id == QuestionRow.id)
        .order_by(QuestionRow.asked_at, QuestionRow.id)
    )
    return tuple(
        GapQuestion(question_of(row, said), link.gap_id, link.cause, link.reason, link.added_at)
        for row, said, link in session.execute(wanted)
    )


def askers_of(gap_ids: Iterable[int]) -> Select[str]:
    """Return the query for the keys of all who asked what belongs to some gaps."""
    tree = family(GapRow.id.in_(gap_ids))
    return (
        select(QuestionRow.asker)
        .join(GapQuestionRow, GapQuestionRow.question_id == QuestionRow.id)
        .join(tree, tree.c.gap == GapQuestionRow.gap_id)
        .distinct()
    )
