"""Questions the bot could not deal with become gaps, alike ones one gap, each with a due date."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.curation.alike import SURE, Alike
from bot.curation.revisions import CurrentIndex
from bot.curation.working_days import due_at
from bot.ledger.gap_list import NoSuchGap
from bot.ledger.gap_rows import GapSettled
from bot.ledger.gap_state import UNFINISHED, GapCause, GapState
from bot.ledger.ledger import Ledger
from bot.off_limits import is_off_limits
from bot.outcome import Outcome
from bot.question import understand
from bot.settings import Settings
from indexer.lexical_index import grams
from indexer.normal_form import has_words, normalise

JOINED = (*UNFINISHED, GapState.DISMISSED)  # who asks again hears the reason, too
LOOKED_AT = 100  # wordings of gaps that share most with a question
WAIT = timedelta(minutes=30)  # to choose one of the entries offered
LOOKED_BACK = timedelta(days=7)  # for suggestions nobody chose, in case the bot stood still


class Intake:
    """The way into the gaps. May be called from any thread, not from the event loop."""

    def __init__(
        self,
        settings: Settings,
        ledger: Ledger,
        live_index: CurrentIndex,
        now: Callable[[], datetime],
    ) -> None:
        self._zone = settings.zone
        self._ledger = ledger
        self._live = live_index
        self._now = now
        self._alike: tuple[object, Alike] | None = None  # of the index in use
        self._lock = threading.Lock()  # or two who ask at once would open two gaps

    def note(
        self, question_id: int, text: str, reply_outcome: Outcome, cause: GapCause
    ) -> int | None:
        """Open a gap for a question or add it to an alike one; return its number.

        `text` is redacted. None for what is no gap: small talk, a question that names no matter or
        asks for what nobody may have, and with cause UNANSWERED whatever was answered. With outcome
        URGENT the gap is urgent; the channel calls it then for what stands beneath the alarm.
        Calling it twice for one question counts once. Raises LedgerUnavailable, NoSuchQuestion.
        """
        if not is_gap(text, reply_outcome, cause):
            return None
        gaps, now = self._ledger.gaps, self._now()
        with self._lock:
            found = None if gaps.gap_of(question_id) else self._find(text)
            if found is not None:
                try:
                    return gaps.add(found[0], question_id, cause, found[1], now)
                except (GapSettled, NoSuchGap):
                    pass  # it was closed in this moment: what is asked again is a gap again
            is_urgent = reply_outcome is Outcome.URGENT
            due = due_at(now, self._zone, is_urgent=is_urgent)
            return gaps.open(question_id, cause, now, due, is_urgent)

    def unchosen(self, now: datetime) -> tuple[int, ...]:
        """Make gaps of the suggestions that nobody chose within a while; return their numbers.

        To be called every few minutes; calling it twice changes nothing.
        """
        left = self._ledger.gaps.unchosen(now - LOOKED_BACK, now - WAIT)
        noted = [
            self.note(question.id, question.text, question.outcome, GapCause.UNCHOSEN)
            for question in left
        ]
        return tuple(dict.fromkeys(gap for gap in noted if gap is not None))

    def _find(self, text: str) -> tuple[int, str] | None:
        """Return the gap that is about the same matter, and why; None when there is none."""
        wordings = [
            (gap, asked) for gap, asked in self._ledger.gaps.wordings(JOINED) if has_words(asked)
        ]
        index = self._live.current()
        if not wordings or not index.entries:
            return None
        if self._alike is None or self._alike[0] is not index:
            self._alike = index, Alike(index.retriever)
        alike = self._alike[1]
        own = set(grams(normalise(text)))
        wordings.sort(key=lambda one: -len(own & set(grams(normalise(one[1])))))
        texts = [asked for _, asked in wordings[:LOOKED_AT]]
        sense, *senses = alike.see([text, *texts])
        likeliest, best = max(
            ((alike.likeliness(there, sense), number) for number, there in enumerate(senses)),
            key=lambda one: (one[0], -one[1]),
        )
        if likeliest < SURE:
            return None
        return wordings[best][0], alike.reason(senses[best], sense)


def is_gap(text: str, outcome: Outcome, cause: GapCause) -> bool:
    """Whether a question can be a gap at all."""
    if not has_words(normalise(text)) or outcome is Outcome.SMALL_TALK or is_off_limits(text):
        return False
    if cause is not GapCause.UNANSWERED:
        return True
    return outcome in (Outcome.UNANSWERED, Outcome.URGENT) and understand(text).names_a_matter
