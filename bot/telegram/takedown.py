"""Supervisors take an entry down and put it back."""

from __future__ import annotations

from collections.abc import Callable

from bot import wording
from bot.telegram.desk import Desk, Visit
from bot.telegram.page import escape
from bot.telegram.records import person
from bot.telling.withdrawing import WithdrawalRefused, restore, withdraw


class Takedown:
    """What supervisors may stop at once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def withdraw(self, visit: Visit, words: str) -> None:
        """Take down the entry that words begin with, for the reason that follows."""
        entry, _, rest = " ".join(words.split()).partition(" ")
        index, records = self._desk.index, self._desk.records
        if entry not in index.entries:
            await self._say(visit, await self._what_is_meant(entry))
            return
        reason = self._desk.redact(rest, index).text
        by, now = person(visit.user), records.now()
        await self._attempt(
            visit, lambda: withdraw(records.ledger, index.entries, entry, reason, by, now)
        )

    async def restore(self, visit: Visit, words: str) -> None:
        """Put back the entry that words name; without words say which are down."""
        index, records = self._desk.index, self._desk.records
        if not words:
            await self._say(visit, await self._what_is_down())
            return
        by, now = person(visit.user), records.now()
        await self._attempt(
            visit,
            lambda: restore(records.ledger, index.entries, words.split(maxsplit=1)[0], by, now),
        )

    async def _attempt(self, visit: Visit, act: Callable[[], str]) -> None:
        """Do something in the ledger; say what came of it, or why it was refused."""
        try:
            said = await self._desk.records.do(act)
        except WithdrawalRefused as refused:
            said = str(refused)
        await self._say(visit, said)

    async def _what_is_meant(self, named: str) -> str:
        """Return how to name an entry, and which ones are near to what was named."""
        if not named:
            return wording.DESK_WITHDRAW_USAGE
        retriever = self._desk.index.retriever
        found = await self._desk.think(lambda: retriever.find(named))
        near = [
            wording.DESK_NEAR_LINE.format(title=match.entry.title, id=match.entry.id)
            for match in found
        ]
        said = wording.DESK_NO_SUCH_ENTRY.format(id=named)
        return "\n".join([said, *near, wording.DESK_WITHDRAW_USAGE])

    async def _what_is_down(self) -> str:
        records, entries = self._desk.records, self._desk.index.entries
        down = await records.do(records.ledger.withdrawals.in_force)
        lines = [
            wording.DESK_WITHDRAWN_LINE.format(
                title=entries[one.entry].title if one.entry in entries else one.entry,
                id=one.entry,
                reason=one.reason,
            )
            for one in down
        ]
        head = wording.DESK_WITHDRAWN_NOW if lines else wording.DESK_NOTHING_WITHDRAWN
        return "\n".join([head, *lines])

    async def _say(self, visit: Visit, text: str) -> None:
        await self._desk.sender.send(visit.chat, escape(text))
