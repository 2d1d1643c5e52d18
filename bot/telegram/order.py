"""Updates of one chat in order, those of different chats side by side."""

from __future__ import annotations

import asyncio
import weakref
from collections import defaultdict, deque
from collections.abc import Awaitable
from contextvars import ContextVar
from typing import Any, Protocol

from telegram import Update
from telegram.ext import BaseUpdateProcessor

AT_ONCE = 16  # chats; more cost the connection pool more than they bring
WAITING = 100_000  # updates that may wait for their turn; Telegram keeps no more either
IN_A_HURRY: ContextVar[bool] = ContextVar("IN_A_HURRY", default=False)  # whether for a press


class Journal(Protocol):
    """What keeps updates until they are dealt with."""

    async def begin(self, update: Update) -> bool:
        """Say whether an update is still to be dealt with."""

    async def done(self, update: Update) -> None:
        """Note that an update was dealt with."""


class PerChat(BaseUpdateProcessor):
    """Deals with a chat's updates in order; who waits for an earlier one takes no place.

    `journal` hears of each update before and after.
    """

    def __init__(self, journal: Journal, at_once: int = AT_ONCE) -> None:
        super().__init__(WAITING)
        self._journal = journal
        self._at_once = at_once
        self._slots = asyncio.Semaphore(at_once)
        self._quick = asyncio.Semaphore(at_once)  # for presses, which ask nothing of the model
        self._locks: weakref.WeakValueDictionary[int, asyncio.Lock] = weakref.WeakValueDictionary()
        self._coming: defaultdict[int, deque[Update]] = defaultdict(deque)
        self._taken: set[int] = set()

    async def initialize(self) -> None:
        """Need nothing."""

    async def shutdown(self) -> None:
        """Leave nothing."""

    @property
    def waiting(self) -> int:
        """How many updates wait for their turn or are under way."""
        return sum(map(len, self._coming.values()))

    @property
    def is_busy(self) -> bool:
        """Whether more chats wait than are dealt with at once."""
        return len(self._coming) > self._at_once

    def take_next(self, update: Update) -> Update | None:
        """Take the update that comes after one in its chat; it is then dealt with together with it."""
        coming = self._coming[place_of(update)]
        if len(coming) < 2:  # the first is the one under way
            return None
        following = coming[1]
        del coming[1]
        self._taken.add(following.update_id)
        return following

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Deal with an update once the chat's earlier ones are done."""
        if not isinstance(update, Update):
            await coroutine
            return
        IN_A_HURRY.set(is_quick(update))  # each update is dealt with in a task of its own
        place = place_of(update)
        lock = self._locks.setdefault(place, asyncio.Lock())
        self._coming[place].append(update)
        async with lock:
            try:
                async with self._quick if is_quick(update) else self._slots:
                    await self._deal_with(update, coroutine)
            finally:
                self._leave(place, update)

    async def _deal_with(self, update: Update, coroutine: Awaitable[Any]) -> None:
        if update.update_id in self._taken or not await self._journal.begin(update):
            self._taken.discard(update.update_id)
            close = getattr(coroutine, "close", None)
            if close is not None:
                close()
        else:
            await coroutine
        await self._journal.done(update)

    def _leave(self, place: int, update: Update) -> None:
        coming = self._coming[place]
        if coming and coming[0] is update:
            coming.popleft()
        if not coming:
            del self._coming[place]


def is_quick(update: Update) -> bool:
    """Whether somebody looks at a button and waits, whatever others have asked."""
    return update.callback_query is not None or update.inline_query is not None


def place_of(update: Update) -> int:
    """Return what an update's order counts in: its chat, else the person."""
    if update.effective_chat is not None:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user is not None else 0
