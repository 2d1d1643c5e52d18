"""一户一案 in a chat that only has words: begun, gone on with, kept under a number, opened again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from bot import wording
from bot.case.dialogue import Dialogue
from bot.case.interview import Interview, Interviewer, Published, cannot_go_on, vocabulary
from bot.case.saved import Deed, Wish, in_short, read_case, read_wish, write_case
from bot.ledger.saved_cases import SavedCase
from bot.red_flags import Alarm
from bot.settings import ServicePointSettings
from indexer.stale_index import StaleIndex

COMMANDS = ("/case", "一户一案")


class Shelf(Protocol):
    """Where whoever types here keeps cases; raises LedgerUnavailable."""

    @property
    def days(self) -> int:
        """How long a case is kept."""

    def put(self, number: int, facts: str, *, replace: bool) -> bool:
        """Keep a case; False where the number is taken and nothing is to be replaced."""

    def find(self, number: int) -> SavedCase | None:
        """Return a case; None where there is none."""

    def listed(self) -> tuple[SavedCase, ...]:
        """Return all cases by number."""

    def drop(self, number: int) -> bool:
        """Forget a case; False where there is none."""


class CaseChat:
    """The cases of one conversation; what is no part of one is left to whoever answers questions."""

    def __init__(
        self,
        service_point: ServicePointSettings,
        shelf: Shelf | None,
        redact: Callable[[str], str],
    ) -> None:
        self._service_point = service_point
        self._shelf = shelf
        self._redact = redact
        self._interviewer = Interviewer()
        self._dialogue: Dialogue | None = None  # the last one, also when it is over
        self._awaits_story = False
        self._offered = ""  # a question that is plainly a case
        self._taken: int | None = None  # a number under which another case is kept

    def take(self, text: str, index: Callable[[], Published], now: datetime) -> list[str] | None:
        """Return what to say to what was typed; None where it is nothing about a case."""
        words = command_words(text)
        if words is None and not self._is_awaited(text):
            return None
        try:
            return list(self._reply(text, words, index(), now))
        except StaleIndex as error:
            return [str(error)]

    def offer(self, text: str, index: Published, today: date) -> str:
        """Return the offer to take a question up as a case; "" where it is plainly none."""
        is_case = self._interviewer.is_plainly_a_case(text, index, today)
        self._offered = text if is_case else ""
        return wording.CASE_OFFER_TYPED if is_case else ""

    def _is_awaited(self, text: str) -> bool:
        """Whether what was typed without a command belongs to a case."""
        is_asked = self._dialogue is not None and not self._dialogue.is_over
        wish = read_wish(text, is_commanded=False)
        is_wish = wish is not None and (wish.number is not None or self._dialogue is not None)
        is_settling = self._taken is not None and text in (wording.CASE_REPLACE, wording.CASE_LEAVE)
        return self._awaits_story or is_asked or is_wish or is_settling

    def _reply(
        self, text: str, words: str | None, index: Published, now: datetime
    ) -> Iterator[str]:
        taken, self._taken = self._taken, None
        wish = read_wish(words if words is not None else text, is_commanded=words is not None)
        if wish is not None:
            yield from self._do(wish, index, now)
        elif words is not None:
            yield from self._begin(words or self._offered, index, now.date())
        elif taken is not None and text in (wording.CASE_REPLACE, wording.CASE_LEAVE):
            yield from self._settle(taken, now, replace=text == wording.CASE_REPLACE)
        elif self._awaits_story or self._dialogue is None:
            yield from self._begin(text, index, now.date())
        else:
            yield from self._dialogue.step(text)

    def _begin(self, story: str, index: Published, today: date) -> Iterator[str]:
        """Begin a household's case; one that cannot be read is asked for once more."""
        vocabulary(index)
        self._offered, self._awaits_story = "", not story
        if not story:
            yield wording.CASE_HINT
            yield wording.CASE_NOT_KEPT
            return
        interview, alarm = self._interviewer.begin(story, index, today)
        yield from self._open(interview, alarm)
        self._awaits_story = cannot_go_on(interview.story)

    def _open(self, interview: Interview, alarm: Alarm) -> Iterator[str]:
        self._awaits_story = False
        self._dialogue = Dialogue(interview, alarm, self._service_point)
        yield from self._dialogue.open()

    def _do(self, wish: Wish, index: Published, now: datetime) -> Iterator[str]:
        """Do what was wished with the cases that are kept."""
        shelf, number = self._shelf, wish.number
        if shelf is None:
            yield wording.NO_LEDGER
        elif wish.deed is Deed.LIST:
            yield from list_lines(shelf.listed(), index, now)
        elif wish.deed is Deed.KEEP:
            yield from self._keep(shelf, number, now)
        elif number is not None and wish.deed is Deed.DROP:
            gone = shelf.drop(number)
            yield (wording.CASE_GONE if gone else wording.CASE_NO_NUMBER).format(number=number)
        elif number is not None:
            yield from self._reopen(shelf.find(number), number, index, now)

    def _keep(self, shelf: Shelf, number: int | None, now: datetime) -> Iterator[str]:
        """Keep the case in hand; one that is kept under the number is replaced only when told so."""
        if self._dialogue is None:
            yield wording.CASE_NOTHING_TO_KEEP
        elif number is None:
            free = first_free(shelf.listed())
            yield wording.CASE_KEEP_HOW.format(number=free, days=shelf.days)
        elif shelf.put(number, self._facts(self._dialogue), replace=False):
            yield kept_words(number, now, shelf.days)
        else:
            self._taken = number
            there = shelf.find(number)
            if there is not None:
                yield taken_words(there, self._dialogue.interview, now)
                yield wording.CASE_SAY_REPLACE

    def _settle(self, number: int, now: datetime, *, replace: bool) -> Iterator[str]:
        """Replace what is kept under a number, or leave it."""
        if self._dialogue is None or self._shelf is None:
            return
        if replace:
            self._shelf.put(number, self._facts(self._dialogue), replace=True)
            yield kept_words(number, now, self._shelf.days)
        else:
            free = first_free(self._shelf.listed())
            yield wording.CASE_LEFT.format(number=number, free=free)

    def _reopen(
        self, saved: SavedCase | None, number: int, index: Published, now: datetime
    ) -> Iterator[str]:
        if saved is None:
            yield wording.CASE_NO_NUMBER.format(number=number)
            return
        interview, alarm, remarks = reopened(saved, self._interviewer, index, now)
        yield from remarks
        yield from self._open(interview, alarm)

    def _facts(self, dialogue: Dialogue) -> str:
        return write_case(dialogue.interview.case, self._redact)


