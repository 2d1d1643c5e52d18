"""Supervisors look after gaps in the chat, with the real process on a base of its own."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from bot import wording
from tests.bot.telegram.conftest import CHEN, ZHOU, Bot, next_worker
from tests.telegram_emulator.client import Message, User

UNKNOWN = "饕餮貔貅"


@pytest.fixture
def desk(writing_bot: Bot) -> Iterator[Bot]:
    """The bot with nobody there; after the test nothing may have been refused."""
    writing_bot.tg.reset(keep_bots=True)
    forget_gaps(writing_bot)
    yield writing_bot
    writing_bot.assert_clean()


def forget_gaps(desk: Bot) -> None:
    """Let no question of a test be taken for one of an earlier test, nor anybody told of that."""
    tables = ("deliveries", "unsorted_questions", "gap_questions", "gaps", "questions")
    with closing(sqlite3.connect(desk.folder / "ledger.sqlite", timeout=30)) as ledger, ledger:
        ledger.execute("PRAGMA foreign_keys=ON")
        for table in tables:
            ledger.execute(f"DELETE FROM {table}")  # noqa: S608  # names of our own


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
        time.sleep(0.3)  # what sorts the questions lets everybody else go first
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


def test_what_is_asked_with_signs_stays_text_everywhere(worker: User, chen: User) -> None:
    odd = "麒麟<i>凤凰&_*[x](y)`"
    ask(worker, odd)
    number = gap_of(chen, odd)
    card = card_of(chen, number)
    assert odd in card.text
    assert "麒麟&lt;i&gt;凤凰&amp;_*[x](y)`" in card.html


def test_of_two_who_claim_at_once_one_gets_it_and_the_other_is_told(
    worker: User, chen: User, zhou: User
) -> None:
    ask(worker, "榴莲菠萝蜜")
    number = gap_of(chen, "榴莲菠萝蜜")
    for one in (chen, zhou):
        card_of(one, number)
    for one in (chen, zhou):
        one.press("认领")
    said = {one.name: one.wait_answer()["text"] for one in (chen, zhou)}
    won = f"缺口 {number} 由您认领了。"
    lost = f"缺口 {number} 已经由别的督导认领。要接过来，先请对方转交或放回。"
    assert sorted(said.values()) == sorted([won, lost])
    winner, loser = (chen, zhou) if said["老陈"] == won else (zhou, chen)
    shown = loser.wait_edit(contains=f"认领：{winner.name}")
    assert shown.labels == ["接过来", "全部缺口"]
    assert winner.wait_edit(contains=f"认领：{winner.name}").labels[:2] == ["放回", "转交"]


def test_a_gap_is_handed_over_and_taken_over(worker: User, chen: User, zhou: User) -> None:
    ask(worker, "咖啡拿铁")
    number = gap_of(chen, "咖啡拿铁")
    for one in (chen, zhou):
        card_of(one, number)
    chen.press("认领")
    chen.wait_edit(contains="认领：老陈")
    chen.press("转交")
    assert chen.wait_edit(contains=wording.DESK_CHOOSE["h"]).labels == ["老周", "‹ 返回"]
    chen.press("老周")
    assert chen.wait_answer()["text"] == f"缺口 {number} 转交好了。"
    chen.wait_edit(contains="认领：老周")
    chen.press("接过来")
    chen.wait_edit(contains="认领：老陈")


def test_a_button_of_a_card_that_is_out_of_date_is_refused_and_the_card_renewed(
    worker: User, chen: User, zhou: User
) -> None:
    ask(worker, "钢琴吉他")
    number = gap_of(chen, "钢琴吉他")
    stale = card_of(zhou, number)
    card_of(chen, number)
    chen.press("认领")
    chen.wait_edit(contains="认领：老陈")
    zhou.press("挂到「", stale)
    assert zhou.wait_answer()["text"] == wording.DESK_UNDER_WAY
    assert zhou.wait(contains="已经由别的督导认领")
    assert zhou.wait_edit(contains="认领：老陈").id == stale.id


def test_buttons_go_on_working_after_a_restart(worker: User, chen: User, desk: Bot) -> None:
    ask(worker, "恐龙化石")
    number = gap_of(chen, "恐龙化石")
    card_of(chen, number)
    desk.assert_clean()
    assert desk.stop() == 0
    desk.start()
    chen.press("认领")
    assert chen.wait_answer()["text"] == f"缺口 {number} 由您认领了。"
    chen.press("不收录")
    asked = chen.wait(contains=f"不收录 · 缺口 {number}")
    desk.assert_clean()
    assert desk.stop() == 0
    desk.start()
    chen.send("不归社区管", reply_to=asked)
    chen.wait(contains=f"缺口 {number} 不收录，问过的人会看到原因：不归社区管")


def test_a_dismissal_needs_a_reason_which_the_asker_is_told_without_personal_data(
    worker: User, chen: User
) -> None:
    ask(worker, "鲸鱼海豚")
    number = gap_of(chen, "鲸鱼海豚")
    card_of(chen, number)
    chen.press("不收录")
    asked = chen.wait(contains=f"不收录 · 缺口 {number}")
    assert asked.text == f"不收录 · 缺口 {number}\n{wording.DESK_ASKS['x']}"
    chen.send("……", reply_to=asked)
    chen.wait(contains="不收录")
    chen.send("彩票不归社区管 <b>&_*，问张三 13812345678", reply_to=asked)
    said = chen.wait(contains="不收录，问过的人会看到原因：彩票不归社区管 <b>&_*，问").text
    assert "13812345678" not in said
    told = worker.wait(contains=wording.GAP_DISMISSED)
    assert "鲸鱼海豚" in told.text
    assert "彩票不归社区管 <b>&_*" in told.text
    assert "13812345678" not in told.text


def test_a_reply_that_was_changed_later_does_nothing(worker: User, chen: User) -> None:
    ask(worker, "彗星撞击")
    number = gap_of(chen, "彗星撞击")
    card_of(chen, number)
    chen.press("不收录")
    asked = chen.wait(contains=f"不收录 · 缺口 {number}")
    chen.send("天气的事", reply_to=asked)
    chen.wait(contains=f"缺口 {number} · 不收录")
    mine = [message for message in chen.messages() if message.text == "天气的事"]
    chen.edit(mine[0], "别的原因")
    assert chen.wait().text == wording.DESK_EDITED


def test_gaps_are_merged_by_a_tap_and_split_by_the_places_of_questions(
    worker: User, chen: User
) -> None:
    first, second = "沙漠骆驼", "猕猴柠檬"
    ask(worker, first)
    into = gap_of(chen, first)
    ask(worker, second)
    number = gap_of(chen, second)
    assert number != into
    card_of(chen, number)
    chen.press("并入")
    chen.wait_edit(contains=wording.DESK_CHOOSE["m"])
    chen.press(f"{into}. {first}")
    assert chen.wait_answer()["text"] == f"缺口 {number} 并入了缺口 {into}，问过的人一起等答复。"
    both = chen.wait_edit(contains=f"缺口 {into} · ")
    assert "1 人问过，共 2 次" in both.text
    assert "【都这样问】" in both.text
    chen.press("拆分")
    asked = chen.wait(contains=f"拆分 · 缺口 {into}")
    assert f"1. {first}" in asked.text
    assert f"2. {second}" in asked.text
    for wrong in ("二", "3", "1 2"):
        chen.send(wrong, reply_to=asked)
        assert chen.wait().text in (
            wording.DESK_NUMBERS_WANTED.format(said=wrong),
            f"拆分缺口 {into} 时，两边至少都要有一个问题。",
        )
    chen.send("２", reply_to=asked)
    chen.wait(contains=f"从缺口 {into} 拆出了缺口 ")
    assert second in chen.wait(contains=" · 待认领").text


def test_what_is_no_gap_is_said_kindly(chen: User) -> None:
    chen.send("/gaps 999999")
    assert chen.wait().text == "没有编号 999999 的缺口。用 /gaps 看现有的。"
    chen.send("／缺口 一号")
    assert chen.wait().text == wording.DESK_USAGE
    chen.send("/gaps ９９９９９９９９９９９９９９９９９９９９")
    assert chen.wait().text == wording.DESK_USAGE


def test_gaps_are_for_supervisors_in_private_only(worker: User, chen: User, desk: Bot) -> None:
    worker.send("/gaps")
    assert worker.wait().text == wording.NOT_ALLOWED
    worker.send("缺口")
    assert worker.wait().text == wording.NOT_ALLOWED
    seat = chen.in_group(desk.tg.group("社工群", [chen], bots=[desk.token]))
    seat.wait()
    seat.send(f"/gaps@{desk.username}")
    assert seat.wait().text == wording.ONLY_IN_PRIVATE


FORGED = [
    "g", "g:", "g::", "g::-1", "g::999999", "g:x", "g:0", "g:999999", "g:999999:c", "g:1:z",
    "g:1:a", "g:1:a:", "g:1:a:nobody", "g:1:k:nobody", "g:1:m:1", "g:1:m:x", "g:1:h:1", "g:1:h:x",
    "g:1:s:1", "g:1:d:x", "g:1:x:y", "g:999999:p", "g:999999:u", "g:１:c", "g:99999999999999999999",
    "o", "o:", "o:maybe",
]  # fmt: skip


def forge(user: User, data: str, number: int) -> None:
    """Send a press of a button that was never shown."""
    message = user.tg.call("messages", user=user.id)["messages"][-1]
    user.tg.raw_update(
        "callback_query",
        {
            "id": str(10**15 + number), "chat_instance": "1", "data": data,
            "from": {"id": user.id, "is_bot": False, "first_name": user.name},
            "message": {
                "message_id": message["message_id"], "date": message["date"], "text": "x",
                "chat": {"id": user.id, "type": "private", "first_name": user.name},
                "from": {"id": 1, "is_bot": True, "first_name": "bot"},
            },
        },
    )  # fmt: skip


def test_forged_presses_about_gaps_are_harmless(worker: User, chen: User, desk: Bot) -> None:
    ask(worker, "葡萄樱桃")
    number = gap_of(chen, "葡萄樱桃")
    before = card_of(chen, number)
    for place, data in enumerate([f"g:{number}:c", f"g:{number}:x", f"g:{number}"]):
        forge(worker, data, place)
    for place, data in enumerate(FORGED, 100):
        forge(chen, data, place)
    desk.at_rest()
    assert card_of(chen, number).text == before.text
    assert "Traceback" not in desk.log, desk.log[desk.log.index("Traceback") - 200 :]
    assert not any("葡萄" in message.text for message in worker.messages() if message.is_bot)
    said = {error["error"] for error in desk.tg.errors()}
    expected = (
        "message is not modified",
        "query is too old",
        "message can't be edited",
        "message to edit not found",
    )
    assert all(any(one in error for one in expected) for error in said), said
    desk.tg.reset(keep_bots=True)


def test_who_wants_no_notices_is_not_promised_any(worker: User) -> None:
    worker.send("/notices")
    assert worker.wait().text == wording.NOTICES_ARE[True]
    worker.press("关掉通知")
    worker.wait_edit(contains=wording.NOTICES_ARE[False])
    assert ask(worker, "蜻蜓蝴蝶").text.endswith(wording.KEPT_QUIETLY)
    worker.send("通知")
    worker.wait(contains="通知关着")
    worker.send("/notices 开")
    assert worker.wait().text == wording.NOTICES_ARE[True]
    assert ask(worker, "琥珀翡翠").text.endswith(wording.KEPT)


def test_a_reply_that_solved_nothing_is_a_gap(worker: User, chen: User) -> None:
    worker.send("低保审核要什么材料")
    worker.wait(contains="最低生活保障申请")
    worker.press("没解决")
    assert worker.wait(contains="没解决").text == f"{wording.NOT_SOLVED_NEXT}\n{wording.KEPT}"
    gap_of(chen, "低保审核要什么材料")


def test_none_of_these_is_a_gap_when_it_is_pressed(worker: User, chen: User) -> None:
    worker.send("困难老人补助")
    worker.wait(contains=wording.CHOOSE)
    worker.press("都不是")
    assert worker.wait().text.endswith(wording.KEPT)
    gap_of(chen, "困难老人补助")


def test_none_of_these_is_a_gap_when_it_is_typed(worker: User, chen: User) -> None:
    worker.send("老人困难补助")
    worker.wait(contains=wording.CHOOSE)
    worker.send("都不是")
    assert worker.wait().text.endswith(wording.KEPT)
    gap_of(chen, "老人困难补助")


def test_an_entry_is_taken_down_everywhere_and_put_back(worker: User, chen: User) -> None:
    chen.send("/withdraw")
    assert chen.wait().text == wording.DESK_WITHDRAW_USAGE
    chen.send("/下架 尊老金")
    assert "尊老金发放（elderly-allowance）" in chen.wait().text
    chen.send("/withdraw elderly-allowance")
    assert chen.wait().text == wording.WITHDRAW_WHY.format(id="elderly-allowance")
    chen.send("/withdraw elderly-allowance 口径变了 <&_*")
    done = wording.WITHDRAW_DONE.format(title="尊老金发放", id="elderly-allowance")
    assert chen.wait().text == done
    time.sleep(10)
    worker.send("尊老金")
    shown = worker.wait(contains="尊老金发放").text
    assert "八十周岁" not in shown
    assert "口径变了 <&_*" in shown
    chen.send("/restore")
    assert "尊老金发放（elderly-allowance）：口径变了 <&_*" in chen.wait().text
    chen.send("/restore elderly-allowance")
    assert chen.wait().text == wording.RESTORE_DONE.format(title="尊老金发放")
    time.sleep(10)
    worker.send("尊老金")
    worker.wait(contains="八十周岁以上老人按月领取")


def test_reports_come_as_words_as_pictures_and_as_tables(chen: User) -> None:
    chen.send("/report 一年")
    assert chen.wait().text == wording.DESK_REPORT_USAGE
    chen.send("／周报")
    assert chen.wait(contains="缺口").text.startswith("📊 全科通")
    picture = chen.wait(where=lambda message: "photo" in message)
    assert picture["photo"]
    chen.settle(2)
    chen.send("/report 4 表格")
    table = chen.wait(where=lambda message: "document" in message)
    assert table["document"]["file_name"].endswith(".csv")
    chen.settle(2)
    chen.send("/coverage")
    assert chen.wait().text


def test_while_the_ledger_is_down_people_are_answered_and_their_questions_kept_later(
    worker: User, chen: User, desk: Bot
) -> None:
    worker.send("低保要什么材料")
    worker.wait(contains="最低生活保障申请")
    with closing(sqlite3.connect(desk.folder / "ledger.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        worker.send("茉莉玫瑰")
        said = worker.wait(contains=wording.NO_MATCH, timeout=120)
        assert wording.KEPT not in said.text
        other.execute("ROLLBACK")
    gap_of(chen, "茉莉玫瑰")
