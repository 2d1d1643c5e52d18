"""Whether the bot is alive: when Telegram last answered, and what ends a process that went deaf."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from telegram.request import HTTPXRequest

from bot import wording
from bot.telegram.measures import Measures

log = logging.getLogger(__name__)

DEAF = 3  # exit code of a process whose polling is dead: whoever watches over it starts it again
GROWL = 10  # seconds without a first answer until it is said
GRACE = 20  # seconds to end in good order before the process ends at once
CONFLICT = 409


class Pulse:
    """When updates were last asked for with success, and when one last came."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._heard = clock()
        self._is_ours = False
        self.is_new = True  # whether Telegram has not answered at all yet
        self._choked_since: float | None = None
        self.conflict = False  # whether another process asks with the same token

    def beat(self) -> None:
        """Note that Telegram answered."""
        self._heard = self._clock()
        self.is_new = False
        self.conflict = False

    @property
    def silence(self) -> float:
        """Seconds since Telegram last answered; none while we ask nothing ourselves."""
        return 0.0 if self._is_ours else self._clock() - self._heard

    def spoke(self) -> None:
        """Note that a request got through."""
        self._choked_since = None

    def choked(self) -> None:
        """Note that a request did not get through, however often it was tried."""
        if self._choked_since is None:
            self._choked_since = self._clock()

    @property
    def muteness(self) -> float:
        """Seconds for which nothing that we asked got through."""
        return 0.0 if self._choked_since is None else self._clock() - self._choked_since

    @contextmanager
    def at_rest(self) -> Iterator[None]:
        """Let nobody count the silence while we are busy with something else."""
        self._is_ours = True
        try:
            yield
        finally:
            self.beat()
            self._is_ours = False


class PollingRequest(HTTPXRequest):
    """The connection on which updates are asked for; it feels the pulse."""

    def __init__(self, pulse: Pulse, measures: Measures, **settings: Any) -> None:
        super().__init__(**settings)
        self._pulse = pulse
        self._measures = measures

    async def do_request(self, *args: Any, **settings: Any) -> tuple[int, bytes]:
        """Ask; a success is a beat."""
        code, body = await super().do_request(*args, **settings)
        if code == 200:  # HTTP's word for well
            self._pulse.beat()
        if code == CONFLICT:
            self._measures.conflicts.inc()
            if not self._pulse.conflict:
                self._pulse.conflict = True
                log.error(wording.TWO_BOTS)
        return code, body


class Watchdog(threading.Thread):
    """Ends the process when Telegram has been silent too long, even when the event loop hangs."""

    def __init__(self, pulse: Pulse, longest: float, stop: Callable[[], None]) -> None:
        super().__init__(name="watchdog", daemon=True)
        self._pulse = pulse
        self._longest = longest
        self._end_bot = stop
        self._at_rest = threading.Event()
        self.bit = False  # whether it ended the process

    def run(self) -> None:
        """Watch until the bot stops by itself."""
        growled = False
        while not self._at_rest.wait(min(1.0, self._longest / 4)):
            if max(self._pulse.silence, self._pulse.muteness) > self._longest:
                self._bite()
                return
            if self._pulse.is_new and self._pulse.silence > GROWL and not growled:
                growled = True
                log.error(wording.NO_TELEGRAM)

    def rest(self) -> None:
        """Watch no longer."""
        self._at_rest.set()

    def _bite(self) -> None:
        self.bit = True
        log.critical(wording.DEAF.format(seconds=int(self._longest)))
        self._end_bot()
        if not self._at_rest.wait(GRACE):
            os._exit(DEAF)
