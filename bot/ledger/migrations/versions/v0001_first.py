"""The first form: members, inbox, deliveries, questions, gaps, withdrawals, audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
PERSON = sa.String(64)
WORD = sa.String(32)
ENTRY = sa.String(64)
KEY = sa.String(200)


def upgrade() -> None:
    """Make all tables."""
    people()
    messages()
    questions()
    gaps()
    entries()


def people() -> None:
    """Make the tables about who may ask and who did what."""
    op.create_table(
        "members",
        sa.Column("person", PERSON, primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("from_config", sa.Boolean(), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("opted_out", sa.Boolean(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("state_since", MOMENT, nullable=False),
    )
    op.create_table(
        "invitations",
        sa.Column("id", ID, primary_key=True),
        sa.Column("code", sa.String(64), nullable=False, unique=True),
        sa.Column("role", WORD, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.Column("by", PERSON),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("redeemed_at", MOMENT),
        sa.Column("redeemed_by", PERSON),
        sa.Column("revoked_at", MOMENT),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "audit",
        sa.Column("id", ID, primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", PERSON),
        sa.Column("act", sa.String(64), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("audit_in_time", "audit", ["at"])


def messages() -> None:
    """Make the tables of what comes in and what goes out."""
    op.create_table(
        "inbox",
        sa.Column("update_id", ID, primary_key=True, autoincrement=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sender", PERSON),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT),
        sa.Column("set_aside_at", MOMENT),
    )
    undone = sa.text("done_at IS NULL")
    op.create_index(
        "inbox_waiting", "inbox", ["update_id"], sqlite_where=undone, postgresql_where=undone
    )
    op.create_table(
        "deliveries",
        sa.Column("id", ID, primary_key=True),
        sa.Column("key", KEY, nullable=False, unique=True),
        sa.Column("recipient", PERSON, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("leased_until", MOMENT),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT),
        sqlite_autoincrement=True,
    )
    op.create_index("deliveries_due", "deliveries", ["state", "due_at"])


def questions() -> None:
    """Make the tables of what was asked and what was said of the replies."""
    op.create_table(
        "questions",
        sa.Column("id", ID, primary_key=True),
        sa.Column("key", KEY, nullable=False, unique=True),
        sa.Column("asker", WORD, nullable=False),
        sa.Column("channel", WORD, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("outcome", WORD, nullable=False),
        sa.Column("entry", ENTRY),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("facets", sa.Text(), nullable=False),
        sa.Column("offered", sa.Text(), nullable=False),
        sa.Column("features", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("chosen_at", MOMENT),
        sqlite_autoincrement=True,
    )
    op.create_index("questions_of_asker", "questions", ["asker", "asked_at"])
    op.create_index("questions_in_time", "questions", ["asked_at", "outcome", "entry", "asker"])
    op.create_table(
        "feedback",
        sa.Column(
            "question_id", ID, sa.ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("entry", ENTRY),
        sa.Column("given_at", MOMENT, nullable=False),
    )
    op.create_index("feedback_in_time", "feedback", ["given_at", "kind", "entry"])


def gaps() -> None:
    """Make the tables of the matters nobody could answer."""
    op.create_table(
        "gaps",
        sa.Column("id", ID, primary_key=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT),
        sa.Column("owner", PERSON),
        sa.Column("claimed_at", MOMENT),
        sa.Column("closed_at", MOMENT),
        sa.Column("entry", ENTRY),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("merged_into", ID, sa.ForeignKey("gaps.id")),
        sqlite_autoincrement=True,
    )
    op.create_index("gaps_by_state", "gaps", ["state", "due_at"])
    op.create_index("gaps_merged", "gaps", ["merged_into"])
    op.create_table(
        "gap_questions",
        sa.Column(
            "question_id", ID, sa.ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("gap_id", ID, sa.ForeignKey("gaps.id", ondelete="CASCADE"), nullable=False),
        sa.Column("cause", WORD, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
    )
    op.create_index("gap_questions_of_gap", "gap_questions", ["gap_id"])


def entries() -> None:
    """Make the tables of which entries were seen and which were taken down."""
    op.create_table(
        "shown",
        sa.Column("asker", WORD, primary_key=True),
        sa.Column("entry", ENTRY, primary_key=True),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("shown_at", MOMENT, nullable=False),
    )
    op.create_index("shown_entry", "shown", ["entry", "shown_at"])
    op.create_table(
        "withdrawals",
        sa.Column("id", ID, primary_key=True),
        sa.Column("entry", ENTRY, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", PERSON),
        sa.Column("withdrawn_at", MOMENT, nullable=False),
        sa.Column("restored_by", PERSON),
        sa.Column("restored_at", MOMENT),
        sqlite_autoincrement=True,
    )
    in_force = sa.text("restored_at IS NULL")
    op.create_index(
        "withdrawals_in_force",
        "withdrawals",
        ["entry"],
        unique=True,
        sqlite_where=in_force,
        postgresql_where=in_force,
    )
