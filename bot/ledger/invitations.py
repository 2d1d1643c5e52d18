"""Codes that make somebody a member: they expire, work once, and only their digest is kept."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from bot.ledger.audit import Act, note
from bot.ledger.database import Database, changed
from bot.ledger.members import Member, count_supervisors, enrol, member_of
from bot.ledger.person import Person
from bot.ledger.tables import InvitationRow, MemberRow
from bot.ledger.terms import MemberState, Role

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no letter that is read as another, or as a digit
LOOKALIKES = str.maketrans("OIL", "011")
LENGTH = 16  # characters of five bits: 80 bits, beyond guessing while the code lives
GROUP = 4


class Refusal(StrEnum):
    """Why a code makes nobody a member."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    USED = "used"
    REVOKED = "revoked"
    SUSPENDED = "suspended"  # the person is, and no code lifts that


class InvitationRefused(Exception):
    """A code that does not work; strangers should not learn why."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__("邀请码不能用：可能打错了、过期了，或者已经有人用过。请督导再发一个。")


@dataclass(frozen=True)
class Invitation:
    """A code that waits for somebody; the code itself is not kept."""

    id: int
    role: Role
    note: str
    by: Person | None
    created_at: datetime
    expires_at: datetime


class Invitations:
    """The codes that were given out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def invite(
        self, role: Role, by: Person, expires_at: datetime, now: datetime, note_: str = ""
    ) -> str:
        """Make a code for one new member; return it, as it is shown only now."""
        with self._database.write() as session:
            return write_code(session, role, by, expires_at, now, note_)

    def first_code(self, expires_at: datetime, now: datetime, renew: bool = False) -> str | None:
        """Make the code for the first supervisor.

        None when there is a supervisor, or when a code made before still works and `renew` is not
        wanted; otherwise earlier first codes stop working.
        """
        with self._database.write() as session:
            if count_supervisors(session):
                return None
            earlier = select(InvitationRow.id).where(InvitationRow.is_first, *open_at(now))
            if not renew and session.scalar(earlier.limit(1)) is not None:
                return None
            stop = update(InvitationRow).where(InvitationRow.is_first, *open_at(now))
            changed(session, stop.values(revoked_at=now))
            return write_code(session, Role.SUPERVISOR, None, expires_at, now, is_first=True)

    def redeem(self, code: str, person: Person, now: datetime, name: str = "") -> Member:
        """Make somebody a member by a code, which is used up then.

        Whoever is a member already with at least the code's role leaves it unused; whoever used it
        already stays what they are. Raises InvitationRefused.
        """
        with self._database.write() as session:
            row = session.scalar(select(InvitationRow).where(InvitationRow.code == digest(code)))
            if row is None:
                raise InvitationRefused(Refusal.UNKNOWN)
            member = session.get(MemberRow, person)
            if member is not None and member.state is MemberState.SUSPENDED:
                raise InvitationRefused(Refusal.SUSPENDED)
            if member is not None and needs_no(row, member):
                return member_of(member)
            use = update(InvitationRow).where(InvitationRow.id == row.id, *open_at(now))
            if not changed(session, use.values(redeemed_at=now, redeemed_by=person)):
                raise InvitationRefused(refusal_of(row))
            if row.by is not None:
                note(session, person, Act.REDEEM, f"invitation:{row.id}", now, f"by {row.by}")
            return member_of(enrol(session, person, row.role, now, name or row.note))

    def listed(self, now: datetime) -> tuple[Invitation, ...]:
        """Return the codes that still work, oldest first."""
        wanted = select(InvitationRow).where(*open_at(now)).order_by(InvitationRow.id)
        with self._database.read() as session:
            return tuple(
                Invitation(row.id, row.role, row.note, row.by, row.created_at, row.expires_at)
                for row in session.scalars(wanted)
            )

    def revoke(self, invitation_id: int, by: Person, now: datetime) -> bool:
        """Make a code stop working; False when it did not work any more."""
        with self._database.write() as session:
            stop = update(InvitationRow).where(InvitationRow.id == invitation_id, *open_at(now))
            if not changed(session, stop.values(revoked_at=now)):
                return False
            note(session, by, Act.REVOKE, f"invitation:{invitation_id}", now)
            return True


def write_code(
    session: Session,
    role: Role,
    by: Person | None,
    expires_at: datetime,
    now: datetime,
    note_: str = "",
    is_first: bool = False,
) -> str:
    """Write a new code's digest; return the code."""
    code = new_code()
    row = InvitationRow(
        code=digest(code),
        role=role,
        note=note_,
        is_first=is_first,
        by=by,
        created_at=now,
        expires_at=expires_at,
    )
    session.add(row)
    session.flush()
    note(session, by, Act.INVITE, f"invitation:{row.id}", now, str(role))
    return code


def needs_no(row: InvitationRow, member: MemberRow) -> bool:
    """Whether a code gives a member nothing, be it because it already did."""
    if member.state is not MemberState.ACTIVE:
        return False
    return row.redeemed_by == member.person or member.role in (row.role, Role.SUPERVISOR)


def open_at(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a code works."""
    return (
        InvitationRow.redeemed_at.is_(None),
        InvitationRow.revoked_at.is_(None),
        InvitationRow.expires_at > now,
    )


def refusal_of(row: InvitationRow) -> Refusal:
    """Return why a code does not work any more."""
    if row.redeemed_at is not None:
        return Refusal.USED
    return Refusal.REVOKED if row.revoked_at is not None else Refusal.EXPIRED


def new_code() -> str:
    """Return a code of 80 random bits that is easy to read out, type and put in a link."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def digest(code: str) -> str:
    """Return what is kept of a code, however it was typed."""
    plain = unicodedata.normalize("NFKC", code).upper().translate(LOOKALIKES)
    return hashlib.sha256("".join(filter(str.isalnum, plain)).encode()).hexdigest()
