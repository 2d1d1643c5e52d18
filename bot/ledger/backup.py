"""Copies of the ledger: made while the bot runs, checked, and put back without losing anything."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from bot.ledger.asker import SECRET
from bot.ledger.database import PATIENCE, Database, connect
from bot.ledger.schema import known_revisions, lock, migrate
from bot.ledger.unavailable import LedgerUnavailable, Trouble, trouble_of
from bot.settings import LedgerSettings

KEY = ".key"  # what a copy of the askers' secret adds to the name of its ledger's copy
JOURNALS = ("-wal", "-shm")
ON_SERVER = (
    "台账在 PostgreSQL 里，用它自己的工具：备份 pg_dump --format=custom --file=台账.dump 库名；"
    "恢复 pg_restore --clean --if-exists --dbname=库名 台账.dump。{secret} 也要一起留着。"
)


class CopyRefused(Exception):
    """A copy cannot be made, or not be put back; the text says why and what to do."""


def back_up(settings: LedgerSettings, target: Path, now: datetime) -> Path:
    """Copy the ledger into a folder, or to a file that is not there yet; return the copy.

    The bot may go on meanwhile. The askers' secret is copied beside it, as `<copy>.key`: without it
    nobody is recognised any more. Raises CopyRefused, LedgerUnavailable.
    """
    database = connect(settings.address, settings.file)
    try:
        file = file_of(database, settings)
        if file.stat().st_size == 0:
            raise CopyRefused(f"还没有台账可备份：{file} 是空的。")
        copy = target / f"ledger-{stamp(now)}.sqlite" if target.is_dir() else target
        if copy.exists():
            raise CopyRefused(f"{copy} 已经有了，备份不覆盖旧的。换个名字，或给一个文件夹。")
        with plain_errors(copy):
            write_copy(file, copy)
            copy_secret(settings.file.with_name(SECRET), beside(copy))
        return copy
    finally:
        database.close()


def restore(settings: LedgerSettings, copy: Path, now: datetime) -> Path | None:
    """Put a copy back in the ledger's place; return where the ledger as it was is kept.

    None when there was none. The copy is checked first; a running bot goes on with what it held.
    Raises CopyRefused, LedgerUnavailable.
    """
    examine(copy)
    database = connect(settings.address, settings.file)
    try:
        file = file_of(database, settings)
        if file.resolve() == copy.resolve():
            raise CopyRefused("这就是正在用的台账，不用恢复。")
        with lock(file), plain_errors(file):
            kept = keep(file, file.with_name(f"{file.name}.before-{stamp(now)}"))
            pour(copy, file)
        with plain_errors(file):
            restore_secret(beside(copy), settings.file.with_name(SECRET), now)
        migrate(database)
        return kept
    finally:
        database.close()


def examine(copy: Path) -> None:
    """Raise CopyRefused unless a file is a sound ledger of a form that this program knows."""
    if not copy.is_file():
        raise CopyRefused(f"没有这个文件：{copy}。")
    unsound = f"{copy} 不完整或者不是台账，没有恢复。换一份备份。"
    try:
        with closing(sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro", uri=True)) as opened:
            (found,) = opened.execute("PRAGMA integrity_check(1)").fetchone()
            (revision,) = opened.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.Error, TypeError) as error:
        raise CopyRefused(unsound) from error
    if found != "ok":
        raise CopyRefused(unsound)
    if revision not in known_revisions():
        raise LedgerUnavailable(Trouble.NEWER, copy)


def write_copy(file: Path, copy: Path) -> None:
    """Write a whole, checked copy of a ledger file; nothing half-written stays."""
    draft = copy.with_name(copy.name + ".new")
    draft.unlink(missing_ok=True)
    try:
        os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(file, timeout=PATIENCE)) as opened:
            opened.execute("VACUUM INTO ?", (str(draft),))
        examine(draft)
        settle(draft)
        draft.replace(copy)
    finally:
        draft.unlink(missing_ok=True)


def keep(file: Path, kept: Path) -> Path | None:
    """Keep a ledger as it is under another name; a damaged one is moved there. None when empty."""
    if file.stat().st_size == 0:
        return None
    try:
        write_copy(file, kept)
    except (CopyRefused, sqlite3.DatabaseError) as error:
        if isinstance(error, sqlite3.Error) and trouble_of(error) is not Trouble.CORRUPT:
            raise
        for ending in ("", *JOURNALS):
            part = file.with_name(file.name + ending)
            if part.exists():
                part.replace(kept.with_name(kept.name + ending))
    return kept


def pour(copy: Path, file: Path) -> None:
    """Make a ledger file say what a copy says, in one step, also while others have it open."""
    if file.exists():
        with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(file)) as ledger:
            ledger.execute(f"PRAGMA busy_timeout={PATIENCE * 1000}")
            source.backup(ledger)
        return
    write_copy(copy, file)


def copy_secret(secret: Path, copy: Path) -> None:
    """Copy the askers' secret so that only its owner can read it."""
    draft = copy.with_name(copy.name + ".new")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
        file.write(secret.read_bytes())
    settle(draft)
    draft.replace(copy)


def restore_secret(copy: Path, secret: Path, now: datetime) -> None:
    """Put the secret of a copy back where it differs; the one in use is kept beside it."""
    if not copy.exists() or (secret.exists() and secret.read_bytes() == copy.read_bytes()):
        return
    if secret.exists():
        shutil.copy2(secret, secret.with_name(f"{secret.name}.before-{stamp(now)}"))
    copy_secret(copy, secret)


def file_of(database: Database, settings: LedgerSettings) -> Path:
    """Return the ledger's file; raises CopyRefused when it is on a server."""
    if database.file is None:
        raise CopyRefused(ON_SERVER.format(secret=settings.file.with_name(SECRET)))
    return database.file


def beside(copy: Path) -> Path:
    """Return where the secret of a copy is."""
    return copy.with_name(copy.name + KEY)


def stamp(now: datetime) -> str:
    """Return a time as a part of a file's name."""
    return now.strftime("%Y%m%d-%H%M%S")


def settle(file: Path) -> None:
    """Wait until a file is on the disk."""
    with file.open("rb") as opened:
        os.fsync(opened.fileno())


@contextmanager
def plain_errors(file: Path) -> Iterator[None]:
    """Turn what SQLite or the disk complains about into LedgerUnavailable."""
    try:
        yield
    except sqlite3.Error as error:
        trouble = trouble_of(error)
        if trouble is None:
            raise
        raise LedgerUnavailable(trouble, file) from error
    except OSError as error:
        full = error.errno == errno.ENOSPC
        raise LedgerUnavailable(Trouble.DISK_FULL if full else Trouble.NO_ACCESS, file) from error
