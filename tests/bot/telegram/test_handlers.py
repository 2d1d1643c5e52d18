"""The channel's acts with real updates and a bot that writes down what it is asked to do."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from telegram import Bot, Update
from telegram.request import BaseRequest

from bot import wording
from bot.assistant import Assistant
from bot.settings import AnswerSettings, TelegramSettings
from bot.telegram.application import PerChat, members_of
from bot.telegram.handlers import Handlers
from indexer.index import Index, LiveIndex
from indexer.settings import IndexSettings
from tests.fake_embedder import FakeEmbedder

LI, STRANGER = 7, 8


class Recorder(BaseRequest):
    """A connection that answers every request itself."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, Any]]] = []

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(self, url: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        method = url.rsplit("/", 1)[1]
        data = kwargs.get("request_data") or (args[1] if len(args) > 1 else None)
        self.requests.append((method, data.parameters if data else {}))
        chat = {"id": LI, "type": "private"}
        result: Any = (
            {"message_id": 1, "date": 0, "chat": chat} if method == "sendMessage" else True
        )
        if method == "getMe":
            result = {"id": 1, "is_bot": True, "first_name": "b", "username": "b_bot"}
        return 200, json.dumps({"ok": True, "result": result}).encode()

    @property
    def texts(self) -> list[str]:
        return [str(data["text"]) for method, data in self.requests if method == "sendMessage"]


class Channel:
    """A member and the bot."""

    def __init__(self, handlers: Handlers) -> None:
        self.wire = Recorder()
        self.bot = Bot("1:test", request=self.wire, get_updates_request=Recorder())
        self.handlers = handlers

    def say(self, text: str, user: int = LI) -> list[str]:
        """Send a text; return what the bot sent."""
        message = {
            "message_id": 5, "date": 0, "text": text,
            "chat": {"id": user, "type": "private"},
            "from": {"id": user, "is_bot": False, "first_name": "x"},
        }  # fmt: skip
        return self._run(self.handlers.on_text, {"update_id": 1, "message": message})

    def press(self, data: str, user: int = LI) -> list[str]:
        """Press a button; return what the bot sent."""
        person = {"id": user, "is_bot": False, "first_name": "x"}
        message = {"message_id": 5, "date": 1, "chat": {"id": user, "type": "private"}}
        query = {"id": "1", "from": person, "chat_instance": "1", "data": data, "message": message}
        return self._run(self.handlers.on_button, {"update_id": 2, "callback_query": query})

    def _run(self, handler: Any, plain: dict[str, Any]) -> list[str]:
        before = len(self.wire.texts)

        async def one() -> None:
            async with self.bot:
                update = Update.de_json(plain, self.bot)
                await handler(update, type("Context", (), {"bot": self.bot, "error": None})())

        asyncio.run(one())
        return self.wire.texts[before:]


@pytest.fixture
def channel(index: Index, index_settings: IndexSettings, embedder: FakeEmbedder) -> Channel:
    assistant = Assistant(AnswerSettings(wrong=1.0, unknown_answered=1.0))
    live = LiveIndex(index_settings, embedder)
    return Channel(Handlers(assistant, live, frozenset({LI}), ZoneInfo("Asia/Shanghai")))


def test_a_member_is_answered(channel: Channel) -> None:
    (text,) = channel.say("低保要什么材料")
    assert text.startswith("<b>最低生活保障申请</b>")
    assert channel.wire.requests[1][0] == "sendChatAction"


def test_a_section_button_opens_the_section(channel: Channel) -> None:
    (text,) = channel.press("s:living-allowance:注意")
    assert "授权书漏签一人就启动不了" in text


def test_a_suggestion_button_opens_the_entry_and_the_memory_follows(channel: Channel) -> None:
    channel.press("e:neighbor-noise")
    (text,) = channel.say("依据是什么")
    assert "邻里噪音纠纷处理" in text


def test_none_of_these_is_answered(channel: Channel) -> None:
    assert channel.press("n") == [f"<b>{wording.NONE_CHOSEN}</b>\n"]


@pytest.mark.parametrize(
    "data", ["", "x", "e:nobody", "s:living-allowance:秘密", "s::", "e:", "drop:living-allowance"]
)
def test_a_forged_or_stale_button_opens_nothing(channel: Channel, data: str) -> None:
    assert channel.press(data) == [wording.GONE]


def test_a_stranger_is_told_once_and_learns_nothing(channel: Channel) -> None:
    assert channel.say("低保要什么材料", STRANGER) == [wording.MEMBERS_ONLY]
    assert channel.say("低保要什么材料", STRANGER) == []
    assert channel.press("s:living-allowance:注意", STRANGER) == []


def test_members_come_from_config_and_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_SUPERVISORS", "11, 12，x,")
    settings = TelegramSettings(supervisors=(1,), workers=(2,))
    assert members_of(settings) == {1, 2, 11, 12}


def test_one_person_is_served_in_order_and_others_meanwhile() -> None:
    done: list[str] = []

    async def work(name: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        done.append(name)

    def update_of(user: int) -> Update:
        person = {"id": user, "is_bot": False, "first_name": "x"}
        message = {
            "message_id": 1,
            "date": 0,
            "chat": {"id": user, "type": "private"},
            "from": person,
        }
        return Update.de_json({"update_id": 1, "message": message}, None)

    async def all_at_once() -> None:
        processor = PerChat(16)
        await asyncio.gather(
            processor.process_update(update_of(1), work("one slow", 0.1)),
            processor.process_update(update_of(1), work("one quick", 0)),
            processor.process_update(update_of(2), work("two", 0.02)),
        )

    asyncio.run(all_at_once())
    assert done == ["two", "one slow", "one quick"]
