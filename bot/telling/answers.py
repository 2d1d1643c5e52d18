"""Tells everyone who asked what became of a gap, once: the answer, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import groupby

from bot.ledger.gap_news import KEY, Untold
from bot.ledger.gap_state import GapState
from bot.ledger.ledger import Ledger
from bot.ledger.members import Member
from bot.ledger.terms import MemberState
from bot.settings import Settings
from bot.telling.closing import Asking
from bot.telling.letters import answer_letter, dismissal_letter, opened
from indexer.index import Index

DISMISSED = "dismissed"  # stands in a message's key where the entry stands

Letter = tuple[Member, str]


class Answers:
    """Puts the messages to those who asked into the deliveries."""

    def __init__(self, settings: Settings, ledger: Ledger, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._ledger = ledger
        self._now = now

    def tell_closed(self, index: Index) -> int:
        """Tell whoever was not told yet; return how many messages were put.

        What an entry answers that is not in this version, or is withdrawn, waits.
        """
        untold = self._ledger.gap_news.untold()
        if not untold:
            return 0
        members = {
            self._ledger.askers.key_of(member.person): member
            for member in self._ledger.members.listed(MemberState.ACTIVE)
        }
        asking = Asking(self._settings.answers, index, self._now())
        return sum(
            self._tell(tuple(news), members, asking)
            for _, news in groupby(untold, key=lambda one: one.gap)
        )

    def _tell(self, news: tuple[Untold, ...], members: Mapping[str, Member], asking: Asking) -> int:
        """Tell all who asked what belongs to one gap, in one step."""
        first, ledger = news[0], self._ledger
        if first.state is GapState.PUBLISHED and not is_shown(first.entry, asking.index):
            return 0
        letters = list(self._letters(news, members, asking))
        now, entry = self._now(), first.entry or ""
        is_answer = first.state is GapState.PUBLISHED
        key = KEY.format(gap=first.gap, entry=entry if is_answer else DISMISSED)
        stamp = f"{first.closed_at:%Y%m%dT%H%M%S}"  # one that was opened again is told of again
        with ledger.one_step():
            if is_answer and ledger.withdrawals.find(entry) is not None:
                return 0
            if not ledger.gap_news.tell(news, now):
                return 0
            for member, _ in letters if is_answer else ():  # they are told when it changes, too
                ledger.shown.record(member.person, entry, asking.index.version, now)
            return sum(
                ledger.deliveries.put(f"{key}{stamp}:{member.person}", member.person, text, now)
                for member, text in letters
            )

    def _letters(
        self, news: tuple[Untold, ...], members: Mapping[str, Member], asking: Asking
    ) -> Iterator[Letter]:
        """Yield a message for each who asked, is still a member and wants notices."""
        asked: dict[str, str] = {}
        for one in news:
            asked.setdefault(one.asker, one.text)
        for asker, question in asked.items():
            member = members.get(asker)
            if member is not None and not member.opted_out:
                yield member, self._letter(news[0], question, asking)

    def _letter(self, gap: Untold, question: str, asking: Asking) -> str:
        if gap.state is GapState.DISMISSED:
            return dismissal_letter(question, gap.reason)
        entry, reply = asking.index.entries[gap.entry or ""], asking.reply(question)
        if reply is None or reply.match.entry.id != entry.id:
            reply = opened(entry)
        return answer_letter(question, reply, self._now().astimezone(self._settings.zone).date())


def is_shown(entry: str | None, index: Index) -> bool:
    """Whether a version holds an entry that may be shown."""
    found = index.entries.get(entry or "")
    return found is not None and not found.is_withdrawn
