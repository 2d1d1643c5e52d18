"""Questions that wait to become part of a gap."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003_unsorted"
down_revision = "0002_telling"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "unsorted_questions",
        sa.Column(
            "question_id",
            ID,
            sa.ForeignKey("questions.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("cause", sa.String(32), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
    )
