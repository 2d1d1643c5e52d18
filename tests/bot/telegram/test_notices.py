"""告知单 and red-flag alerts at the counter, with the real process."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from bot import wording
from bot.telegram.notice_buttons import PAPERS_A_PAGE
from indexer.build import build
from indexer.embedder import load_embedder
from indexer.knowledge_base import KnowledgeBase
from indexer.settings import IndexSettings
from tests.bot.telegram.conftest import Bot, new_bot, next_worker, save_model
from tests.conftest import ALLOWANCE, write_base
from tests.red_flags import write_flags
from tests.telegram_emulator.client import Message, Telegram, User

PAPERS = 11
MORE = """\
类型: 办事
事项: {title}
别名: [{alias}]
部门: 民政
一句话: {title}，按规定办。
条件: [本市户籍]
材料:
{papers}
流程:
  - {{谁: 街道, 做: 受理审核}}
渠道: {{现场: 社区综合窗口}}
时限: 10 个工作日
收费: 不收费
依据:
  - {{文件: 示范文件, 核实: 待核}}
问法:
{phrasings}
考题: [{title}的第一步]
状态: 初编
核对: {{日期: 2026-11-23, 核对人: 编写组, 周期: 6个月}}
"""
FORMS = [["PDF", "图片", "文字", "大字 PDF"]]


def procedure(title: str, alias: str, papers: tuple[str, ...]) -> str:
    return MORE.format(
        title=title,
        alias=alias,
        papers="\n".join(f"  - {paper}" for paper in papers),
        phrasings="\n".join(f"  - {alias}{number}" for number in "甲乙丙丁戊己庚辛"),
    )


ENTRIES = {
    "rescue": ("临时救助*申请#", "临时救助", ("身份证、户口簿", "银行卡（复印件 2 份）", "住院 <发票>")),
    "care": ("护理补贴申领", "护理补贴", ("身份证", "残疾人证", "银行卡（复印件）")),
    "meal": ("助餐登记", "助餐", ("身份证",)),
    "phone": ("座机减免", "座机", ("身份证",)),
    "bus": ("公交卡年审", "公交卡", ("身份证",)),
    "long": ("材料很多的事", "多材料", tuple(f"第{n}种证明" for n in range(1, PAPERS + 1))),
}  # fmt: skip


@pytest.fixture(scope="module")
def counter(tg: Telegram, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """A bot over a base with several 办事 entries and red flags, which alerts supervisors."""
    folder = tmp_path_factory.mktemp("counter")
    knowledge = write_base(folder / "knowledge")
    for name, (title, alias, papers) in ENTRIES.items():
        path = knowledge / "social-assistance" / f"{name}.yaml"
        path.write_text(procedure(title, alias, papers), encoding="utf-8")
    write_flags(knowledge)
    index_it(folder)
    bot = new_bot(tg, folder / "bot", folder)
    bot.configure(
        supervisors=[3000, 3001], workers=list(range(1000, 1400)), more="red_flags: {alert: true}\n"
    )
    before, tg.bot = tg.bot, bot.token
    try:
        bot.start()
        yield bot
    finally:
        bot.end()
        tg.bot = before


def index_it(folder: Path) -> None:
    """Build the index of a folder's entries, with few enough red flags."""
    text = "".join(path.read_text("utf-8") for path in (folder / "knowledge").rglob("*.yaml"))
    if not (folder / "model").exists():
        save_model(folder / "model", text)
    settings = IndexSettings(folder=folder / "var" / "index", embedder=str(folder / "model"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.alarm_fit.FEWEST", 10)
        knowledge = KnowledgeBase.load(folder / "knowledge")
        report = build(knowledge, load_embedder(settings.embedder, 1), settings)
    assert report.published, report.misses


@pytest.fixture
def zhao(counter: Bot) -> Iterator[User]:
    """小赵, a worker at the counter; after the test nothing may have been refused."""
    counter.tg.clear_faults()
    counter.tg.bot = counter.token
    counter.tg.reset(keep_bots=True)
    yield counter.tg.user("小赵", id=next_worker())
    counter.assert_clean()


def ask_card(user: User, question: str = "低保") -> Message:
    """Ask for a card and open the forms of its sheet."""
    user.send(question)
    card = user.wait(where=lambda message: bool(message.buttons))
    assert card.buttons[-1][1].startswith("告知单")
    user.press("告知单", message=card)
    return user.wait_edit(where=lambda message: "PDF" in message.labels)


def pages_of(user: User, message: Message) -> str:
    """Return the text of a PDF that was sent."""
    reader = PdfReader(BytesIO(user.tg.file(message["document"]["file_id"])["data"]))
    return "".join(page.extract_text() for page in reader.pages)


def test_the_sheet_of_a_card_comes_as_a_pdf(zhao: User) -> None:
    ask_card(zhao)
    zhao.press("PDF", exact=True)
    assert zhao.wait_action() == "upload_document"
    sent = zhao.wait(where=lambda message: "document" in message)
    assert sent["document"]["file_name"] == "最低生活保障申请一次性告知单.pdf"
    assert sent.text.startswith("最低生活保障申请\n一次性告知单 · 20")
    text = pages_of(zhao, sent)
    assert "申请材料" in text
    assert "收入申报表" in text


def test_the_forms_stand_in_place_of_the_cards_buttons_and_lead_back(zhao: User) -> None:
    opened = ask_card(zhao)
    assert opened.buttons == [*FORMS, ["补正", "加进合并单"], ["‹ 返回条目"]]
    assert opened.text.startswith("最低生活保障申请")
    zhao.press("返回条目")
    back = zhao.wait_edit(where=lambda message: "材料" in message.labels)
    assert back.id == opened.id
    assert back.buttons[-1] == ["全文", "告知单", "有用", "没解决"]


def test_the_sheet_comes_as_pictures_as_text_and_in_large_print(zhao: User) -> None:
    ask_card(zhao)
    zhao.press("图片")
    assert "photo" in zhao.wait(where=lambda message: "photo" in message)
    zhao.press("文字")
    text = zhao.wait(contains="【一次性告知单】").text
    assert text.startswith("【一次性告知单】\n最低生活保障申请\n\n【申请条件】")
    zhao.press("大字")
    assert "document" in zhao.wait(where=lambda message: "document" in message)


def test_the_same_sheet_is_not_uploaded_twice(zhao: User, counter: Bot) -> None:
    ask_card(zhao, "座机")
    zhao.press("PDF", exact=True)
    first = zhao.wait(where=lambda message: "document" in message)
    zhao.press("文字")
    zhao.wait(contains="一次性告知单")
    zhao.press("PDF", exact=True)
    again = zhao.wait(where=lambda message: "document" in message and message.id != first.id)
    assert again["document"]["file_id"] == first["document"]["file_id"]


def test_a_double_press_sends_one_sheet(zhao: User) -> None:
    ask_card(zhao)
    zhao.press("PDF", exact=True)
    zhao.press("PDF", exact=True)
    zhao.wait(where=lambda message: "document" in message)
    assert zhao.settle() == []


def test_what_is_missing_is_ticked_and_gets_a_sheet_of_its_own(zhao: User) -> None:
    ask_card(zhao)
    zhao.press("补正")
    ticks = zhao.wait_edit(where=lambda message: any("☐" in one for one in message.labels))
    assert ticks.labels[:5] == [
        "☐ 1 身份证、户口簿",
        "☐ 2 核对授权书",
        "☐ 3 收入申报表",
        "☐ 4 银行卡",
        "☐ 5 病历（有则交）",
    ]
    assert ticks.labels[5:] == ["出补正单（0）", "文字", "‹ 返回"]
    zhao.press("核对授权书")
    zhao.press("银行卡")
    zhao.press("收入申报表")
    zhao.press("收入申报表")
    zhao.wait_edit(where=lambda message: "出补正单（2）" in message.labels)
    zhao.press("出补正单")
    sent = zhao.wait(where=lambda message: "document" in message)
    assert sent.text.startswith("最低生活保障申请\n补正材料告知单 · 缺第 2、4 项 · ")
    text = pages_of(zhao, sent)
    assert "核对授权书" in text
    assert "收入申报表" not in text
    zhao.press("返回")
    zhao.wait_edit(where=lambda message: message.buttons[0] == FORMS[0])


def test_a_sheet_of_nothing_missing_asks_to_tick_first(zhao: User) -> None:
    ask_card(zhao)
    zhao.press("补正")
    zhao.wait_edit(where=lambda message: "出补正单（0）" in message.labels)
    zhao.press("出补正单")
    assert zhao.wait_answer()["text"] == "先点缺哪几样，再出单。"


def test_many_papers_are_paged_and_stay_ticked(zhao: User) -> None:
    ask_card(zhao, "多材料")
    zhao.press("补正")
    zhao.wait_edit(where=lambda message: "下一页 ›" in message.labels)
    zhao.press("☐ 2")
    zhao.wait_edit(where=lambda message: "☑ 2 第2种证明" in message.labels)
    zhao.press("下一页")
    second = zhao.wait_edit(where=lambda message: "‹ 上一页" in message.labels)
    assert [one for one in second.labels if "种证明" in one] == [
        f"☐ {n} 第{n}种证明" for n in range(PAPERS_A_PAGE + 1, PAPERS + 1)
    ]
    zhao.press("☐ 11")
    zhao.wait_edit(where=lambda message: "出补正单（2）" in message.labels)
    zhao.press("文字")
    text = zhao.wait(contains="补正材料告知单").text
    assert "☑ 2. 第2种证明" in text
    assert "☑ 11. 第11种证明" in text
    assert "第3种证明" not in text


def test_ticks_outlive_a_restart_but_not_a_change_of_the_papers(zhao: User, counter: Bot) -> None:
    ask_card(zhao)
    zhao.press("补正")
    zhao.wait_edit(where=lambda message: "出补正单（0）" in message.labels)
    zhao.press("核对授权书")
    zhao.wait_edit(where=lambda message: "出补正单（1）" in message.labels)
    counter.stop()
    counter.start()
    zhao.press("银行卡")
    zhao.wait_edit(where=lambda message: "出补正单（2）" in message.labels)
    path = counter.workshop / "knowledge" / "social-assistance" / "living-allowance.yaml"
    path.write_text(ALLOWANCE.replace("  - 核对授权书\n", ""), encoding="utf-8")
    index_it(counter.workshop)
    zhao.press("出补正单")
    try:
        assert zhao.wait_answer()["text"] == "这一条的材料刚更新过，请重新勾。"
        redrawn = zhao.wait_edit(where=lambda message: "出补正单（0）" in message.labels)
        assert redrawn.labels[1] == "☐ 2 收入申报表"
    finally:
        path.write_text(ALLOWANCE, encoding="utf-8")
        index_it(counter.workshop)


def test_collected_entries_share_one_sheet(zhao: User) -> None:
    opened = ask_card(zhao)
    zhao.press("加进合并单")
    assert zhao.wait_answer()["text"] == "加进去了，现在 1 件。"
    zhao.wait_edit(where=lambda message: "看合并单（1）" in message.labels)
    second = ask_card(zhao, "护理补贴")
    assert second.id != opened.id
    zhao.press("加进合并单（已有 1）", message=second)
    zhao.wait_edit(where=lambda message: "看合并单（2）" in message.labels)
    zhao.press("看合并单（2）")
    basket = zhao.wait(contains="合并告知单")
    assert basket.text == "合并告知单，2 件事：\n1. 最低生活保障申请\n2. 护理补贴申领"
    assert basket.buttons == [*FORMS, ["去掉 1", "去掉 2", "清空"]]
    zhao.press("PDF", message=basket)
    sent = zhao.wait(where=lambda message: "document" in message)
    assert sent["document"]["file_name"] == "最低生活保障申请等2件事一次性告知单.pdf"
    text = pages_of(zhao, sent)
    assert "几件事共用" in text
    assert "残疾人证" in text
    zhao.send("助餐")
    assert "告知单（2）" in zhao.wait(where=lambda message: bool(message.buttons)).labels
    zhao.press("去掉 1", message=basket)
    zhao.wait_edit(where=lambda message: message.text.endswith("1. 护理补贴申领"))
    zhao.press("清空", message=basket)
    assert zhao.wait_edit(contains="合并单是空的").text == wording.NOTICE_EMPTY


def test_a_command_names_several_entries_and_gets_one_sheet(zhao: User) -> None:
    zhao.send("/notice 低保 护理补贴 rescue")
    sent = zhao.wait(where=lambda message: "document" in message)
    assert sent.text.startswith("最低生活保障申请、护理补贴申领、临时救助*申请#\n一次性告知单")
    basket = zhao.wait(contains="合并告知单，3 件事")
    assert basket.buttons[0] == FORMS[0]
    text = pages_of(zhao, sent)
    assert "住院 <发票>" in text


def test_chinese_words_and_the_wide_slash_do_the_same(zhao: User) -> None:
    for words in ("告知单 低保 护理补贴", "／notice 低保 护理补贴", "合并告知单：低保、护理补贴"):
        zhao.send(words)
        zhao.wait(where=lambda message: "document" in message)
        zhao.wait(contains="合并告知单，2 件事")


def test_one_name_gets_its_sheet_and_the_other_forms(zhao: User) -> None:
    zhao.send("/notice 低保")
    zhao.wait(where=lambda message: "document" in message)
    more = zhao.wait(contains="最低生活保障申请 的告知单，还可以要：")
    assert more.buttons == [*FORMS, ["补正", "加进合并单"]]


def test_a_name_that_is_nothings_is_said(zhao: User) -> None:
    zhao.send("/notice 低保 宇宙飞船")
    zhao.wait(contains="没找到叫「宇宙飞船」的办事条目")
    assert zhao.wait(contains="合并告知单，1 件事")
    zhao.send("/notice 尊老金")
    zhao.wait(contains="没找到叫「尊老金」的办事条目")


def test_a_sheet_has_room_for_five_matters(zhao: User) -> None:
    zhao.send("/notice 低保 护理补贴 临时救助 助餐 座机 公交卡")
    assert zhao.wait().text == "一张告知单放一件到 5 件事。请少选几件，分两张打。"
    zhao.send("/notice 低保 护理补贴 临时救助 助餐 座机")
    zhao.wait(contains="合并告知单，5 件事")
    opened = ask_card(zhao, "公交卡")
    assert opened.buttons[1] == ["补正", "看合并单（5）"]


def test_a_button_from_before_the_basket_was_full_says_so(zhao: User) -> None:
    opened = ask_card(zhao, "公交卡")
    zhao.send("/notice 低保 护理补贴 临时救助 助餐 座机")
    zhao.wait(contains="合并告知单，5 件事")
    zhao.press("加进合并单", message=opened)
    assert zhao.wait_answer()["text"] == "合并单最多放 5 件事。先出单，或去掉几件。"


def test_without_names_it_says_how_to_name_them(zhao: User) -> None:
    zhao.send("/notice")
    assert zhao.wait().text == wording.NOTICE_EMPTY


FORGED = [
    "k", "k:nobody", "k:elderly-allowance", "f", "f:", "f:z", "f:z:living-allowance", "f:p:nobody",
    "f:p:elderly-allowance", "f:p:living-allowance:m", "b", "b:nobody:0", "b:living-allowance:99",
    "b:living-allowance:x:7", "c:nobody:1", "c:living-allowance", "c:living-allowance:99",
    "c:living-allowance:-1", "j", "j:nobody", "j:elderly-allowance", "v:d:nobody", "v:z", "x:", "x:nobody:1",
]  # fmt: skip


def test_forged_presses_get_no_sheet(zhao: User, counter: Bot) -> None:
    ask_card(zhao)
    message = counter.tg.call("messages", user=zhao.id)["messages"][-1]
    for number, data in enumerate(FORGED):
        press = {
            "id": str(10**15 + number), "chat_instance": "1", "data": data,
            "from": {"id": zhao.id, "is_bot": False, "first_name": "小赵"},
            "message": {
                "message_id": message["message_id"], "date": message["date"], "text": "x",
                "chat": {"id": zhao.id, "type": "private", "first_name": "小赵"},
                "from": {"id": 1, "is_bot": True, "first_name": "bot"},
            },
        }  # fmt: skip
        counter.tg.raw_update("callback_query", press)
    zhao.send("低保要多久")
    zhao.wait(contains="30 个工作日", timeout=120)
    said = {error["error"] for error in counter.tg.errors()}
    assert all("query is too old" in error for error in said), said  # forged ones have no query
    assert all("document" not in message for message in zhao.messages())
    assert counter.log.count("failed") == 0
    counter.tg.reset(keep_bots=True)


def test_a_group_gets_no_sheets(zhao: User, counter: Bot) -> None:
    group = counter.tg.group("网格群", [zhao], bots=[counter.token])
    seat = zhao.in_group(group)
    seat.wait(contains="我是全科通")
    seat.send(f"/notice@{counter.username} 低保")
    assert seat.wait().text == wording.ONLY_IN_PRIVATE


def test_who_is_no_member_gets_no_sheet(zhao: User, counter: Bot) -> None:
    stranger = counter.tg.user("路人", id=99001)
    stranger.send("/notice 低保")
    assert stranger.wait().text == wording.MEMBERS_ONLY
    assert all("document" not in message for message in stranger.messages())


def test_what_cannot_be_sent_is_said(zhao: User, counter: Bot) -> None:
    ask_card(zhao, "公交卡")
    counter.tg.fault("bad_gateway", "sendDocument", times=5)
    zhao.press("PDF", exact=True)
    assert zhao.wait(timeout=90).text == wording.NOTICE_UNSENT
    counter.tg.clear_faults()
    zhao.press("PDF", exact=True)
    zhao.wait(where=lambda message: "document" in message)


@pytest.fixture
def duty(zhao: User, counter: Bot) -> User:
    """老陈, a supervisor on duty."""
    user = counter.tg.user("老陈", id=3000)
    user.send("/start")
    user.wait()
    return user


@pytest.fixture
def zhou(zhao: User, counter: Bot) -> User:
    """老周, another one."""
    user = counter.tg.user("老周", id=3001)
    user.send("/start")
    user.wait()
    return user


FIRE = "楼上着火了，我是李建国，电话13812345678"


def test_supervisors_on_duty_are_alerted(zhao: User, duty: User, zhou: User) -> None:
    zhao.send(FIRE)
    card = zhao.wait()
    assert card.text.startswith("🔴 火灾：打 119\n")
    assert "已在通知督导（2 人）。电话还是您来打，不要等。" in card.text
    for supervisor in (duty, zhou):
        told = supervisor.wait()
        assert told.text == (
            "🔴 红线提醒：火灾\n\n"
            "提问的人：小赵\n"
            "原话（已遮住个人信息）：楼上着火了，我是〔姓名〕，电话〔手机号〕\n"
            "卡片让他先打：119\n"
            "请马上联系他，问清现场；这条提醒不代表已经有人报警。"
        )


def test_an_alert_comes_once_and_says_where_the_asker_works(
    zhao: User, duty: User, zhou: User
) -> None:
    zhao.send("/region 姑苏区 平江街道")
    zhao.wait()
    asked = zhao.send(FIRE)
    zhao.wait(contains="🔴 火灾")
    assert "提问的人：小赵（姑苏区平江街道）" in duty.wait().text
    zhao.edit(asked["message_id"], FIRE + "快来")
    zhao.wait(contains="🔴 火灾")
    assert duty.settle() == []


def test_the_supervisor_who_asks_is_not_alerted(zhao: User, duty: User, zhou: User) -> None:
    duty.send(FIRE)
    assert "已在通知督导（1 人）" in duty.wait(contains="🔴 火灾").text
    zhou.wait(contains="提问的人：老陈")
    assert duty.settle() == []


def test_what_is_no_emergency_alerts_nobody(zhao: User, duty: User, zhou: User) -> None:
    zhao.send("低保要什么材料")
    assert "通知督导" not in zhao.wait().text
    assert duty.settle() == []


def test_an_alert_survives_a_crash(zhao: User, duty: User, zhou: User, counter: Bot) -> None:
    counter.tg.fault("bad_gateway", "sendMessage", times=None, chat=duty.id)
    zhao.send(FIRE)
    zhao.wait(contains="🔴 火灾")
    counter.stop(signal.SIGKILL)
    counter.tg.clear_faults()
    make_due(counter)
    counter.start()
    duty.wait(contains="红线提醒：火灾", timeout=120)
    zhou.wait(
        contains="红线提醒：火灾", timeout=120
    )  # the crash may have come before hers was sent
    zhou.settle()
    assert duty.settle() == []


def test_who_asks_about_privacy_is_told_of_the_alerts(zhao: User) -> None:
    zhao.send("隐私")
    assert "马上发给在岗的督导" in zhao.wait().text


def make_due(counter: Bot) -> None:
    """Let what an earlier process claimed be due now."""
    with sqlite3.connect(counter.folder / "ledger.sqlite") as database:
        database.execute("update deliveries set due_at = created_at, leased_until = null")
