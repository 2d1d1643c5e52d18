"""What was told: of gaps, of versions of the index, and what entries said before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_telling"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    """Add the columns and tables."""
    op.add_column("gap_questions", sa.Column("told_at", MOMENT))
    op.add_column("gaps", sa.Column("reminded_at", MOMENT))
    op.add_column("gaps", sa.Column("escalated_at", MOMENT))
    op.create_table(
        "index_versions",
        sa.Column("version", sa.String(64), primary_key=True),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT),
    )
    op.create_table(
        "entry_texts",
        sa.Column("entry", sa.String(64), primary_key=True),
        sa.Column("since", MOMENT, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
