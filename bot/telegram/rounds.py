"""The rounds: what the bot does by itself again and again for those who wait to hear something."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

from bot.telegram.attempts import attempt, every
from bot.telegram.records import Records
from bot.telling.taken_down import LOOK_EVERY, TakenDown
from bot.telling.teller import Teller
from indexer.index import LiveIndex

log = logging.getLogger(__name__)

TELL_EVERY = 5.0  # seconds
AFTER_A_FAULT = 60.0  # seconds; the same fault would come again at once


class Rounds:
    """Looks for withdrawals, for a new version, for closed gaps, and for a new day."""

    def __init__(
        self, records: Records, live: LiveIndex, teller: Teller, taken_down: TakenDown, hour: int
    ) -> None:
        self._records = records
        self._live = live
        self._teller = teller
        self._taken_down = taken_down
        self._hour = hour
        self._done_on: date | None = None
        # a thread of its own: a round may take seconds, and nobody's answer may wait for it
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="telling")

    async def watch(self) -> None:
        """Know what is withdrawn, until the bot stops."""
        await every(
            LOOK_EVERY, "looking for withdrawals", lambda: self._records.do(self._taken_down.look)
        )

    async def tell(self) -> None:
        """Tell people what they wait for, until the bot stops."""
        loop = asyncio.get_running_loop()
        try:
            while True:
                well = await attempt(
                    "telling", lambda: loop.run_in_executor(self._thread, self._round)
                )
                await asyncio.sleep(TELL_EVERY if well else AFTER_A_FAULT)
        finally:
            self._teller.stop.set()
            self._thread.shutdown(wait=False)

    def _round(self) -> None:
        index, now = self._live.current(), self._records.now()
        if not self._teller.is_done(index):
            log.info(
                "told after publishing %s: %s", index.version, self._teller.after_publish(index)
            )
        else:
            self._teller.tell_closed(index)
        if self._is_time(now):
            log.info("told today: %s", self._teller.daily(now))
            self._done_on = now.date()

    def _is_time(self, now: datetime) -> bool:
        """Whether what is told once a day is to be told; done twice it tells nothing twice."""
        return now.hour >= self._hour and self._done_on != now.date()
