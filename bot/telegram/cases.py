"""一户一案 in Telegram: facts that a tap takes back, questions with buttons, the result, papers, PDF."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot import wording
from bot.card import Block, Card
from bot.case.dialogue import how_to_answer
from bot.case.interview import Interview, Interviewer, cannot_go_on
from bot.case.papers import make_errand
from bot.case.questions import MOST_QUESTIONS, CaseQuestion
from bot.case.report import order_lines, papers_lines, result_blocks, trouble_lines
from bot.notice.sheet import short_title
from bot.red_flags import Alarm
from bot.settings import ServicePointSettings
from bot.telegram.buttons import Act, Press, button, in_rows
from bot.telegram.desk import Desk, Visit
from bot.telegram.page import escape, messages

MOST_CASES = 1_000  # in memory; the coldest make room
LASTS = timedelta(hours=2)
FACTS_A_ROW = 2
MOST_ENTRIES = 12
FEWEST_FACTS = 3  # of persons, before a question is offered as a case
SHORTEST_STORY = 20  # characters
GO, STOP, UNCLEAR, DROP, PICK, PAPERS, PDF, BEGIN = "g", "s", "u", "d", "o", "p", "f", "b"


@dataclass
class Open:
    """A case that somebody is at; `interview` is None while the story is awaited."""

    at: datetime
    number: int
    interview: Interview | None = None
    alarm: Alarm | None = None
    story: str = ""  # offered as a case, and not begun yet
    is_asking: bool = False
    facts: tuple[tuple[str, str, str], ...] = field(default=())  # as the buttons number them


class Cases:
    """Deals with households' cases; all of it is in memory only."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._interviewer = Interviewer()
        self._open: OrderedDict[str, Open] = OrderedDict()
        self._count = 0

    async def begin(self, visit: Visit, story: str) -> None:
        """Begin with a story; without one, ask for it."""
        if not story:
            self._keep(visit)
            await self._desk.sender.send(
                visit.chat, f"{wording.CASE_HINT}\n{wording.CASE_NOT_KEPT}"
            )
            return
        interview, alarm = await self._desk.think(lambda: self._read(story))
        if cannot_go_on(interview.story):
            self._keep(visit)  # the next message is the story again
            lines = "\n".join(trouble_lines(interview.story))
            await self._desk.sender.send(visit.chat, escape(lines))
            return
        case = self._keep(visit)
        case.interview, case.alarm = interview, alarm
        text, keyboard = self._understood(case)
        await self._desk.sender.send(visit.chat, text, keyboard)

    def awaits(self, visit: Visit) -> bool:
        """Whether what somebody writes next belongs to a case."""
        case = self._case(visit)
        return case is not None and not case.story and (case.interview is None or case.is_asking)

    async def take(self, visit: Visit, text: str) -> bool:
        """Take a story or an answer; whether it was one, else it is a question like any other."""
        case = self._case(visit)
        if case is None:
            return False
        if case.interview is None:
            await self.begin(visit, text)
            return True
        if not case.interview.answer(text):
            if len(text) > 12:
                return False
            how = how_to_answer(case.interview)
            await self._desk.sender.send(visit.chat, wording.CASE_NO_ANSWER.format(how=how))
            return True
        await self._go_on(visit, case)
        return True

    async def press(self, visit: Visit, query: CallbackQuery, press: Press) -> None:
        """Deal with a press on a button of a case."""
        case, act = self._case(visit), press.first
        await self._desk.sender.answer(query)
        number = press.number(1)
        if case is None or number != case.number:
            await self._desk.sender.send(visit.chat, wording.GONE)
        elif act == BEGIN:
            await self.begin(visit, case.story)
        elif case.interview is not None:
            await self._act(visit, query, case, press)

    async def _act(self, visit: Visit, query: CallbackQuery, case: Open, press: Press) -> None:
        interview = case.interview
        if interview is None:
            return
        act, place = press.first, press.number(2)
        if act == DROP and place is not None and place < len(case.facts):
            interview.drop(*case.facts[place][:2])
            text, keyboard = self._understood(case)
            if isinstance(query.message, Message):
                await self._desk.sender.edit(query.message, text, keyboard)
        elif act == PAPERS:
            await self._send_papers(visit, interview)
        elif act == PDF:
            await self._send_pdf(visit, interview)
        else:
            await self._take_press(visit, query, case, press)

    async def _take_press(
        self, visit: Visit, query: CallbackQuery, case: Open, press: Press
    ) -> None:
        """Take an answer by a button; the question stays without its buttons."""
        interview = case.interview
        if interview is None:
            return
        if isinstance(query.message, Message):
            await self._desk.sender.set_keyboard(query.message, None)
        if press.number(2) != len(interview.asked) or not take_choice(interview, press):
            await self._desk.sender.send(visit.chat, wording.GONE)
            return
        await self._go_on(visit, case)

    async def _go_on(self, visit: Visit, case: Open) -> None:
        """Ask the next question, or show the result."""
        interview = case.interview
        if interview is None:
            return
        question = interview.ask()
        case.is_asking = question is not None
        if question is None:
            await self._show(visit, case, interview)
            return
        keyboard = question_keyboard(interview, question, case.number)
        number = len(interview.asked)
        text = wording.CASE_ASKS.format(number=number, most=MOST_QUESTIONS, question=question.text)
        await self._desk.sender.send(visit.chat, escape(text), keyboard)

    async def _show(self, visit: Visit, case: Open, interview: Interview) -> None:
        """Send the result, its entries as buttons, papers and PDF last."""
        result = interview.result()
        card = Card(wording.CASE_RESULT, tuple(result_blocks(result, interview, case.alarm)))
        entries = [one.entry for one in result.shown[:MOST_ENTRIES]]
        rows = [[button(short_title(entry), Act.ENTRY, entry.id)] for entry in entries]
        if make_errand(result, self._service_point, interview.today) is not None:
            rows.append(
                [
                    button(wording.CASE_PAPERS_BUTTON, Act.CASE, PAPERS, case.number),
                    button(wording.CASE_PDF_BUTTON, Act.CASE, PDF, case.number),
                ]
            )
        *first, last = messages(card)
        for page in first:
            await self._desk.sender.send(visit.chat, page)
        await self._desk.sender.send(visit.chat, last, InlineKeyboardMarkup(rows) if rows else None)

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
        await self._desk.sender.send_file(visit.chat, pdf, wording.CASE_FILE, "")

    def _understood(self, case: Open) -> tuple[str, InlineKeyboardMarkup]:
        """Return what was understood, each fact with a button that takes it back."""
        interview = case.interview
        case.facts = interview.understood if interview else ()
        remarks = list(trouble_lines(interview.story)) if interview else []
        lines = [*remarks, wording.CASE_UNDERSTOOD, wording.CASE_WRONG_ONE]
        buttons = [
            button(fact_label(who, words), Act.CASE, DROP, case.number, place)
            for place, (who, _, words) in enumerate(case.facts)
        ]
        go = button(wording.CASE_ALL_RIGHT, Act.CASE, GO, case.number, 0)
        rows = [*in_rows(buttons, FACTS_A_ROW), (go,)]
        return escape("\n".join(lines)), InlineKeyboardMarkup(rows)

    def offer(self, visit: Visit, story: str) -> InlineKeyboardButton | None:
        """Return a button that takes a question up as a case, when it plainly is one."""
        if visit.in_group or len(story) < SHORTEST_STORY or self._case_in_hand(visit):
            return None
        read = self._interviewer.read(story, self._desk.index, self._desk.now.date())
        if sum(len(one.known) for one in read.case.people) < FEWEST_FACTS:
            return None
        case = self._keep(visit)
        case.story = story
        return button(wording.CASE_OFFER, Act.CASE, BEGIN, case.number)

    def _case_in_hand(self, visit: Visit) -> bool:
        case = self._case(visit)
        return case is not None and case.is_asking

    def _read(self, story: str) -> tuple[Interview, Alarm]:
        index = self._desk.index
        redacted = self._desk.redact(story, index)
        return self._interviewer.begin(redacted.text, index, self._desk.now.date())

    def _case(self, visit: Visit) -> Open | None:
        case = self._open.get(visit.key)
        return case if case is not None and self._desk.now - case.at <= LASTS else None

    def _keep(self, visit: Visit) -> Open:
        """Open a new case in place of the last one."""
        self._count += 1
        case = Open(self._desk.now, self._count)
        self._open[visit.key] = case
        self._open.move_to_end(visit.key)
        while len(self._open) > MOST_CASES:
            self._open.popitem(last=False)
        return case

    @property
    def _service_point(self) -> ServicePointSettings:
        return self._desk.settings.service_point


