"""Supervisors take an entry down and put it back."""

from __future__ import annotations

from bot import wording
from bot.telegram.desk import Desk, Visit
from bot.telegram.page import escape
from bot.telegram.records import person
from indexer.entry import Entry


class Takedown:
    """What supervisors may stop at once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def withdraw(self, visit: Visit, words: str) -> None:
        """Take down the entry that words begin with, for the reason that follows."""
        named, _, rest = words.partition(" ")
        reason = self._desk.redact(rest.strip(), self._desk.index).text
        if not named or not reason:
            await self._say(visit, wording.DESK_WITHDRAW_USAGE)
            return
        entry = await self._entry(visit, named)
        if entry is None:
            return
        records = self._desk.records
        is_new = await records.do(
            records.ledger.withdrawals.withdraw,
            entry.id,
            reason,
            person(visit.user),
            records.now(),
        )
        if is_new:
            said = wording.DESK_WITHDREW.format(title=entry.title, reason=reason, id=entry.id)
        else:
            known = await records.do(records.ledger.withdrawals.find, entry.id)
            why = known.reason if known is not None else ""
            said = wording.DESK_WITHDRAWN_BEFORE.format(title=entry.title, reason=why, id=entry.id)
        await self._say(visit, said)

    async def restore(self, visit: Visit, words: str) -> None:
        """Put back the entry that words name; without words say which are down."""
        records = self._desk.records
        if not words:
            await self._say(visit, await self._what_is_down())
            return
        by, now = person(visit.user), records.now()
        if await records.do(records.ledger.withdrawals.restore, words, by, now):
            await self._say(visit, wording.DESK_RESTORED.format(title=self._title(words)))
        else:
            await self._say(visit, wording.DESK_NOT_WITHDRAWN.format(id=words))

    async def _what_is_down(self) -> str:
        records = self._desk.records
        down = await records.do(records.ledger.withdrawals.in_force)
        lines = [
            wording.DESK_WITHDRAWN_LINE.format(
                title=self._title(one.entry), id=one.entry, reason=one.reason
            )
            for one in down
        ]
        return (
            "\n".join([wording.DESK_WITHDRAWN_NOW, *lines])
            if lines
            else wording.DESK_NOTHING_WITHDRAWN
        )

    def _title(self, entry_id: str) -> str:
        entry = self._desk.index.entries.get(entry_id)
        return entry.title if entry is not None else entry_id

    async def _entry(self, visit: Visit, named: str) -> Entry | None:
        """Return the entry of an id; None, and what is near, when there is none."""
        index = self._desk.index
        entry = index.entries.get(named)
        if entry is None:
            found = await self._desk.think(lambda: index.retriever.find(named))
            near = "\n".join(
                wording.DESK_NEAR_LINE.format(title=match.entry.title, id=match.entry.id)
                for match in found
            )
            await self._say(visit, wording.DESK_NO_SUCH_ENTRY.format(id=named, near=near))
        return entry

    async def _say(self, visit: Visit, text: str) -> None:
        await self._desk.sender.send(visit.chat, escape(text))