def command_words(text: str) -> str | None:
    """Return what stands after the command that begins a case; None for anything else."""
    found = next((command for command in COMMANDS if text.startswith(command)), None)
    return None if found is None else text.removeprefix(found).strip()


def first_free(cases: Sequence[SavedCase]) -> int:
    """Return the smallest number under which nothing is kept."""
    taken = {case.number for case in cases}
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def kept_words(number: int, now: datetime, days: int) -> str:
    """Return that a case is kept, and until when."""
    return wording.CASE_KEPT.format(number=number, until=(now + timedelta(days=days)).date())


def taken_words(there: SavedCase, interview: Interview, now: datetime) -> str:
    """Return which case is kept under a number that is wanted for another."""
    case, _ = read_case(there.facts, interview.facts)
    day, facts = day_of(there, now), in_short(case, interview.facts)
    return wording.CASE_NUMBER_TAKEN.format(number=there.number, day=day, facts=facts)


def list_lines(cases: Sequence[SavedCase], index: Published, now: datetime) -> Iterator[str]:
    """Yield the cases that are kept, a line each."""
    yield wording.CASE_LIST_TYPED if cases else wording.CASE_LIST_EMPTY
    yield from (list_line(case, index, now) for case in cases)


def list_line(saved: SavedCase, index: Published, now: datetime) -> str:
    """Return a case that is kept in one line."""
    facts = vocabulary(index)
    short = in_short(read_case(saved.facts, facts)[0], facts)
    return wording.CASE_LIST_LINE.format(number=saved.number, day=day_of(saved, now), facts=short)


def reopened(
    saved: SavedCase, interviewer: Interviewer, index: Published, now: datetime
) -> tuple[Interview, Alarm, tuple[str, ...]]:
    """Return a case that was kept as one to go on with, and what to say of it."""
    case, lost = read_case(saved.facts, vocabulary(index))
    interview, alarm = interviewer.reopen(case, index, now.date())
    said = wording.CASE_REOPENED.format(number=saved.number, day=day_of(saved, now))
    missed = (wording.CASE_LOST.format(facts="、".join(lost)),) if lost else ()
    return interview, alarm, (said, *missed)


def day_of(saved: SavedCase, now: datetime) -> date:
    """Return the day on which a case was kept, where it is now so late."""
    return saved.saved_at.astimezone(now.tzinfo).date()
