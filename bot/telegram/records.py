"""What the channel keeps in the ledger, and what it looks up there; never in the event loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import ParamSpec, TypeVar

from bot.asked import cause_of, keep, new_question
from bot.assistant import Reply
from bot.ledger.gap_state import GapCause
from bot.ledger.ledger import Ledger
from bot.ledger.members import Member, NoSuchMember
from bot.ledger.person import Channel, Person
from bot.ledger.terms import FeedbackKind
from bot.ledger.unavailable import LedgerUnavailable
from bot.telegram.late import Late, LateQuestions
from bot.telegram.order import IN_A_HURRY

log = logging.getLogger(__name__)

P = ParamSpec("P")
Result = TypeVar("Result")
AT_ONCE = 4  # readers; writers wait for each other anyway
QUICK_AT_ONCE = 2  # for presses
CAUSES = {
    FeedbackKind.NOT_SOLVED: GapCause.NOT_SOLVED,
    FeedbackKind.NONE_OF_THESE: GapCause.NONE_OF_THESE,
}


class Clerk:
    """The threads in which the ledger is read and written; presses have some of their own.

    Else each of the few steps of a press would wait behind those of all who ask.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="ledger")
        self._quick = ThreadPoolExecutor(QUICK_AT_ONCE, thread_name_prefix="ledger-quick")

    async def do(self, act: Callable[P, Result], *args: P.args, **named: P.kwargs) -> Result:
        """Do something in a thread of its own; raises what it raises."""
        if IN_A_HURRY.get():
            return await self.do_first(act, *args, **named)
        return await in_one_of(self._threads, lambda: act(*args, **named))

    async def do_first(self, act: Callable[P, Result], *args: P.args, **named: P.kwargs) -> Result:
        """Do something that presses wait for, before what can wait."""
        return await in_one_of(self._quick, lambda: act(*args, **named))

    def close(self) -> None:
        """Wait for what is under way."""
        self._threads.shutdown()
        self._quick.shutdown()


class Records:
    """The ledger as the handlers use it."""

    def __init__(
        self, ledger: Ledger, clerk: Clerk, now: Callable[[], datetime], waiting: Path
    ) -> None:
        """`waiting` is the file of the questions that come while the ledger is down."""
        self.ledger = ledger
        self.do = clerk.do
        self.now = now
        self._known: dict[int, Member | None] = {}  # as last seen, for when the ledger is down
        self._late = LateQuestions(waiting)
        self.fresh = asyncio.Event()  # whether a question was asked that may have to be sorted

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

    async def learn_name(self, member: Member, name: str) -> None:
        """Keep what a member is called whom config.yaml names by number only."""
        if member.name or not name:
            return
        try:
            await self.do(self.ledger.members.set_name, member.person, name)
        except (LedgerUnavailable, NoSuchMember) as error:
            log.warning("a name is not kept: %s", error)

    async def question(
        self, key: str, user: int, text: str, reply: Reply, version: str
    ) -> int | None:
        """Keep a question and what came of it; None when the ledger is down, it is kept later."""
        asked = new_question(key, person(user), text, reply, version)
        late = Late(asked, cause_of(reply), self.now())
        try:
            return await self.do(self._keep, late)
        except LedgerUnavailable as error:
            log.error("a question is kept later: %s", error)
            await self.do(self._late.put, late)
            return None
        finally:
            self.fresh.set()

    async def catch_up(self) -> int:
        """Keep the questions that came while the ledger was down; return how many.

        Raises LedgerUnavailable as long as it is.
        """
        caught = 0
        while self._late:
            await self.do(self._keep, self._late.first())
            self._late.kept()
            caught += 1
        return caught

    async def say(self, question: int, user: int, kind: FeedbackKind) -> bool:
        """Keep what an asker says of a reply, and that it opens a gap; whether it was news."""
        is_news = await self.do(self._say, question, person(user), kind)
        self.fresh.set()
        return is_news

    def _keep(self, late: Late) -> int:
        return keep(self.ledger, late.asked, late.cause, late.at)

    def _say(self, question: int, asker: Person, kind: FeedbackKind) -> bool:
        questions = self.ledger.questions
        with self.ledger.one_step():
            known = questions.find(question)
            if known is None or not questions.is_of(known, asker):
                return False
            if not questions.say(question, kind, known.entry, self.now()):
                return False
            if kind in CAUSES:
                self.ledger.unsorted.put(question, CAUSES[kind], self.now())
            return True


async def in_one_of(threads: ThreadPoolExecutor, act: Callable[[], Result]) -> Result:
    """Do something beside the event loop; raises what it raises."""
    return await asyncio.get_running_loop().run_in_executor(threads, act)


def person(user: int) -> Person:
    """Return somebody on Telegram."""
    return Person(Channel.TELEGRAM, user)
