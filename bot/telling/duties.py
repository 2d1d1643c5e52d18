"""Reminds owners of the gaps that are due, and tells all supervisors of those that are overdue."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.ledger.gap_list import Gap
from bot.ledger.ledger import Ledger
from bot.ledger.person import Person
from bot.settings import Settings
from bot.telling.letters import due_letter, overdue_letter

A_DAY = timedelta(days=1)


class Duties:
    """Each gap is reminded of once, and told to the supervisors once; a message holds all of a day.

    Supervisors get these even when they want no notices: it is their work, not news.
    """

    def __init__(self, settings: Settings, ledger: Ledger) -> None:
        self._zone = settings.zone
        self._ledger = ledger

    def remind(self, now: datetime) -> int:
        """Put a message to each owner whose gaps are due today; return how many were put."""
        begins = now.astimezone(self._zone).replace(hour=0, minute=0, second=0, microsecond=0)
        supervisors = {member.person for member in self._ledger.members.supervisors()}
        due: dict[Person, list[Gap]] = {}
        for gap in self._ledger.gap_news.unreminded(begins, begins + A_DAY):
            if gap.owner is not None and gap.owner in supervisors:
                due.setdefault(gap.owner, []).append(gap)
        return sum(self._remind(owner, gaps, begins, now) for owner, gaps in due.items())

    def escalate(self, now: datetime) -> int:
        """Put a message to all supervisors about what is overdue; return of how many gaps."""
        gaps = {gap.id: gap for gap in self._ledger.gap_news.unescalated(now)}
        supervisors = self._ledger.members.supervisors()
        if not gaps or not supervisors:
            return 0
        with self._ledger.one_step():
            fresh = self._ledger.gap_news.escalate(gaps, now)
            letter = overdue_letter([gaps[gap] for gap in gaps if gap in fresh], self._zone)
            for member in supervisors if fresh else ():
                key = f"overdue:{now.isoformat()}:{member.person}"
                self._ledger.deliveries.put(key, member.person, letter, now)
        return len(fresh)

    def _remind(self, owner: Person, gaps: list[Gap], begins: datetime, now: datetime) -> int:
        with self._ledger.one_step():
            ids = [gap.id for gap in gaps]
            fresh = self._ledger.gap_news.remind(ids, begins, now)
            if not fresh:
                return 0
            letter = due_letter([gap for gap in gaps if gap.id in fresh], self._zone)
            key = f"due:{now.isoformat()}:{owner}"
            return int(self._ledger.deliveries.put(key, owner, letter, now))
