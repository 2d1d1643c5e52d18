import shutil
import sqlite3
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.ledger.asker import SECRET
from bot.ledger.backup import CopyRefused, back_up, restore
from bot.ledger.ledger import Ledger
from bot.ledger.unavailable import LedgerUnavailable, Trouble
from bot.settings import LEDGER_URL, LedgerSettings
from tests.bot.ledger.conftest import NOW

LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def settings(file_settings: LedgerSettings) -> LedgerSettings:
    """A ledger on a file: servers have tools of their own."""
    return file_settings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where copies go."""
    path = tmp_path / "copies"
    path.mkdir()
    return path


@pytest.fixture
def ledger(settings: LedgerSettings) -> Iterator[Ledger]:
    """A ledger with the update 1."""
    opened = Ledger.open(settings)
    opened.inbox.put(1, "x", NOW)
    yield opened
    opened.close()


def updates(ledger: Ledger) -> list[int]:
    return [update.update_id for update in ledger.inbox.waiting()]


def test_a_copy_is_made_while_the_ledger_is_in_use(
    settings: LedgerSettings, ledger: Ledger, folder: Path
) -> None:
    with ledger.one_step():
        ledger.inbox.put(2, "not yet", NOW)
        copy = back_up(settings, folder, NOW)
    assert copy == folder / "ledger-20261123-010000.sqlite"
    assert sorted(path.name for path in folder.iterdir()) == [copy.name, copy.name + ".key"]
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with sqlite3.connect(copy) as opened:
        assert opened.execute("SELECT update_id FROM inbox").fetchall() == [(1,)]
    opened.close()


def test_a_copy_never_overwrites(settings: LedgerSettings, ledger: Ledger, folder: Path) -> None:
    copy = back_up(settings, folder / "mine.sqlite", NOW)
    with pytest.raises(CopyRefused) as refused:
        back_up(settings, copy, LATER)
    assert str(refused.value) == f"{copy} 已经有了，备份不覆盖旧的。换个名字，或给一个文件夹。"


def test_a_running_bot_goes_on_with_what_was_restored(
    settings: LedgerSettings, ledger: Ledger, folder: Path
) -> None:
    copy = back_up(settings, folder, NOW)
    ledger.inbox.put(2, "later", NOW)
    kept = restore(settings, copy, LATER)
    assert updates(ledger) == [1]
    ledger.inbox.put(3, "after", NOW)
    again = Ledger.open(settings)
    assert updates(again) == [1, 3]
    again.close()
    assert kept == settings.file.with_name("ledger.sqlite.before-20261123-010100")
    assert restore(settings, kept, NOW + timedelta(hours=1)) is not None
    assert updates(ledger) == [1, 2]


def test_a_lost_ledger_comes_back_with_the_keys_of_its_askers(
    settings: LedgerSettings, ledger: Ledger, folder: Path
) -> None:
    copy = back_up(settings, folder, NOW)
    ledger.close()
    secret = settings.file.with_name(SECRET).read_bytes()
    shutil.rmtree(settings.file.parent)
    assert restore(settings, copy, LATER) is None
    assert settings.file.with_name(SECRET).read_bytes() == secret
    again = Ledger.open(settings)
    assert updates(again) == [1]
    again.close()


def test_another_secret_is_kept_beside_the_restored_one(
    settings: LedgerSettings, ledger: Ledger, folder: Path
) -> None:
    copy = back_up(settings, folder, NOW)
    path = settings.file.with_name(SECRET)
    right = path.read_bytes()
    path.write_bytes(b"!" * 32)
    restore(settings, copy, LATER)
    assert path.read_bytes() == right
    assert path.with_name(f"{SECRET}.before-20261123-010100").read_bytes() == b"!" * 32


def test_a_damaged_ledger_is_moved_aside_and_replaced(
    settings: LedgerSettings, ledger: Ledger, folder: Path
) -> None:
    copy = back_up(settings, folder, NOW)
    ledger.close()
    settings.file.write_bytes(b"rubbish" * 1000)
    kept = restore(settings, copy, LATER)
    assert kept is not None
    assert kept.read_bytes() == b"rubbish" * 1000
    again = Ledger.open(settings)
    assert updates(again) == [1]
    again.close()


@pytest.mark.parametrize("damage", ["cut", "rubbish", "empty", "another database", "flipped"])
def test_an_unsound_copy_is_refused_and_changes_nothing(
    settings: LedgerSettings, ledger: Ledger, folder: Path, damage: str
) -> None:
    for number in range(2, 200):
        ledger.inbox.put(number, "x" * 300, NOW)
    copy = back_up(settings, folder, NOW)
    whole = copy.read_bytes()
    if damage == "another database":
        copy.unlink()
        with sqlite3.connect(copy) as opened:
            opened.execute("CREATE TABLE alembic_version (version_num)")
        opened.close()
    else:
        copy.write_bytes(
            {
                "cut": whole[: len(whole) // 2],
                "rubbish": b"rubbish" * 1000,
                "empty": b"",
                "flipped": whole[:-20000] + b"\xff" * 20000,
            }[damage]
        )
    before = (updates(ledger), sorted(settings.file.parent.iterdir()))
    with pytest.raises(CopyRefused) as refused:
        restore(settings, copy, LATER)
    assert str(refused.value) == f"{copy} 不完整或者不是台账，没有恢复。换一份备份。"
    assert (updates(ledger), sorted(settings.file.parent.iterdir())) == before


def test_a_copy_of_a_newer_ledger_is_refused(
    settings: LedgerSettings, ledger: Ledger, folder: Path
) -> None:
    copy = back_up(settings, folder, NOW)
    with sqlite3.connect(copy) as opened:
        opened.execute("UPDATE alembic_version SET version_num = '9999'")
    opened.close()
    with pytest.raises(LedgerUnavailable) as refused:
        restore(settings, copy, LATER)
    assert refused.value.trouble is Trouble.NEWER
    assert updates(ledger) == [1]


def test_what_cannot_be_copied_or_restored_is_said(
    settings: LedgerSettings, ledger: Ledger, folder: Path
) -> None:
    with pytest.raises(CopyRefused, match=r"没有这个文件：nowhere\.sqlite。"):
        restore(settings, Path("nowhere.sqlite"), NOW)
    with pytest.raises(CopyRefused, match="这就是正在用的台账，不用恢复。"):
        restore(settings, settings.file, NOW)
    with pytest.raises(LedgerUnavailable) as nowhere:
        back_up(settings, folder / "no" / "such" / "folder.sqlite", NOW)
    assert nowhere.value.trouble is Trouble.NO_ACCESS


def test_a_ledger_that_was_never_opened_has_nothing_to_copy(
    settings: LedgerSettings, folder: Path
) -> None:
    with pytest.raises(CopyRefused) as refused:
        back_up(settings, folder, NOW)
    assert str(refused.value) == f"还没有台账可备份：{settings.file} 是空的。"


def test_a_server_is_copied_by_its_own_tools(
    settings: LedgerSettings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("psycopg")
    monkeypatch.delenv(LEDGER_URL, raising=False)
    url = SecretStr("postgresql://u:secret@127.0.0.1/d")
    with pytest.raises(CopyRefused) as refused:
        back_up(settings.model_copy(update={"url": url}), folder, NOW)
    assert str(refused.value) == (
        "台账在 PostgreSQL 里，用它自己的工具：备份 pg_dump --format=custom --file=台账.dump 库名；"
        "恢复 pg_restore --clean --if-exists --dbname=库名 台账.dump。"
        f"{settings.file.with_name(SECRET)} 也要一起留着。"
    )
