"""Who may use the bot, and as what."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from bot.ledger.audit import Act, note
from bot.ledger.database import Database
from bot.ledger.person import Person
from bot.ledger.tables import MemberRow
from bot.ledger.terms import MemberState, Role


@dataclass(frozen=True)
class Region:
    """Where a member works: district and street, in words; empty where not said."""

    district: str = ""
    street: str = ""


@dataclass(frozen=True)
class Member:
    """Somebody who may use the bot, or might before."""

    person: Person
    name: str
    role: Role
    state: MemberState
    from_config: bool  # named in config.yaml: nobody in the chat can take the rights away
    region: Region
    opted_out: bool  # wants no notices
    since: datetime

    @property
    def is_active(self) -> bool:
        """Whether they are served."""
        return self.state is MemberState.ACTIVE

    @property
    def is_supervisor(self) -> bool:
        """Whether they may curate and manage members now."""
        return self.is_active and self.role is Role.SUPERVISOR


class NoSuchMember(Exception):
    """Nobody of that key is in the ledger."""

    def __init__(self, person: Person) -> None:
        self.person = person
        super().__init__("名单里没有这个人。")


class NamedInConfig(Exception):
    """The member's rights come from config.yaml and can only be changed there."""

    def __init__(self, person: Person) -> None:
        self.person = person
        super().__init__("这个人写在 config.yaml（或环境变量）的名单里，要改请维护员改那里。")


class LastSupervisor(Exception):
    """Nobody would be left who can manage members."""

    def __init__(self, person: Person) -> None:
        self.person = person
        super().__init__("这是最后一位督导，先请另一位督导进来，再改这一位。")


class Members:
    """The list of members."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, person: Person) -> Member | None:
        """Return somebody's membership; None when there never was one."""
        with self._database.read() as session:
            row = session.get(MemberRow, person)
            return None if row is None else member_of(row)

    def listed(self, *states: MemberState) -> tuple[Member, ...]:
        """Return the members in these states (all without one), supervisors first."""
        wanted = select(MemberRow).order_by(MemberRow.role, MemberRow.since, MemberRow.person)
        if states:
            wanted = wanted.where(MemberRow.state.in_(states))
        with self._database.read() as session:
            return tuple(member_of(row) for row in session.scalars(wanted))

    def supervisors(self) -> tuple[Member, ...]:
        """Return the supervisors who are active."""
        return tuple(member for member in self.listed(MemberState.ACTIVE) if member.is_supervisor)

    def take_from_config(
        self, supervisors: Collection[Person], workers: Collection[Person], now: datetime
    ) -> None:
        """Make those named in config.yaml active members, and remove who is no longer named."""
        roles = dict.fromkeys(workers, Role.WORKER) | dict.fromkeys(supervisors, Role.SUPERVISOR)
        with self._database.write() as session:
            for row in session.scalars(select(MemberRow).where(MemberRow.from_config)):
                if row.person not in roles:
                    row.from_config = False
                    set_state(session, row, MemberState.REMOVED, None, now)
            for person, role in roles.items():
                row = enrol(session, person, role, now)
                row.from_config = True

    def set_role(self, person: Person, role: Role, by: Person, now: datetime) -> Member:
        """Give a member another role; raises NoSuchMember, NamedInConfig, LastSupervisor."""
        with self._database.write() as session:
            row = changeable(session, person)
            if role is not Role.SUPERVISOR:
                spare_last_supervisor(session, row)
            if row.role is not role:
                note(session, by, Act.SET_ROLE, str(person), now, f"{row.role} → {role}")
                row.role = role
            return member_of(row)

    def set_state(self, person: Person, state: MemberState, by: Person, now: datetime) -> Member:
        """Suspend, remove or take back a member.

        Raises NoSuchMember, NamedInConfig, LastSupervisor.
        """
        with self._database.write() as session:
            row = changeable(session, person)
            if state is not MemberState.ACTIVE:
                spare_last_supervisor(session, row)
            set_state(session, row, state, by, now)
            return member_of(row)

    def set_region(self, person: Person, region: Region) -> Member:
        """Say where a member works; raises NoSuchMember."""
        with self._database.write() as session:
            row = existing(session, person)
            row.district, row.street = region.district, region.street
            return member_of(row)

    def admit(self, person: Person, now: datetime) -> None:
        """Make somebody at a terminal a worker; who is known already stays as they are."""
        if self.find(person) is not None:
            return
        with self._database.write() as session:
            enrol(session, person, Role.WORKER, now)

    def set_name(self, person: Person, name: str) -> Member:
        """Say what a member is called; raises NoSuchMember."""
        with self._database.write() as session:
            row = existing(session, person)
            row.name = name
            return member_of(row)

    def set_opted_out(self, person: Person, opted_out: bool) -> Member:
        """Say whether a member wants no notices; raises NoSuchMember."""
        with self._database.write() as session:
            row = existing(session, person)
            row.opted_out = opted_out
            return member_of(row)


def member_of(row: MemberRow) -> Member:
    """Return what a row says."""
    return Member(
        person=row.person,
        name=row.name,
        role=row.role,
        state=row.state,
        from_config=row.from_config,
        region=Region(row.district, row.street),
        opted_out=row.opted_out,
        since=row.since,
    )


def enrol(session: Session, person: Person, role: Role, now: datetime, name: str = "") -> MemberRow:
    """Make somebody an active member of a role, new or known."""
    row = session.get(MemberRow, person, with_for_update=True)
    if row is None:
        row = MemberRow(
            person=person,
            name=name,
            role=role,
            state=MemberState.ACTIVE,
            from_config=False,
            district="",
            street="",
            opted_out=False,
            since=now,
            state_since=now,
        )
        session.add(row)
        note(session, None, Act.JOIN, str(person), now, str(role))
        return row
    row.name = name or row.name
    if row.role is not role:
        note(session, None, Act.SET_ROLE, str(person), now, f"{row.role} → {role}")
        row.role = role
    set_state(session, row, MemberState.ACTIVE, None, now)
    return row


def set_state(
    session: Session, row: MemberRow, state: MemberState, by: Person | None, now: datetime
) -> None:
    """Change a member's state and note it."""
    if row.state is not state:
        note(session, by, Act.SET_STATE, str(row.person), now, f"{row.state} → {state}")
        row.state, row.state_since = state, now


def existing(session: Session, person: Person) -> MemberRow:
    """Return a member's row, held until the step ends; raises NoSuchMember."""
    row = session.get(MemberRow, person, with_for_update=True)
    if row is None:
        raise NoSuchMember(person)
    return row


def changeable(session: Session, person: Person) -> MemberRow:
    """Return the row of a member whose rights the chat may change."""
    row = existing(session, person)
    if row.from_config:
        raise NamedInConfig(person)
    return row


def spare_last_supervisor(session: Session, row: MemberRow) -> None:
    """Raise LastSupervisor when a row is the only active supervisor's."""
    if row.role is not Role.SUPERVISOR or row.state is not MemberState.ACTIVE:
        return
    # held, so that two who remove each other at once do not both succeed
    others = session.scalars(active_supervisors().order_by(MemberRow.person).with_for_update())
    if all(person == row.person for person in others):
        raise LastSupervisor(row.person)


def active_supervisors() -> Select[Person]:
    """Return the query for all active supervisors."""
    return select(MemberRow.person).where(
        MemberRow.role == Role.SUPERVISOR, MemberRow.state == MemberState.ACTIVE
    )


def count_supervisors(session: Session) -> int:
    """Return how many supervisors are active."""
    return session.scalar(select(func.count()).select_from(active_supervisors().subquery())) or 0
