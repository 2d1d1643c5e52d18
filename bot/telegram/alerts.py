"""Supervisors on duty are told of an emergency in the second in which it is recognised."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot import wording
from bot.ledger.members import Member
from bot.ledger.unavailable import LedgerUnavailable
from bot.telegram.desk import Desk, Visit
from bot.telegram.records import person
from indexer.red_flag import RedFlag

log = logging.getLogger(__name__)

LONGEST_QUOTE = 500  # characters; a supervisor reads this on a locked phone
AHEAD = timedelta(days=1)  # an alert was due before anything else that waits
WORDS_OF_A_KEY = 3  # telegram, chat, message; what follows says when it was edited


class Alerts:
    """Puts alerts into the outbox, when config.yaml wants them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def raise_for(self, visit: Visit, key: str, flag: RedFlag, text: str) -> int:
        """Have the supervisors on duty told of a redacted question; return how many are.

        `key` names the message: it alerts once for each flag, however often it is dealt with or
        edited.
        """
        if not self._desk.settings.red_flags.alert:
            return 0
        message = " ".join(key.split()[:WORDS_OF_A_KEY])
        body = "\n".join(alert_lines(visit, flag, text))
        try:
            told = await self._desk.records.do(self._put, visit, f"{message} {flag.id}", body)
        except LedgerUnavailable as error:
            log.error("no supervisor is alerted: %s", error)
            return 0
        self._desk.outbox.wake()
        if not told:
            log.warning("a red flag, and no supervisor to alert")
        return told

    def _put(self, visit: Visit, name: str, body: str) -> int:
        """Put an alert for each supervisor into the outbox, in one step; return how many."""
        ledger, now = self._desk.records.ledger, self._desk.now
        with ledger.one_step():
            supervisors = on_duty(ledger.members.supervisors(), visit.user)
            for supervisor in supervisors:
                to = supervisor.person
                ledger.deliveries.put(f"alert {name} {to.user_id}", to, body, now, now - AHEAD)
        return len(supervisors)


def on_duty(supervisors: Sequence[Member], asker: int) -> tuple[Member, ...]:
    """Return who is to be alerted: all who want notices but the asker; all, when nobody wants any.

    Somebody's life may depend on it: that everybody opted out is no reason to tell nobody.
    """
    others = tuple(one for one in supervisors if one.person != person(asker))
    return tuple(one for one in others if not one.opted_out) or others


def alert_lines(visit: Visit, flag: RedFlag, text: str) -> Iterator[str]:
    """Yield what a supervisor is told: the flag, what was said, whom to reach, what was advised.

    The asker is a colleague and is named, so that he can be reached; residents are blanked.
    """
    yield wording.ALERT.format(name=flag.name)
    region = visit.member.region if visit.member is not None else None
    where = f"{region.district}{region.street}" if region is not None else ""
    asker = wording.ALERT_BY.format(name=visit.name)
    yield asker + (wording.ALERT_WHERE.format(region=where) if where else "")
    said = " ".join(text.split())
    short = said if len(said) <= LONGEST_QUOTE else said[: LONGEST_QUOTE - 1] + "…"
    yield wording.ALERT_SAID.format(text=short)
    yield wording.ALERT_CALL.format(call=flag.call)
    yield wording.ALERT_NEXT
