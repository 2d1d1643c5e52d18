"""Who saw which version of an entry last, so that they can be told when it changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.ledger.asker import AskerKeys
from bot.ledger.database import Database, changed, insert_new
from bot.ledger.members import Member, Members
from bot.ledger.person import Person
from bot.ledger.tables import ShownRow
from bot.ledger.terms import MemberState

UNKNOWN = ""  # no version's name: the time says what was seen


@dataclass(frozen=True)
class Showing:
    """Somebody saw an entry, last in this version at that time."""

    member: Member
    version: str
    at: datetime


class Shown:
    """The last version of each entry that each person saw."""

    def __init__(self, database: Database, askers: AskerKeys, members: Members) -> None:
        self._database = database
        self._askers = askers
        self._members = members

    def record(self, person: Person, entry: str, version: str, now: datetime) -> None:
        """Note that somebody saw an entry, or was told how it changed."""
        with self._database.write() as session:
            note_showing(session, self._askers.key_of(person), entry, version, now)

    def forget_since(self, person: Person, entry: str, before: datetime) -> None:
        """Note that what somebody knows of an entry is as old as `before`: the news was taken back."""
        of_whom = (ShownRow.asker == self._askers.key_of(person), ShownRow.entry == entry)
        with self._database.write() as session:
            stale = update(ShownRow).where(*of_whom)
            changed(session, stale.values(version=UNKNOWN, shown_at=before))

    def to_whom(self, entry: str, since: datetime) -> tuple[Showing, ...]:
        """Return the active members who saw an entry since a time, and what they saw last."""
        wanted = select(ShownRow.asker, ShownRow.version, ShownRow.shown_at).where(
            ShownRow.entry == entry, ShownRow.shown_at >= since
        )
        with self._database.read() as session:
            seen = {asker: (version, at) for asker, version, at in session.execute(wanted)}
        return tuple(
            Showing(member, *seen[key])
            for member in self._members.listed(MemberState.ACTIVE)
            if (key := self._askers.key_of(member.person)) in seen
        )


def note_showing(session: Session, asker: str, entry: str, version: str, now: datetime) -> None:
    """Note within a step that an asker saw an entry; an older note gives way."""
    if insert_new(session, ShownRow, asker=asker, entry=entry, version=version, shown_at=now):
        return
    row = session.get_one(ShownRow, (asker, entry), with_for_update=True)
    if row.shown_at <= now:
        row.version, row.shown_at = version, now
