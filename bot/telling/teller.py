"""Tells people what they are waiting to hear; every act may be done again and tells nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Event

from bot.ledger.ledger import Ledger
from bot.settings import Settings
from bot.telling.answers import Answers
from bot.telling.closer import Closer
from bot.telling.digest import Digest, take_back
from bot.telling.duties import Duties
from bot.telling.substance import substance_of
from indexer.index import Index


@dataclass(frozen=True)
class Told:
    """What was put into the deliveries, and what was closed before."""

    closed: int = 0  # gaps that the version answers
    told: int = 0  # messages to those who asked
    changes: int = 0  # people told what changed
    reminded: int = 0  # owners
    escalated: int = 0  # overdue gaps


class Teller:
    """What the bot does by itself for those who wait: after each publication, and once a day.

    All of it runs in a worker thread, takes seconds with a thousand gaps, and raises
    LedgerUnavailable; what was cut off is taken up the next time. `stop` cuts it off.
    """

    def __init__(self, settings: Settings, ledger: Ledger, now: Callable[[], datetime]) -> None:
        self.stop = Event()
        self._ledger = ledger
        self._now = now
        self._zone = settings.zone
        self._closer = Closer(settings, ledger, now, self.stop)
        self._answers = Answers(settings, ledger, now)
        self._digest = Digest(settings.telling, ledger)
        self._duties = Duties(settings, ledger)

    def is_done(self, index: Index) -> bool:
        """Whether all that a version brought was told."""
        return self._ledger.entry_texts.is_done(index.version)

    def after_publish(self, index: Index) -> Told:
        """Keep what the entries say now, close the gaps that they answer, tell who asked.

        A withdrawal is no change of an entry: what is kept is the version as it was published.
        """
        entries = index.as_published.entries.values()
        texts = {entry.id: substance_of(entry).write() for entry in entries}
        now, shown = self._now(), self._shown(index)
        self._ledger.entry_texts.note(index.version, index.content.digests, texts, now)
        for entry in shown.entries.values():
            if entry.is_withdrawn:
                take_back(self._ledger, entry.id, entry.title, now)
        told = self.tell_closed(shown)  # who waits for what was closed need not wait for the rest
        closed = self._closer.close_answered(shown)
        told += self.tell_closed(shown)
        if not self.stop.is_set():
            self._ledger.entry_texts.done(index.version, self._now())
        return Told(closed=closed, told=told)

    def tell_closed(self, index: Index) -> int:
        """Tell who asked what was closed since, by whomever; return how many messages were put."""
        return self._answers.tell_closed(index)

    def daily(self, now: datetime) -> Told:
        """Tell who saw what changed, remind owners, tell the supervisors what is overdue."""
        return Told(
            changes=self._digest.tell_changes(now.astimezone(self._zone).date(), now),
            reminded=self._duties.remind(now),
            escalated=self._duties.escalate(now),
        )

    def _shown(self, index: Index) -> Index:
        """Return a version with what is withdrawn now shut in it."""
        down = self._ledger.withdrawals.in_force()
        return index.without({one.entry: one.reason for one in down})
