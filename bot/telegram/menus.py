"""The menus that Telegram shows: by kind of chat and by role, set only when they changed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from bot import wording
from bot.ledger.members import Member
from bot.telegram.commands import IN_GROUPS, Name, menu
from bot.telegram.sending import Sender, Unsent

log = logging.getLogger(__name__)

FOR_STRANGERS = (Name.START,)


class Menus:
    """Sets menus beside the conversation; one that cannot be set is no harm."""

    def __init__(
        self, bot: Bot, sender: Sender, spawn: Callable[[Coroutine[Any, Any, None]], object]
    ) -> None:
        self._bot = bot
        self._sender = sender
        self._spawn = spawn
        self._set: dict[int, bool | None] = {}  # whether as a supervisor; None for no member

    async def set_all(self) -> None:
        """Set what everybody sees, and what the bot says of itself."""
        try:
            await self._set_menu(BotCommandScopeAllPrivateChats(), described(FOR_STRANGERS))
            await self._set_menu(BotCommandScopeAllGroupChats(), described(IN_GROUPS))
            await self._describe()
        except (TelegramError, Unsent) as error:
            log.warning("menus stay as they are: %s", type(error).__name__)

    def set_for(self, user: int, member: Member | None) -> None:
        """Set one person's menu, when it is not that already."""
        role = None if member is None else member.is_supervisor
        if user in self._set and self._set[user] == role:
            return
        self._set[user] = role
        self._spawn(self._set_for(user, role))

    async def _describe(self) -> None:
        """Set what the bot says of itself."""
        bot, insist = self._bot, self._sender.insist
        if (await insist(bot.get_my_description)).description != wording.DESCRIPTION:
            await insist(lambda: bot.set_my_description(wording.DESCRIPTION))
        if (await insist(bot.get_my_short_description)).short_description != wording.ABOUT:
            await insist(lambda: bot.set_my_short_description(wording.ABOUT))

    async def _set_for(self, user: int, supervisor: bool | None) -> None:
        shown = described(FOR_STRANGERS) if supervisor is None else menu(supervisor=supervisor)
        try:
            await self._set_menu(BotCommandScopeChat(user), shown)
        except (TelegramError, Unsent) as error:
            log.info("a menu stays as it is: %s", type(error).__name__)
            self._set.pop(user, None)

    async def _set_menu(self, scope: BotCommandScope, commands: list[tuple[str, str]]) -> None:
        wanted = [BotCommand(name, what) for name, what in commands]
        have = await self._sender.insist(lambda: self._bot.get_my_commands(scope=scope))
        if list(have) != wanted:
            await self._sender.insist(lambda: self._bot.set_my_commands(wanted, scope=scope))


def described(names: tuple[Name, ...]) -> list[tuple[str, str]]:
    """Return commands with their descriptions."""
    return [(name, wording.COMMANDS[name]) for name in names]
