"""What the bot does by itself beside the conversations: again and again, never in anybody's way."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from bot.curation.intake import Intake
from bot.curation.sorting import Sorting
from bot.telegram.attempts import attempt, every
from bot.telegram.order import PerChat
from bot.telegram.records import Records

log = logging.getLogger(__name__)

LOOK_EVERY = 20.0  # seconds, for what nobody wakes us for: the ledger is back
AFTER_TROUBLE = 5.0
AFTERWARDS = 0.2  # seconds left to whoever is being answered
AT_MOST = 10.0  # seconds for which others go first
UNCHOSEN_EVERY = 300.0

Curate = Callable[[Callable[[], object]], Awaitable[object]]


class GapRounds:
    """The work of curation that needs no supervisor."""

    def __init__(self, records: Records, intake: Intake, order: PerChat, curate: Curate) -> None:
        self._records = records
        self._intake = intake
        self._sorting = Sorting(records.ledger, intake, records.now)
        self._order = order
        self._curate = curate

    async def sort(self) -> None:
        """Keep what could not be kept, and make gaps of what nobody could answer."""
        fresh = self._records.fresh
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(fresh.wait(), LOOK_EVERY)
            fresh.clear()
            if not await attempt("sorting", self._sort_all):
                await asyncio.sleep(AFTER_TROUBLE)

    async def find_unchosen(self) -> None:
        """Make gaps of the suggestions that nobody chose."""
        await every(UNCHOSEN_EVERY, "unchosen suggestions", self._find_unchosen)

    async def _sort_all(self) -> None:
        late = await self._records.catch_up()
        if late:
            log.info("%s questions are kept after all", late)
        while True:
            await self._let_others_go_first()
            if not await self._curate(self._sorting.sort_next):
                return

    async def _find_unchosen(self) -> None:
        await self._let_others_go_first()
        await self._curate(lambda: self._intake.unchosen(self._records.now()))

    async def _let_others_go_first(self) -> None:
        """Wait while somebody is being answered, but not for ever."""
        waited = 0.0
        while self._order.waiting and waited < AT_MOST:
            await asyncio.sleep(AFTERWARDS)
            waited += AFTERWARDS
