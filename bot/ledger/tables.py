"""The tables; a migration in migrations/versions has to follow each change."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.ledger.columns import Choice, Id, Moment, Numbers, PersonKey, WordList, Words
from bot.ledger.gap_state import GapCause, GapState
from bot.ledger.person import Person
from bot.ledger.terms import DeliveryState, FeedbackKind, MemberState, Role
from bot.outcome import Outcome


class Table(DeclarativeBase):
    """A table of the ledger."""


class MemberRow(Table):
    """Who may use the bot."""

    __tablename__ = "members"

    person: Mapped[Person] = mapped_column(PersonKey, primary_key=True)
    name: Mapped[str] = mapped_column(Words)
    role: Mapped[Role] = mapped_column(Choice(Role))
    state: Mapped[MemberState] = mapped_column(Choice(MemberState))
    from_config: Mapped[bool]
    district: Mapped[str] = mapped_column(Words)
    street: Mapped[str] = mapped_column(Words)
    opted_out: Mapped[bool]
    since: Mapped[datetime] = mapped_column(Moment)
    state_since: Mapped[datetime] = mapped_column(Moment)


class InvitationRow(Table):
    """A code that makes somebody a member, once."""

    __tablename__ = "invitations"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(String(64), unique=True)  # its sha256
    role: Mapped[Role] = mapped_column(Choice(Role))
    note: Mapped[str] = mapped_column(Words)
    is_first: Mapped[bool]
    by: Mapped[Person | None] = mapped_column(PersonKey)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    redeemed_at: Mapped[datetime | None] = mapped_column(Moment)
    redeemed_by: Mapped[Person | None] = mapped_column(PersonKey)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class UpdateRow(Table):
    """What a channel delivered and the bot has to deal with."""

    __tablename__ = "inbox"

    update_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    body: Mapped[str] = mapped_column(Words)
    sender: Mapped[Person | None] = mapped_column(PersonKey)
    tries: Mapped[int]
    received_at: Mapped[datetime] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    set_aside_at: Mapped[datetime | None] = mapped_column(Moment)


Index(
    "inbox_waiting",
    UpdateRow.update_id,
    sqlite_where=text("done_at IS NULL"),
    postgresql_where=text("done_at IS NULL"),
)


class DeliveryRow(Table):
    """A message that must arrive, once."""

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("deliveries_due", "state", "due_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    recipient: Mapped[Person] = mapped_column(PersonKey)
    body: Mapped[str] = mapped_column(Words)
    state: Mapped[DeliveryState] = mapped_column(Choice(DeliveryState))
    due_at: Mapped[datetime] = mapped_column(Moment)
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    tries: Mapped[int]
    reason: Mapped[str] = mapped_column(Words)
    created_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)


class QuestionRow(Table):
    """A question, redacted, and what became of it."""

    __tablename__ = "questions"
    __table_args__ = (
        Index("questions_of_asker", "asker", "asked_at"),
        # holds all that the reports count, so that they never touch the rows themselves
        Index("questions_in_time", "asked_at", "outcome", "entry", "asker"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    asker: Mapped[str] = mapped_column(String(32))
    channel: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(Words)
    outcome: Mapped[Outcome] = mapped_column(Choice(Outcome))
    entry: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(64))
    confidence: Mapped[float]
    facets: Mapped[tuple[str, ...]] = mapped_column(WordList)
    offered: Mapped[tuple[str, ...]] = mapped_column(WordList)
    features: Mapped[tuple[float, ...]] = mapped_column(Numbers)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    chosen_at: Mapped[datetime | None] = mapped_column(Moment)


class FeedbackRow(Table):
    """What the asker said of the reply."""

    __tablename__ = "feedback"
    __table_args__ = (Index("feedback_in_time", "given_at", "kind", "entry"),)

    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[FeedbackKind] = mapped_column(Choice(FeedbackKind))
    entry: Mapped[str | None] = mapped_column(String(64))
    given_at: Mapped[datetime] = mapped_column(Moment)


class GapRow(Table):
    """One matter nobody could answer."""

    __tablename__ = "gaps"
    __table_args__ = (
        Index("gaps_by_state", "state", "due_at"),
        Index("gaps_merged", "merged_into"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    text: Mapped[str] = mapped_column(Words)
    state: Mapped[GapState] = mapped_column(Choice(GapState))
    is_urgent: Mapped[bool]
    opened_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    owner: Mapped[Person | None] = mapped_column(PersonKey)
    claimed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    entry: Mapped[str | None] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Words)
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("gaps.id"))
    reminded_at: Mapped[datetime | None] = mapped_column(Moment)
    escalated_at: Mapped[datetime | None] = mapped_column(Moment)


class GapQuestionRow(Table):
    """A question that belongs to a gap, and why."""

    __tablename__ = "gap_questions"
    __table_args__ = (Index("gap_questions_of_gap", "gap_id"),)

    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True
    )
    gap_id: Mapped[int] = mapped_column(ForeignKey("gaps.id", ondelete="CASCADE"))
    cause: Mapped[GapCause] = mapped_column(Choice(GapCause))
    reason: Mapped[str] = mapped_column(Words)
    added_at: Mapped[datetime] = mapped_column(Moment)
    told_at: Mapped[datetime | None] = mapped_column(Moment)  # what became of it


class UnsortedRow(Table):
    """A question that waits to become part of a gap."""

    __tablename__ = "unsorted_questions"

    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    cause: Mapped[GapCause] = mapped_column(Choice(GapCause))
    tries: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(Moment)


class ShownRow(Table):
    """The last version of an entry that somebody saw."""

    __tablename__ = "shown"
    __table_args__ = (Index("shown_entry", "entry", "shown_at"),)

    asker: Mapped[str] = mapped_column(String(32), primary_key=True)
    entry: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[str] = mapped_column(String(64))
    shown_at: Mapped[datetime] = mapped_column(Moment)


class SavedCaseRow(Table):
    """A household's case that somebody keeps under a number of their own."""

    __tablename__ = "saved_cases"
    __table_args__ = (Index("saved_cases_in_time", "saved_at"),)

    asker: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    facts: Mapped[str] = mapped_column(Words)
    saved_at: Mapped[datetime] = mapped_column(Moment)


class VersionRow(Table):
    """A published version of the index, and when all was told that it brought."""

    __tablename__ = "index_versions"

    version: Mapped[str] = mapped_column(String(64), primary_key=True)
    noted_at: Mapped[datetime] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)


class EntryTextRow(Table):
    """What an entry said, from a time on."""

    __tablename__ = "entry_texts"

    entry: Mapped[str] = mapped_column(String(64), primary_key=True)
    since: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))  # of the file, so of its 问法 too
    text: Mapped[str] = mapped_column(Words)  # empty once it is gone


class WithdrawalRow(Table):
    """An entry that was taken down."""

    __tablename__ = "withdrawals"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    entry: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Words)
    by: Mapped[Person | None] = mapped_column(PersonKey)
    withdrawn_at: Mapped[datetime] = mapped_column(Moment)
    restored_by: Mapped[Person | None] = mapped_column(PersonKey)
    restored_at: Mapped[datetime | None] = mapped_column(Moment)


Index(
    "withdrawals_in_force",  # an entry is down once at most
    WithdrawalRow.entry,
    unique=True,
    sqlite_where=text("restored_at IS NULL"),
    postgresql_where=text("restored_at IS NULL"),
)


class AuditRow(Table):
    """What somebody with rights did."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("audit_in_time", "at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[Person | None] = mapped_column(PersonKey)
    act: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(Words)
    detail: Mapped[str] = mapped_column(Words)
