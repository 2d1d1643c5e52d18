"""The running channel: how Telegram is reached, and who is served."""

from __future__ import annotations

import asyncio
import logging
import os
import weakref
from collections.abc import Awaitable
from typing import Any

from pydantic import SecretStr
from telegram import LinkPreviewOptions, Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import (
    AIORateLimiter,
    Application,
    ApplicationBuilder,
    BaseUpdateProcessor,
    CallbackQueryHandler,
    CommandHandler,
    Defaults,
    MessageHandler,
    filters,
)
from telegram.request import HTTPXRequest

from bot import wording
from bot.assistant import Assistant
from bot.settings import API_URL, SUPERVISORS, Settings, TelegramSettings
from bot.telegram.handlers import Handlers
from indexer.command_line import CANNOT_START, SOUND
from indexer.index import LiveIndex

log = logging.getLogger(__name__)

AT_ONCE = 16  # chats; more cost the connection pool more than they bring
UPDATES = [Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY]


class PerChat(BaseUpdateProcessor):
    """Updates of one person in order, those of different people side by side."""

    def __init__(self, at_once: int) -> None:
        super().__init__(at_once)
        self._locks: weakref.WeakValueDictionary[int, asyncio.Lock] = weakref.WeakValueDictionary()

    async def initialize(self) -> None:
        """Need nothing."""

    async def shutdown(self) -> None:
        """Leave nothing."""

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Process an update once the person's earlier ones are done."""
        user = update.effective_user if isinstance(update, Update) else None
        lock = self._locks.setdefault(user.id if user else 0, asyncio.Lock())
        async with lock:
            await coroutine


def serve(token: SecretStr, settings: Settings, live: LiveIndex) -> int:
    """Serve Telegram until the process is told to stop; return the exit code."""
    members = members_of(settings.telegram)
    if not members:
        log.error(wording.NO_MEMBERS)
        return CANNOT_START
    handlers = Handlers(Assistant(settings.answers), live, members, settings.zone)
    try:
        application(token, settings, handlers).run_polling(
            timeout=30, bootstrap_retries=-1, allowed_updates=UPDATES, drop_pending_updates=False
        )
    except InvalidToken:  # its text holds the token
        log.error(wording.CREDENTIALS_REFUSED)  # nor may a traceback show it
        return CANNOT_START
    except TelegramError as error:
        log.error("%s（%s）", wording.NO_TELEGRAM, type(error).__name__)
        return CANNOT_START
    return SOUND


def members_of(settings: TelegramSettings) -> frozenset[int]:
    """Return the ids of all who are served: from config.yaml and from the environment."""
    named = os.environ.get(SUPERVISORS, "").replace("，", ",").split(",")
    extra = {int(number) for number in map(str.strip, named) if number.isdecimal()}
    return frozenset({*settings.supervisors, *settings.workers, *extra})


def application(
    token: SecretStr, settings: Settings, handlers: Handlers
) -> Application[Any, Any, Any, Any, Any, Any]:
    """Return the application with its handlers."""
    api = (os.environ.get(API_URL) or settings.telegram.api_url).rstrip("/")
    timing: dict[str, Any] = {
        "connect_timeout": 10,
        "read_timeout": 15,
        "write_timeout": 15,
        "pool_timeout": 30,
        "proxy": settings.telegram.proxy,
    }
    built = (
        ApplicationBuilder()
        .token(token.get_secret_value())
        .base_url(f"{api}/bot")
        .base_file_url(f"{api}/file/bot")
        .request(HTTPXRequest(connection_pool_size=AT_ONCE, **timing))
        .get_updates_request(HTTPXRequest(connection_pool_size=2, **timing))
        .rate_limiter(AIORateLimiter(max_retries=3))
        .concurrent_updates(PerChat(AT_ONCE))
        .defaults(
            Defaults(
                link_preview_options=LinkPreviewOptions(is_disabled=True), tzinfo=settings.zone
            )
        )
        .build()
    )
    built.add_handler(CommandHandler(["start", "help"], handlers.on_start))
    built.add_handler(CallbackQueryHandler(handlers.on_button))
    built.add_handler(MessageHandler(filters.TEXT, handlers.on_text))
    built.add_handler(MessageHandler(~filters.StatusUpdate.ALL, handlers.on_other))
    built.add_error_handler(handlers.on_error)
    return built
