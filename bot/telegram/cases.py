"""一户一案 in Telegram: facts that a tap takes back, questions with buttons, the result, papers, PDF."""

from __future__ import annotations

import re

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot import wording
from bot.card import Block, Card
from bot.case.chat import reopened
from bot.case.dialogue import TAKE_BACK, correct, how_to_answer, put_off, take_back
from bot.case.interview import Interview, Interviewer, cannot_go_on, vocabulary
from bot.case.papers import make_errand
from bot.case.report import order_lines, papers_lines, result_blocks, trouble_lines
from bot.case.saved import Deed, Wish, read_wish
from bot.red_flags import Alarm
from bot.settings import ServicePointSettings
from bot.telegram import case_page
from bot.telegram.buttons import Act, Press, button
from bot.telegram.case_memory import CaseMemory, Open
from bot.telegram.case_page import BEGIN, DROP, GO, KEEP, PAPERS, PDF, PICK, STOP, UNCLEAR
from bot.telegram.desk import Desk, Visit
from bot.telegram.kept_cases import KEEP_AS, LEAVE, OPEN, REPLACE, KeptCases
from bot.telegram.page import escape, messages
from indexer.stale_index import StaleIndex

LONGEST_ANSWER = 12  # characters; what is longer and no answer is a question of its own
AGREES = re.compile(r"(?:都|全)?(?:对|没错|是)的?(?:[,，]?往下)?|往下|没问题")


