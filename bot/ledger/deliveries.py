"""Messages that must arrive, once, whatever crashes in between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, delete, func, or_, select, type_coerce, update

from bot.ledger.database import Database, changed, insert_new
from bot.ledger.person import Channel, Person
from bot.ledger.tables import DeliveryRow
from bot.ledger.terms import DeliveryState

LEASE = timedelta(
    minutes=2
)  # longer than any sending takes, short enough to wait for after a crash
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(hours=6)


@dataclass(frozen=True)
class Delivery:
    """A message that is due; `tries` counts the claims, this one too."""

    id: int
    key: str
    recipient: Person
    body: str
    tries: int


@dataclass(frozen=True)
class GivenUp:
    """A message that will not arrive."""

    key: str
    recipient: Person
    reason: str
    at: datetime


class Deliveries:
    """The messages still to be sent.

    A message is claimed for a while, sent, then noted as sent. Whoever crashes before the note
    leaves a claim that runs out: the message goes out again, at most one for each crash.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(
        self, key: str, recipient: Person, body: str, now: datetime, due_at: datetime | None = None
    ) -> bool:
        """Keep a message to be sent; False when one of the same key is known, sent or not."""
        with self._database.write() as session:
            return insert_new(
                session,
                DeliveryRow,
                key=key,
                recipient=recipient,
                body=body,
                state=DeliveryState.WAITING,
                due_at=due_at or now,
                tries=0,
                reason="",
                created_at=now,
            )

    def claim(
        self,
        now: datetime,
        lease: timedelta = LEASE,
        channel: Channel | None = None,
        recipient: Person | None = None,
    ) -> Delivery | None:
        """Take the next message that is due, for a while; None when there is none.

        Of one channel or one recipient only, where it is given.
        """
        conditions = claimable(now)
        if channel is not None:
            written = type_coerce(DeliveryRow.recipient, String)
            conditions += (written.startswith(f"{channel}:", autoescape=True),)
        if recipient is not None:
            conditions += (DeliveryRow.recipient == recipient,)
        wanted = (
            select(DeliveryRow)
            .where(*conditions)
            .order_by(DeliveryRow.due_at, DeliveryRow.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        with self._database.write() as session:
            row = session.scalar(wanted)
            if row is None:
                return None
            row.leased_until = now + lease
            row.tries += 1
            return Delivery(row.id, row.key, row.recipient, row.body, row.tries)

    def sent(self, delivery: Delivery, now: datetime) -> None:
        """Note that a message arrived, and blank what it said."""
        self._close(delivery, DeliveryState.SENT, "", now)

    def give_up(self, delivery: Delivery, reason: str, now: datetime) -> None:
        """Note that a message will never arrive (the person blocked the bot), and blank it."""
        self._close(delivery, DeliveryState.GIVEN_UP, reason, now)

    def retry(
        self, delivery: Delivery, reason: str, now: datetime, after: timedelta | None = None
    ) -> datetime:
        """Let a message wait: twice as long each time, at least `after`; return until when."""
        due_at = now + max(back_off(delivery.tries), after or timedelta())
        mine = (DeliveryRow.state == DeliveryState.WAITING, DeliveryRow.tries == delivery.tries)
        with self._database.write() as session:
            wait = update(DeliveryRow).where(DeliveryRow.id == delivery.id, *mine)
            changed(session, wait.values(due_at=due_at, leased_until=None, reason=reason))
        return due_at

    def waiting(self, begin: str, now: datetime) -> tuple[Delivery, ...]:
        """Return the messages that nobody is sending yet and whose keys begin so."""
        wanted = select(DeliveryRow).where(
            DeliveryRow.state == DeliveryState.WAITING,
            or_(DeliveryRow.leased_until.is_(None), DeliveryRow.leased_until <= now),
            DeliveryRow.key.startswith(begin, autoescape=True),
        )
        with self._database.read() as session:
            return tuple(
                Delivery(row.id, row.key, row.recipient, row.body, row.tries)
                for row in session.scalars(wanted.order_by(DeliveryRow.id))
            )

    def reword(self, delivery: Delivery, body: str, now: datetime) -> bool:
        """Let a waiting message say something else, "" takes it back; False once somebody sends it."""
        mine = (
            DeliveryRow.id == delivery.id,
            DeliveryRow.state == DeliveryState.WAITING,
            DeliveryRow.tries == delivery.tries,
            or_(DeliveryRow.leased_until.is_(None), DeliveryRow.leased_until <= now),
        )
        with self._database.write() as session:
            if not body:
                return bool(changed(session, delete(DeliveryRow).where(*mine)))
            return bool(changed(session, update(DeliveryRow).where(*mine).values(body=body)))

    def count_waiting(self) -> int:
        """Return how many messages are still to be sent, due or not."""
        wanted = select(func.count()).where(DeliveryRow.state == DeliveryState.WAITING)
        with self._database.read() as session:
            return session.scalar(wanted) or 0

    def given_up(self, since: datetime) -> tuple[GivenUp, ...]:
        """Return what was given up since a time, oldest first."""
        wanted = (
            select(
                DeliveryRow.key, DeliveryRow.recipient, DeliveryRow.reason, DeliveryRow.closed_at
            )
            .where(DeliveryRow.state == DeliveryState.GIVEN_UP, DeliveryRow.closed_at >= since)
            .order_by(DeliveryRow.closed_at, DeliveryRow.id)
        )
        with self._database.read() as session:
            return tuple(
                GivenUp(key, recipient, reason, at)
                for key, recipient, reason, at in session.execute(wanted)
                if at is not None
            )

    def _close(self, delivery: Delivery, state: DeliveryState, reason: str, now: datetime) -> None:
        open_ = (DeliveryRow.id == delivery.id, DeliveryRow.state != DeliveryState.SENT)
        with self._database.write() as session:
            values = (
                update(DeliveryRow)
                .where(*open_)
                .values(state=state, reason=reason, closed_at=now, leased_until=None, body="")
            )
            changed(session, values)


def claimable(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions under which a message may be taken."""
    return (
        DeliveryRow.state == DeliveryState.WAITING,
        DeliveryRow.due_at <= now,
        or_(DeliveryRow.leased_until.is_(None), DeliveryRow.leased_until <= now),
    )


def back_off(tries: int) -> timedelta:
    """Return how long to wait after so many tries."""
    doublings = min(tries - 1, 20)  # more would run over
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
