"""Cases that a worker keeps under numbers of his own: kept, listed, replaced, forgotten."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import wording
from bot.case.chat import first_free, kept_words, list_line, taken_words
from bot.case.interview import Interview
from bot.case.saved import write_case
from bot.ledger.saved_cases import SavedCase
from bot.telegram.buttons import Act, button, in_rows
from bot.telegram.case_memory import Open
from bot.telegram.desk import Desk, Visit
from bot.telegram.page import LONGEST_MESSAGE, escape, utf16_length
from bot.telegram.records import person

MOST_LISTED = 30
A_ROW = 4
KEEP_AS, REPLACE, LEAVE, OPEN = "n", "r", "l", "e"


class KeptCases:
    """The ledger's cases of whoever stands before the desk."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def keep(self, visit: Visit, case: Open | None, number: int | None) -> None:
        """Keep the case in hand under a number; ask for one where none was said.

        What is kept under the number already is replaced only when told so.
        """
        if case is None or case.interview is None:
            await self._say(visit, wording.CASE_NOTHING_TO_KEEP)
        elif not case.is_confirmed:
            await self._say(visit, wording.CASE_CONFIRM_FIRST)
        elif number is None:
            await self._say_how(visit, case)
        elif await self._put(visit, case.interview, number, replace=False):
            case.wanted = None
        else:
            case.wanted = number
            await self._ask_what_to_do(visit, case, case.interview, number)

    async def settle(self, visit: Visit, case: Open, *, replace: bool) -> None:
        """Replace what is kept under the number that was wanted, or leave it."""
        number, case.wanted = case.wanted, None
        if number is None or case.interview is None:
            await self._say(visit, wording.GONE)
        elif replace:
            await self._put(visit, case.interview, number, replace=True)
        else:
            free = first_free(await self._listed(visit))
            await self._say(visit, wording.CASE_LEFT.format(number=number, free=free))

    async def _put(self, visit: Visit, interview: Interview, number: int, *, replace: bool) -> bool:
        """Keep a case and say so; False where the number is taken."""
        records, now = self._desk.records, self._desk.now
        facts = write_case(interview.case, self._redacted)
        put = records.ledger.saved_cases.put
        if not await records.do(put, person(visit.user), number, facts, now, replace=replace):
            return False
        await self._say(visit, kept_words(number, now, self._days))
        return True

    async def _say_how(self, visit: Visit, case: Open) -> None:
        """Say how a case is kept, with a button that does it under the first free number."""
        free = first_free(await self._listed(visit))
        label = wording.CASE_KEEP_AS.format(number=free)
        keyboard = InlineKeyboardMarkup([[button(label, Act.CASE, KEEP_AS, case.number, free)]])
        text = wording.CASE_KEEP_HOW.format(number=free, days=self._days)
        await self._desk.sender.send(visit.chat, text, keyboard)

    async def show(self, visit: Visit) -> None:
        """Show what is kept, each opened by a tap."""
        cases = await self._listed(visit)
        if not cases:
            await self._say(visit, wording.CASE_LIST_EMPTY)
            return
        index, now = self._desk.index, self._desk.now
        lines = [wording.CASE_LIST]
        for case in cases:
            line = escape(list_line(case, index, now))
            if utf16_length("\n".join([*lines, line])) > LONGEST_MESSAGE:
                break
            lines.append(line)
        await self._desk.sender.send(visit.chat, "\n".join(lines), list_keyboard(cases))

    async def find(self, visit: Visit, number: int) -> SavedCase | None:
        """Return what is kept under a number; where nothing is, say so."""
        records = self._desk.records
        find = records.ledger.saved_cases.find
        saved = await records.do(find, person(visit.user), number)
        if saved is None:
            await self._say(visit, wording.CASE_NO_NUMBER.format(number=number))
        return saved

    async def drop(self, visit: Visit, number: int) -> None:
        """Forget what is kept under a number."""
        records = self._desk.records
        gone = await records.do(records.ledger.saved_cases.drop, person(visit.user), number)
        said = wording.CASE_GONE if gone else wording.CASE_NO_NUMBER
        await self._say(visit, said.format(number=number))

    async def _ask_what_to_do(
        self, visit: Visit, case: Open, interview: Interview, number: int
    ) -> None:
        """Ask whether what is kept under a number is to be replaced."""
        saved = await self.find(visit, number)
        if saved is None:
            return
        row = [
            button(wording.CASE_REPLACE, Act.CASE, REPLACE, case.number, number),
            button(wording.CASE_LEAVE, Act.CASE, LEAVE, case.number, number),
        ]
        text = escape(taken_words(saved, interview, self._desk.now))
        await self._desk.sender.send(visit.chat, text, InlineKeyboardMarkup([row]))

    async def _listed(self, visit: Visit) -> tuple[SavedCase, ...]:
        records = self._desk.records
        return await records.do(records.ledger.saved_cases.listed, person(visit.user))

    async def _say(self, visit: Visit, text: str) -> None:
        await self._desk.sender.send(visit.chat, text)

    @property
    def _days(self) -> int:
        return self._desk.settings.ledger.retention_days

    def _redacted(self, text: str) -> str:
        return self._desk.redact(text, self._desk.index).text


def list_keyboard(cases: tuple[SavedCase, ...]) -> InlineKeyboardMarkup:
    """Return a button for each case that is kept."""
    buttons: list[InlineKeyboardButton] = [
        button(wording.CASE_LIST_LABEL.format(number=case.number), Act.CASE, OPEN, case.number)
        for case in cases[:MOST_LISTED]
    ]
    return InlineKeyboardMarkup(list(in_rows(buttons, A_ROW)))
