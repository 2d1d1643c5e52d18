"""What came of a question: the word that replies, `ask --json` and the ledger share."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What kind of reply it is, as `ask --json` names it."""

    URGENT = "urgent"
    ANSWERED = "answered"
    SUGGESTED = "suggested"
    UNANSWERED = "unanswered"
    SMALL_TALK = "smalltalk"
