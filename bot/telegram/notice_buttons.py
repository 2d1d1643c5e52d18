"""The buttons of 告知单: which form, what is missing, what is collected."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import StrEnum

from telegram import InlineKeyboardMarkup, Message

from bot import wording
from bot.notice.merge import list_papers
from bot.notice.sheet import MOST_MATTERS, short_title
from bot.telegram.buttons import LONGEST_LABEL, Act, Row, button, in_rows, presses
from indexer.entry import Entry, Procedure

PAPERS_A_PAGE = 8
TICKED, OPEN = "☑ ", "☐ "
NO_CARD = "-"  # in place of a question: the message is no card that one could go back to
CLEAR, DROP = "c", "d"


class Form(StrEnum):
    """In which form a sheet is wanted."""

    PDF = "p"
    PICTURE = "i"
    TEXT = "t"
    LARGE = "l"


def choices_keyboard(entry: Entry, home: str, held: Sequence[str]) -> InlineKeyboardMarkup:
    """Return the forms of an entry's sheet, and what else can be done with it.

    `home` is the question of the card that stands above, "" for a card without, NO_CARD for none;
    `held` are the entries collected so far.
    """
    forms = [button(wording.NOTICE_FORMS[form], Act.SHEET, form, entry.id) for form in Form]
    more = [button(wording.NOTICE_MISSING, Act.MISSING, entry.id, 0, home)]
    if entry.id not in held and len(held) < MOST_MATTERS:
        label = wording.NOTICE_COLLECT_MORE if held else wording.NOTICE_COLLECT
        more.append(button(label.format(count=len(held)), Act.COLLECT, entry.id, home))
    if held:
        more.append(button(wording.NOTICE_BASKET.format(count=len(held)), Act.BASKET))
    rows: list[Row] = [tuple(forms), tuple(more)]
    if home != NO_CARD:
        rows.append((button(wording.NOTICE_BACK_TO_CARD, Act.CARD, entry.id, home),))
    return InlineKeyboardMarkup(rows)


def ticks_keyboard(
    entry: Procedure, page: int, ticked: Collection[int], home: str
) -> InlineKeyboardMarkup:
    """Return a page of an entry's papers to tick off as missing, and the way to their sheet."""
    labels = list(paper_labels(entry).items())
    rows: list[Row] = [
        (button((TICKED if number in ticked else OPEN) + label, Act.TICK, entry.id, number),)
        for number, label in labels[page * PAPERS_A_PAGE : (page + 1) * PAPERS_A_PAGE]
    ]
    turn = []
    if page > 0:
        turn.append(button(wording.PREVIOUS_PAGE, Act.MISSING, entry.id, page - 1, home))
    if (page + 1) * PAPERS_A_PAGE < len(labels):
        turn.append(button(wording.NEXT_PAGE, Act.MISSING, entry.id, page + 1, home))
    if turn:
        rows.append(tuple(turn))
    out = wording.NOTICE_MISSING_OUT.format(count=len(ticked))
    rows.append(
        (
            button(out, Act.SHEET, Form.PDF, entry.id, "m"),
            button(wording.NOTICE_MISSING_TEXT, Act.SHEET, Form.TEXT, entry.id, "m"),
            button(wording.NOTICE_BACK, Act.NOTICE, entry.id, home),
        )
    )
    return InlineKeyboardMarkup(rows)


def basket_keyboard(entries: Sequence[Entry]) -> InlineKeyboardMarkup:
    """Return the forms of a sheet of all that was collected, and what takes something out."""
    forms = [button(wording.NOTICE_FORMS[form], Act.SHEET, form) for form in Form]
    drop = [
        button(wording.NOTICE_DROP.format(number=number), Act.BASKET, DROP, entry.id)
        for number, entry in enumerate(entries, 1)
    ]
    clear = button(wording.NOTICE_CLEAR, Act.BASKET, CLEAR)
    return InlineKeyboardMarkup([*in_rows(forms, 4), *in_rows([*drop, clear], 3)])


def which_keyboard(entries: Sequence[Entry]) -> InlineKeyboardMarkup:
    """Return the entries that a name may mean, to collect the right ones."""
    return InlineKeyboardMarkup(
        [(button(short_title(entry), Act.COLLECT, entry.id, NO_CARD),) for entry in entries]
    )


def paper_labels(entry: Procedure) -> Mapping[int, str]:
    """Return what stands on the buttons of an entry's papers, without their boxes."""
    room = LONGEST_LABEL - len(OPEN)
    return {
        paper.number: label if len(label) <= room else label[: room - 1] + "…"
        for paper in list_papers(entry.materials)
        if paper.number
        for label in (f"{paper.number} {paper.text}",)
    }


def home_of(message: Message) -> str:
    """Return which card a message of ours goes back to, as its buttons tell."""
    return next(
        (
            press.about[-1] if len(press.about) > 1 else ""
            for press, _ in presses(message)
            if press.act in (Act.NOTICE, Act.CARD)
        ),
        NO_CARD,
    )


def boxes(message: Message) -> Iterator[tuple[int, str, bool]]:
    """Yield the papers that a message shows: number, label without box, whether it is ticked."""
    for press, one in presses(message):
        number = press.number(1)
        if press.act is Act.TICK and number is not None:
            yield number, one.text[len(OPEN) :], one.text.startswith(TICKED)
