"""The durable inbox: an update is kept before it is confirmed to Telegram, until it was dealt with."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from telegram import Bot, Update
from telegram.ext import ExtBot

from bot.ledger.ledger import Ledger
from bot.ledger.person import Channel, Person
from bot.ledger.unavailable import LedgerUnavailable
from bot.telegram.measures import Measures
from bot.telegram.records import Clerk

log = logging.getLogger(__name__)


class DurableQueue(asyncio.Queue[object]):
    """The application's queue: the library puts each update in before it asks for more.

    A ledger that cannot be written costs the safety, never the answer.
    """

    def __init__(
        self, ledger: Ledger, clerk: Clerk, now: Callable[[], datetime], measures: Measures
    ) -> None:
        super().__init__()
        self._inbox = ledger.inbox
        self._clerk = clerk
        self._now = now
        self._measures = measures
        self._unkept: set[int] = set()
        self._kept: dict[int, bool] = {}  # whether new, of those that are not put in yet

    async def put(self, item: object) -> None:
        """Keep an update, then let it be dealt with; one that is known already is dropped."""
        if isinstance(item, Update):
            self._measures.last_update.set(time.time())
            self._measures.updates.labels(kind_of(item)).inc()
            if item.update_id not in self._kept:
                await self.keep([item])
            if not self._kept.pop(item.update_id):
                return
        await super().put(item)

    async def keep(self, updates: Sequence[Update]) -> None:
        """Keep updates in one step, before they are put in one by one.

        A hundred at once cost as much as one, and nobody's press waits for ninety-nine others'.
        """
        try:
            new = await self._clerk.do_first(self._write, updates)
        except LedgerUnavailable as error:
            log.error("%s updates are not kept: %s", len(updates), error)
            new = {update.update_id for update in updates}
            self._unkept.update(new)
        self._kept.update((update.update_id, update.update_id in new) for update in updates)

    async def begin(self, update: Update) -> bool:
        """Say whether an update is still to be dealt with, and count the try."""
        if update.update_id in self._unkept:
            return True
        try:
            going = await self._clerk.do(self._inbox.begin, update.update_id, self._now())
        except LedgerUnavailable:
            return True
        if not going:
            log.warning("update %s is not dealt with again", update.update_id)
        return going

    async def done(self, update: Update) -> None:
        """Note that an update was dealt with."""
        if update.update_id in self._unkept:
            self._unkept.discard(update.update_id)
            return
        try:
            await self._clerk.do(self._inbox.done, update.update_id, self._now())
        except LedgerUnavailable:
            log.warning("update %s stays in the inbox: no ledger", update.update_id)

    async def take_up(self, bot: Bot) -> int:
        """Put in what an earlier process left; return how many."""
        try:
            left = await self._clerk.do(self._inbox.waiting)
        except LedgerUnavailable:
            return 0
        for one in left:
            update = Update.de_json(json.loads(one.body), bot)
            await super().put(update)
        return len(left)

    def _write(self, updates: Sequence[Update]) -> set[int]:
        rows = [(update.update_id, update.to_json(), sender_of(update)) for update in updates]
        return self._inbox.put_all(rows, self._now())


class KeepingBot(ExtBot[None]):
    """A bot whose updates are kept as soon as they are fetched, all in one step."""

    def __init__(self, queue: DurableQueue, **settings: Any) -> None:
        super().__init__(**settings)
        with self._unfrozen():
            self._queue = queue

    async def get_updates(self, *args: Any, **settings: Any) -> tuple[Update, ...]:
        """Fetch updates and keep them."""
        updates = await super().get_updates(*args, **settings)
        if updates:
            await self._queue.keep(updates)
        return updates


def sender_of(update: Update) -> Person | None:
    """Return whose an update is."""
    user = update.effective_user
    return Person(Channel.TELEGRAM, user.id) if user is not None else None


def kind_of(update: Update) -> str:
    """Return the kind of an update, as Telegram names it."""
    kinds = (kind for kind in Update.ALL_TYPES if getattr(update, kind, None) is not None)
    return next(kinds, "unknown")
