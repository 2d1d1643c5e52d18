"""What every handler works with, and who stands before it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from telegram import Message, Update
from telegram.constants import ChatType

from bot.assistant import Assistant
from bot.ledger.members import Member
from bot.redaction import Redacted, public_numbers, redact
from bot.settings import ServicePointSettings
from bot.telegram.measures import Measures
from bot.telegram.order import PerChat
from bot.telegram.records import Records
from bot.telegram.sending import Sender
from indexer.index import Index, LiveIndex

Result = TypeVar("Result")


@dataclass
class Desk:
    """What every handler works with."""

    assistant: Assistant
    live: LiveIndex
    records: Records
    sender: Sender
    measures: Measures
    username: str  # of the bot, without @
    order: PerChat
    service_point: ServicePointSettings = field(default_factory=ServicePointSettings)
    thinking: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="thinking")
    )  # one thread: the model uses all cores by itself
    _public: tuple[object, frozenset[str]] = (None, frozenset())  # of the entries in use

    @property
    def now(self) -> datetime:
        """The time in the bot's time zone."""
        return self.records.now()

    @property
    def index(self) -> Index:
        """The published index."""
        return self.live.current()

    def redact(self, text: str, index: Index) -> Redacted:
        """Blank the personal data in a text; numbers that the base itself gives out stay."""
        if self._public[0] is not index.entries:
            self._public = (index.entries, public_numbers(index.entries.values()))
        return redact(text, self._public[1])

    async def think(self, act: Callable[[], Result]) -> Result:
        """Do what takes long beside the event loop, one at a time."""
        return await asyncio.get_running_loop().run_in_executor(self.thinking, act)


@dataclass(frozen=True)
class Visit:
    """Who wrote or pressed, and where."""

    user: int
    name: str
    chat: int
    in_group: bool
    message: Message | None
    member: Member | None

    @property
    def key(self) -> str:
        """The conversation: one for each person in each chat."""
        return f"telegram {self.chat} {self.user}"

    @property
    def reply_to(self) -> int | None:
        """The message to hang a reply on: in a group others write in between."""
        return self.message.message_id if self.in_group and self.message is not None else None

    @property
    def is_supervisor(self) -> bool:
        """Whether somebody may manage members."""
        return self.member is not None and self.member.is_supervisor


async def visit_of(update: Update, records: Records) -> Visit | None:
    """Return who stands before the desk; None for channels and other bots."""
    user, chat = update.effective_user, update.effective_chat
    if user is None or user.is_bot or chat is None or chat.type == ChatType.CHANNEL:
        return None
    return Visit(
        user=user.id,
        name=user.full_name,
        chat=chat.id,
        in_group=chat.type != ChatType.PRIVATE,
        message=update.effective_message,
        member=await records.member(user.id),
    )
