"""Requests to Telegram that must get through: tried again when the network fails, never when refused."""

from __future__ import annotations

import asyncio
import html
import logging
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar

from telegram import Bot, CallbackQuery, InlineKeyboardMarkup, Message, ReplyParameters
from telegram.constants import ChatAction, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.telegram.measures import Measures
from bot.telegram.pulse import Pulse

log = logging.getLogger(__name__)

Result = TypeVar("Result")
TRIES = 5
FIRST_PAUSE = 0.5  # seconds; each further one is twice as long
LONGEST_WAIT = 120  # seconds that Telegram may make us wait before we give up
REFUSALS = (BadRequest, Forbidden, InvalidToken, Conflict, ChatMigrated)
TAG = re.compile(r"<[^>]*>")


class Unsent(Exception):
    """A message that did not get through; `reason` names the kind of error."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Sender:
    """The bot's mouth."""

    def __init__(self, bot: Bot, measures: Measures, pulse: Pulse) -> None:
        self._bot = bot
        self._measures = measures
        self._pulse = pulse

    async def send(
        self,
        chat: int,
        page: str,
        keyboard: InlineKeyboardMarkup | None = None,
        reply_to: int | None = None,
    ) -> Message | None:
        """Send a page of HTML; None when the person cannot be reached, which is no fault."""
        answered = None
        if reply_to is not None:
            answered = ReplyParameters(reply_to, allow_sending_without_reply=True)

        async def once(text: str, mode: str | None) -> Message:
            return await self._bot.send_message(
                chat, text, parse_mode=mode, reply_markup=keyboard, reply_parameters=answered
            )

        try:
            return await self._in_a_form_it_takes(page, once)
        except ChatMigrated as moved:
            return await self.send(moved.new_chat_id, page, keyboard)
        except Forbidden:
            log.info("chat cannot be reached: blocked, left or gone")
            self._measures.failures.labels("forbidden").inc()
            return None

    async def send_file(self, chat: int, content: bytes, name: str) -> None:
        """Send a file; that a person cannot be reached is no fault."""
        try:
            await self.insist(lambda: self._bot.send_document(chat, content, filename=name))
        except Forbidden:
            self._measures.failures.labels("forbidden").inc()

    async def edit(
        self, message: Message, page: str, keyboard: InlineKeyboardMarkup | None = None
    ) -> None:
        """Replace what one of our messages says; send a new one when it cannot be changed."""

        async def once(text: str, mode: str | None) -> Any:
            return await self._bot.edit_message_text(
                text,
                chat_id=message.chat_id,
                message_id=message.message_id,
                parse_mode=mode,
                reply_markup=keyboard,
            )

        try:
            await self._in_a_form_it_takes(page, once)
        except BadRequest as error:
            if "not modified" not in str(error).lower():
                await self.send(message.chat_id, page, keyboard)
        except Forbidden:
            self._measures.failures.labels("forbidden").inc()

    async def set_keyboard(self, message: Message, keyboard: InlineKeyboardMarkup | None) -> None:
        """Replace the buttons of one of our messages; what cannot be changed stays."""
        try:
            await self.insist(
                lambda: self._bot.edit_message_reply_markup(
                    chat_id=message.chat_id, message_id=message.message_id, reply_markup=keyboard
                )
            )
        except (BadRequest, Forbidden):
            log.debug("buttons stay as they are")

    async def answer(self, query: CallbackQuery, notice: str | None = None) -> None:
        """Answer a press; one that is too old to be answered is no fault."""
        try:
            await self.insist(lambda: query.answer(notice))
        except BadRequest:
            log.info("button pressed too long ago to answer")

    async def typing(self, chat: int) -> None:
        """Show that an answer is on its way; nobody misses it when it fails."""
        try:
            await self._bot.send_chat_action(chat, ChatAction.TYPING)
        except TelegramError as error:
            log.debug("typing not shown: %s", type(error).__name__)

    async def insist(self, request: Callable[[], Awaitable[Result]]) -> Result:
        """Make a request until it gets through.

        Raises BadRequest, Forbidden, ChatMigrated at once, and Unsent when the network stays down.
        """
        pause, reason = FIRST_PAUSE, ""
        for attempt in range(TRIES):
            if attempt:
                await asyncio.sleep(pause)
            try:
                result = await request()
            except RetryAfter as error:
                pause, reason = seconds_of(error), "too many requests"
                if pause > LONGEST_WAIT:
                    break
            except REFUSALS:
                self._pulse.spoke()  # a refusal is an answer
                raise
            except TelegramError as error:  # no network, or an answer that cannot be read
                pause, reason = FIRST_PAUSE * 2**attempt, type(error).__name__
            else:
                self._pulse.spoke()
                return result
            self._measures.failures.labels(reason.split()[0].lower()).inc()
        self._pulse.choked()
        raise Unsent(reason)

    async def _in_a_form_it_takes(
        self, page: str, once: Callable[[str, str | None], Awaitable[Result]]
    ) -> Result:
        """Make a request with HTML, else with plain text: better plain than silent."""
        try:
            return await self.insist(lambda: once(page, ParseMode.HTML))
        except BadRequest as error:
            if "can't parse entities" not in str(error).lower():
                raise
            log.warning("a page was no sound HTML and went out as plain text")
            self._measures.failures.labels("html").inc()
            return await self.insist(lambda: once(html.unescape(TAG.sub("", page)), None))


def seconds_of(error: RetryAfter) -> float:
    """Return how long Telegram makes us wait, and a little more."""
    wait = error.retry_after  # a timedelta, see __init__
    return (wait.total_seconds() if isinstance(wait, timedelta) else wait) + 0.1
