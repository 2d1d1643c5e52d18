"""The buttons under a message, and what each sends back: at most 64 bytes, trusted by nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot import wording
from bot.card import Card, Choice
from indexer.entry import Entry

A_ROW = 4
A_PAGE = 8
LONGEST_LABEL = 40  # characters; a phone shows about as many
SEPARATOR = ":"

Row = tuple[InlineKeyboardButton, ...]


class Act(StrEnum):
    """What a press asks for, in the one letter that it sends back."""

    SECTION = "s"
    ENTRY = "e"
    WHOLE = "a"
    NONE_OF_THESE = "n"
    HELPFUL = "h"
    NOT_SOLVED = "u"
    TOPICS = "t"
    TOPIC = "l"
    ASK_AGAIN = "q"
    DISTRICT = "r"
    DELETE_ME = "d"
    INVITE = "i"
    MEMBERS = "m"
    NOTICE = "k"
    SHEET = "f"
    MISSING = "b"
    TICK = "c"
    COLLECT = "j"
    BASKET = "v"
    CARD = "x"
    GAP = "g"
    NOTICES = "o"
    CASE = "y"


FEEDBACK = (Act.HELPFUL, Act.NOT_SOLVED)


@dataclass(frozen=True)
class Press:
    """What a button sent back: an act, and what it is about."""

    act: Act
    about: tuple[str, ...]

    @property
    def first(self) -> str:
        """What it is about, first; empty when nothing is said."""
        return self.about[0] if self.about else ""

    def number(self, place: int) -> int | None:
        """Return a number of what it is about; None when there is none."""
        text = self.about[place] if place < len(self.about) else ""
        return (
            int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
        )  # a database's longest


def read_press(data: str) -> Press | None:
    """Read what a button sent back; None when it is none of ours."""
    letter, *about = data.split(SEPARATOR)
    return Press(Act(letter), tuple(about)) if letter in list(Act) else None


def button(label: str, act: Act, *about: object) -> InlineKeyboardButton:
    """Return a button."""
    text = label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1] + "…"
    return InlineKeyboardButton(text, callback_data=SEPARATOR.join([act, *map(str, about)]))


def card_keyboard(
    card: Card, question: int | None = None, collected: int = 0
) -> InlineKeyboardMarkup | None:
    """Return the buttons of a card: an entry a row, sections side by side, then what was thought.

    `collected` is how many entries wait for a 告知单 together.
    """
    if not card.choices:
        return None
    entries = any(choice.section is None for choice in card.choices)
    buttons = [choice_button(choice, question) for choice in card.choices]
    rows = list(in_rows(buttons, 1 if entries else A_ROW))
    if not entries:
        whole = button(wording.WHOLE_TEXT, Act.WHOLE, card.choices[0].entry or "")
        notice = notice_row(card.notice, question, collected)
        rows.append((whole, *notice, *feedback_row(question)))
    return InlineKeyboardMarkup(rows)


def choice_button(choice: Choice, question: int | None) -> InlineKeyboardButton:
    """Return the button of an entry, a section, or none of these."""
    asked = () if question is None else (question,)
    if choice.entry is None:
        return button(choice.label, Act.NONE_OF_THESE, *asked)
    if choice.section is None:
        return button(choice.label, Act.ENTRY, choice.entry, *asked)
    return button(choice.label, Act.SECTION, choice.entry, choice.section)


def notice_row(entry: str, question: int | None, collected: int) -> Row:
    """Return the button for the 告知单 of an entry; none for what has no sheet."""
    if not entry:
        return ()
    label = wording.NOTICES_HELD.format(count=collected) if collected else wording.NOTICE_BUTTON
    return (button(label, Act.NOTICE, entry, "" if question is None else question),)


def feedback_row(question: int | None) -> Row:
    """Return the buttons for what was thought of a reply; none when it was not recorded."""
    if question is None:
        return ()
    return (
        button(wording.HELPFUL, Act.HELPFUL, question),
        button(wording.NOT_SOLVED, Act.NOT_SOLVED, question),
    )


def question_of(message: Message) -> int | None:
    """Return the question that a message answers, as its buttons tell."""
    return next((press.number(0) for press, _ in presses(message) if press.act in FEEDBACK), None)


def without_feedback(message: Message) -> InlineKeyboardMarkup:
    """Return a message's buttons without those for what was thought of it."""
    keep = {id(one) for press, one in presses(message) if press.act not in FEEDBACK}
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    left = [[one for one in row if id(one) in keep] for row in rows]
    return InlineKeyboardMarkup([row for row in left if row])


def presses(message: Message) -> Iterator[tuple[Press, InlineKeyboardButton]]:
    """Yield the buttons of a message with what each sends back."""
    for row in message.reply_markup.inline_keyboard if message.reply_markup else ():
        for one in row:
            press = read_press(one.callback_data if isinstance(one.callback_data, str) else "")
            if press is not None:
                yield press, one


def topics_keyboard(topics: Sequence[tuple[str, str, int]]) -> InlineKeyboardMarkup:
    """Return a button for each topic: its folder, name and number of entries, two a row."""
    buttons = [
        button(wording.TOPIC_LABEL.format(name=name, count=count), Act.TOPIC, folder, 0)
        for folder, name, count in topics
    ]
    return InlineKeyboardMarkup(list(in_rows(buttons, 2)))


def entries_keyboard(topic: str, entries: Sequence[Entry], page: int) -> InlineKeyboardMarkup:
    """Return a page of a topic's entries, and the ways to its neighbours and back."""
    shown = entries[page * A_PAGE : (page + 1) * A_PAGE]
    rows: list[Row] = [(button(entry.title, Act.ENTRY, entry.id),) for entry in shown]
    turn = [button(wording.BACK_TO_TOPICS, Act.TOPICS)]
    if page > 0:
        turn.insert(0, button(wording.PREVIOUS_PAGE, Act.TOPIC, topic, page - 1))
    if (page + 1) * A_PAGE < len(entries):
        turn.append(button(wording.NEXT_PAGE, Act.TOPIC, topic, page + 1))
    return InlineKeyboardMarkup([*rows, tuple(turn)])


def in_rows(buttons: Iterable[InlineKeyboardButton], a_row: int) -> Iterator[Row]:
    """Yield buttons in rows."""
    rest = iter(buttons)
    while row := tuple(islice(rest, a_row)):
        yield row
