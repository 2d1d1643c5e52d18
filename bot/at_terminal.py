"""What is asked at a terminal is kept as in the chat, and what waits for the asker is shown there."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from datetime import datetime

from bot import wording
from bot.asked import cause_of, keep, new_question
from bot.assistant import Reply
from bot.curation.intake import Intake
from bot.curation.sorting import Sorting
from bot.ledger.ledger import Ledger
from bot.ledger.person import who_types
from bot.ledger.saved_cases import SavedCase
from bot.ledger.unavailable import LedgerUnavailable
from bot.redaction import public_numbers, redact
from bot.settings import Settings
from indexer.index import LiveIndex

log = logging.getLogger(__name__)


class Notebook:
    """The ledger for whoever types here; where it cannot be used, everything else goes on."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._person = who_types()
        self._ledger: Ledger | None = None

    def keep(self, text: str, reply: Reply, live: LiveIndex) -> str:
        """Keep a question; return what to say of that, empty for nothing."""
        try:
            return self._keep(text, reply, live)
        except LedgerUnavailable as error:
            log.warning(wording.NOT_KEPT_HERE.format(why=error))
            return ""

    def news(self) -> Iterator[str]:
        """Yield the messages that wait for whoever types here; each is shown once."""
        try:
            ledger = self._open()
            while delivery := ledger.deliveries.claim(self._now(), recipient=self._person):
                yield delivery.body
                ledger.deliveries.sent(delivery, self._now())
        except LedgerUnavailable as error:
            log.warning(wording.NO_NEWS_HERE.format(why=error))

    @property
    def days(self) -> int:
        """How long a case is kept."""
        return self._settings.ledger.retention_days

    def put(self, number: int, facts: str, *, replace: bool) -> bool:
        """Keep a case under a number; False where it is taken and nothing is to be replaced."""
        cases = self._open().saved_cases
        return cases.put(self._person, number, facts, self._now(), replace=replace)

    def find(self, number: int) -> SavedCase | None:
        """Return the case of a number; None where there is none."""
        return self._open().saved_cases.find(self._person, number)

    def listed(self) -> tuple[SavedCase, ...]:
        """Return all cases by number."""
        return self._open().saved_cases.listed(self._person)

    def drop(self, number: int) -> bool:
        """Forget a case; False where there is none."""
        return self._open().saved_cases.drop(self._person, number)

    def close(self) -> None:
        """Let the ledger go."""
        if self._ledger is not None:
            self._ledger.close()

    def _keep(self, text: str, reply: Reply, live: LiveIndex) -> str:
        ledger, index, cause = self._open(), live.current(), cause_of(reply)
        redacted = redact(text, public_numbers(index.entries.values())).text
        key = f"{self._person} {secrets.token_hex(8)}"
        asked = new_question(key, self._person, redacted, reply, index.version)
        keep(ledger, asked, cause, self._now())
        if cause is None:
            return ""
        Sorting(ledger, Intake(self._settings, ledger, live, self._now), self._now).sort_all()
        return wording.KEPT_HERE

    def _open(self) -> Ledger:
        if self._ledger is None:
            self._ledger = Ledger.open(self._settings.ledger)
            self._ledger.members.admit(self._person, self._now())
        return self._ledger

    def _now(self) -> datetime:
        return datetime.now(self._settings.zone)
