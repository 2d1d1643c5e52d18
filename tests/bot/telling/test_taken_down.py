import logging
from pathlib import Path

import pytest

from bot.ledger.ledger import Ledger
from bot.ledger.unavailable import LedgerUnavailable, Trouble
from bot.ledger.withdrawals import Withdrawal
from bot.settings import LedgerSettings, Settings
from bot.telling.taken_down import LOOK_EVERY, LedgerReader, TakenDown
from tests.bot.telling.conftest import CHEN, MONDAY


class Shelf:
    """What is down, as somebody tells; and whether the ledger is away."""

    def __init__(self) -> None:
        self.down: dict[str, str] = {}
        self.is_away = False
        self.time = 0.0
        self.read = 0

    def __call__(self) -> tuple[Withdrawal, ...]:
        self.read += 1
        if self.is_away:
            raise LedgerUnavailable(Trouble.LOCKED)
        return tuple(
            Withdrawal(entry, reason, CHEN, MONDAY, None, None)
            for entry, reason in self.down.items()
        )

    def clock(self) -> float:
        return self.time


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def taken_down(shelf: Shelf) -> TakenDown:
    return TakenDown(shelf, shelf.clock)


def test_a_withdrawal_is_known_within_seconds_and_so_is_its_end(
    shelf: Shelf, taken_down: TakenDown
) -> None:
    assert taken_down.reasons_now() == {}
    shelf.down = {"living-allowance": "在改"}
    shelf.time = LOOK_EVERY - 0.1
    assert taken_down.reasons_now() == {}
    shelf.time = LOOK_EVERY
    assert taken_down.reasons_now() == {"living-allowance": "在改"}
    shelf.down, shelf.time = {}, 2 * LOOK_EVERY
    assert taken_down.reasons_now() == {}
    assert LOOK_EVERY < 5


def test_many_questions_ask_the_ledger_once(shelf: Shelf, taken_down: TakenDown) -> None:
    for _ in range(100):
        taken_down.reasons_now()
    assert shelf.read == 1


def test_the_same_object_says_that_nothing_changed(shelf: Shelf, taken_down: TakenDown) -> None:
    shelf.down = {"living-allowance": "在改"}
    taken_down.look()
    before = taken_down.reasons()
    taken_down.look()
    assert taken_down.reasons() is before


def test_what_was_down_stays_down_while_the_ledger_is_away(
    shelf: Shelf, taken_down: TakenDown, caplog: pytest.LogCaptureFixture
) -> None:
    shelf.down = {"living-allowance": "在改"}
    taken_down.look()
    shelf.is_away = True
    with caplog.at_level(logging.WARNING):
        taken_down.look()
        taken_down.look()
    assert taken_down.reasons() == {"living-allowance": "在改"}
    assert [record.getMessage() for record in caplog.records] == [
        "读不了台账，不知道哪些条目撤下了，先照知识库答："
        "台账正被别的程序占着，等了几秒没等到。看看是不是同时开了两个机器人、备份或别的数据库工具，关掉再试。"
    ]
    shelf.is_away, shelf.down = False, {}
    taken_down.look()
    assert taken_down.reasons() == {}


def test_a_bug_is_not_taken_for_a_ledger_that_is_away() -> None:
    def broken() -> tuple[Withdrawal, ...]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        TakenDown(broken).look()


def test_where_there_is_no_ledger_nothing_is_down_and_none_is_made(settings: Settings) -> None:
    assert LedgerReader(settings.ledger)() == ()
    assert not settings.ledger.file.exists()


def test_a_ledger_that_comes_later_is_read(settings: Settings) -> None:
    read = LedgerReader(settings.ledger)
    assert read() == ()
    ledger = Ledger.open(settings.ledger)
    ledger.withdrawals.withdraw("living-allowance", "在改", CHEN, MONDAY)
    ledger.close()
    assert [(one.entry, one.reason) for one in read()] == [("living-allowance", "在改")]


def test_a_file_that_is_no_ledger_is_away(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite"
    file.write_bytes(b"no database at all" * 100)
    taken_down = TakenDown(LedgerReader(LedgerSettings(file=file)))
    assert taken_down.reasons_now() == {}
