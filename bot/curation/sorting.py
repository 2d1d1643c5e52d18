"""Questions that wait become part of gaps, one by one; none is lost, whatever goes wrong with one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from bot.ledger.gap_state import GapCause
from bot.ledger.ledger import Ledger
from bot.ledger.questions import NoSuchQuestion
from bot.ledger.unavailable import LedgerUnavailable
from bot.ledger.unsorted import Unsorted
from bot.outcome import Outcome

log = logging.getLogger(__name__)

MOST_TRIES = 2  # until a question becomes a gap of its own, alike or not


class Notes(Protocol):
    """What makes a question part of a gap: Intake."""

    def note(
        self, question_id: int, text: str, reply_outcome: Outcome, cause: GapCause
    ) -> int | None:
        """Open a gap for a question or add it to an alike one; return its number."""


class Sorting:
    """Sorts the questions that wait. May be called from any thread, not from the event loop."""

    def __init__(self, ledger: Ledger, intake: Notes, now: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._intake = intake
        self._now = now

    def sort_next(self) -> bool:
        """Sort the question that waits longest; False when none waits. Raises LedgerUnavailable."""
        waiting = self._ledger.unsorted.begin()
        if waiting is None:
            return False
        if self._sort(waiting):
            self._ledger.unsorted.done(waiting.question_id)
        return True

    def sort_all(self) -> None:
        """Sort all that wait."""
        while self.sort_next():
            pass

    def _sort(self, waiting: Unsorted) -> bool:
        """Make a question part of a gap; False when that has to be tried again."""
        try:
            if waiting.tries >= MOST_TRIES:
                log.warning("question %s becomes a gap of its own", waiting.question_id)
                self._ledger.gaps.open(waiting.question_id, waiting.cause, self._now())
            else:
                self._intake.note(waiting.question_id, waiting.text, waiting.outcome, waiting.cause)
        except NoSuchQuestion:
            return True  # forgotten meanwhile, on the asker's wish
        except LedgerUnavailable:
            raise
        except Exception:  # a search that fails must not cost the question
            log.exception("question %s could not be compared with the gaps", waiting.question_id)
            return False
        return True
