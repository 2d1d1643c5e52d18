import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.ledger.asker import SECRET, AskerKeys, nobodys_key
from bot.ledger.unavailable import LedgerUnavailable
from tests.bot.ledger.conftest import LI, WANG


def test_a_person_has_the_same_key_each_time_and_nobody_elses(tmp_path: Path) -> None:
    key = AskerKeys.open(tmp_path).key_of(WANG)
    assert AskerKeys.open(tmp_path).key_of(WANG) == key
    assert AskerKeys.open(tmp_path).key_of(LI) != key
    assert AskerKeys.open(tmp_path / "elsewhere").key_of(WANG) != key


def test_the_secret_is_its_owners_alone_and_leaves_no_drafts(tmp_path: Path) -> None:
    AskerKeys.open(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [SECRET]
    assert stat.S_IMODE((tmp_path / SECRET).stat().st_mode) == 0o600


def test_many_who_start_at_once_agree_on_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        keys = threads.map(lambda _: AskerKeys.open(tmp_path).key_of(WANG), range(16))
        assert len(set(keys)) == 1


def test_a_secret_that_was_cut_is_said(tmp_path: Path) -> None:
    (tmp_path / SECRET).write_bytes(b"short")
    with pytest.raises(LedgerUnavailable) as unavailable:
        AskerKeys.open(tmp_path)
    assert str(unavailable.value) == (
        "认人用的密钥文件不完整。用备份里的同名文件换回来；没有备份就删掉它，机器人会新做一个，"
        "但「我问过的」和补好缺口后的通知认不出以前的人。"
        f"（{tmp_path / SECRET}）"
    )


def test_nobodys_key_looks_like_a_key_and_never_comes_twice(tmp_path: Path) -> None:
    assert len(nobodys_key()) == len(AskerKeys.open(tmp_path).key_of(WANG)) == 32
    assert nobodys_key() != nobodys_key()