def fact_label(who: str, words: str) -> str:
    """Return the label of a fact's button."""
    return f"✕ {who or wording.CASE_OF_HOUSEHOLD} {words}"


def take_choice(interview: Interview, press: Press) -> bool:
    """Take a press on a button of the question in hand; whether it has such a button."""
    if press.first == STOP:
        interview.is_over = True
    elif press.first == PICK and interview.asked:
        question, place = interview.asked[-1], press.number(3)
        choices = interview.facts.facts[question.fact].choices
        if place is None or place >= len(choices):
            return False
        interview.answers[question.key] = frozenset({choices[place]})
    return press.first in (GO, STOP, UNCLEAR, PICK)


def question_keyboard(
    interview: Interview, question: CaseQuestion, number: int
) -> InlineKeyboardMarkup:
    """Return the choices of a question, 不清楚 and the way to the result."""
    choices = interview.facts.facts[question.fact].choices
    asked = len(interview.asked)  # a button left under an earlier question answers no later one
    buttons = [
        button(choice, Act.CASE, PICK, number, asked, place) for place, choice in enumerate(choices)
    ]
    ends = (
        button(wording.CASE_UNCLEAR, Act.CASE, UNCLEAR, number, asked),
        button(wording.CASE_STOP, Act.CASE, STOP, number, asked),
    )
    return InlineKeyboardMarkup([*in_rows(buttons, 3), ends])
