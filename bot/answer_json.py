"""A reply as the JSON object of `ask --json`; its form stays as it is."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.assistant import Answered, Reply, Suggested, Unanswered, beneath
from bot.card import authority_line, plain_text, render
from bot.facets import Facet
from indexer.retriever import Match


def answer_json(
    question: str, reply: Reply, version: str, today: date, ms: float
) -> dict[str, Any]:
    """Return what `ask --json` prints for one question.

    `confidence` is that of the answered or first entry, 0 to 1; `ms` the time the answer took.
    """
    matches = matches_of(reply)
    answered = matches[0].entry if isinstance(beneath(reply), Answered) else None
    sources = answered.authority if answered and not answered.is_withdrawn else ()
    return {
        "question": question,
        "outcome": str(reply.outcome),
        "entry": answered.id if answered else None,
        "facet": facet_of(reply),
        "confidence": round(matches[0].confidence, 4) if matches else 0.0,
        "candidates": [
            {
                "entry": match.entry.id,
                "title": match.entry.title,
                "confidence": round(match.confidence, 4),
            }
            for match in matches
        ],
        "text": plain_text(render(reply, today)),
        "authority": [authority_line(source) for source in sources],
        "version": version,
        "ms": round(ms, 1),
    }


def matches_of(reply: Reply) -> tuple[Match, ...]:
    """Return the entries a reply shows or offers, the answered one first."""
    match beneath(reply):
        case Answered() as answered:
            return (answered.match, *answered.others)
        case Suggested() as suggested:
            return suggested.matches
        case _:
            return ()


def facet_of(reply: Reply) -> str | None:
    """Return the section that was asked for; None where the reply is about no matter."""
    reply = beneath(reply)
    if not isinstance(reply, Answered | Suggested | Unanswered):
        return None
    return str(reply.facets[0] if reply.facets else Facet.WHOLE)
