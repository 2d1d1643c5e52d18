"""What somebody collects in a conversation: entries that will share one 告知单."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.notice.sheet import MOST_MATTERS

MOST_CONVERSATIONS = 10_000


class Baskets:
    """The entries collected in each conversation, while it is warm.

    One that went cold is emptied: the next resident must not get the last one's matters.
    """

    def __init__(self, lasts: timedelta) -> None:
        self._lasts = lasts
        self._held: OrderedDict[str, tuple[datetime, tuple[str, ...]]] = OrderedDict()

    def held(self, key: str, now: datetime) -> tuple[str, ...]:
        """Return the ids of the entries collected in a conversation, in their order."""
        at, entries = self._held.get(key, (now, ()))
        return entries if now - at <= self._lasts else ()

    def put(self, key: str, entry: str, now: datetime) -> bool:
        """Collect an entry, once; False when there is no room for it."""
        entries = self.held(key, now)
        if entry not in entries and len(entries) >= MOST_MATTERS:
            return False
        self.replace(key, (*entries, entry), now)
        return True

    def replace(self, key: str, entries: Sequence[str], now: datetime) -> None:
        """Hold these entries and no others, each once; the coldest conversations make room."""
        self._held[key] = now, tuple(dict.fromkeys(entries))[:MOST_MATTERS]
        self._held.move_to_end(key)
        while len(self._held) > MOST_CONVERSATIONS:
            self._held.popitem(last=False)
