"""A network that fails, a Telegram that refuses: nobody goes without an answer."""

from __future__ import annotations

import pytest

from bot import wording
from tests.bot.telegram.conftest import Bot
from tests.telegram_emulator.client import User

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
    quiet.at_rest(2.0)
    refused = {error["error"] for error in quiet.tg.errors()}
    assert all("not modified" in error for error in refused), refused
    quiet.tg.reset(keep_bots=True)


@pytest.mark.parametrize(
    "method", ["sendMessage", "editMessageText", "answerCallbackQuery", "getUpdates"]
)
def test_too_many_requests_are_waited_for(method: str, li: User, quiet: Bot) -> None:
    quiet.tg.fault("retry_after", method, seconds=1)
    li.send("低保要什么材料")
    li.wait()
    li.press("注意")
    li.wait_edit(contains="授权书")


def test_what_hangs_for_one_holds_up_nobody_else(li: User, wang: User, quiet: Bot) -> None:
    quiet.tg.fault("hang", "sendMessage", chat=li.id)
    li.send("低保要什么材料")
    wang.send("低保要什么材料")
    wang.wait(contains="最低生活保障申请")
    assert not any(message.is_bot for message in li.messages())
    li.wait(contains="最低生活保障申请", timeout=60)


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
