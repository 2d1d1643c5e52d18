"""What is forgotten: by itself after the days that config.yaml says, and at once on a person's wish."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.ledger.asker import AskerKeys, nobodys_key
from bot.ledger.audit import Act, note
from bot.ledger.database import Database, changed
from bot.ledger.gap_list import family
from bot.ledger.gap_state import UNFINISHED, GapState
from bot.ledger.person import Person
from bot.ledger.tables import (
    AuditRow,
    DeliveryRow,
    GapQuestionRow,
    GapRow,
    InvitationRow,
    MemberRow,
    QuestionRow,
    SavedCaseRow,
    ShownRow,
    Table,
    UpdateRow,
    WithdrawalRow,
)
from bot.ledger.terms import DeliveryState, MemberState

INBOX_DAYS = 7  # Telegram itself repeats an update for a day at most
AT_ONCE = 50  # rows a step, so that whoever asks meanwhile hardly waits
PAUSE = 0.01  # seconds between two steps, in which others get their turn


@dataclass(frozen=True)
class Swept:
    """How many rows went."""

    questions: int
    shown: int
    cases: int
    deliveries: int
    updates: int
    invitations: int
    members: int  # removed long ago
    audit: int


@dataclass(frozen=True)
class Forgotten:
    """What a person had in the ledger."""

    questions: int  # gone
    anonymous: int  # kept with their gap, as nobody's
    cases: int
    deliveries: int
    membership: bool  # whether it went too


class Retention:
    """Forgets."""

    def __init__(self, database: Database, askers: AskerKeys) -> None:
        self._database = database
        self._askers = askers

    def sweep(self, now: datetime, keep_days: int) -> Swept:
        """Forget what is older; what belongs to an unfinished gap stays until that is closed."""
        before = now - timedelta(days=keep_days)
        inbox = now - timedelta(days=min(keep_days, INBOX_DAYS))
        swept = Swept(
            questions=self._sweep(
                QuestionRow, QuestionRow.id, QuestionRow.asked_at < before, is_not_awaited(before)
            ),
            shown=self._sweep_rows(ShownRow, ShownRow.shown_at < before),
            cases=self._sweep_rows(SavedCaseRow, SavedCaseRow.saved_at < before),
            deliveries=self._sweep(
                DeliveryRow,
                DeliveryRow.id,
                DeliveryRow.state != DeliveryState.WAITING,
                DeliveryRow.closed_at < before,
            ),
            updates=self._sweep(
                UpdateRow,
                UpdateRow.update_id,
                or_(UpdateRow.done_at < inbox, UpdateRow.set_aside_at < inbox),
            ),
            invitations=self._sweep(
                InvitationRow, InvitationRow.id, InvitationRow.expires_at < before
            ),
            members=self._sweep(
                MemberRow,
                MemberRow.person,
                MemberRow.state == MemberState.REMOVED,
                MemberRow.state_since < before,
            ),
            audit=self._sweep(AuditRow, AuditRow.id, AuditRow.at < before),
        )
        self._database.wipe()
        return swept

    def forget(self, person: Person, now: datetime, keep_membership: bool) -> Forgotten:
        """Take a person's traces out, in one step; what they asked stays only as nobody's, in gaps."""
        asker = self._askers.key_of(person)
        with self._database.write() as session:
            anonymous = make_anonymous(session, asker)
            mine = delete(QuestionRow).where(QuestionRow.asker == asker)
            forgotten = Forgotten(
                questions=changed(session, mine),
                anonymous=anonymous,
                cases=changed(session, delete(SavedCaseRow).where(SavedCaseRow.asker == asker)),
                deliveries=changed(
                    session, delete(DeliveryRow).where(DeliveryRow.recipient == person)
                ),
                membership=not keep_membership,
            )
            changed(session, delete(ShownRow).where(ShownRow.asker == asker))
            aside = (UpdateRow.sender == person, UpdateRow.set_aside_at.is_not(None))
            changed(session, delete(UpdateRow).where(*aside))
            if keep_membership:
                nowhere = update(MemberRow).where(MemberRow.person == person)
                changed(session, nowhere.values(district="", street=""))
            else:
                forget_member(session, person, now)
            note(session, None, Act.FORGET, "", now)
        self._database.wipe()
        return forgotten

    def _sweep(
        self,
        table: type[Table],
        key: InstrumentedAttribute[int] | InstrumentedAttribute[Person],
        *conditions: ColumnElement[bool],
    ) -> int:
        some = select(key).where(*conditions).limit(AT_ONCE)
        return self._in_steps(lambda session: changed(session, delete(table).where(key.in_(some))))

    def _sweep_rows(self, table: type[Table], condition: ColumnElement[bool]) -> int:
        """Forget rows whose key has several parts."""

        def some(session: Session) -> int:
            rows = session.scalars(select(table).where(condition).limit(AT_ONCE)).all()
            for row in rows:
                session.delete(row)
            return len(rows)

        return self._in_steps(some)

    def _in_steps(self, act: Callable[[Session], int]) -> int:
        total = 0
        while True:
            with self._database.write() as session:
                count = act(session)
            total += count
            if count < AT_ONCE:
                return total
            time.sleep(PAUSE)


def is_not_awaited(before: datetime) -> ColumnElement[bool]:
    """Return the condition that a question is of no gap, or of one closed before a time."""
    tree = family(
        GapRow.merged_into.is_(None),
        or_(GapRow.state.in_(UNFINISHED), GapRow.closed_at >= before),
    )
    awaited = exists().where(
        GapQuestionRow.question_id == QuestionRow.id, GapQuestionRow.gap_id.in_(select(tree.c.gap))
    )
    return ~awaited


def make_anonymous(session: Session, asker: str) -> int:
    """Make an asker's questions in gaps nobody's: one person still, in each gap, but another one."""
    links = session.execute(
        select(QuestionRow, GapQuestionRow.gap_id)
        .join(GapQuestionRow, GapQuestionRow.question_id == QuestionRow.id)
        .where(QuestionRow.asker == asker)
        .with_for_update(of=QuestionRow)
    ).all()
    nobody = {gap_id: nobodys_key() for _, gap_id in links}
    for question, gap_id in links:
        question.asker = nobody[gap_id]
        question.key = nobodys_key()  # it named a message
    session.flush()
    return len(links)


def forget_member(session: Session, person: Person, now: datetime) -> None:
    """Take a membership out, and the person out of all that they did; their gaps become free."""
    changed(session, delete(MemberRow).where(MemberRow.person == person))
    held = (GapRow.owner == person, GapRow.state.in_(UNFINISHED))
    for gap_id in session.scalars(select(GapRow.id).where(*held)):
        note(session, None, Act.RELEASE, f"gap:{gap_id}", now)
    free = update(GapRow).where(*held)
    changed(session, free.values(state=GapState.OPEN, owner=None, claimed_at=None))
    for column in (
        GapRow.owner,
        AuditRow.by,
        InvitationRow.by,
        InvitationRow.redeemed_by,
        WithdrawalRow.by,
        WithdrawalRow.restored_by,
    ):
        out = update(column.class_).where(column == person)
        changed(session, out.values({column: None}))
    about = update(AuditRow).where(AuditRow.subject == str(person))
    changed(session, about.values(subject=""))
    in_detail = update(AuditRow).where(AuditRow.detail.in_((str(person), f"by {person}")))
    changed(session, in_detail.values(detail=""))
