"""Who with rights did what, when: written in the same step as the act itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ledger.database import Database
from bot.ledger.person import Person
from bot.ledger.tables import AuditRow


class Act(StrEnum):
    """The acts that the ledger notes by itself; curation may note others by their own names."""

    INVITE = "invite"
    REVOKE = "revoke_invitation"
    REDEEM = "redeem_invitation"
    JOIN = "join"
    SET_ROLE = "set_role"
    SET_STATE = "set_state"
    OPEN_GAP = "open_gap"
    CLAIM = "claim_gap"
    RELEASE = "release_gap"
    HAND_OVER = "hand_over_gap"
    SET_DUE = "set_due"
    DRAFT = "draft_gap"
    PUBLISH = "publish_gap"
    DISMISS = "dismiss_gap"
    MERGE = "merge_gap"
    SPLIT = "split_gap"
    REOPEN = "reopen_gap"
    WITHDRAW = "withdraw_entry"
    RESTORE = "restore_entry"
    FORGET = "forget_person"
    NEW_KEY = "new_asker_key"


@dataclass(frozen=True)
class Deed:
    """An act that was done; `by` is None for the program itself and for people since forgotten."""

    at: datetime
    by: Person | None
    act: str
    subject: str
    detail: str


class Audit:
    """The journal of acts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(
        self, by: Person | None, act: str, subject: str, now: datetime, detail: str = ""
    ) -> None:
        """Note an act."""
        with self._database.write() as session:
            note(session, by, act, subject, now, detail)

    def recent(self, limit: int = 50, subject: str | None = None) -> tuple[Deed, ...]:
        """Return the last acts, newest first; of one subject where it is given."""
        wanted = select(AuditRow).order_by(AuditRow.at.desc(), AuditRow.id.desc()).limit(limit)
        if subject is not None:
            wanted = wanted.where(AuditRow.subject == subject)
        with self._database.read() as session:
            return tuple(
                Deed(row.at, row.by, row.act, row.subject, row.detail)
                for row in session.scalars(wanted)
            )


def note(
    session: Session, by: Person | None, act: str, subject: str, now: datetime, detail: str = ""
) -> None:
    """Note an act within the step that does it."""
    session.add(AuditRow(at=now, by=by, act=str(act), subject=subject, detail=detail))
