"""What a worker's day looks like, with the real process."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import wording
from tests.bot.telegram.conftest import Bot, next_worker
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
    assert card.text.startswith(
        "最低生活保障申请\n\n收入低于标准的户籍家庭按月领低保金。\n\n【材料】\n1. 身份证"
    )
    assert card.html.startswith("<b>最低生活保障申请</b>")
    assert card.buttons[-1] == ["全文", "告知单", "有用", "没解决"]


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


def test_what_is_folded_says_which_button_unfolds_it(li: User) -> None:
    li.send("低保")
    card = li.wait(contains="最低生活保障申请")
    assert "…… 点「材料」看全部" in card.text
    li.press("材料")
    assert "病历（有则交）" in li.wait_edit().text


def test_the_whole_text_comes_in_pages_that_fit(li: User) -> None:
    li.send("档案怎么整理")
    li.wait(contains="档案整理长篇规定")
    li.press("全文")
    pages = [li.wait(contains="第1条规定"), *li.settle()]
    assert len(pages) == 3
    text = "\n".join(page.text for page in pages)
    assert all(f"第{number}条规定" in text for number in range(1, 101))
    assert pages[-1].text.endswith("编写组核对")


def test_marks_in_names_entries_and_questions_stay_text(quiet: Bot) -> None:
    odd = quiet.tg.user("<b>小&李_*", id=next_worker())
    odd.send("门禁卡")
    card = odd.wait()
    assert card.text.startswith(
        "门禁卡<b>补办</b> & 挂失_登记*\n\n丢卡先挂失 < 再补办 > 不收 & 不拖。"
    )
    odd.send("<script>alert('&')</script> _*[门禁卡丢了](x) `")
    odd.wait()
    odd.send("/mine")
    again = odd.wait(contains="点一下再问一次")
    assert any("<script>" in label for label in again.labels)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("photo", wording.NO_TEXT["photo"]),
        ("voice", wording.NO_TEXT["voice"]),
        ("sticker", wording.NO_TEXT["sticker"]),
        ("document", wording.NO_TEXT["document"]),
        ("video", wording.NO_TEXT["video"]),
    ],
)
def test_what_is_no_text_gets_a_kind_sentence(li: User, kind: str, said: str) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + (200).to_bytes(4) + (100).to_bytes(4)
    li.send_file(picture, "a.png", kind=kind)
    assert li.wait().text == said


def test_a_place_or_a_contact_gets_a_kind_sentence(li: User) -> None:
    li.send_location(31.3, 120.6)
    assert li.wait().text == wording.NO_TEXT["location"]
    li.send_contact("+8613800000000", "张三")
    assert li.wait().text == wording.TEXT_ONLY


def test_an_edited_question_is_answered_anew_below_it(li: User) -> None:
    li.send("宇宙飞船发射")
    li.wait(contains="这个我不知道")
    asked = next(message for message in li.messages() if not message.is_bot)
    li.edit(asked, "低保要什么材料")
    answer = li.wait(contains="最低生活保障申请")
    assert answer["reply_to"] == asked.id


def test_a_forwarded_story_is_a_question(li: User, wang: User) -> None:
    li.send("低保要什么材料", forward_from=wang.id)
    li.wait(contains="最低生活保障申请")


def test_a_story_of_two_messages_is_one_question(li: User) -> None:
    li.send("低保要什么材料，" + "事情是这样的。" * 700)
    li.wait()
    assert li.settle(2.0) == []


def test_own_questions_are_asked_again_by_a_tap(li: User) -> None:
    li.send("/mine")
    assert li.wait().text == wording.NOTHING_ASKED
    li.send("低保要什么材料")
    li.wait()
    li.send("我问过的")
    li.wait(contains="点一下再问一次")
    li.press("低保要什么材料")
    li.wait(contains="再问一次：低保要什么材料")
    li.wait(contains="最低生活保障申请")


def test_a_brief_question_of_ones_own_is_listed_and_asked_with_its_matter(li: User) -> None:
    li.send("低保要什么材料")
    li.wait()
    li.send("多久能批")
    li.wait(contains="30 个工作日")
    li.send("门禁卡")
    li.wait(contains="门禁卡<b>补办</b>")
    li.send("/mine")
    assert li.wait().labels == ["门禁卡", "多久能批（最低生活保障申请）", "低保要什么材料"]
    li.press("多久能批")
    li.wait(contains="再问一次：多久能批（最低生活保障申请）")
    assert "30 个工作日" in li.wait(contains="最低生活保障申请").text


def test_personal_data_is_neither_searched_nor_kept(li: User) -> None:
    li.send("张三 320500199001011234 低保要什么材料")
    assert "已自动盖住身份证号" in li.wait().text
    li.send("/mine")
    assert "320500199001011234" not in "".join(li.wait(contains="点一下").labels)


def test_a_region_is_kept(li: User) -> None:
    li.send("/region")
    li.wait(contains="还没有登记")
    li.press("姑苏区")
    li.wait(contains="记下了：姑苏区。")
    li.send("/region 姑苏区 平江街道")
    li.wait(contains="记下了：姑苏区平江街道。")
    li.send("地区")
    li.wait(contains="您现在登记的是：姑苏区平江街道")


def test_somebody_who_wishes_it_is_forgotten(li: User) -> None:
    li.send("低保要什么材料")
    li.wait()
    li.send("/delete_me")
    li.wait(contains="要删除您的记录吗")
    li.press("删除我的记录")
    li.wait_edit(contains="您的记录已经删除。")
    li.send("/mine")
    assert li.wait().text == wording.NOTHING_ASKED


def test_menus_go_by_role(li: User, chen: User, quiet: Bot) -> None:
    stranger = quiet.tg.user("路人")
    assert stranger.menu() == [("start", "开始")]
    for user in (li, chen):
        user.send("/start")
        user.wait()
    quiet.assert_clean()
    names = [
        "help", "topics", "notice", "mine", "case", "region", "notices", "privacy", "delete_me",
    ]  # fmt: skip
    assert [name for name, _ in li.menu()] == names
    assert [name for name, _ in chen.menu()] == [
        *names, "gaps", "withdraw", "restore", "report", "coverage", "members", "invite",
    ]  # fmt: skip
    assert dict(chen.menu())["topics"] == "按领域找条目"


def test_a_stranger_learns_nothing_and_is_told_once(quiet: Bot) -> None:
    stranger = quiet.tg.user("路人")
    for text in ("低保要什么材料", "/help", "/members", "帮助"):
        stranger.send(text)
    assert stranger.wait().text == wording.MEMBERS_ONLY
    stranger.send_file(b"x", "a.pdf")
    assert stranger.settle() == []
    assert stranger.inline("低保")["results"] == []


def test_an_invitation_lets_one_person_in_once(chen: User, quiet: Bot) -> None:
    chen.send("/invite")
    chen.wait()
    chen.press("邀请社工")
    text = chen.wait(contains="邀请码：").text
    code = text.rsplit("邀请码：", 1)[1]
    new = quiet.tg.user("小赵")
    new.send(f"／start {code.lower()}")
    assert new.wait(contains="欢迎，您已登记为社工。")
    new.send("低保要什么材料")
    new.wait(contains="最低生活保障申请")
    late = quiet.tg.user("小钱")
    late.send(code)
    assert late.wait().text == wording.CODE_REFUSED


def test_a_suspended_member_is_served_no_more(chen: User, quiet: Bot) -> None:
    chen.send("/invite")
    chen.wait()
    chen.press("邀请社工")
    code = chen.wait(contains="邀请码：").text.rsplit("邀请码：", 1)[1]
    new = quiet.tg.user("小孙")
    new.send(code)
    new.wait(contains="欢迎")
    new.send("低保要什么材料")
    new.wait()
    chen.send("/members")
    chen.wait(contains="现在登记了")
    chen.press("小孙")
    chen.wait_edit(contains="社工，在用")
    chen.press("停用")
    chen.wait_edit(contains="已停用")
    new.press("注意")
    assert new.wait_answer()["text"] == wording.MEMBERS_ONLY
    new.send("低保要什么材料")
    assert new.wait().text == wording.MEMBERS_ONLY
    chen.press("恢复")
    chen.wait_edit(contains="在用")
    new.send("低保要什么材料")
    new.wait(contains="最低生活保障申请")


FORGED = [
    "", "x", "s", "s:", "s::", "s:nobody:材料", "s:living-allowance:秘密", "e:", "e:nobody",
    "e:living-allowance:abc", "a:nobody", "h:999999", "u:-1", "n:１２", "q:99999999999999999999",
    "t:x", "l:nowhere:0", "l:disputes:99", "r:火星", "d:no", "i:worker", "m:1:suspend", "m", "h:0",
]  # fmt: skip


def test_forged_presses_are_harmless(li: User, quiet: Bot) -> None:
    li.send("低保要什么材料")
    card = li.wait()
    message = quiet.tg.call("messages", user=li.id)["messages"][-1]
    for number, data in enumerate(FORGED):
        press = {
            "id": str(10**15 + number), "chat_instance": "1", "data": data,
            "from": {"id": li.id, "is_bot": False, "first_name": "小李"},
            "message": {
                "message_id": message["message_id"], "date": message["date"], "text": card.text,
                "chat": {"id": li.id, "type": "private", "first_name": "小李"},
                "from": {"id": 1, "is_bot": True, "first_name": "bot"},
            },
        }  # fmt: skip
        quiet.tg.raw_update("callback_query", press)
    li.send("低保要多久")
    li.wait(contains="30 个工作日")
    said = {error["error"] for error in quiet.tg.errors()}
    assert all("query is too old" in error for error in said), said  # forged ones have no query
    quiet.tg.reset(keep_bots=True)


def test_an_entry_is_sent_into_any_chat(li: User) -> None:
    offered = li.inline("低保")
    assert offered["results"][0]["title"] == "最低生活保障申请"
    assert offered["is_personal"]
    li.choose(offered, offered["results"][0]["id"])
    assert "身份证、户口簿" in li.messages()[-1].text
    assert li.settle() == []  # what was sent that way is no question
    assert li.inline("")["results"] == []


def test_in_a_group_it_speaks_when_spoken_to_and_briefly(li: User, quiet: Bot) -> None:
    group = quiet.tg.group("社工群", [li], bots=[quiet.token])
    seat = li.in_group(group)
    assert seat.wait().text == wording.GROUP_HELP
    seat.send("大家中午吃什么，低保要什么材料")
    seat.expect_silence(0.5)
    seat.send(f"@{quiet.username} 低保要什么材料")
    answer = seat.wait(contains="最低生活保障申请")
    assert answer.labels == ["私聊看全部"]
    assert answer["reply_to"] == group.messages()[-2].id
    seat.send("多久能批", reply_to=answer)
    seat.wait(contains="30 个工作日")
    seat.send(f"/mine@{quiet.username}")
    assert seat.wait().text == wording.ONLY_IN_PRIVATE
    seat.send(f"/help@{quiet.username}")
    assert seat.wait().text == wording.GROUP_HELP
    seat.send("/help@another_bot")
    seat.expect_silence(0.5)
    link = seat.press("私聊看全部")["url"]
    li.send("/start " + link.partition("start=")[2])
    li.wait(contains="收入低于标准的户籍家庭")


def test_where_mentions_do_not_come_replies_do(li: User, quiet: Bot) -> None:
    quiet.tg.config(privacy_mentions=False)
    group = quiet.tg.group("社工群", [li], bots=[quiet.token])
    seat = li.in_group(group)
    hello = seat.wait()
    seat.send(f"@{quiet.username} 低保要什么材料")
    seat.expect_silence(0.5)
    seat.send("低保要什么材料", reply_to=hello)
    seat.wait(contains="最低生活保障申请")
    quiet.tg.config(privacy_mentions=True)


def test_without_privacy_mode_it_is_silent_all_the_same(li: User, quiet: Bot) -> None:
    quiet.tg.call("bot_settings", bot=quiet.token, privacy=False)
    seat = li.in_group(quiet.tg.group("社工群", [li], bots=[quiet.token]))
    seat.wait()
    seat.send("低保要什么材料")
    seat.expect_silence(0.5)
    quiet.tg.call("bot_settings", bot=quiet.token, privacy=True)


def test_somebody_elses_button_is_not_theirs(li: User, wang: User, quiet: Bot) -> None:
    group = quiet.tg.group("社工群", [li, wang], bots=[quiet.token])
    one, other = li.in_group(group), wang.in_group(group)
    one.send(f"@{quiet.username} 困难老人补助")
    one.wait(contains="您想问的是哪一个？")
    other.press("尊老金发放")
    assert other.wait_answer()["text"] == wording.ANOTHERS_BUTTON
    one.press("尊老金发放")
    one.wait(contains="八十周岁以上老人按月领取")


def test_a_stranger_in_a_group_is_told_once(quiet: Bot, li: User) -> None:
    stranger = quiet.tg.user("路人")
    seat = stranger.in_group(quiet.tg.group("社工群", [li, stranger], bots=[quiet.token]))
    seat.wait()
    seat.send(f"@{quiet.username} 低保要什么材料")
    assert seat.wait().text == wording.MEMBERS_ONLY
    seat.send(f"@{quiet.username} 低保要什么材料")
    seat.expect_silence(0.5)


def test_thirty_people_at_once_are_answered_each_in_order(quiet: Bot) -> None:
    people = [quiet.tg.user(f"社工{number}", id=next_worker()) for number in range(30)]
    texts = ["低保要什么材料", "多久能批", "要收费吗"]
    for text in texts:
        for user in people:
            user.send(text)
    for user in people:
        heard = [user.wait(timeout=60).text for _ in texts]
        assert ["身份证" in heard[0], "30 个工作日" in heard[1], "不收费" in heard[2]] == [True] * 3
