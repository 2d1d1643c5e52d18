"""Households' cases that people keep under numbers of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_saved_cases"
down_revision = "0003_unsorted"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "saved_cases",
        sa.Column("asker", sa.String(32), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
    )
    op.create_index("saved_cases_in_time", "saved_cases", ["saved_at"])
