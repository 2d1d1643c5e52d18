"""A case as messages and buttons: what was understood, a question, the result."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import wording
from bot.case.interview import Interview
from bot.case.questions import MOST_QUESTIONS, CaseQuestion
from bot.case.report import understood_lines
from bot.case.result import Result
from bot.notice.sheet import short_title
from bot.telegram.buttons import Act, button, in_rows
from bot.telegram.case_memory import Open
from bot.telegram.page import escape

FACTS_A_ROW = 2
CHOICES_A_ROW = 3
MOST_ENTRIES = 12
# what a press asks for, after Act.CASE
GO, STOP, UNCLEAR, DROP, PICK, PAPERS, PDF, BEGIN, KEEP = (
    "g",
    "s",
    "u",
    "d",
    "o",
    "p",
    "f",
    "b",
    "k",
)


def understood(case: Open, interview: Interview) -> tuple[str, InlineKeyboardMarkup]:
    """Return what was understood, each fact with a button that takes it back."""
    lines = [
        *case.remarks,
        wording.CASE_UNDERSTOOD,
        *understood_lines(interview),
        wording.CASE_WRONG_ONE,
    ]
    buttons = [
        button(fact_label(who, words), Act.CASE, DROP, case.number, place)
        for place, (who, _, words) in enumerate(case.facts)
    ]
    asked = len(interview.asked)  # a button left above a question goes on no more
    go = button(wording.CASE_ALL_RIGHT, Act.CASE, GO, case.number, asked)
    rows = [*in_rows(buttons, FACTS_A_ROW), (go,)]
    return escape("\n".join(lines)), InlineKeyboardMarkup(rows)


def fact_label(who: str, words: str) -> str:
    """Return the label of a fact's button."""
    return f"✕ {who or wording.CASE_OF_HOUSEHOLD} {words}"


def question(
    interview: Interview, asked: CaseQuestion, number: int
) -> tuple[str, InlineKeyboardMarkup]:
    """Return a question with its choices, 不清楚 and the way to the result."""
    count = len(interview.asked)  # a button left under an earlier question answers no later one
    choices = interview.facts.facts[asked.fact].choices
    buttons = [
        button(choice, Act.CASE, PICK, number, count, place) for place, choice in enumerate(choices)
    ]
    ends = (
        button(wording.CASE_UNCLEAR, Act.CASE, UNCLEAR, number, count),
        button(wording.CASE_STOP, Act.CASE, STOP, number, count),
    )
    text = wording.CASE_ASKS.format(number=count, most=MOST_QUESTIONS, question=asked.text)
    return escape(text), InlineKeyboardMarkup([*in_rows(buttons, CHOICES_A_ROW), ends])


def result_keyboard(
    result: Result, case: Open, *, has_papers: bool, can_be_kept: bool
) -> InlineKeyboardMarkup | None:
    """Return the buttons of a result: its entries, the papers, the PDF, the way to keep it."""
    rows: list[list[InlineKeyboardButton]] = [
        [button(short_title(one.entry), Act.ENTRY, one.entry.id)]
        for one in result.shown[:MOST_ENTRIES]
    ]
    last = []
    if has_papers:
        last.append(button(wording.CASE_PAPERS_BUTTON, Act.CASE, PAPERS, case.number))
        last.append(button(wording.CASE_PDF_BUTTON, Act.CASE, PDF, case.number))
    if can_be_kept:
        last.append(button(wording.CASE_KEEP_BUTTON, Act.CASE, KEEP, case.number))
    if last:
        rows.append(last)
    return InlineKeyboardMarkup(rows) if rows else None
