"""What Alembic runs: the migrations, in the transaction that the caller began."""

from __future__ import annotations

from alembic import context

from bot.ledger.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
)
context.run_migrations()
