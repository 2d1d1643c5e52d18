"""Why the ledger cannot be used right now, and what to do about it."""

from __future__ import annotations

import sqlite3
from enum import StrEnum
from pathlib import Path

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree


class Trouble(StrEnum):
    """What stands between the program and its ledger."""

    LOCKED = "locked"
    CORRUPT = "corrupt"
    DISK_FULL = "disk_full"
    NO_ACCESS = "no_access"
    NO_SERVER = "no_server"
    REFUSED = "refused"
    WRONG_URL = "wrong_url"
    NEWER = "newer"
    FILE_ERROR = "file_error"


SAID: dict[Trouble, str] = {
    Trouble.LOCKED: "台账正被别的程序占着，等了几秒没等到。看看是不是同时开了两个机器人、备份或别的数据库工具，关掉再试。",
    Trouble.CORRUPT: "台账文件坏了，读不出来。先停机器人、留着原文件，再用最近的备份恢复，见 docs/maintainers.md「备份」。",
    Trouble.DISK_FULL: "磁盘满了，台账写不进去。腾出空间就好，不用重启；机器人照样答问题。",
    Trouble.NO_ACCESS: "打不开台账文件，或者没有写的权限。看看文件夹在不在、是不是运行机器人的那个用户的。",
    Trouble.NO_SERVER: "连不上台账的数据库服务器。看看它有没有启动、地址和端口对不对（ledger.url 或环境变量 QUANKETONG_LEDGER_URL）。",
    Trouble.REFUSED: "台账的数据库服务器不让进：用户名、密码、库名或权限不对。看看 ledger.url 或环境变量 QUANKETONG_LEDGER_URL。",
    Trouble.WRONG_URL: "台账的地址写得不对。ledger.url 或环境变量 QUANKETONG_LEDGER_URL 写成 "
    "postgresql://用户:密码@主机:5432/库名；不写就用本机文件。",
    Trouble.NEWER: "台账是更新版本的全科通写的，这个版本不敢动它。换回新版本，或者恢复升级前的备份。",
    Trouble.FILE_ERROR: "台账所在的磁盘读写出错。看看磁盘是不是坏了、网络盘是不是断了；台账不要放在网络盘上。",
}
NO_DRIVER = "用 PostgreSQL 还要装驱动：pip install 'quanketong[postgresql]'，再启动一次。"

SQLITE_TROUBLES = {
    sqlite3.SQLITE_BUSY: Trouble.LOCKED,
    sqlite3.SQLITE_LOCKED: Trouble.LOCKED,
    sqlite3.SQLITE_CORRUPT: Trouble.CORRUPT,
    sqlite3.SQLITE_NOTADB: Trouble.CORRUPT,
    sqlite3.SQLITE_FULL: Trouble.DISK_FULL,
    sqlite3.SQLITE_PERM: Trouble.NO_ACCESS,
    sqlite3.SQLITE_READONLY: Trouble.NO_ACCESS,
    sqlite3.SQLITE_CANTOPEN: Trouble.NO_ACCESS,
    sqlite3.SQLITE_IOERR: Trouble.FILE_ERROR,
    sqlite3.SQLITE_PROTOCOL: Trouble.LOCKED,
}
# PostgreSQL says by the first characters of its five what is the matter
POSTGRES_TROUBLES = {
    "08": Trouble.NO_SERVER,
    "28": Trouble.REFUSED,
    "3D": Trouble.REFUSED,
    "42501": Trouble.REFUSED,
    "40": Trouble.LOCKED,
    "53100": Trouble.DISK_FULL,
    "53": Trouble.NO_SERVER,
    "55P03": Trouble.LOCKED,
    "57": Trouble.NO_SERVER,
    "58": Trouble.FILE_ERROR,
    "XX": Trouble.CORRUPT,
}
REFUSALS = ("password authentication failed", "no password supplied", "does not exist", "no pg_hba")


class LedgerUnavailable(Exception):
    """The ledger cannot be used; the text says in Chinese what to do, and holds no secret."""

    def __init__(self, trouble: Trouble, where: Path | None = None, said: str = "") -> None:
        self.trouble = trouble
        text = said or SAID[trouble]
        super().__init__(f"{text}（{where}）" if where else text)


def trouble_of(error: SQLAlchemyError | sqlite3.Error) -> Trouble | None:
    """Return what an error of the database stands for; None when it is the program's own fault."""
    if isinstance(error, NoConnectionFree):
        return Trouble.LOCKED
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return sqlite_trouble(cause)
    if isinstance(error, DBAPIError):
        return postgres_trouble(error)
    return None


def sqlite_trouble(error: sqlite3.Error) -> Trouble | None:
    """Return what an error of SQLite stands for."""
    code = getattr(error, "sqlite_errorcode", None)  # an extended code; its last byte is the kind
    return None if code is None else SQLITE_TROUBLES.get(code & 0xFF)


def postgres_trouble(error: DBAPIError) -> Trouble | None:
    """Return what an error of PostgreSQL stands for."""
    state = getattr(error.orig, "sqlstate", None)
    if state:
        for length in (5, 2):
            if found := POSTGRES_TROUBLES.get(state[:length]):
                return found
        return None
    if type(error.orig).__name__ not in ("OperationalError", "ConnectionTimeout"):
        return None
    refused = any(words in str(error.orig) for words in REFUSALS)
    return Trouble.REFUSED if refused else Trouble.NO_SERVER
