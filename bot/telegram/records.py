"""What the channel keeps in the ledger, and what it looks up there; never in the event loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from bot.assistant import Answered, Reply, Suggested, Unanswered, beneath
from bot.ledger.ledger import Ledger
from bot.ledger.members import Member
from bot.ledger.person import Channel, Person
from bot.ledger.questions import NewQuestion
from bot.ledger.unavailable import LedgerUnavailable
from bot.outcome import Outcome
from indexer.retriever import Match

log = logging.getLogger(__name__)

P = ParamSpec("P")
Result = TypeVar("Result")
AT_ONCE = 4  # readers; writers wait for each other anyway


class Clerk:
    """The threads in which the ledger is read and written."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="ledger")

    async def do(self, act: Callable[P, Result], *args: P.args, **named: P.kwargs) -> Result:
        """Do something in a thread of its own; raises what it raises."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: act(*args, **named))

    def close(self) -> None:
        """Wait for what is under way."""
        self._threads.shutdown()


class Records:
    """The ledger as the handlers use it."""

    def __init__(self, ledger: Ledger, clerk: Clerk, now: Callable[[], datetime]) -> None:
        self.ledger = ledger
        self.do = clerk.do
        self.now = now
        self._known: dict[int, Member | None] = {}  # as last seen, for when the ledger is down

    async def member(self, user: int) -> Member | None:
        """Return somebody's membership; None for who is not served."""
        try:
            member = await self.do(self.ledger.members.find, person(user))
        except LedgerUnavailable as error:
            log.error("membership as last known: %s", error)
            member = self._known.get(user)
        else:
            self._known[user] = member
        return member if member is not None and member.is_active else None

    async def question(
        self, key: str, user: int, text: str, reply: Reply, version: str
    ) -> int | None:
        """Keep a question and what came of it; None when the ledger is down."""
        question = new_question(key, user, text, reply, version)
        try:
            return await self.do(self.ledger.questions.record, question, self.now())
        except LedgerUnavailable as error:
            log.error("a question is not kept: %s", error)
            return None


def person(user: int) -> Person:
    """Return somebody on Telegram."""
    return Person(Channel.TELEGRAM, user)


def new_question(key: str, user: int, text: str, reply: Reply, version: str) -> NewQuestion:
    """Return a question and what came of it, as the ledger keeps it."""
    plain = NewQuestion(
        key=key,
        person=person(user),
        channel=Channel.TELEGRAM,
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
