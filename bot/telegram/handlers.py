"""What happens on a message, a button or an error."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import datetime, tzinfo
from typing import Any

from telegram import Message, Update
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError
from telegram.ext import ContextTypes

from bot import wording
from bot.assistant import Assistant, Reason, Reply, Unanswered
from bot.card import render
from bot.telegram.page import NONE_CHOSEN, keyboard, messages
from indexer.calibration import NO_FEATURES
from indexer.index import LiveIndex
from indexer.retriever import Match

log = logging.getLogger(__name__)

STRANGER_PAUSE = 3600  # seconds until a stranger is told again
MOST_STRANGERS = 1000


class Handlers:
    """The channel's acts, for members only."""

    def __init__(
        self, assistant: Assistant, live: LiveIndex, members: frozenset[int], zone: tzinfo
    ) -> None:
        self._assistant = assistant
        self._live = live
        self._members = members
        self._zone = zone
        self._told: dict[int, float] = {}

    async def on_text(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a question."""
        message, user = update.effective_message, update.effective_user
        if message is None or user is None:
            return
        if user.id not in self._members:
            await self._turn_away(message, user.id)
            return
        await context.bot.send_chat_action(message.chat_id, ChatAction.TYPING)
        reply = await asyncio.to_thread(self._reply, message.text or "", key_of(update))
        await self._send(message, reply)

    async def on_start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Greet a member."""
        del context
        message, user = update.effective_message, update.effective_user
        if message is None or user is None:
            return
        if user.id not in self._members:
            await self._turn_away(message, user.id)
        else:
            await message.reply_text(wording.TELEGRAM_WELCOME)

    async def on_other(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say what to do instead of sending a photo, a voice or a file."""
        del context
        message, user = update.effective_message, update.effective_user
        if message is not None and user is not None and user.id in self._members:
            await message.reply_text(wording.TEXT_ONLY)

    async def on_button(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Open the entry or section that was pressed."""
        del context
        query, user = update.callback_query, update.effective_user
        if query is None or user is None:
            return
        try:
            await query.answer()
        except BadRequest:
            log.info("button pressed too long ago")
        if user.id not in self._members or not isinstance(query.message, Message):
            return
        reply = self._pressed(query.data or "", key_of(update))
        if reply is None:
            await query.message.reply_text(wording.GONE)
        else:
            await self._send(query.message, reply)

    async def on_error(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Log an error without what people wrote, and tell the person."""
        number = update.update_id if isinstance(update, Update) else None
        log.error("update %s failed", number, exc_info=context.error)
        message = update.effective_message if isinstance(update, Update) else None
        if message is not None and not isinstance(context.error, BadRequest):
            try:
                await message.reply_text(wording.FAILED)
            except TelegramError as error:
                log.warning("could not say so: %s", type(error).__name__)

    def _reply(self, text: str, key: str) -> Reply:
        return self._assistant.reply(text, key, self._now(), self._live.current().retriever)

    def _pressed(self, data: str, key: str) -> Reply | None:
        """Return what a button shows; None for one that is forged or whose entry is gone."""
        if data == NONE_CHOSEN:
            return Unanswered(Reason.NONE_CHOSEN)
        kind, _, rest = data.partition(":")
        entry_id, _, name = rest.partition(":")
        entry = self._live.current().entries.get(entry_id)
        if entry is None or kind not in ("e", "s"):
            return None
        section = next((one for one in entry.sections if one == name), None)
        if kind == "s" and section is None:
            return None
        picked = Match(entry, 1.0, NO_FEATURES)
        return self._assistant.open(picked, key, self._now(), section)

    async def _send(self, message: Message, reply: Reply) -> None:
        card = render(reply, self._now().date())
        *first, last = messages(card)
        for page in first:
            await message.reply_html(page)
        await message.reply_html(last, reply_markup=keyboard(card))

    async def _turn_away(self, message: Message, user: int) -> None:
        """Tell a stranger once an hour that this is not for him."""
        now = time.monotonic()
        if now - self._told.get(user, -STRANGER_PAUSE) < STRANGER_PAUSE:
            return
        if len(self._told) >= MOST_STRANGERS:
            self._told.clear()
        self._told[user] = now
        await message.reply_text(wording.MEMBERS_ONLY)

    def _now(self) -> datetime:
        return datetime.now(self._zone)


def key_of(update: Update) -> str:
    """Return the conversation of an update: one for each person in each chat."""
    chat: Any = update.effective_chat
    user: Any = update.effective_user
    return f"telegram {chat.id if chat else 0} {user.id if user else 0}"
