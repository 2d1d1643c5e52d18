"""Whom an alert goes to and what it says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.ledger.members import Member, Region
from bot.ledger.person import Channel, Person
from bot.ledger.terms import MemberState, Role
from bot.telegram.alerts import LONGEST_QUOTE, alert_lines, on_duty
from bot.telegram.desk import Visit
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
