"""What was asked and what came of it, as the ledger keeps it: for every channel the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.assistant import Answered, Reason, Reply, Suggested, Unanswered, beneath
from bot.ledger.gap_state import GapCause
from bot.ledger.ledger import Ledger
from bot.ledger.person import Person
from bot.ledger.questions import NewQuestion
from bot.outcome import Outcome
from indexer.retriever import Match


def new_question(key: str, asker: Person, text: str, reply: Reply, version: str) -> NewQuestion:
    """Return a redacted question and what came of it, as the ledger keeps it."""
    plain = NewQuestion(
        key=key,
        person=asker,
        channel=asker.channel,
        text=text,
        outcome=Outcome(reply.outcome),
        version=version,
        facets=tuple(map(str, getattr(beneath(reply), "facets", ()))),
    )
    match beneath(reply):
        case Answered(match=found) if found.entry.is_withdrawn:
            return replace(plain, **traits(found))  # of the entry nothing was shown
        case Answered(match=found):
            return replace(plain, entry=found.entry.id, **traits(found))
        case Suggested(matches=matches):
            offered = tuple(match.entry.id for match in matches)
            return replace(plain, offered=offered, **traits(matches[0]))
        case Unanswered(near=(nearest, *_)):
            return replace(plain, **traits(nearest))
        case _:
            return plain


def traits(match: Match) -> dict[str, Any]:
    """Return what of the first match is kept."""
    return {"confidence": match.confidence, "features": tuple(match.features.row())}


def cause_of(reply: Reply) -> GapCause | None:
    """Return why a question has to become part of a gap at once; None when it does not."""
    said = beneath(reply)
    is_unknown = isinstance(said, Unanswered) and said.reason is Reason.NOT_KNOWN
    return GapCause.UNANSWERED if is_unknown else None


def keep(ledger: Ledger, asked: NewQuestion, cause: GapCause | None, now: datetime) -> int:
    """Keep a question and, in the same step, that it becomes part of a gap; return its id."""
    with ledger.one_step():
        number = ledger.questions.record(asked, now)
        if cause is not None:
            ledger.unsorted.put(number, cause, now)
        return number
