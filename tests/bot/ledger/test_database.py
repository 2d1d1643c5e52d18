import os
import sqlite3
import stat
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from bot.ledger import database
from bot.ledger.database import connect
from bot.ledger.ledger import Ledger
from bot.ledger.unavailable import LedgerUnavailable, Trouble
from bot.settings import LEDGER_URL, LedgerSettings
from tests.bot.ledger.conftest import NOW, SERVER, WANG

SMALL = 64  # pages: too few for what the tests write


@pytest.fixture
def on_file(file_settings: LedgerSettings) -> Ledger:
    """An empty ledger on a file."""
    return Ledger.open(file_settings)


def trouble_at(act: object, *arguments: object) -> LedgerUnavailable:
    with pytest.raises(LedgerUnavailable) as raised:
        act(*arguments)  # type: ignore[operator]  # a function of the test's choice
    return raised.value


@pytest.mark.skipif(SERVER not in os.environ, reason=f"{SERVER} names no PostgreSQL database")
def test_the_tests_run_on_postgresql_too(ledger: Ledger) -> None:
    with ledger._database.read() as session:
        session.execute(text("SELECT 1"))


def test_the_file_is_its_owners_alone(file_settings: LedgerSettings, on_file: Ledger) -> None:
    on_file.inbox.put(1, "x", NOW)
    for path in file_settings.file.parent.glob("ledger.sqlite*"):
        if path.suffix != ".lock":
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_readers_go_on_while_somebody_writes(on_file: Ledger) -> None:
    with on_file.one_step():
        on_file.inbox.put(1, "x", NOW)
        counts: list[int] = []
        reader = threading.Thread(target=lambda: counts.append(on_file.inbox.count_waiting()))
        reader.start()
        reader.join(10)
    assert counts == [0]
    assert on_file.inbox.count_waiting() == 1


def test_a_ledger_that_another_program_holds_is_said_locked(
    file_settings: LedgerSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.1)
    ledger = Ledger.open(file_settings)
    other = sqlite3.connect(file_settings.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    error = trouble_at(ledger.inbox.put, 1, "x", NOW)
    assert error.trouble is Trouble.LOCKED
    assert str(error) == (
        "台账正被别的程序占着，等了几秒没等到。看看是不是同时开了两个机器人、备份或别的数据库工具，关掉再试。"
        f"（{file_settings.file}）"
    )
    assert ledger.inbox.waiting() == ()  # reading goes on
    other.execute("ROLLBACK")
    assert ledger.inbox.put(1, "x", NOW)


def test_a_thread_that_holds_the_ledger_too_long_does_not_stop_others_for_ever(
    on_file: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.1)
    errors: list[LedgerUnavailable] = []

    def write() -> None:
        errors.append(trouble_at(on_file.inbox.put, 1, "x", NOW))

    with on_file.one_step():
        other = threading.Thread(target=write)
        other.start()
        other.join(10)
    assert [error.trouble for error in errors] == [Trouble.LOCKED]


def test_a_file_that_is_no_ledger_is_said_corrupt_and_left_as_it_is(
    file_settings: LedgerSettings,
) -> None:
    file_settings.file.parent.mkdir()
    file_settings.file.write_bytes(b"not a database at all" * 100)
    error = trouble_at(Ledger.open, file_settings)
    assert error.trouble is Trouble.CORRUPT
    assert str(error).startswith(
        "台账文件坏了，读不出来。先停机器人、留着原文件，再用最近的备份恢复"
    )
    assert file_settings.file.read_bytes() == b"not a database at all" * 100


def test_a_ledger_that_is_damaged_inside_is_said_corrupt(
    file_settings: LedgerSettings, on_file: Ledger
) -> None:
    for number in range(200):
        on_file.inbox.put(number, "x" * 500, NOW)
    on_file.close()
    whole = file_settings.file.read_bytes()
    file_settings.file.write_bytes(whole[:-60000] + b"\xff" * 60000)
    ledger = Ledger.open(file_settings)
    assert trouble_at(ledger.inbox.waiting).trouble is Trouble.CORRUPT


def test_a_full_disk_is_said_and_nothing_is_half_done(on_file: Ledger) -> None:
    with on_file._database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + SMALL}")
        connection.commit()

    def fill() -> None:
        with on_file.one_step():
            for number in range(1000):
                on_file.inbox.put(number, "x" * 4000, NOW)

    error = trouble_at(fill)
    assert error.trouble is Trouble.DISK_FULL
    assert str(error).startswith("磁盘满了，台账写不进去。腾出空间就好，不用重启")
    assert on_file.inbox.waiting() == ()
    assert on_file.inbox.put(1, "x", NOW)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file, no folder", encoding="utf-8")
    error = trouble_at(Ledger.open, LedgerSettings(file=tmp_path / "var" / "ledger.sqlite"))
    assert error.trouble is Trouble.NO_ACCESS


@pytest.mark.parametrize(
    "url", ["postgresql//secret", "mysql://u:secret@h/d", "sqlite://", "高兴:secret", "://secret@"]
)
def test_a_wrong_url_is_said_without_being_repeated(tmp_path: Path, url: str) -> None:
    error = trouble_at(connect, url, tmp_path / "ledger.sqlite")
    assert error.trouble is Trouble.WRONG_URL
    assert str(error) == (
        "台账的地址写得不对。ledger.url 或环境变量 QUANKETONG_LEDGER_URL 写成 "
        "postgresql://用户:密码@主机:5432/库名；不写就用本机文件。"
    )
    assert "secret" not in repr(error.__cause__)


def test_a_server_that_is_not_there_is_said(
    file_settings: LedgerSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("psycopg")
    monkeypatch.setenv(LEDGER_URL, "postgresql://u:secret@127.0.0.1:1/d")
    error = trouble_at(Ledger.open, file_settings)
    assert error.trouble is Trouble.NO_SERVER
    assert "secret" not in str(error)


@pytest.mark.skipif(SERVER not in os.environ, reason=f"{SERVER} names no PostgreSQL database")
def test_a_database_that_does_not_exist_is_said(file_settings: LedgerSettings) -> None:
    url = os.environ[SERVER].rpartition("/")[0] + "/no_such_database"
    error = trouble_at(Ledger.open, file_settings.model_copy(update={"url": SecretStr(url)}))
    assert error.trouble is Trouble.REFUSED


def test_a_url_from_the_environment_comes_before_that_of_config(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = LedgerSettings(url=SecretStr("postgresql://in-config/d"))
    monkeypatch.delenv(LEDGER_URL, raising=False)
    assert settings.address == "postgresql://in-config/d"
    monkeypatch.setenv(LEDGER_URL, "postgresql://in-environment/d")
    assert settings.address == "postgresql://in-environment/d"
    assert LedgerSettings(url=SecretStr(" ")).address == "postgresql://in-environment/d"


def test_what_people_wrote_is_in_no_error_of_the_database(on_file: Ledger) -> None:
    on_file.deliveries.put("k", WANG, "x", NOW, NOW + timedelta(1))
    with on_file._database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE inbox")
    with pytest.raises(Exception, match="no such table") as raised:
        on_file.inbox.put(1, "what somebody wrote", NOW)
    assert "what somebody wrote" not in str(raised.value)
