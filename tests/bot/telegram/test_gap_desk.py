"""Supervisors look after gaps in the chat, with the real process on a base of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot import wording
from tests.bot.telegram.conftest import CHEN, ZHOU, Bot, next_worker
from tests.telegram_emulator.client import Message, User

UNKNOWN = "宇宙飞船发射要审批吗"


@pytest.fixture
def desk(writing_bot: Bot) -> Iterator[Bot]:
    """The bot with nobody there; after the test nothing may have been refused."""
    writing_bot.tg.reset(keep_bots=True)
    yield writing_bot
    writing_bot.assert_clean()


@pytest.fixture
def worker(desk: Bot) -> User:
    """小李, a worker."""
    return desk.tg.user("小李", id=next_worker())


@pytest.fixture
def chen(desk: Bot) -> User:
    """老陈, a supervisor."""
    return desk.tg.user("老陈", id=CHEN)


@pytest.fixture
def zhou(desk: Bot) -> User:
    """老周, another supervisor."""
    return desk.tg.user("老周", id=ZHOU)


def gap_of(supervisor: User, asked: str) -> int:
    """Wait until a question is a gap of the list; return its number."""
    for _ in range(200):
        supervisor.send("/gaps")
        listed = supervisor.wait()
        for label in listed.labels:
            number, _, text = label.partition(". ")
            if text and asked.startswith(text.rstrip("…")):
                return int(number)
    raise AssertionError(listed.text)


def card_of(supervisor: User, number: int) -> Message:
    """Open a gap's card."""
    supervisor.send(f"/gaps {number}")
    return supervisor.wait(contains=f"缺口 {number} · ")


def ask(worker: User, text: str) -> Message:
    """Ask what nobody knows."""
    worker.send(text)
    return worker.wait(contains=wording.NO_MATCH)


def test_who_asks_what_nobody_knows_hears_that_it_is_kept(worker: User, chen: User) -> None:
    said = ask(worker, UNKNOWN)
    assert said.text == "\n".join(
        [
            wording.NO_MATCH,
            "",
            wording.NO_MATCH_NEXT,
            wording.IN_DANGER,
            "",
            "这句我记下了，督导会看到；有了答案我来告诉您。",
        ]
    )
    card = card_of(chen, gap_of(chen, UNKNOWN))
    assert UNKNOWN in card.text
    assert "1 人问过，共 1 次" in card.text
    assert card.labels[0] == "认领"
    assert [one for one in card.labels if one.startswith("挂到「")]
    assert card.labels[-1] == "全部缺口"


def test_show_all(worker: User, chen: User, zhou: User, desk: Bot) -> None:
    ask(worker, "外星人<i>移民&火箭_*")
    number = gap_of(chen, "外星人<i>移民&火箭_*")
    card_of(chen, number)
    chen.press("认领")
    print(chen.wait_answer())
    zhou.send(f"/缺口 {number}")
    print(zhou.wait().show())
    chen.settle()
    chen.press("现有条目已能答")
    print(chen.wait_edit().show())
    chen.press("返回")
    chen.wait_edit()
    chen.press("起草新条目")
    asked = chen.wait()
    print(asked.show())
    chen.send("elderly-care/space-ship 标准", reply_to=asked)
    for one in [chen.wait(), *chen.settle(1)]:
        print(one.show())
    chen.press("发布草稿")
    print(chen.wait_answer())
    for one in [chen.wait(timeout=20), *chen.settle(1)]:
        print(one.show())
    chen.press("撤回")
    print(chen.wait_answer())
    for one in [chen.wait(timeout=20), *chen.settle(1)]:
        print(one.show())
    chen.press("挂到")
    for one in [chen.wait(timeout=20), *chen.settle(1)]:
        print(one.show())
    print(desk.log[-3000:])
    assert 0
