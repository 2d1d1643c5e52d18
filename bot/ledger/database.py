"""The database itself: connections, transactions, and its errors in words a maintainer can act on."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, literal_column
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import URL, CursorResult, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import InstrumentedAttribute, Session, sessionmaker
from sqlalchemy.sql import Executable

from bot.ledger.tables import Table
from bot.ledger.unavailable import NO_DRIVER, LedgerUnavailable, Trouble, trouble_of

PATIENCE = 5  # seconds to wait for whoever is writing
CACHE = 16 * 1024  # kibibytes a connection of SQLite may hold in memory
SQLITE = "sqlite"
DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


class Database:
    """One database: every reading and writing goes through `read` and `write`.

    SQLite lets one write at a time: threads of this process queue for it in order, other processes
    wait up to PATIENCE seconds.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._reading = sessionmaker(engine, expire_on_commit=False)
        self._writing = sessionmaker(engine.execution_options(writing=True), expire_on_commit=False)
        self._queue = threading.Lock() if self.is_sqlite else None
        self._here = threading.local()  # the session of this thread's step, while there is one

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of this machine."""
        return self.engine.dialect.name == SQLITE

    @property
    def file(self) -> Path | None:
        """The file, where it is one."""
        return Path(str(self.engine.url.database)) if self.is_sqlite else None

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Yield a session whose changes are all kept, or none when anything is raised.

        Within another `write` of the same thread it is a part of that one.
        """
        running: Session | None = getattr(self._here, "session", None)
        if running is not None:
            yield running
            running.flush()
            return
        with self._my_turn(), self._plainly(), self._writing.begin() as session:
            self._here.session = session
            try:
                yield session
            finally:
                self._here.session = None

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Yield a session that sees one state of the ledger."""
        running: Session | None = getattr(self._here, "session", None)
        if running is not None:
            yield running
            return
        with self._plainly(), self._reading.begin() as session:
            yield session

    def wipe(self) -> None:
        """Take out of SQLite's journal too what was deleted; it stays a while when others read."""
        if not self.is_sqlite:
            return
        with self._plainly(), closing(self.engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let all connections go."""
        self.engine.dispose()

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        if self._queue is None:
            yield
            return
        if not self._queue.acquire(timeout=PATIENCE):
            raise LedgerUnavailable(Trouble.LOCKED, self.file)
        try:
            yield
        finally:
            self._queue.release()

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        with plainly(self.file):
            yield


@contextmanager
def plainly(file: Path | None) -> Iterator[None]:
    """Turn what the database complains about into LedgerUnavailable; a bug keeps its traceback."""
    try:
        yield
    except SQLAlchemyError as error:
        trouble = trouble_of(error)
        if trouble is None:
            raise
        raise LedgerUnavailable(trouble, file) from error


def connect(url: str | None, file: Path) -> Database:
    """Make ready a database by its URL, or the SQLite file where there is none.

    Nothing is opened yet but the file's folder; raises LedgerUnavailable.
    """
    address = URL.create(SQLITE, database=str(file)) if url is None else read_url(url)
    if address.get_backend_name() == SQLITE:
        return Database(sqlite_engine(address))
    try:
        engine = create_engine(
            address,
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={"connect_timeout": PATIENCE, "application_name": "quanketong"},
        )
    except ModuleNotFoundError as error:
        raise LedgerUnavailable(Trouble.WRONG_URL, said=NO_DRIVER) from error
    event.listen(engine, "connect", bound_waiting)
    return Database(engine)


def read_url(text: str) -> URL:
    """Return the URL that somebody wrote; raises LedgerUnavailable without repeating it."""
    try:
        url = make_url(text.strip())
        url = url.set(drivername=DRIVERS.get(url.drivername, url.drivername))
        backend = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise LedgerUnavailable(Trouble.WRONG_URL) from None  # the cause would show a password
    if backend not in (SQLITE, "postgresql") or (backend == SQLITE and not url.database):
        raise LedgerUnavailable(Trouble.WRONG_URL)
    return url


def sqlite_engine(url: URL) -> Engine:
    """Return the engine of a file that only its owner may read; raises LedgerUnavailable."""
    file = Path(str(url.database))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise LedgerUnavailable(Trouble.NO_ACCESS, file) from error
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": PATIENCE})
    event.listen(engine, "connect", set_up_sqlite)
    event.listen(engine, "begin", begin_sqlite)
    return engine


def set_up_sqlite(connection: Any, record: Any) -> None:
    """Set up a fresh connection: what is committed survives a power cut, what is deleted is wiped."""
    del record
    connection.isolation_level = None  # BEGIN is ours, see begin_sqlite
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.execute(f"PRAGMA cache_size=-{CACHE}")
    cursor.close()


def begin_sqlite(connection: Connection) -> None:
    """Begin; a writer asks for the lock at once, or two that read first would stop each other."""
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def bound_waiting(connection: Any, record: Any) -> None:
    """Wait for another's lock on PostgreSQL no longer than on SQLite."""
    del record
    connection.execute(f"SET lock_timeout = '{PATIENCE}s'")
    connection.commit()


def insert_new(session: Session, table: type[Table], **values: Any) -> bool:
    """Insert a row unless one with its key is there; say whether it was new."""
    statement = insert_unless_known(session, table).values(**values)
    return session.execute(statement.returning(literal_column("1"))).first() is not None


def insert_all_new(
    session: Session,
    table: type[Table],
    key: InstrumentedAttribute[int],
    rows: Sequence[dict[str, Any]],
) -> set[int]:
    """Insert rows unless their key is there, all at once; return the new keys."""
    statement = insert_unless_known(session, table).returning(key)
    return set(session.scalars(statement, rows)) if rows else set()


def insert_unless_known(session: Session, table: type[Table]) -> Any:
    """Return the database's own form of an insert that leaves rows alone that are there."""
    insert = sqlite_insert if session.get_bind().dialect.name == SQLITE else postgres_insert
    return insert(table).on_conflict_do_nothing()


def changed(session: Session, statement: Executable) -> int:
    """Run an update, insert or delete; return how many rows it touched."""
    result = session.execute(statement)
    assert isinstance(result, CursorResult)  # noqa: S101  # such statements have no other result
    return result.rowcount
