"""What a worker's day looks like, with the real process."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import wording
from tests.bot.telegram.conftest import Bot
from tests.telegram_emulator.client import User
from tests.telegram_emulator.conversation import Conversation

SCRIPTS = sorted((Path(__file__).parent / "conversations").glob("*.txt"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_conversation_goes_as_written(
    script: Path, quiet: Bot, li: User, wang: User, chen: User
) -> None:
    conversation = Conversation(quiet.tg)
    for user in (li, wang, chen):
        conversation.add(user)
    conversation.play(script.read_text(encoding="utf-8").splitlines())


def test_a_worker_is_greeted(li: User) -> None:
    li.send("/start")
    assert li.wait().text == wording.TELEGRAM_WELCOME


def test_a_question_is_answered_while_typing_is_shown(li: User) -> None:
    li.send("低保要什么材料")
    assert li.wait_action() == "typing"
    card = li.wait()
    assert card.text.startswith("最低生活保障申请\n\n收入低于标准的户籍家庭按月领低保金。\n\n【材料】\n1. 身份证")
    assert card.html.startswith("<b>最低生活保障申请</b>")
    assert card.buttons[-1] == ["全文", "有用", "没解决"]


def test_a_section_takes_the_place_of_the_card(li: User) -> None:
    li.send("低保要什么材料")
    first = li.wait()
    li.press("注意")
    edited = li.wait_edit(contains="授权书漏签一人就启动不了")
    assert edited.id == first.id
    assert edited.buttons == first.buttons
    assert li.wait_answer()["text"] == ""


def test_a_second_press_of_the_same_section_is_harmless(li: User, quiet: Bot) -> None:
    li.send("低保要什么材料")
    li.wait()
    li.press("注意")
    li.press("注意")
    li.wait_answer()
    li.wait_edit(contains="授权书")
    assert li.settle() == []
