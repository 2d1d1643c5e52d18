"""Entries that were taken down: since when, by whom, why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select, update

from bot.ledger.audit import Act, note
from bot.ledger.database import Database, changed, insert_new
from bot.ledger.person import Person
from bot.ledger.tables import WithdrawalRow


@dataclass(frozen=True)
class Withdrawal:
    """An entry is not shown; `by` is None once that supervisor was forgotten."""

    entry: str
    reason: str  # shown to whoever asks
    by: Person | None
    withdrawn_at: datetime
    restored_by: Person | None
    restored_at: datetime | None


class Withdrawals:
    """The entries that were taken down, and those that came back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def withdraw(self, entry: str, reason: str, by: Person, now: datetime) -> bool:
        """Take an entry down; False when it is down already, for the reason given then."""
        with self._database.write() as session:
            if not insert_new(
                session, WithdrawalRow, entry=entry, reason=reason, by=by, withdrawn_at=now
            ):
                return False
            note(session, by, Act.WITHDRAW, f"entry:{entry}", now, reason)
            return True

    def restore(self, entry: str, by: Person, now: datetime) -> bool:
        """Show an entry again; False when it was not down."""
        with self._database.write() as session:
            down = update(WithdrawalRow).where(
                WithdrawalRow.entry == entry, WithdrawalRow.restored_at.is_(None)
            )
            if not changed(session, down.values(restored_by=by, restored_at=now)):
                return False
            note(session, by, Act.RESTORE, f"entry:{entry}", now)
            return True

    def in_force(self) -> tuple[Withdrawal, ...]:
        """Return what is down now, by entry; quick enough to ask before each answer."""
        return self._read(select(WithdrawalRow).where(WithdrawalRow.restored_at.is_(None)))

    def find(self, entry: str) -> Withdrawal | None:
        """Return why an entry is down; None when it is not."""
        return next((down for down in self.in_force() if down.entry == entry), None)

    def history(self, entry: str) -> tuple[Withdrawal, ...]:
        """Return each time an entry was down, oldest first."""
        return self._read(select(WithdrawalRow).where(WithdrawalRow.entry == entry))

    def _read(self, wanted: Select[WithdrawalRow]) -> tuple[Withdrawal, ...]:
        with self._database.read() as session:
            rows = session.scalars(wanted.order_by(WithdrawalRow.entry, WithdrawalRow.id))
            return tuple(
                Withdrawal(
                    row.entry,
                    row.reason,
                    row.by,
                    row.withdrawn_at,
                    row.restored_by,
                    row.restored_at,
                )
                for row in rows
            )
