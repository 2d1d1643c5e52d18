"""What the running bot does by itself for those who wait, and how fast a withdrawal holds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from bot.ledger.gap_state import GapCause
from bot.ledger.ledger import Ledger
from bot.ledger.person import Channel, Person
from bot.ledger.questions import NewQuestion
from bot.outcome import Outcome
from bot.settings import LedgerSettings
from bot.telegram.rounds import Rounds
from tests.bot.telegram.conftest import Bot
from tests.telegram_emulator.client import User

SAID = (
    "最低生活保障申请\n\n这一条已停用，不再提供内容。\n原因：标准在调整\n"
    "急着办的，请先问街道或主管部门（民政）。"
)
WITHIN = 10.0  # seconds


@pytest.fixture
def ledger(bot: Bot) -> Iterator[Ledger]:
    """The running bot's ledger, as another process sees it."""
    with closing(Ledger.open(LedgerSettings(file=bot.folder / "ledger.sqlite"))) as opened:
        yield opened


@dataclass(frozen=True)
class Version:
    """An index of which only the name counts."""

    version: str


@dataclass
class Diary:
    """A teller, a clock and an index that note what is asked of them."""

    time: datetime
    version: str = "v1"
    told: list[str] = field(default_factory=list)

    def now(self) -> datetime:
        return self.time

    def current(self) -> Version:
        return Version(self.version)

    def is_done(self, index: Version) -> bool:
        return f"after {index.version}" in self.told

    def after_publish(self, index: Version) -> None:
        self.told.append(f"after {index.version}")

    def tell_closed(self, index: Version) -> None:
        self.told.append(f"closed {index.version}")

    def daily(self, now: datetime) -> None:
        self.told.append(f"day {now:%d}")


def test_a_round_tells_of_a_new_version_of_closed_gaps_and_once_a_day_from_the_hour_on() -> None:
    diary = Diary(datetime(2026, 11, 23, 7, 59, tzinfo=UTC))
    anything = cast("Any", diary)
    rounds = Rounds(anything, anything, anything, anything, hour=8)
    for minutes, version in ((0, "v1"), (1, "v1"), (30, "v2"), (24 * 60, "v2")):
        diary.time += timedelta(minutes=minutes)
        diary.version = version
        rounds._round()
    assert diary.told == [
        "after v1",
        "closed v1",
        "day 23",
        "after v2",
        "closed v2",
        "day 24",
    ]


def test_a_withdrawn_entry_is_shown_in_no_way_until_it_is_restored(
    li: User, chen: User, ledger: Ledger
) -> None:
    li.send("低保要什么材料")
    assert "核对授权书" in li.wait().text
    by = Person(Channel.TELEGRAM, chen.id)
    ledger.withdrawals.withdraw("living-allowance", "标准在调整", by, datetime.now(UTC))
    try:
        time.sleep(WITHIN)
        li.press("注意")  # a section of the card that was shown before
        assert li.wait_edit().text == SAID
        li.send("要带什么")  # going on about it
        assert li.wait().text == SAID
        li.send("低保要什么材料")
        assert li.wait().text == SAID
        li.send("/start e_living-allowance")
        assert li.wait().text == SAID
        offered = [result["title"] for result in li.inline("低保")["results"]]
        assert "最低生活保障申请" not in offered
    finally:
        ledger.withdrawals.restore("living-allowance", by, datetime.now(UTC))
    time.sleep(WITHIN)
    li.send("低保要什么材料")
    assert "核对授权书" in li.wait().text


def test_who_asked_is_told_when_a_gap_is_closed_by_anybody(
    li: User, wang: User, chen: User, ledger: Ledger
) -> None:
    now, asked = datetime.now(UTC), []
    for user in (li, wang):
        user.send("/start")  # Telegram lets nobody be written to who never wrote
        user.wait()
        person = Person(Channel.TELEGRAM, user.id)
        question = NewQuestion(
            f"test {user.id}", person, "telegram", "楼上吵", Outcome.UNANSWERED, "v"
        )
        asked.append(ledger.questions.record(question, now))
    gap = ledger.gaps.open(asked[0], GapCause.UNANSWERED, now)
    ledger.gaps.add(gap, asked[1], GapCause.UNANSWERED, "同一件事", now)
    ledger.gaps.publish(gap, "neighbor-noise", Person(Channel.TELEGRAM, chen.id), now)
    for user in (li, wang):
        letter = user.wait(contains="您问过的，现在有答案了")
        assert letter.text.startswith(
            "您问过的，现在有答案了\n\n您问的是：楼上吵\n\n邻里噪音纠纷处理\n\n先劝阻调解，再报告主管部门。"
        )
        assert user.settle() == []
