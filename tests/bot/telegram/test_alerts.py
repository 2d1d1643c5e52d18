"""Whom an alert goes to and what it says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.ledger.ledger import Ledger
from bot.ledger.members import Member, Region
from bot.ledger.person import Channel, Person
from bot.ledger.terms import MemberState, Role
from bot.ledger.unavailable import LedgerUnavailable, Trouble
from bot.settings import LedgerSettings, RedFlagSettings, Settings
from bot.telegram.alerts import LONGEST_QUOTE, Alerts, alert_lines, on_duty
from bot.telegram.desk import Desk, Visit
from indexer.model_reader import read_model
from indexer.red_flag import RedFlag, RedFlags
from indexer.yaml_file import parse_yaml
from tests.bot.conftest import NOW
from tests.red_flags import FLAGS


def supervisor(number: int, *, opted_out: bool = False) -> Member:
    return Member(
        Person(Channel.TELEGRAM, number), "老陈", Role.SUPERVISOR, MemberState.ACTIVE,
        from_config=False, region=Region(), opted_out=opted_out, since=NOW,
    )  # fmt: skip


@pytest.fixture(scope="module")
def fire() -> RedFlag:
    read = read_model(parse_yaml("_red_flags.yaml", FLAGS), RedFlags)
    assert isinstance(read, RedFlags)
    return read.flags[0]


VISIT = Visit(7, "小赵", 7, in_group=False, message=None, member=None)


def test_who_wants_no_notices_is_off_duty() -> None:
    one, two = supervisor(1), supervisor(2, opted_out=True)
    assert on_duty([one, two], asker=7) == (one,)


def test_when_nobody_wants_any_everybody_is_told() -> None:
    both = (supervisor(1, opted_out=True), supervisor(2, opted_out=True))
    assert on_duty(both, asker=7) == both


def test_who_asks_knows_already() -> None:
    one, two = supervisor(7), supervisor(2, opted_out=True)
    assert on_duty([one, two], asker=7) == (two,)
    assert on_duty([one], asker=7) == ()


def test_an_alert_says_what_was_said_and_whom_to_reach(fire: RedFlag) -> None:
    member = replace(supervisor(7), region=Region("姑苏区", "平江街道"))
    told = "\n".join(alert_lines(replace(VISIT, member=member), fire, "楼上\n着火了"))
    assert told == (
        "🔴 红线提醒：火灾\n"
        "提问的人：小赵（姑苏区平江街道）\n"
        "原话（已遮住个人信息）：楼上 着火了\n"
        "卡片让他先打：119\n"
        "请马上联系他，问清现场；这条提醒不代表已经有人报警。"
    )


def test_a_long_story_is_cut(fire: RedFlag) -> None:
    told = list(alert_lines(VISIT, fire, "着火" * LONGEST_QUOTE))
    assert told[2].endswith("着…")
    assert len(told[2]) < LONGEST_QUOTE + 20


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger with two supervisors."""
    opened = Ledger.open(LedgerSettings(file=tmp_path / "ledger.sqlite"))
    supervisors = [Person(Channel.TELEGRAM, 1), Person(Channel.TELEGRAM, 2)]
    opened.members.take_from_config(supervisors, [], NOW)
    yield opened
    opened.close()


class AtHand:
    """A desk that does everything at once, and counts how often the outbox was woken."""

    def __init__(self, ledger: Ledger, *, alert: bool = True) -> None:
        self.settings = Settings(red_flags=RedFlagSettings(alert=alert))
        self.records = SimpleNamespace(ledger=ledger, do=self.do)
        self.outbox = SimpleNamespace(wake=self.wake)
        self.now = NOW
        self.woken = 0

    async def do(self, act: Callable[..., Any], *args: object) -> Any:
        return act(*args)

    def wake(self) -> None:
        self.woken += 1


def raised(desk: AtHand, fire: RedFlag, key: str = "telegram 7 55") -> int:
    return asyncio.run(Alerts(cast("Desk", desk)).raise_for(VISIT, key, fire, "着火了"))


def test_nobody_is_alerted_unless_config_says_so(ledger: Ledger, fire: RedFlag) -> None:
    desk = AtHand(ledger, alert=False)
    assert raised(desk, fire) == 0
    assert ledger.deliveries.count_waiting() == 0
    assert desk.woken == 0


def test_an_alert_is_kept_once_however_often_a_message_is_dealt_with(
    ledger: Ledger, fire: RedFlag
) -> None:
    desk = AtHand(ledger)
    for key in ("telegram 7 55", "telegram 7 55", "telegram 7 55 1795455749"):
        assert raised(desk, fire, key) == 2
    assert ledger.deliveries.count_waiting() == 2
    assert raised(desk, fire, "telegram 7 56") == 2
    assert ledger.deliveries.count_waiting() == 4


def test_an_alert_goes_before_all_that_waits(ledger: Ledger, fire: RedFlag) -> None:
    for number in range(3):
        ledger.deliveries.put(f"gap {number}", Person(Channel.TELEGRAM, 2), "补好了", NOW)
    desk = AtHand(ledger)
    raised(desk, fire)
    first = ledger.deliveries.claim(NOW)
    assert first is not None
    assert first.key == "alert telegram 7 55 fire 1"
    assert desk.woken == 1


def test_without_a_ledger_the_answer_does_not_wait_for_the_alert(
    ledger: Ledger, fire: RedFlag, caplog: pytest.LogCaptureFixture
) -> None:
    desk = AtHand(ledger)

    async def locked(*args: object) -> int:
        raise LedgerUnavailable(Trouble.LOCKED)

    desk.records.do = locked
    assert raised(desk, fire) == 0
    assert "no supervisor is alerted" in caplog.text
    assert "着火了" not in caplog.text
