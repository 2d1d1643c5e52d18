"""一户一案 with the real process: from a story to its papers, and what must not happen on the way."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import wording
from bot.redaction import Kind
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
    last = [wording.CASE_PAPERS_BUTTON, wording.CASE_PDF_BUTTON, wording.CASE_KEEP_BUTTON]
    assert asked.labels[-3:] == last
    li.press("最低生活保障申请")
    li.wait(contains="收入低于标准的户籍家庭按月领低保金。")
    li.press(wording.CASE_PAPERS_BUTTON)
    papers = li.wait(contains="要带的材料（最低生活保障申请）")
    for paper in ("身份证", "户口簿", "核对授权书", "收入申报表", "银行卡", "病历（有则交）"):
        assert paper in papers.text
    assert "1. 社区综合窗口：最低生活保障申请" in papers.text
    li.press(wording.CASE_PDF_BUTTON)
    file = li.wait()
    assert file["document"]["file_name"] == wording.CASE_FILE
    assert file.text.startswith("最低生活保障申请\n告知单 · ")


def finish(user: User) -> Message:
    """Say that all is right and want the result; return it."""
    user.press(wording.CASE_ALL_RIGHT)
    user.wait(contains=FIRST)
    user.press(wording.CASE_STOP)
    return user.wait(contains=wording.CASE_RESULT)


def test_what_was_understood_stands_above_its_buttons(li: User) -> None:
    shown = tell(li)
    assert shown.text.startswith(f"{wording.CASE_UNDERSTOOD}\n老奶奶：年龄 83 岁 · ")
    assert shown.text.endswith(wording.CASE_WRONG_ONE)


def test_a_fact_is_taken_back_and_corrected_by_a_word(li: User) -> None:
    assert "✕ 老奶奶 子女在身边：否" in tell(li).labels
    li.send("删 子女在身边")
    assert "✕ 老奶奶 子女在身边：否" not in li.wait(contains=wording.CASE_UNDERSTOOD).labels
    li.send("删 子女在身边")
    assert li.wait().text == wording.CASE_NO_SUCH_FACT.format(word="子女在身边")
    li.send("年龄 85")
    assert "✕ 老奶奶 年龄 85 岁" in li.wait(contains=wording.CASE_UNDERSTOOD).labels
    li.send("都对")
    asked = li.wait(contains=FIRST)
    li.send("年龄 86")  # instead of an answer: the question comes again
    assert "✕ 老奶奶 年龄 86 岁" in li.wait(contains=wording.CASE_UNDERSTOOD).labels
    li.press(wording.CASE_ALL_RIGHT)
    assert li.wait().text == asked.text


def test_a_case_is_kept_opened_listed_and_deleted(li: User) -> None:
    li.send("/case 列表")
    assert li.wait().text == wording.CASE_LIST_EMPTY
    tell(li)
    result = finish(li)
    li.press(wording.CASE_KEEP_BUTTON)
    how = li.wait()
    assert how.text == wording.CASE_KEEP_HOW.format(number=1, days=365)
    assert how.labels == [wording.CASE_KEEP_AS.format(number=1)]
    li.press(wording.CASE_KEEP_AS.format(number=1))
    li.wait(contains="存好了，1 号")
    li.send("存 12")
    li.wait(contains="存好了，12 号")
    li.send("/case 列表")
    listed = li.wait(contains=wording.CASE_LIST)
    assert listed.labels == ["1 号", "12 号"]
    assert "老奶奶 年龄 83 岁、独居" in listed.text
    assert "刚摔断腿" not in listed.text  # what was typed is not kept
    li.press("12 号", exact=True)
    opened = li.wait(contains=wording.CASE_UNDERSTOOD)
    assert opened.text.startswith("12 号，")
    assert "✕ 老奶奶 独居" in opened.labels
    assert finish(li).text == result.text
    li.send("/case 删 12")
    assert li.wait().text == wording.CASE_GONE.format(number=12)
    li.send("/case 12")
    assert li.wait().text == wording.CASE_NO_NUMBER.format(number=12)
    li.send("/case 1")
    li.wait(contains=wording.CASE_UNDERSTOOD)


def test_a_case_is_kept_only_when_what_was_understood_is_confirmed(li: User) -> None:
    li.send("存 12")
    assert li.wait().text == wording.CASE_NOTHING_TO_KEEP
    tell(li)
    li.send("存 12")
    assert li.wait().text == wording.CASE_CONFIRM_FIRST
    li.send("/case 12")
    assert li.wait().text == wording.CASE_NO_NUMBER.format(number=12)


def test_what_is_kept_is_replaced_only_after_a_yes(li: User) -> None:
    tell(li)
    finish(li)
    li.send("存 7")
    li.wait(contains="存好了，7 号")
    tell(li, "男人48岁，上个月被厂里裁员，户口本区，还没做失业登记")
    li.press(wording.CASE_ALL_RIGHT)
    li.wait()
    li.send("存 7")
    asked = li.wait(contains="7 号已经存着一户")
    assert asked.labels == [wording.CASE_REPLACE, wording.CASE_LEAVE]
    assert "老奶奶 年龄 83 岁" in asked.text
    li.press(wording.CASE_LEAVE)
    assert li.wait().text == wording.CASE_LEFT.format(number=7, free=1)
    li.send("/case 列表")
    assert "老奶奶" in li.wait(contains=wording.CASE_LIST).text
    li.send("存 7")
    li.wait(contains="7 号已经存着一户")
    li.send(wording.CASE_REPLACE)
    li.wait(contains="存好了，7 号")
    li.send("/case 列表")
    listed = li.wait(contains=wording.CASE_LIST).text
    assert "老奶奶" not in listed
    assert "男人 年龄 48 岁" in listed


def test_nobody_sees_what_another_keeps(li: User, calm: Bot) -> None:
    tell(li)
    finish(li)
    li.send("存 12")
    li.wait(contains="存好了，12 号")
    other = calm.tg.user("小王", id=next_worker())
    other.send("/case 12")
    assert other.wait().text == wording.CASE_NO_NUMBER.format(number=12)
    other.send("/case 列表")
    assert other.wait().text == wording.CASE_LIST_EMPTY


def test_who_is_forgotten_has_no_case_left(li: User) -> None:
    tell(li)
    asked = finish(li)
    li.send("存 12")
    li.wait(contains="存好了，12 号")
    li.send("/delete_me")
    li.wait(contains=wording.FORGET_WHAT)
    li.press(wording.FORGET_ME)
    assert li.wait_edit().text == wording.FORGOTTEN
    li.press(wording.CASE_PAPERS_BUTTON, message=asked)
    assert li.wait().text == wording.GONE
    li.send("存 13")
    assert li.wait().text == wording.CASE_NOTHING_TO_KEEP
    li.send("/case 12")
    assert li.wait().text == wording.CASE_NO_NUMBER.format(number=12)


def test_an_offer_leaves_the_case_alone_that_is_under_way(li: User) -> None:
    shown = tell(li)
    li.send(f"{STORY}，低保要什么材料")
    assert wording.CASE_OFFER not in li.wait().labels
    li.press(wording.CASE_ALL_RIGHT, message=shown)
    li.wait(contains=FIRST)
    li.press(wording.CASE_STOP)
    result = li.wait(contains=wording.CASE_RESULT)
    li.send(f"{STORY}，低保要什么材料")
    assert li.wait().labels[-1] == wording.CASE_OFFER  # the case is over, and still there
    li.press(wording.CASE_PAPERS_BUTTON, message=result)
    li.wait(contains="要带的材料")


def test_an_index_without_the_vocabulary_is_said_to_be_old(
    tg: Telegram, workshop: Path, tmp_path: Path
) -> None:
    tg.reset(keep_bots=True)
    made = new_bot(tg, tmp_path / "bot", workshop)
    before, tg.bot = tg.bot, made.token
    try:
        made.start()
        user = tg.user("小李", id=next_worker())
        for sent in ("/case", f"/case {STORY}"):
            user.send(sent)
            assert user.wait().text == wording.CASE_STALE_HERE
        user.send(f"{STORY}，低保要什么材料")
        assert wording.CASE_OFFER not in user.wait().labels
    finally:
        made.end()
        tg.bot = before


def test_who_writes_a_name_is_told_that_it_was_blanked(li: User) -> None:
    li.send("/case 张阿姨83岁，独居，刚摔断腿出院，走路要人扶")
    shown = li.wait(contains=wording.CASE_UNDERSTOOD)
    assert shown.text.startswith(wording.blanked([Kind.NAME]))
    assert "张" not in shown.text


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
