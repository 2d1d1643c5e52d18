"""Households' cases that somebody keeps under numbers of their own: facts, never what was typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from bot.ledger.asker import AskerKeys
from bot.ledger.database import Database, changed, insert_new
from bot.ledger.person import Person
from bot.ledger.tables import SavedCaseRow


@dataclass(frozen=True)
class SavedCase:
    """One case under its number; `facts` is written and read by the case itself."""

    number: int
    facts: str
    saved_at: datetime


class SavedCases:
    """The cases that people keep; each sees their own alone."""

    def __init__(self, database: Database, askers: AskerKeys) -> None:
        self._database = database
        self._askers = askers

    def put(
        self, person: Person, number: int, facts: str, now: datetime, *, replace: bool = False
    ) -> bool:
        """Keep a case under a number; False, and nothing done, where one is and is not replaced."""
        asker = self._askers.key_of(person)
        with self._database.write() as session:
            values = {"facts": facts, "saved_at": now}
            if insert_new(session, SavedCaseRow, asker=asker, number=number, **values):
                return True
            if not replace:
                return False
            mine = (SavedCaseRow.asker == asker, SavedCaseRow.number == number)
            return changed(session, update(SavedCaseRow).where(*mine).values(**values)) == 1

    def find(self, person: Person, number: int) -> SavedCase | None:
        """Return somebody's case of a number; None where there is none."""
        with self._database.read() as session:
            row = session.get(SavedCaseRow, (self._askers.key_of(person), number))
            return None if row is None else saved_case(row)

    def listed(self, person: Person) -> tuple[SavedCase, ...]:
        """Return somebody's cases by number."""
        own = select(SavedCaseRow).where(SavedCaseRow.asker == self._askers.key_of(person))
        with self._database.read() as session:
            rows = session.scalars(own.order_by(SavedCaseRow.number))
            return tuple(saved_case(row) for row in rows)

    def drop(self, person: Person, number: int) -> bool:
        """Forget a case at once; False where there is none."""
        asker = self._askers.key_of(person)
        with self._database.write() as session:
            mine = (SavedCaseRow.asker == asker, SavedCaseRow.number == number)
            is_gone = changed(session, delete(SavedCaseRow).where(*mine)) == 1
        self._database.wipe()
        return is_gone


def saved_case(row: SavedCaseRow) -> SavedCase:
    """Return what a row says."""
    return SavedCase(row.number, row.facts, row.saved_at)
