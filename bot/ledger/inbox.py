"""What a channel delivered, kept until it was dealt with: a crash loses nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update

from bot.ledger.database import Database, changed, insert_all_new
from bot.ledger.person import Person
from bot.ledger.tables import UpdateRow

MOST_TRIES = 3


@dataclass(frozen=True)
class Update:
    """Something delivered that waits; `body` is as the channel wrote it."""

    update_id: int
    body: str
    tries: int  # how often dealing with it was begun


class Inbox:
    """The updates of a channel."""

    def __init__(self, database: Database, most_tries: int = MOST_TRIES) -> None:
        self._database = database
        self._most_tries = most_tries

    def put(self, update_id: int, body: str, now: datetime, sender: Person | None = None) -> bool:
        """Keep an update; False when it is known already, done or not."""
        return bool(self.put_all([(update_id, body, sender)], now))

    def put_all(self, updates: Sequence[tuple[int, str, Person | None]], now: datetime) -> set[int]:
        """Keep updates, each an id, a body and a sender, at once; return the ids that are new."""
        rows = [
            {"update_id": number, "body": body, "sender": sender, "tries": 0, "received_at": now}
            for number, body, sender in updates
        ]
        with self._database.write() as session:
            return insert_all_new(session, UpdateRow, UpdateRow.update_id, rows)

    def begin(self, update_id: int, now: datetime) -> bool:
        """Count a try, before an update is dealt with.

        False when there is nothing to do: it is done, or was begun so often without an end that it
        is set aside. The count is kept first, so that an update that kills the process counts too.
        """
        with self._database.write() as session:
            row = session.get(UpdateRow, update_id, with_for_update=True)
            if row is None or row.done_at is not None or row.set_aside_at is not None:
                return False
            if row.tries >= self._most_tries:
                row.set_aside_at = now
                return False
            row.tries += 1
            return True

    def done(self, update_id: int, now: datetime) -> None:
        """Note that an update was dealt with, and blank what it said."""
        with self._database.write() as session:
            finish = update(UpdateRow).where(UpdateRow.update_id == update_id)
            changed(session, finish.values(done_at=now, body="", sender=None, set_aside_at=None))

    def waiting(self) -> tuple[Update, ...]:
        """Return what is still to be dealt with, in the order of the ids."""
        wanted = select(UpdateRow).where(
            UpdateRow.done_at.is_(None), UpdateRow.set_aside_at.is_(None)
        )
        with self._database.read() as session:
            return tuple(
                Update(row.update_id, row.body, row.tries)
                for row in session.scalars(wanted.order_by(UpdateRow.update_id))
            )

    def set_aside(self) -> tuple[Update, ...]:
        """Return what was begun too often without an end, in the order of the ids."""
        wanted = select(UpdateRow).where(
            UpdateRow.done_at.is_(None), UpdateRow.set_aside_at.is_not(None)
        )
        with self._database.read() as session:
            return tuple(
                Update(row.update_id, row.body, row.tries)
                for row in session.scalars(wanted.order_by(UpdateRow.update_id))
            )

    def count_waiting(self) -> int:
        """Return how many updates wait."""
        wanted = select(func.count()).where(
            UpdateRow.done_at.is_(None), UpdateRow.set_aside_at.is_(None)
        )
        with self._database.read() as session:
            return session.scalar(wanted) or 0

    def sweep(self, before: datetime) -> int:
        """Forget what was done or set aside before a time; return how many rows went."""
        with self._database.write() as session:
            old = or_(UpdateRow.done_at < before, UpdateRow.set_aside_at < before)
            return changed(session, delete(UpdateRow).where(old))
