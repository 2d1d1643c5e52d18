"""The rows of gaps: held, owned, moved from state to state, within the step that asks for it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.ledger.audit import Act, note
from bot.ledger.database import changed
from bot.ledger.gap_list import Gap, NoSuchGap, read_gap
from bot.ledger.gap_state import SETTLED, GapState, check_transition
from bot.ledger.person import Person
from bot.ledger.tables import GapRow


class GapTaken(Exception):
    """Another supervisor looks after the gap: `owner`."""

    def __init__(self, gap_id: int, owner: Person | None) -> None:
        self.gap_id = gap_id
        self.owner = owner
        super().__init__(f"缺口 {gap_id} 已经由别的督导认领。要接过来，先请对方转交或放回。")


class GapSettled(Exception):
    """The gap is closed and takes no further question."""

    def __init__(self, gap_id: int, state: GapState) -> None:
        self.gap_id = gap_id
        self.state = state
        super().__init__(f"缺口 {gap_id} 已经是「{state}」，新来的问题要另开一个缺口。")


class NothingLeft(Exception):
    """A split would leave one of the two gaps without a question."""

    def __init__(self, gap_id: int) -> None:
        self.gap_id = gap_id
        super().__init__(f"拆分缺口 {gap_id} 时，两边至少都要有一个问题。")


def subject(gap_id: int) -> str:
    """Return how the audit calls a gap."""
    return f"gap:{gap_id}"


def existing(session: Session, gap_id: int) -> GapRow:
    """Return a gap's row; raises NoSuchGap."""
    row = session.get(GapRow, gap_id, populate_existing=True)
    if row is None:
        raise NoSuchGap(gap_id)
    return row


def locked(session: Session, gap_id: int) -> GapRow:
    """Return a gap's row, held until the step ends; raises NoSuchGap."""
    row = session.get(GapRow, gap_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NoSuchGap(gap_id)
    return row


def root_of(session: Session, gap_id: int) -> GapRow:
    """Return the gap that a gap went into by merges, itself where it did not; held as locked."""
    row = locked(session, gap_id)
    while row.merged_into is not None:
        row = locked(session, row.merged_into)
    return row


def new_gap(
    session: Session, text: str, now: datetime, due_at: datetime | None, is_urgent: bool
) -> GapRow:
    """Write a gap that nobody looks after yet."""
    row = GapRow(
        text=text,
        state=GapState.OPEN,
        is_urgent=is_urgent,
        opened_at=now,
        due_at=due_at,
        reason="",
    )
    session.add(row)
    session.flush()
    return row


def take(session: Session, gap_id: int, by: Person, now: datetime) -> bool:
    """Make somebody the owner of a gap if it is free; say whether it was."""
    free = update(GapRow).where(GapRow.id == gap_id, GapRow.state == GapState.OPEN)
    if not changed(session, free.values(state=GapState.CLAIMED, owner=by, claimed_at=now)):
        return False
    note(session, by, Act.CLAIM, subject(gap_id), now)
    return True


def own(session: Session, gap_id: int, by: Person | None, now: datetime) -> GapRow:
    """Return a gap that somebody may act on, claimed for them where it was free.

    Raises NoSuchGap, GapTaken. A closed gap has no owner to ask: the transition is refused later.
    """
    if by is not None:
        take(session, gap_id, by, now)
    gap = locked(session, gap_id)
    if gap.state not in SETTLED and gap.owner != by:
        raise GapTaken(gap_id, gap.owner)
    return gap


def move(
    session: Session,
    gap: GapRow,
    state: GapState,
    by: Person | None,
    act: Act,
    now: datetime,
    detail: str = "",
) -> None:
    """Bring a gap into a state and note it; raises ForbiddenTransition."""
    check_transition(gap.id, gap.state, state)
    gap.state = state
    note(session, by, act, subject(gap.id), now, detail)


def flushed(session: Session, gap_id: int) -> Gap:
    """Return a gap as it is after the changes of this step."""
    session.flush()
    return read_gap(session, gap_id)
