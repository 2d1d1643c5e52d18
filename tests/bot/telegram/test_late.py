"""Questions asked while the ledger is down outlive the process, and stand in the ledger once."""

import asyncio
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.assistant import Reason, Unanswered
from bot.ledger.gap_state import GapCause
from bot.ledger.ledger import Ledger
from bot.ledger.unavailable import LedgerUnavailable, Trouble
from bot.settings import LedgerSettings
from bot.telegram.late import LateQuestions
from bot.telegram.records import Clerk, Records

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
REPLY = Unanswered(Reason.NOT_KNOWN)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger.open(LedgerSettings(file=tmp_path / "ledger.sqlite"))
    yield opened
    opened.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "waiting.jsonl"


def ask_while_it_is_down(ledger: Ledger, file: Path, *texts: str) -> Records:
    """Ask with a ledger that cannot be used; return the records, with the ledger up again."""
    clerk = Clerk()
    records = Records(ledger, clerk, lambda: NOW, file)

    def fail(*_: object) -> int:
        raise LedgerUnavailable(Trouble.LOCKED)

    async def ask_all() -> None:
        for number, text in enumerate(texts):
            assert await records.question(f"key {number}", 7, text, REPLY, "v1") is None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger.questions, "record", fail)
        asyncio.run(ask_all())
        with pytest.raises(LedgerUnavailable):
            asyncio.run(records.catch_up())
    clerk.close()
    return records


def caught_up(ledger: Ledger, file: Path) -> int:
    """Start again and catch up; return how many questions were kept."""
    clerk = Clerk()
    records = Records(ledger, clerk, lambda: NOW, file)
    caught = asyncio.run(records.catch_up())
    clerk.close()
    return caught


def test_what_was_asked_is_kept_by_the_next_process(ledger: Ledger, file: Path) -> None:
    ask_while_it_is_down(ledger, file, "猫怎么登记", "狗怎么登记")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert caught_up(ledger, file) == 2
    kept = [ledger.questions.find(number) for number in (1, 2)]
    assert [one.text for one in kept if one] == ["猫怎么登记", "狗怎么登记"]
    assert [one.asked_at for one in kept if one] == [NOW, NOW]
    assert not file.exists()
    assert ledger.unsorted.begin() is not None
    assert caught_up(ledger, file) == 0


def test_what_was_kept_before_a_crash_is_kept_once(ledger: Ledger, file: Path) -> None:
    ask_while_it_is_down(ledger, file, "猫怎么登记")
    before = file.read_bytes()
    assert caught_up(ledger, file) == 1
    file.write_bytes(before)  # as if the process had died before it was removed
    assert caught_up(ledger, file) == 1
    assert ledger.questions.find(2) is None


def test_a_line_that_was_cut_off_loses_only_itself(
    ledger: Ledger, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ask_while_it_is_down(ledger, file, "猫怎么登记", "狗怎么登记")
    file.write_bytes(file.read_bytes()[:-20])
    assert caught_up(ledger, file) == 1
    assert "damaged and left out" in caplog.text
    assert "狗" not in caplog.text
    assert not file.exists()


def test_without_room_on_the_disk_it_waits_in_memory(
    ledger: Ledger, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = tmp_path / "gone" / "waiting.jsonl"
    records = ask_while_it_is_down(ledger, nowhere, "猫怎么登记")
    assert "waits in memory only" in caplog.text
    late = LateQuestions(nowhere)
    assert len(late) == 0
    assert len(records._late) == 1
    assert records._late.first().cause is GapCause.UNANSWERED
