"""Closes the gaps that a published version answers, and tells the supervisors that it did."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from threading import Event
from typing import TypeVar

from bot.ledger.gap_list import Gap
from bot.ledger.ledger import Ledger
from bot.ledger.person import Person
from bot.settings import Settings
from bot.telling.closing import Asking, Candidates
from bot.telling.letters import closed_letter
from indexer.entry import Entry
from indexer.index import Index

TOGETHER = 16  # questions embedded at once, so that whoever asks meanwhile hardly waits
PAUSE = 0.02  # seconds between two of those, in which others get their turn
A_STEP = 20  # gaps closed in one step of the ledger

Closed = tuple[Gap, Entry]
Item = TypeVar("Item")


class Closer:
    """Looks through the unfinished gaps; `closing` says by which rule one is closed."""

    def __init__(
        self, settings: Settings, ledger: Ledger, now: Callable[[], datetime], stop: Event
    ) -> None:
        self._settings = settings
        self._ledger = ledger
        self._now = now
        self._stop = stop

    def close_answered(self, index: Index) -> int:
        """Close the gaps that a version answers; return how many. Done again it closes no more."""
        found: list[Closed] = []
        asking = Asking(self._settings.answers, index, self._now())
        for some in batches(self._candidates(index), TOGETHER):
            if self._stop.is_set():
                break
            near = index.retriever.nearest([one.gap.text for one in some])
            likely = (one for one, ids in zip(some, near, strict=True) if one.entries & set(ids))
            for one in likely:
                entry = one.closing(asking.entry)
                if entry is not None:
                    found.append((one.gap, entry))
            time.sleep(PAUSE)
        return sum(self._settle(some, index.version) for some in batches(found, A_STEP))

    def _candidates(self, index: Index) -> list[Candidates]:
        """Return the gaps that may be answered now, with the entries that may do it."""
        since = self._ledger.entry_texts.since()
        entries = {entry.id: entry for entry in index.entries.values() if not entry.is_withdrawn}
        newest = max((at for entry, at in since.items() if entry in entries), default=None)
        return [
            found
            for gap in self._ledger.gaps.listed()
            if gap.entry in entries or (newest is not None and newest > gap.opened_at)
            if (found := self._candidates_for(gap, since, entries)).entries
        ]

    def _candidates_for(
        self, gap: Gap, since: dict[str, datetime], entries: dict[str, Entry]
    ) -> Candidates:
        return Candidates.of(gap, self._ledger.gaps.questions(gap.id), since, entries)

    def _settle(self, found: Sequence[Closed], version: str) -> int:
        """Close some gaps and tell their owners, else all supervisors, in one step."""
        now, ledger = self._now(), self._ledger
        with ledger.one_step():
            closed = [(gap, entry) for gap, entry in found if self._may(gap, entry, now)]
            supervisors = [member.person for member in ledger.members.supervisors()]
            told: dict[Person, list[Closed]] = {}
            for gap, entry in closed:
                for person in [gap.owner] if gap.owner in supervisors else supervisors:
                    told.setdefault(person, []).append((gap, entry))
            for person, theirs in told.items():
                key = f"closed:{version}:{theirs[0][0].id}:{person}"
                ledger.deliveries.put(key, person, closed_letter(theirs), now)
        return len(closed)

    def _may(self, gap: Gap, entry: Entry, now: datetime) -> bool:
        """Close a gap unless its entry was withdrawn meanwhile, or somebody closed it."""
        if self._ledger.withdrawals.find(entry.id) is not None:
            return False
        return self._ledger.gaps.settle(gap.id, entry.id, now)


def batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """Yield items in groups of a size."""
    for begin in range(0, len(items), size):
        yield items[begin : begin + size]
