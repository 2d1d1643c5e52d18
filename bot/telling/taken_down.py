"""Which entries are taken down now, asked of the ledger every few seconds; known when it is away."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot import wording
from bot.settings import LedgerSettings
from indexer.index import NOTHING_WITHDRAWN

if TYPE_CHECKING:
    from bot.ledger.database import Database
    from bot.ledger.withdrawals import Withdrawal

log = logging.getLogger(__name__)

LOOK_EVERY = 3.0  # seconds; what is withdrawn must be shown nowhere within ten


class TakenDown:
    """The entries in force as withdrawn: `reasons` never waits, `look` may.

    A ledger that cannot be read takes nothing back: what was down stays down.
    """

    def __init__(
        self,
        read: Callable[[], tuple[Withdrawal, ...]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._read = read
        self._clock = clock
        self._looked: float | None = None
        self._is_away = False
        self._reasons = NOTHING_WITHDRAWN
        self._lock = threading.Lock()

    def reasons(self) -> Mapping[str, str]:
        """Return what was down when last looked: entry → reason; the same object until it changes."""
        return self._reasons

    def reasons_now(self) -> Mapping[str, str]:
        """Return what is down, looked at again when that is long ago; may wait for the ledger."""
        with self._lock:
            if self._looked is None or self._clock() - self._looked >= LOOK_EVERY:
                self.look()
        return self._reasons

    def look(self) -> None:
        """Ask the ledger."""
        self._looked = self._clock()
        try:
            found = {one.entry: one.reason for one in self._read()}
        except Exception as error:
            if not is_unavailable(error):
                raise
            if not self._is_away:
                log.warning(wording.NO_WITHDRAWALS_KNOWN.format(why=error))
            self._is_away = True
            return
        self._is_away = False
        if found != self._reasons:
            self._reasons = MappingProxyType(found)
            log.info("%s entries are withdrawn", len(found))


class LedgerReader:
    """Reads what is down from the ledger of config.yaml, for those who keep no ledger open.

    Where there is none nothing is down, and none is made.
    """

    def __init__(self, settings: LedgerSettings) -> None:
        self._settings = settings
        self._database: Database | None = None

    def __call__(self) -> tuple[Withdrawal, ...]:
        """Return what is down; raises LedgerUnavailable."""
        if self._settings.address is None and not is_written(self._settings):
            return ()
        from bot.ledger.database import connect  # takes a while to import
        from bot.ledger.withdrawals import Withdrawals

        if self._database is None:
            self._database = connect(self._settings.address, self._settings.file)
        return Withdrawals(self._database).in_force()


def is_unavailable(error: Exception) -> bool:
    """Whether an error says that the ledger cannot be used now."""
    from bot.ledger.unavailable import LedgerUnavailable  # not imported where there is no ledger

    return isinstance(error, LedgerUnavailable)


def is_written(settings: LedgerSettings) -> bool:
    """Whether there is a ledger file with something in it."""
    try:
        return settings.file.stat().st_size > 0
    except OSError:
        return False
