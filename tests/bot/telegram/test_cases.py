"""一户一案 with the real process: from a story to its papers, and what must not happen on the way."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from bot import wording
from indexer.build import build
from indexer.embedder import load_embedder
from indexer.knowledge_base import CASE_FACTS, KnowledgeBase
from indexer.settings import IndexSettings
from tests.bot.telegram.base import write_wide_base
from tests.bot.telegram.conftest import ROOT, WORKERS, Bot, new_bot, next_worker, save_model
from tests.conftest import ALLOWANCE
from tests.telegram_emulator.client import Message, Telegram, User

STORY = "83 岁的老奶奶独居，刚摔断腿出院，走路要人扶，女儿在外地"
QUALIFIES = """\
资格:
  起因: {情况: 独居}
  全部:
    - {情况: 户籍, 为: [本区, 本市外区], 据: 1}
    - {情况: 家里要适老改造, 据: 2}
"""
FIRST = wording.CASE_ASKS.format(number=1, most=8, question="")


@pytest.fixture(scope="module")
def case_bot(tg: Telegram, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """A bot whose base knows the facts of cases and one matter with conditions."""
    folder = tmp_path_factory.mktemp("cases")
    knowledge = write_wide_base(folder / "knowledge")
    shutil.copy(ROOT / "knowledge" / CASE_FACTS, knowledge)
    qualified = ALLOWANCE.replace("依据:\n  - 文件", QUALIFIES + "依据:\n  - 文件", 1)
    entry = knowledge / "social-assistance" / "living-allowance.yaml"
    entry.write_text(qualified, encoding="utf-8")
    text = "".join(path.read_text(encoding="utf-8") for path in knowledge.rglob("*.yaml"))
    save_model(folder / "model", text)
    settings = IndexSettings(folder=folder / "var" / "index", embedder=str(folder / "model"))
    report = build(KnowledgeBase.load(knowledge), load_embedder(settings.embedder, 1), settings)
    assert report.published, report.misses
    made = new_bot(tg, folder / "bot", folder)
    made.configure(workers=list(WORKERS))
    before, tg.bot = tg.bot, made.token
    try:
        made.start()
        yield made
    finally:
        made.end()
        tg.bot = before


@pytest.fixture
def calm(case_bot: Bot) -> Iterator[Bot]:
    """The bot with nobody there yet; after the test nothing may have been refused."""
    case_bot.tg.reset(keep_bots=True)
    yield case_bot
    case_bot.assert_clean()


@pytest.fixture
def li(calm: Bot) -> User:
    """小李, a worker."""
    return calm.tg.user("小李", id=next_worker())


def tell(user: User, story: str = STORY) -> Message:
    """Send a story and return what was understood."""
    user.send("/case")
    assert user.wait().text == f"{wording.CASE_HINT}\n{wording.CASE_NOT_KEPT}"
    user.send(story)
    return user.wait(contains=wording.CASE_UNDERSTOOD)


def forge(bot: Bot, user: User, data: str, number: int) -> None:
    """Send a press that no button made."""
    message = bot.tg.call("messages", user=user.id)["messages"][-1]
    chat = {"id": user.id, "type": "private", "first_name": "小李"}
    sender = {"id": 1, "is_bot": True, "first_name": "bot"}
    kept = {"message_id": message["message_id"], "date": message["date"], "text": "x"}
    press = {
        "id": str(10**15 + number), "chat_instance": "1", "data": data,
        "from": {"id": user.id, "is_bot": False, "first_name": "小李"},
        "message": {**kept, "chat": chat, "from": sender},
    }  # fmt: skip
    bot.tg.raw_update("callback_query", press)


def test_a_story_becomes_a_result_with_cards_and_papers(li: User) -> None:
    shown = tell(li)
    assert "✕ 老奶奶 独居" in shown.labels
    assert shown.labels[-1] == wording.CASE_ALL_RIGHT
    li.press(wording.CASE_ALL_RIGHT)
    asked = li.wait(contains=FIRST)
    assert asked.labels[-2:] == [wording.CASE_UNCLEAR, wording.CASE_STOP]
    seen = {asked.text}
    while wording.CASE_RESULT not in asked.text:
        li.press("本区" if "本区" in asked.labels else "是", exact=True)
        asked = li.wait()
        assert asked.text not in seen  # nothing is asked twice
        seen.add(asked.text)
    assert "【应当办】\n▪ 最低生活保障申请" in asked.text
    assert asked.labels[-2:] == [wording.CASE_PAPERS_BUTTON, wording.CASE_PDF_BUTTON]
    li.press("最低生活保障申请")
    li.wait(contains="收入低于标准的户籍家庭按月领低保金。")
    li.press(wording.CASE_PAPERS_BUTTON)
    papers = li.wait(contains="要带的材料（1 件事合在一起")
    for paper in ("身份证", "户口簿", "核对授权书", "收入申报表", "银行卡", "病历（有则交）"):
        assert paper in papers.text
    assert "1. 社区综合窗口：最低生活保障申请" in papers.text
    li.press(wording.CASE_PDF_BUTTON)
    assert li.wait()["document"]["file_name"] == wording.CASE_FILE


def test_a_fact_is_taken_back_by_a_tap(li: User) -> None:
    shown = tell(li)
    li.press("✕ 老奶奶 独居")
    edited = li.wait_edit()
    assert edited.id == shown.id
    assert edited.labels == [label for label in shown.labels if label != "✕ 老奶奶 独居"]


def test_unclear_settles_nothing_and_the_result_can_come_at_once(li: User) -> None:
    tell(li)
    li.press(wording.CASE_ALL_RIGHT)
    first = li.wait(contains=FIRST)
    li.press(wording.CASE_UNCLEAR)
    second = li.wait()
    assert second.text.startswith("问 2/8")
    assert second.text.partition("：")[2] != first.text.partition("：")[2]
    li.press(wording.CASE_STOP)
    result = li.wait(contains=wording.CASE_RESULT)
    assert "【应当办】" not in result.text
    assert "【可能符合，还要核】\n▪ 最低生活保障申请" in result.text


def test_a_button_of_an_earlier_question_answers_no_later_one(li: User, calm: Bot) -> None:
    tell(li)
    li.press(wording.CASE_ALL_RIGHT)
    first = li.wait(contains=FIRST)
    li.send("不清楚")  # typed: the buttons of the first question stay
    li.wait(contains="问 2/8")
    li.press(first.labels[0], message=first)
    assert li.wait().text == wording.GONE
    li.press(wording.CASE_STOP)
    assert "【应当办】" not in li.wait(contains=wording.CASE_RESULT).text


def test_a_button_of_an_earlier_case_is_gone(li: User) -> None:
    old = tell(li)
    tell(li)
    li.press(wording.CASE_ALL_RIGHT, message=old)
    assert li.wait().text == wording.GONE


def test_a_question_that_is_plainly_a_case_is_answered_with_an_offer(li: User) -> None:
    li.send(f"{STORY}，低保要什么材料")
    assert li.wait().labels[-1] == wording.CASE_OFFER
    li.press(wording.CASE_OFFER)
    assert "✕ 老奶奶 独居" in li.wait(contains=wording.CASE_UNDERSTOOD).labels
    li.send("低保要什么材料")
    assert wording.CASE_OFFER not in li.wait(contains="最低生活保障申请").labels


def test_forged_presses_change_nothing(li: User, calm: Bot) -> None:
    tell(li)
    li.press(wording.CASE_ALL_RIGHT)
    asked = li.wait(contains=FIRST)
    calm.at_rest()
    ends = ("o:{}:1:99", "o:{}:1:x", "o:{}:1", "o:{}", "zz:{}:1:0", "d:{}:99", "g:{}:0")
    forged = [f"y:{end.format(number)}" for end in ends for number in range(1, 20)]
    for place, data in enumerate([*forged, "y", "y:", "y:o", "y:o:999999:1:0"]):
        forge(calm, li, data, place)
    new = [one for one in li.settle() if one["event"] == "bot_message"]
    assert not [one for one in new if one.text.startswith("问 ")]
    harmless = ("query is too old", "message is not modified")  # forged ones have no query
    said = [error["error"] for error in calm.tg.errors()]
    assert all(any(one in error for one in harmless) for error in said), said
    li.send("不清楚")
    assert li.wait(contains="问 2/8").text != asked.text  # the case is where it was
    calm.tg.reset(keep_bots=True)


def test_a_stranger_has_no_cases(calm: Bot) -> None:
    stranger = calm.tg.user("路人")
    stranger.send("/case " + STORY)
    assert stranger.wait().text == wording.MEMBERS_ONLY
