"""A network that fails, a Telegram that refuses: nobody goes without an answer."""

from __future__ import annotations

import pytest

from bot import wording
from tests.bot.telegram.conftest import Bot, next_worker
from tests.telegram_emulator.client import User
from tests.telegram_emulator.conversation import until

NOT_DONE = ("bad_gateway", "drop", "reset", "status")
DONE_UNKNOWN = ("drop_after", "truncate", "garbage")  # the request took effect, the bot cannot know


@pytest.mark.parametrize("kind", NOT_DONE)
def test_a_question_is_answered_though_each_request_fails_once(
    kind: str, li: User, quiet: Bot
) -> None:
    for method in ("sendMessage", "sendChatAction", "getUpdates"):
        quiet.tg.fault(kind, method)
    li.send("低保要什么材料")
    li.wait(contains="最低生活保障申请")


@pytest.mark.parametrize("kind", NOT_DONE)
def test_a_press_is_answered_though_each_request_fails_once(
    kind: str, li: User, quiet: Bot
) -> None:
    li.send("低保要什么材料")
    li.wait()
    for method in ("answerCallbackQuery", "editMessageText", "editMessageReplyMarkup"):
        quiet.tg.fault(kind, method)
    li.press("注意")
    li.wait_answer()
    li.wait_edit(contains="授权书")
    li.press("有用")
    li.wait_answer()
    assert li.wait_edit().buttons[-1] == ["全文", "告知单"]


@pytest.mark.parametrize("kind", DONE_UNKNOWN)
def test_an_answer_that_was_lost_on_its_way_back_is_at_worst_doubled(
    kind: str, li: User, quiet: Bot
) -> None:
    for method in ("sendMessage", "answerCallbackQuery", "editMessageText"):
        quiet.tg.fault(kind, method)
    li.send("低保要什么材料")
    li.wait(contains="最低生活保障申请")
    li.wait(contains="最低生活保障申请")
    li.press("注意")
    li.wait_answer()
    li.wait_edit(contains="授权书")
    quiet.at_rest(1.2)  # longer than the pause before the second try
    refused = {error["error"] for error in quiet.tg.errors()}
    assert all("not modified" in error for error in refused), refused
    quiet.tg.reset(keep_bots=True)


@pytest.mark.parametrize("kind", [*NOT_DONE, "retry_after"])
def test_menus_and_inline_queries_come_though_each_request_fails_once(
    kind: str, li: User, quiet: Bot
) -> None:
    for method in ("getMyCommands", "setMyCommands", "answerInlineQuery"):
        quiet.tg.fault(kind, method, seconds=1)
    li.send("/start")  # a worker's menu is set when he first writes
    assert li.inline("低保")["results"][0]["title"] == "最低生活保障申请"
    until(lambda: ("mine", wording.COMMANDS["mine"]) in li.menu())


def test_too_many_requests_are_waited_for(li: User, quiet: Bot) -> None:
    methods = (
        "sendMessage", "editMessageText", "editMessageReplyMarkup", "answerCallbackQuery",
        "sendChatAction", "getUpdates",
    )  # fmt: skip
    for method in methods:
        quiet.tg.fault("retry_after", method, seconds=1)
    li.send("低保要什么材料")
    li.wait(contains="最低生活保障申请")
    li.press("注意")
    li.wait_edit(contains="授权书")
    li.press("有用")
    li.wait_answer()
    assert li.wait_edit().buttons[-1] == ["全文", "告知单"]
    assert {one["method"] for one in quiet.tg.requests() if one["fault"]} == set(methods)


def test_what_hangs_for_some_holds_up_nobody_else(quiet: Bot) -> None:
    asks, taps, presses, types, is_new, other = (
        quiet.tg.user(name, id=next_worker()) for name in ("甲", "乙", "丙", "丁", "戊", "己")
    )
    for user in (taps, presses):
        user.send("低保要什么材料")
        user.wait()
    quiet.tg.fault("hang", "editMessageText", chat=taps.id)
    taps.press("注意")
    taps.wait_answer()
    quiet.tg.fault("hang", "sendChatAction", chat=asks.id)
    quiet.tg.fault("hang", "sendMessage", chat=asks.id)
    for method in ("answerCallbackQuery", "answerInlineQuery", "getMyCommands"):
        quiet.tg.fault("hang", method)
    asks.send("低保要什么材料")
    presses.press("注意")
    quiet.tg.call("inline", user=types.id, query="低保")
    is_new.send("/start")
    is_new.wait()
    other.send("低保要什么材料")
    other.wait(contains="最低生活保障申请")
    assert not any(message.is_bot for message in asks.messages())
    quiet.tg.fault("hang", "getUpdates")
    other.send("多久能批")
    asks.wait(contains="最低生活保障申请")
    presses.wait_answer()
    for user in (taps, presses):
        user.wait_edit(contains="授权书")
    until(lambda: ("mine", wording.COMMANDS["mine"]) in is_new.menu())
    other.wait(contains="30 个工作日")
    assert types.inline("低保")["results"]
    late = [(error["method"], error["error"]) for error in quiet.tg.errors()]
    assert all(what == "answerInlineQuery" and "too old" in why for what, why in late), late
    quiet.tg.reset(keep_bots=True)


def test_whoever_blocks_the_bot_harms_nobody(li: User, wang: User, quiet: Bot) -> None:
    quiet.tg.fault("delay", "sendMessage", seconds=0.5, chat=li.id)
    li.send("低保要什么材料")
    li.block()
    wang.send("低保要什么材料")
    wang.wait(contains="最低生活保障申请")
    li.unblock()
    li.send("低保要多久")
    li.wait(contains="30 个工作日")
    refused = {error["error"] for error in quiet.tg.errors()}
    assert refused <= {"Forbidden: bot was blocked by the user"}
    quiet.tg.reset(keep_bots=True)


def test_a_page_that_telegram_does_not_read_comes_as_plain_text(li: User, quiet: Bot) -> None:
    quiet.tg.fault(
        "status", "sendMessage", status=400,
        description="Bad Request: can't parse entities: Unsupported start tag",
    )  # fmt: skip
    li.send("门禁卡")
    card = li.wait()
    assert card.text.startswith("门禁卡<b>补办</b> & 挂失_登记*")
    assert card.html.startswith("门禁卡&lt;b&gt;")


def test_a_press_too_old_to_answer_still_shows_its_section(li: User, quiet: Bot) -> None:
    li.send("低保要什么材料")
    li.wait()
    quiet.tg.config(callback_ttl=0)
    li.press("注意")
    li.wait_edit(contains="授权书")
    quiet.tg.config(callback_ttl=60)
    quiet.tg.reset(keep_bots=True)


def test_a_fault_of_our_own_is_said(li: User, quiet: Bot) -> None:
    quiet.tg.fault("status", "sendMessage", status=400, description="Bad Request: odd", chat=li.id)
    li.send("低保要什么材料")
    li.settle(0.5)
    li.send("低保要多久")
    li.wait(contains="30 个工作日")
    assert wording.FAILED not in [message.text for message in li.messages()]