class Cases:
    """Deals with households' cases; all of it is in memory only, but for what is kept on a wish."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._interviewer = Interviewer()
        self._kept = KeptCases(desk)
        self._memory = CaseMemory()

    async def begin(self, visit: Visit, words: str) -> None:
        """Do what stands after the command: 列表, a number, or a story; without it, ask for one."""
        wish = read_wish(words, is_commanded=True)
        if wish is not None:
            await self._do(visit, wish)
            return
        try:
            await self._begin(visit, words)
        except StaleIndex:
            await self._desk.sender.send(visit.chat, wording.CASE_STALE_HERE)

    async def _begin(self, visit: Visit, story: str) -> None:
        vocabulary(self._desk.index)
        if not story:
            self._begun(visit)
            text = f"{wording.CASE_HINT}\n{wording.CASE_NOT_KEPT}"
            await self._desk.sender.send(visit.chat, text)
            return
        interview, alarm, blanked = await self._desk.think(lambda: self._read(story))
        if cannot_go_on(interview.story):
            self._begun(visit)  # the next message is the story again
            lines = "\n".join(trouble_lines(interview.story))
            await self._desk.sender.send(visit.chat, escape(lines))
            return
        remarks = tuple(filter(None, (blanked, *trouble_lines(interview.story))))
        await self._show_understood(visit, interview, alarm, remarks)

    async def take(self, visit: Visit, text: str) -> bool:
        """Take a story, an answer or a wish; whether it was one, else it is a question as any other."""
        case, wish = self._case(visit), read_wish(text, is_commanded=False)
        if wish is not None and (wish.number is not None or (case and case.interview)):
            await self._do(visit, wish)
            return True
        if case is None:
            return False
        if case.interview is None:
            await self.begin(visit, text)
            return True
        if case.wanted is not None and text in (wording.CASE_REPLACE, wording.CASE_LEAVE):
            await self._kept.settle(visit, case, replace=text == wording.CASE_REPLACE)
            return True
        return await self._take_words(visit, case, case.interview, text)

    async def _take_words(self, visit: Visit, case: Open, interview: Interview, text: str) -> bool:
        """Take a fact back by its word, a yes to what was understood, or an answer."""
        if case.is_under_way and await self._change_facts(visit, case, interview, text):
            return True
        if not case.is_confirmed and AGREES.fullmatch(text.strip()):
            await self._go_on(visit, case, interview)
            return True
        if not case.is_asking:
            return False
        if not interview.answer(text):
            if len(text) > LONGEST_ANSWER:
                return False
            how = how_to_answer(interview)
            await self._desk.sender.send(visit.chat, wording.CASE_NO_ANSWER.format(how=how))
            return True
        await self._go_on(visit, case, interview)
        return True

    async def press(self, visit: Visit, query: CallbackQuery, press: Press) -> None:
        """Deal with a press on a button of a case."""
        await self._desk.sender.answer(query)
        case, number = self._case(visit), press.number(1)
        offered = self._memory.offered(visit.key, number)
        if press.first == OPEN and number is not None:
            await self._do(visit, Wish(Deed.OPEN, number))
        elif press.first == BEGIN and offered is not None:
            await self.begin(visit, offered)
        elif case is None or case.interview is None or number != case.number:
            await self._desk.sender.send(visit.chat, wording.GONE)
        else:
            await self._act(visit, query, case, press)

    def forget(self, visit: Visit) -> None:
        """Let go of all that is held in memory of somebody's cases."""
        self._memory.forget(visit.key)

    async def _do(self, visit: Visit, wish: Wish) -> None:
        """Do what was wished with the cases that are kept."""
        number = wish.number
        try:
            if wish.deed is Deed.LIST:
                await self._kept.show(visit)
            elif wish.deed is Deed.KEEP:
                await self._kept.keep(visit, self._case(visit), number)
            elif number is not None and wish.deed is Deed.DROP:
                await self._kept.drop(visit, number)
            elif number is not None:
                await self._reopen(visit, number)
        except StaleIndex:
            await self._desk.sender.send(visit.chat, wording.CASE_STALE_HERE)

    async def _reopen(self, visit: Visit, number: int) -> None:
        """Open a case that is kept, to be gone through as one that was just told."""
        saved = await self._kept.find(visit, number)
        if saved is None:
            return
        index, now = self._desk.index, self._desk.now
        interview, alarm, remarks = await self._desk.think(
            lambda: reopened(saved, self._interviewer, index, now)
        )
        await self._show_understood(visit, interview, alarm, remarks)

    async def _show_understood(
        self, visit: Visit, interview: Interview, alarm: Alarm, remarks: tuple[str, ...]
    ) -> None:
        """Show what was understood of a case that is begun."""
        case = self._begun(visit)
        case.interview, case.alarm, case.remarks = interview, alarm, remarks
        text, keyboard = self._understood(case, interview)
        await self._desk.sender.send(visit.chat, text, keyboard)

    async def _change_facts(
        self, visit: Visit, case: Open, interview: Interview, text: str
    ) -> bool:
        """Take back or correct a fact by its word, and show what is known now; whether it was one."""
        back = TAKE_BACK.match(text.strip())
        if back and not take_back(interview, back["fact"]):
            said = escape(wording.CASE_NO_SUCH_FACT.format(word=back["fact"]))
            await self._desk.sender.send(visit.chat, said)
            return True
        if not back and not correct(interview, text):
            return False
        if case.is_asking:
            put_off(interview)
        case.is_confirmed = case.is_asking = False
        case.remarks = ()  # they were said
        shown, keyboard = self._understood(case, interview)
        await self._desk.sender.send(visit.chat, shown, keyboard)
        return True

    async def _act(self, visit: Visit, query: CallbackQuery, case: Open, press: Press) -> None:
        """Do what a button of the case in hand asks for."""
        interview, act, number = case.interview, press.first, press.number(2)
        if interview is None:
            return
        if act == PAPERS:
            await self._send_papers(visit, interview)
        elif act == PDF:
            await self._send_pdf(visit, interview)
        elif act == KEEP or (act == KEEP_AS and number is not None):
            await self._kept.keep(visit, case, number if act == KEEP_AS else None)
        elif act == DROP:
            await self._drop(query, case, interview, number)
        else:
            await self._take_press(visit, query, case, press)

    async def _drop(
        self, query: CallbackQuery, case: Open, interview: Interview, place: int | None
    ) -> None:
        """Take back the fact of a button."""
        if place is None or place >= len(case.facts) or not isinstance(query.message, Message):
            return
        interview.drop(*case.facts[place][:2])
        text, keyboard = self._understood(case, interview)
        await self._desk.sender.edit(query.message, text, keyboard)

    async def _take_press(
        self, visit: Visit, query: CallbackQuery, case: Open, press: Press
    ) -> None:
        """Take an answer by a button; what was asked stays without its buttons."""
        interview, act = case.interview, press.first
        if isinstance(query.message, Message):
            await self._desk.sender.set_keyboard(query.message, None)
        if act in (REPLACE, LEAVE) and press.number(2) == case.wanted is not None:
            await self._kept.settle(visit, case, replace=act == REPLACE)
        elif (
            interview is not None
            and press.number(2) == len(interview.asked)
            and take_choice(interview, press)
        ):
            await self._go_on(visit, case, interview)
        else:
            await self._desk.sender.send(visit.chat, wording.GONE)

    async def _go_on(self, visit: Visit, case: Open, interview: Interview) -> None:
        """Ask the next question, or show the result."""
        case.is_confirmed = True
        asked = interview.ask()
        case.is_asking = asked is not None
        if asked is None:
            await self._show(visit, case, interview)
            return
        text, keyboard = case_page.question(interview, asked, case.number)
        await self._desk.sender.send(visit.chat, text, keyboard)

    async def _show(self, visit: Visit, case: Open, interview: Interview) -> None:
        """Send the result, its entries as buttons, papers, PDF and keeping last."""
        result = interview.result()
        card = Card(wording.CASE_RESULT, tuple(result_blocks(result, interview, case.alarm)))
        errand = make_errand(result, self._service_point, interview.today)
        keyboard = case_page.result_keyboard(
            result, case, has_papers=errand is not None, can_be_kept=bool(interview.understood)
        )
        *first, last = messages(card)
        for page in first:
            await self._desk.sender.send(visit.chat, page)
        await self._desk.sender.send(visit.chat, last, keyboard)

    async def _send_papers(self, visit: Visit, interview: Interview) -> None:
        errand = make_errand(interview.result(), self._service_point, interview.today)
        lines = [*papers_lines(errand)]
        card = Card(lines[0], (Block("", tuple(lines[1:])), Block("", tuple(order_lines(errand)))))
        for page in messages(card):
            await self._desk.sender.send(visit.chat, page)

    async def _send_pdf(self, visit: Visit, interview: Interview) -> None:
        errand = make_errand(interview.result(), self._service_point, interview.today)
        if errand is None:
            await self._desk.sender.send(visit.chat, wording.CASE_NO_PAPERS)
            return
        pdf = await self._desk.think(errand.pdf)
        caption = wording.CASE_FILE_CAPTION.format(titles=errand.titles, day=interview.today)
        await self._desk.sender.send_file(visit.chat, pdf, wording.CASE_FILE, caption)

    def offer(self, visit: Visit, story: str) -> InlineKeyboardButton | None:
        """Return a button that takes a question up as a case, when it plainly is one.

        None while a case is under way: the offer comes in nobody's way.
        """
        case = self._case(visit)
        if visit.in_group or (case is not None and case.is_under_way):
            return None
        index, today = self._desk.index, self._desk.now.date()
        if not self._interviewer.is_plainly_a_case(story, index, today):
            return None
        number = self._memory.offer(visit.key, story)
        return button(wording.CASE_OFFER, Act.CASE, BEGIN, number)

    def _understood(self, case: Open, interview: Interview) -> tuple[str, InlineKeyboardMarkup]:
        case.facts = interview.understood
        return case_page.understood(case, interview)

    def _read(self, story: str) -> tuple[Interview, Alarm, str]:
        """Begin a case with a story, and say what was blanked in it."""
        index = self._desk.index
        redacted = self._desk.redact(story, index)
        interview, alarm = self._interviewer.begin(redacted.text, index, self._desk.now.date())
        return interview, alarm, wording.blanked(redacted.kinds)

    def _case(self, visit: Visit) -> Open | None:
        return self._memory.case(visit.key, self._desk.now)

    def _begun(self, visit: Visit) -> Open:
        return self._memory.begin(visit.key, self._desk.now)

    @property
    def _service_point(self) -> ServicePointSettings:
        return self._desk.settings.service_point


def take_choice(interview: Interview, press: Press) -> bool:
    """Take a press on a button of the question in hand; whether it has such a button."""
    if press.first == STOP:
        interview.is_over = True
    elif press.first == PICK and interview.asked:
        asked, place = interview.asked[-1], press.number(3)
        choices = interview.facts.facts[asked.fact].choices
        if place is None or place >= len(choices):
            return False
        interview.answers[asked.key] = frozenset({choices[place]})
    return press.first in (GO, STOP, UNCLEAR, PICK)
