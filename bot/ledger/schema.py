"""The form of the ledger: bring it up to date, or refuse one that a newer program wrote."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock, Timeout
from sqlalchemy import Connection, text

from bot.ledger.database import Database, plainly
from bot.ledger.unavailable import LedgerUnavailable, Trouble

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK_KEY = 0x71756E6B65  # any number, the same for all who migrate one PostgreSQL database
logging.getLogger("alembic").setLevel(logging.WARNING)  # it announces itself at each start
MIGRATING = 60  # seconds to wait while another process migrates


def migrate(database: Database) -> None:
    """Bring the ledger to this program's form, all of it or nothing.

    One process does it, others wait; raises LedgerUnavailable, also for a newer form.
    """
    with lock(database.file), plainly(database.file):
        writing = database.engine.execution_options(writing=True)
        with writing.begin() as connection:
            if not database.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})
            scripts = configuration(connection)
            if is_newer(connection):
                raise LedgerUnavailable(Trouble.NEWER, database.file)
            command.upgrade(scripts, "head")


def configuration(connection: Connection) -> Config:
    """Return Alembic's configuration for a connection."""
    scripts = Config()
    scripts.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    scripts.attributes["connection"] = connection
    return scripts


def is_newer(connection: Connection) -> bool:
    """Whether the ledger has a form that this program does not know."""
    revision = MigrationContext.configure(connection).get_current_revision()
    return revision is not None and revision not in known_revisions()


def known_revisions() -> frozenset[str]:
    """Return all forms of the ledger that this program can bring up to date."""
    scripts = ScriptDirectory(str(MIGRATIONS))
    return frozenset(script.revision for script in scripts.walk_revisions())


@contextmanager
def lock(file: Path | None) -> Iterator[None]:
    """Keep other processes from changing a ledger file's form; raises LedgerUnavailable."""
    if file is None:
        yield
        return
    try:
        with FileLock(file.with_name(file.name + ".lock"), timeout=MIGRATING):
            yield
    except Timeout as error:
        raise LedgerUnavailable(Trouble.LOCKED, file) from error
    except OSError as error:
        raise LedgerUnavailable(Trouble.NO_ACCESS, file) from error
