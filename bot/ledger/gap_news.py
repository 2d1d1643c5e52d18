"""What people still have to be told about gaps: what became of them, that they are due or overdue."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, or_, select, update

from bot.ledger.database import Database, changed
from bot.ledger.gap_list import Gap, family, read_gaps
from bot.ledger.gap_state import UNFINISHED, GapState
from bot.ledger.tables import DeliveryRow, GapQuestionRow, GapRow, QuestionRow
from bot.ledger.terms import DeliveryState

ENDED = (GapState.PUBLISHED, GapState.DISMISSED)
KEY = "gap:{gap}:{entry}:"  # begins the key of a message that a gap was closed


@dataclass(frozen=True)
class Untold:
    """A question whose asker was not told yet what became of it; `asker` is a key, not a name."""

    gap: int
    state: GapState
    entry: str | None
    reason: str
    closed_at: datetime
    question: int
    asker: str
    text: str


class GapNews:
    """What is to be told about gaps, each once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def untold(self) -> tuple[Untold, ...]:
        """Return the questions of closed gaps whose askers were not told, by gap, oldest first."""
        tree = family(GapRow.state.in_(ENDED))
        wanted = (
            select(GapRow, QuestionRow.id, QuestionRow.asker, QuestionRow.text)
            .join(tree, tree.c.root == GapRow.id)
            .join(GapQuestionRow, GapQuestionRow.gap_id == tree.c.gap)
            .join(QuestionRow, QuestionRow.id == GapQuestionRow.question_id)
            .where(or_(GapQuestionRow.told_at.is_(None), GapQuestionRow.told_at < GapRow.closed_at))
            .order_by(GapRow.closed_at, GapRow.id, QuestionRow.asked_at, QuestionRow.id)
        )
        with self._database.read() as session:
            return tuple(
                Untold(
                    gap.id, gap.state, gap.entry, gap.reason, gap.closed_at, question, asker, text
                )
                for gap, question, asker, text in session.execute(wanted)
                if gap.closed_at is not None
            )

    def tell(self, news: Collection[Untold], now: datetime) -> bool:
        """Note that the askers of some questions of one gap are told, within the step that does it.

        False, and nothing noted, when the gap is not closed in that way any more.
        """
        first = next(iter(news))
        with self._database.write() as session:
            gap = session.get(GapRow, first.gap, with_for_update=True, populate_existing=True)
            if gap is None or (gap.state, gap.closed_at) != (first.state, first.closed_at):
                return False
            ids = [one.question for one in news]
            told = update(GapQuestionRow).where(GapQuestionRow.question_id.in_(ids))
            changed(session, told.values(told_at=now))
            return True

    def recall(self, entry: str, now: datetime) -> int:
        """Take back the answers with an entry that still wait to be sent; return how many.

        Their askers count as not told yet.
        """
        waiting = (
            DeliveryRow.state == DeliveryState.WAITING,
            or_(DeliveryRow.leased_until.is_(None), DeliveryRow.leased_until <= now),
            DeliveryRow.key.like(KEY.format(gap="%", entry=entry) + "%"),
        )
        with self._database.write() as session:
            found = session.execute(select(DeliveryRow.id, DeliveryRow.key).where(*waiting)).all()
            gaps = {int(key.split(":")[1]) for _, key in found}
            tree = family(GapRow.id.in_(gaps))
            again = update(GapQuestionRow).where(GapQuestionRow.gap_id.in_(select(tree.c.gap)))
            changed(session, again.values(told_at=None))
            ids = [delivery for delivery, _ in found]
            return changed(session, delete(DeliveryRow).where(DeliveryRow.id.in_(ids)))

    def unreminded(self, day_begins: datetime, day_ends: datetime) -> tuple[Gap, ...]:
        """Return the gaps due on a day or before, whose owner was not reminded; urgent first.

        Who took a gap over is reminded too, and of a new day when it was put off.
        """
        return self._read(is_unreminded(day_begins), GapRow.due_at < day_ends)

    def unescalated(self, now: datetime) -> tuple[Gap, ...]:
        """Return the gaps whose time is up, of which the supervisors were not told; urgent first."""
        return self._read(IS_UNESCALATED, GapRow.due_at < now)

    def remind(self, gap_ids: Collection[int], day_begins: datetime, now: datetime) -> list[int]:
        """Note that owners are reminded; return of which gaps they were not before."""
        return self._note(gap_ids, is_unreminded(day_begins), "reminded_at", now)

    def escalate(self, gap_ids: Collection[int], now: datetime) -> list[int]:
        """Note that the supervisors are told; return of which gaps they were not before."""
        return self._note(gap_ids, IS_UNESCALATED, "escalated_at", now)

    def _read(self, *conditions: ColumnElement[bool]) -> tuple[Gap, ...]:
        with self._database.read() as session:
            return read_gaps(session, GapRow.state.in_(UNFINISHED), *conditions)

    def _note(
        self, gap_ids: Collection[int], condition: ColumnElement[bool], column: str, now: datetime
    ) -> list[int]:
        with self._database.write() as session:
            some = select(GapRow.id).where(
                GapRow.id.in_(gap_ids), GapRow.state.in_(UNFINISHED), condition
            )
            fresh = list(session.scalars(some.order_by(GapRow.id).with_for_update()))
            noted = update(GapRow).where(GapRow.id.in_(fresh))
            changed(session, noted.values({column: now}))
            return fresh


def is_unreminded(day_begins: datetime) -> ColumnElement[bool]:
    """Return the condition that a gap's owner was not reminded since it is theirs and due."""
    return GapRow.owner.is_not(None) & or_(
        GapRow.reminded_at.is_(None),
        GapRow.reminded_at < GapRow.claimed_at,
        # put off since: it is due on this day, and the reminder was of an earlier one
        (GapRow.reminded_at < day_begins) & (GapRow.due_at >= day_begins),
    )


IS_UNESCALATED = or_(GapRow.escalated_at.is_(None), GapRow.escalated_at < GapRow.due_at)
