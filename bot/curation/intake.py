"""Questions the bot could not deal with become gaps, alike ones one gap, each with a due date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.curation.revisions import CurrentIndex
from bot.ledger.gap_state import GapCause
from bot.ledger.ledger import Ledger
from bot.outcome import Outcome
from bot.settings import Settings


class Intake:
    """The way into the gaps. May be called from any thread, not from the event loop."""

    def __init__(
        self,
        settings: Settings,
        ledger: Ledger,
        live_index: CurrentIndex,
        now: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._ledger = ledger
        self._live = live_index
        self._now = now

    def note(
        self, question_id: int, text: str, reply_outcome: Outcome, cause: GapCause
    ) -> int | None:
        """Open a gap for a question or add it to an alike one; return its number.

        `text` is redacted. None for what is no gap: small talk, a question without words, and with
        cause UNANSWERED whatever was answered. Calling it twice for one question counts once.
        Raises LedgerUnavailable, NoSuchQuestion.
        """
        raise NotImplementedError

    def unchosen(self, now: datetime) -> tuple[int, ...]:
        """Make gaps of the suggestions that nobody chose within a while; return their numbers.

        To be called every few minutes; calling it twice changes nothing.
        """
        raise NotImplementedError
