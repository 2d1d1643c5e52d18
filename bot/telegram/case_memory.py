"""The cases that are under way: in memory only, one for each conversation, for a while."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.case.interview import Interview
from bot.red_flags import Alarm

MOST_CASES = 1_000  # the coldest make room
LASTS = timedelta(hours=2)


@dataclass
class Open:
    """A case that somebody is at; `interview` is None while the story is awaited."""

    at: datetime
    number: int
    interview: Interview | None = None
    alarm: Alarm | None = None
    remarks: tuple[str, ...] = ()  # said above what was understood
    facts: tuple[tuple[str, str, str], ...] = field(default=())  # as the buttons number them
    is_confirmed: bool = False  # whether what was understood was said to be right
    is_asking: bool = False
    wanted: int | None = None  # a number under which another case is kept

    @property
    def is_under_way(self) -> bool:
        """Whether what comes next belongs to it."""
        return self.is_asking or not self.is_confirmed


@dataclass(frozen=True)
class Offered:
    """A question that was offered to be taken up as a case."""

    number: int
    story: str


class CaseMemory:
    """What is remembered of each conversation's case, and of the question offered as one."""

    def __init__(self) -> None:
        self._open: OrderedDict[str, Open] = OrderedDict()
        self._offered: OrderedDict[str, Offered] = OrderedDict()
        self._count = 0

    def case(self, key: str, now: datetime) -> Open | None:
        """Return the case of a conversation; None where there is none, or it was left long ago."""
        case = self._open.get(key)
        return case if case is not None and now - case.at <= LASTS else None

    def begin(self, key: str, now: datetime) -> Open:
        """Return a new case in place of the conversation's last one."""
        self._count += 1
        case = Open(now, self._count)
        self._open[key] = case
        self._open.move_to_end(key)
        while len(self._open) > MOST_CASES:
            self._open.popitem(last=False)
        return case

    def offer(self, key: str, story: str) -> int:
        """Remember a question that is offered as a case; return the offer's number."""
        self._count += 1
        self._offered[key] = Offered(self._count, story)
        self._offered.move_to_end(key)
        while len(self._offered) > MOST_CASES:
            self._offered.popitem(last=False)
        return self._count

    def offered(self, key: str, number: int | None) -> str | None:
        """Return the question of a conversation's last offer, by the offer's number."""
        offered = self._offered.get(key)
        return offered.story if offered is not None and offered.number == number else None

    def forget(self, key: str) -> None:
        """Forget all of a conversation."""
        self._open.pop(key, None)
        self._offered.pop(key, None)
