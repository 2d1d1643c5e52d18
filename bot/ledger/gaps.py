"""The gaps and all that may be done with them; each act is one step, with its line in the audit."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import aliased

from bot.ledger.asker import AskerKeys
from bot.ledger.audit import Act, note
from bot.ledger.database import Database, changed
from bot.ledger.gap_list import (
    Gap,
    GapQuestion,
    askers_of,
    family,
    read_gap,
    read_gaps,
    read_questions,
)
from bot.ledger.gap_rows import (
    GapSettled,
    GapTaken,
    NothingLeft,
    existing,
    flushed,
    locked,
    move,
    new_gap,
    own,
    root_of,
    subject,
    take,
)
from bot.ledger.gap_state import SETTLED, UNFINISHED, ForbiddenTransition, GapCause, GapState
from bot.ledger.members import Member, Members
from bot.ledger.person import Person
from bot.ledger.questions import NoSuchQuestion, Question, question_of
from bot.ledger.questions import existing as existing_question
from bot.ledger.tables import FeedbackRow, GapQuestionRow, GapRow, QuestionRow
from bot.ledger.terms import MemberState
from bot.outcome import Outcome


class Gaps:
    """The gaps of the ledger."""

    def __init__(self, database: Database, askers: AskerKeys, members: Members) -> None:
        self._database = database
        self._askers = askers
        self._members = members

    # reading

    def find(self, gap_id: int) -> Gap:
        """Return a gap; raises NoSuchGap."""
        with self._database.read() as session:
            return read_gap(session, gap_id)

    def listed(
        self, states: Collection[GapState] = UNFINISHED, owner: Person | None = None
    ) -> tuple[Gap, ...]:
        """Return the gaps in some states, of one owner where given, most wanted first."""
        conditions: list[ColumnElement[bool]] = [GapRow.state.in_(states)]
        if owner is not None:
            conditions.append(GapRow.owner == owner)
        with self._database.read() as session:
            return read_gaps(session, *conditions)

    def overdue(self, now: datetime) -> tuple[Gap, ...]:
        """Return the unfinished gaps whose time is up, most wanted first."""
        with self._database.read() as session:
            return read_gaps(session, GapRow.state.in_(UNFINISHED), GapRow.due_at < now)

    def questions(self, gap_id: int) -> tuple[GapQuestion, ...]:
        """Return a gap's questions, those merged in too, oldest first; raises NoSuchGap."""
        with self._database.read() as session:
            existing(session, gap_id)
            return read_questions(session, gap_id)

    def gap_of(self, question_id: int) -> int | None:
        """Return the gap that a question is now part of; None when of none."""
        with self._database.read() as session:
            link = session.get(GapQuestionRow, question_id)
            return None if link is None else root_of(session, link.gap_id).id

    def people_asking(self, gap_id: int) -> tuple[Member, ...]:
        """Return the active members who asked, those who want no notices too; raises NoSuchGap."""
        with self._database.read() as session:
            existing(session, gap_id)
            keys = frozenset(session.scalars(askers_of([gap_id])))
        return tuple(
            member
            for member in self._members.listed(MemberState.ACTIVE)
            if self._askers.key_of(member.person) in keys
        )

    def wordings(self, states: Collection[GapState]) -> tuple[tuple[int, str], ...]:
        """Return the gaps in some states, each with every wording it was asked in, oldest first."""
        tree = family(GapRow.state.in_(states))
        wanted = (
            select(tree.c.root, QuestionRow.text)
            .join(GapQuestionRow, GapQuestionRow.gap_id == tree.c.gap)
            .join(QuestionRow, QuestionRow.id == GapQuestionRow.question_id)
            .order_by(QuestionRow.id)
        )
        with self._database.read() as session:
            return tuple(dict.fromkeys((gap, text) for gap, text in session.execute(wanted)))

    def unchosen(self, since: datetime, until: datetime) -> tuple[Question, ...]:
        """Return the questions of a span that were offered entries, and nothing came of it.

        Nothing was chosen and nothing said, they are of no gap, and whoever asked was not shown one
        of the entries by another question since.
        """
        again = aliased(QuestionRow)
        wanted = (
            select(QuestionRow)
            .outerjoin(FeedbackRow, FeedbackRow.question_id == QuestionRow.id)
            .outerjoin(GapQuestionRow, GapQuestionRow.question_id == QuestionRow.id)
            .where(
                QuestionRow.outcome == Outcome.SUGGESTED,
                QuestionRow.asked_at >= since,
                QuestionRow.asked_at < until,
                QuestionRow.chosen_at.is_(None),
                FeedbackRow.question_id.is_(None),
                GapQuestionRow.question_id.is_(None),
            )
            .order_by(QuestionRow.id)
        )
        with self._database.read() as session:
            left = []
            for row in session.scalars(wanted):
                later = select(again.entry).where(
                    again.asker == row.asker, again.asked_at > row.asked_at
                )
                if not set(session.scalars(later)) & set(row.offered):
                    left.append(question_of(row, None))
            return tuple(left)

    # taking questions in

    def open(
        self,
        question_id: int,
        cause: GapCause,
        now: datetime,
        due_at: datetime | None = None,
        is_urgent: bool = False,
    ) -> int:
        """Open a gap for a question; return its number, or that of the gap it is part of already.

        Raises NoSuchQuestion.
        """
        with self._database.write() as session:
            question = existing_question(session, question_id)
            link = session.get(GapQuestionRow, question_id)
            if link is not None:
                return root_of(session, link.gap_id).id
            gap = new_gap(session, question.text, now, due_at, is_urgent)
            session.add(
                GapQuestionRow(
                    question_id=question_id, gap_id=gap.id, cause=cause, reason="", added_at=now
                )
            )
            return gap.id

    def add(
        self, gap_id: int, question_id: int, cause: GapCause, reason: str, now: datetime
    ) -> int:
        """Make a question part of a gap; return the gap it is part of then.

        That is the one a merged gap went into, or the one the question was part of before.
        Raises NoSuchGap, NoSuchQuestion, GapSettled.
        """
        with self._database.write() as session:
            existing_question(session, question_id)
            link = session.get(GapQuestionRow, question_id)
            if link is not None:
                return root_of(session, link.gap_id).id
            gap = root_of(session, gap_id)
            if gap.state is GapState.PUBLISHED:
                raise GapSettled(gap.id, gap.state)
            session.add(
                GapQuestionRow(
                    question_id=question_id, gap_id=gap.id, cause=cause, reason=reason, added_at=now
                )
            )
            return gap.id

    # acts of supervisors; `by` is None only for the program itself

    def claim(self, gap_id: int, by: Person, now: datetime) -> Gap:
        """Take a gap on; of two at once one wins.

        Raises NoSuchGap, GapTaken (by whom), ForbiddenTransition.
        """
        with self._database.write() as session:
            if not take(session, gap_id, by, now):
                gap = existing(session, gap_id)
                if gap.state in SETTLED:
                    raise ForbiddenTransition(gap_id, gap.state, GapState.CLAIMED)
                if gap.owner != by:
                    raise GapTaken(gap_id, gap.owner)
            return read_gap(session, gap_id)

    def release(self, gap_id: int, by: Person, now: datetime) -> Gap:
        """Put a gap back for others; raises NoSuchGap, GapTaken, ForbiddenTransition."""
        with self._database.write() as session:
            gap = own(session, gap_id, by, now)
            move(session, gap, GapState.OPEN, by, Act.RELEASE, now)
            gap.owner = gap.claimed_at = gap.entry = None
            return flushed(session, gap_id)

    def hand_over(self, gap_id: int, to: Person, by: Person, now: datetime) -> Gap:
        """Make somebody the owner of an unfinished gap, whoever was; raises as claim does."""
        with self._database.write() as session:
            gap = locked(session, gap_id)
            if gap.state in SETTLED:
                raise ForbiddenTransition(gap_id, gap.state, GapState.CLAIMED)
            if gap.state is GapState.OPEN:
                gap.state = GapState.CLAIMED
            gap.owner, gap.claimed_at = to, now
            note(session, by, Act.HAND_OVER, subject(gap_id), now, str(to))
            return flushed(session, gap_id)

    def set_due(self, gap_id: int, due_at: datetime, by: Person | None, now: datetime) -> Gap:
        """Say by when a gap has to be closed; raises NoSuchGap."""
        with self._database.write() as session:
            locked(session, gap_id).due_at = due_at
            note(session, by, Act.SET_DUE, subject(gap_id), now, due_at.isoformat())
            return flushed(session, gap_id)

    def draft(self, gap_id: int, entry: str, by: Person, now: datetime) -> Gap:
        """Note that an entry is being written; raises NoSuchGap, GapTaken, ForbiddenTransition."""
        with self._database.write() as session:
            gap = own(session, gap_id, by, now)
            move(session, gap, GapState.DRAFTING, by, Act.DRAFT, now, entry)
            gap.entry = entry
            return flushed(session, gap_id)

    def publish(self, gap_id: int, entry: str, by: Person, now: datetime) -> Gap:
        """Note that a published entry answers; raises NoSuchGap, GapTaken, ForbiddenTransition."""
        with self._database.write() as session:
            gap = own(session, gap_id, by, now)
            move(session, gap, GapState.PUBLISHED, by, Act.PUBLISH, now, entry)
            gap.entry, gap.closed_at = entry, now
            return flushed(session, gap_id)

    def dismiss(self, gap_id: int, reason: str, by: Person, now: datetime) -> Gap:
        """Close a gap without an entry, for a reason that the askers see.

        Raises NoSuchGap, GapTaken, ForbiddenTransition.
        """
        with self._database.write() as session:
            gap = own(session, gap_id, by, now)
            move(session, gap, GapState.DISMISSED, by, Act.DISMISS, now, reason)
            gap.reason, gap.closed_at = reason, now
            return flushed(session, gap_id)

    def merge(self, gap_id: int, into: int, reason: str, by: Person | None, now: datetime) -> Gap:
        """Make a gap part of another, unfinished one; return that one.

        The program itself may only merge gaps that nobody looks after. Raises NoSuchGap, GapTaken,
        ForbiddenTransition, GapSettled (the other one is closed, or is the gap itself).
        """
        with self._database.write() as session:
            for either in sorted(
                {gap_id, into}
            ):  # in one order, so that two cannot block each other
                locked(session, either)
            other = existing(session, into)
            if other.state in SETTLED or into == gap_id:
                raise GapSettled(into, other.state)
            gap = own(session, gap_id, by, now)
            move(session, gap, GapState.MERGED, by, Act.MERGE, now, f"→ {into}：{reason}")
            gap.merged_into, gap.reason, gap.closed_at = into, reason, now
            return flushed(session, into)

    def reopen(self, gap_id: int, by: Person | None, now: datetime, reason: str = "") -> Gap:
        """Open a closed gap again, or take a merged one out again.

        Raises NoSuchGap, ForbiddenTransition.
        """
        with self._database.write() as session:
            gap = locked(session, gap_id)
            if gap.state in UNFINISHED:
                raise ForbiddenTransition(gap_id, gap.state, GapState.OPEN)
            move(session, gap, GapState.OPEN, by, Act.REOPEN, now, reason)
            gap.owner = gap.claimed_at = gap.closed_at = gap.entry = gap.merged_into = None
            gap.reason = ""
            return flushed(session, gap_id)

    def split(self, gap_id: int, question_ids: Collection[int], by: Person, now: datetime) -> Gap:
        """Make some questions of a gap a gap of their own; return the new one.

        Raises NoSuchGap, NoSuchQuestion (one is not of this gap), NothingLeft, GapSettled (the gap
        is part of another).
        """
        with self._database.write() as session:
            gap = locked(session, gap_id)
            if gap.state is GapState.MERGED:
                raise GapSettled(gap_id, gap.state)
            have = {link.question.id: link for link in read_questions(session, gap_id)}
            if not set(question_ids) <= set(have):
                raise NoSuchQuestion
            if not question_ids or len(set(question_ids)) == len(have):
                raise NothingLeft(gap_id)
            first = next(link for key, link in have.items() if key in question_ids)
            new = new_gap(session, first.question.text, now, gap.due_at, gap.is_urgent)
            moved = update(GapQuestionRow).where(GapQuestionRow.question_id.in_(question_ids))
            changed(session, moved.values(gap_id=new.id, reason=""))
            note(session, by, Act.SPLIT, subject(gap_id), now, f"→ {new.id}")
            return flushed(session, new.id)
