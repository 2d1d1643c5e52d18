"""What a file with a sheet is called, and what stands under it."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest
from telegram.constants import ChatAction
from telegram.error import BadRequest

from bot import wording
from bot.settings import Settings
from bot.telegram.desk import Desk
from bot.telegram.notice_buttons import Form
from bot.telegram.sending import Unsent
from bot.telegram.sheets import LONGEST_NAME, Order, Sheets, caption, file_name
from indexer.knowledge_base import KnowledgeBase
from tests.bot.conftest import NOW

UNFIT = set('\\/:*?"<>| \n')


def test_a_file_says_whose_sheet_it_is(knowledge: KnowledgeBase) -> None:
    entry = knowledge.entries["living-allowance"]
    other = entry.model_copy(update={"title": "临时救助（急难型）"})
    assert file_name(Order((entry,), Form.PDF)) == "最低生活保障申请一次性告知单.pdf"
    assert file_name(Order((entry,), Form.PICTURE)) == "最低生活保障申请一次性告知单.png"
    assert file_name(Order((other, entry), Form.LARGE)) == "临时救助等2件事一次性告知单.pdf"
    assert file_name(Order((entry,), Form.PDF, (1,))) == "最低生活保障申请补正材料告知单.pdf"


def test_a_files_name_is_one_that_any_machine_takes(knowledge: KnowledgeBase) -> None:
    entry = knowledge.entries["living-allowance"]
    odd = entry.model_copy(update={"title": '甲/乙:"丙" <丁>|' + "长" * 99})
    name = file_name(Order((odd,), Form.PDF))
    assert not UNFIT & set(name)
    assert len(name) <= LONGEST_NAME + len(".pdf")


def test_under_a_file_stand_its_matters_and_what_is_missing(knowledge: KnowledgeBase) -> None:
    entry = knowledge.entries["living-allowance"]
    day = NOW.date()
    assert caption(Order((entry,), Form.PDF), day) == f"最低生活保障申请\n一次性告知单 · {day}"
    assert caption(Order((entry,), Form.PDF, (2, 4)), day) == (
        f"最低生活保障申请\n补正材料告知单 · 缺第 2、4 项 · {day}"
    )


def test_orders_of_the_same_sheet_share_their_mark(knowledge: KnowledgeBase) -> None:
    entry = knowledge.entries["living-allowance"]
    assert Order((entry,), Form.PDF).mark == Order((entry,), Form.PDF).mark
    assert Order((entry,), Form.PDF).mark != Order((entry,), Form.LARGE).mark
    assert Order((entry,), Form.PDF).mark != Order((entry,), Form.PDF, (1,)).mark


class Chat:
    """What a chat was sent, in place of Telegram; `refuses` are the files that it does not take."""

    def __init__(self, refuses: BaseException | None = None) -> None:
        self.texts: list[str] = []
        self.files: list[bytes | str] = []
        self.refuses = refuses

    async def typing(self, chat: int, action: ChatAction = ChatAction.TYPING) -> None:
        pass

    async def send(self, chat: int, page: str) -> None:
        self.texts.append(page)

    async def send_file(
        self, chat: int, file: bytes | str, name: str, said: str, *, is_picture: bool = False
    ) -> str:
        if self.refuses is not None:
            raised, self.refuses = self.refuses, None
            raise raised
        self.files.append(file)
        return f"id{len(self.files)}"


def sheets(chat: Chat, knowledge: KnowledgeBase) -> Sheets:
    index = SimpleNamespace(entries=knowledge.entries, version="v1")
    desk: Any = SimpleNamespace(sender=chat, index=index, now=NOW, settings=Settings())
    return Sheets(cast("Desk", desk))


def order(knowledge: KnowledgeBase, form: Form = Form.PDF) -> Order:
    return Order((knowledge.entries["living-allowance"],), form)


def test_a_sheet_that_cannot_be_set_comes_as_text(
    knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **named: object) -> bytes:
        raise RuntimeError("no such font")

    monkeypatch.setattr("bot.telegram.sheets.notice_pdf", broken)
    chat = Chat()
    asyncio.run(sheets(chat, knowledge).give(1, order(knowledge)))
    assert chat.texts[0] == wording.NOTICE_NOT_SET
    assert chat.texts[1].startswith("【一次性告知单】\n最低生活保障申请")
    assert chat.files == []


def test_a_file_that_telegram_forgot_is_set_anew(knowledge: KnowledgeBase) -> None:
    chat = Chat()
    made = sheets(chat, knowledge)
    asyncio.run(made.give(1, order(knowledge)))
    asyncio.run(made.give(2, order(knowledge)))
    assert chat.files[1] == "id1"
    chat.refuses = BadRequest("wrong file identifier")
    asyncio.run(made.give(3, order(knowledge)))
    assert isinstance(chat.files[2], bytes)


def test_another_day_or_another_index_is_another_file(knowledge: KnowledgeBase) -> None:
    chat = Chat()
    made = sheets(chat, knowledge)
    asyncio.run(made.give(1, order(knowledge)))
    made._desk.index.version = "v2"  # type: ignore[misc]  # a stand-in, see sheets()
    asyncio.run(made.give(1, order(knowledge)))
    assert [type(file) for file in chat.files] == [bytes, bytes]


def test_a_sheet_that_does_not_get_through_is_said(knowledge: KnowledgeBase) -> None:
    chat = Chat(refuses=Unsent("TimedOut"))
    asyncio.run(sheets(chat, knowledge).give(1, order(knowledge)))
    assert chat.texts == [wording.NOTICE_UNSENT]


def test_what_has_no_sheet_is_said_in_words(knowledge: KnowledgeBase) -> None:
    chat = Chat()
    asked = Order((knowledge.entries["elderly-allowance"],), Form.PDF)
    asyncio.run(sheets(chat, knowledge).give(1, asked))
    assert chat.texts == ["「尊老金发放」是标准条目，没有告知单；告知单只给办事条目。"]
