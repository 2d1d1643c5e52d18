"""Requests that must get through."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.telegram.measures import Measures
from bot.telegram.pulse import Pulse
from bot.telegram.sending import TRIES, Sender, Unsent


class Mouth:
    """A bot whose sending fails as it is told."""

    def __init__(self, *errors: TelegramError) -> None:
        self.errors = list(errors)
        self.sent: list[tuple[int, str, str | None]] = []

    async def send_message(self, chat: int, text: str, **more: Any) -> str:
        self.sent.append((chat, text, more.get("parse_mode")))
        if self.errors:
            raise self.errors.pop(0)
        return text


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited, without waiting."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("bot.telegram.sending.asyncio.sleep", sleep)
    return waited


def send(mouth: Mouth, page: str = "<b>好</b> &amp; 快") -> Any:
    """Send a page through a mouth."""
    sender = Sender(mouth, Measures(), Pulse())  # type: ignore[arg-type]  # what of a Bot is used here
    return asyncio.run(sender.send(7, page))


def test_a_network_that_fails_is_tried_again_later_and_later(pauses: list[float]) -> None:
    mouth = Mouth(NetworkError("502"), TimedOut(), NetworkError("x"))
    assert send(mouth) is not None
    assert len(mouth.sent) == 4
    assert pauses == [0.5, 1.0, 2.0]


def test_a_network_that_stays_down_is_given_up(pauses: list[float]) -> None:
    mouth = Mouth(*[NetworkError("502")] * 99)
    with pytest.raises(Unsent):
        send(mouth)
    assert len(mouth.sent) == TRIES


def test_telegram_is_waited_for_as_long_as_it_says(pauses: list[float]) -> None:
    assert send(Mouth(RetryAfter(7))) is not None
    assert pauses == [pytest.approx(7.1)]


def test_nobody_waits_for_ever(pauses: list[float]) -> None:
    mouth = Mouth(RetryAfter(4000))
    with pytest.raises(Unsent):
        send(mouth)
    assert pauses == []


def test_what_is_refused_is_not_tried_again(pauses: list[float]) -> None:
    mouth = Mouth(BadRequest("Chat not found"))
    with pytest.raises(BadRequest):
        send(mouth)
    assert len(mouth.sent) == 1


def test_whoever_blocked_the_bot_is_let_be(pauses: list[float]) -> None:
    mouth = Mouth(Forbidden("bot was blocked by the user"))
    assert send(mouth) is None
    assert len(mouth.sent) == 1


def test_html_that_is_not_read_goes_out_as_plain_text(pauses: list[float]) -> None:
    mouth = Mouth(BadRequest("Can't parse entities: unsupported start tag"))
    send(mouth)
    assert mouth.sent[1] == (7, "好 & 快", None)


def test_a_group_that_moved_is_followed(pauses: list[float]) -> None:
    mouth = Mouth(ChatMigrated(-100))
    send(mouth)
    assert [chat for chat, _, _ in mouth.sent] == [7, -100]


def test_typing_that_fails_is_no_fault() -> None:
    class Silent(Mouth):
        async def send_chat_action(self, *_: Any) -> None:
            raise TimedOut

    sender = Sender(Silent(), Measures(), Pulse())  # type: ignore[arg-type]  # what of a Bot is used here
    asyncio.run(sender.typing(7))


def test_a_library_request_of_the_real_bot_has_this_form() -> None:
    assert {"chat_id", "text", "parse_mode", "reply_markup", "reply_parameters"} <= set(
        Bot.send_message.__annotations__
    )
