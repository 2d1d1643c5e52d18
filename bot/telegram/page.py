"""A card as Telegram messages: HTML within its lengths, and buttons within theirs."""

from __future__ import annotations

import html
from collections.abc import Iterator

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.card import Card, Choice, text_blocks

LONGEST_MESSAGE = 4096  # UTF-16 units, markup not counted
BUTTONS_A_ROW = 4
NONE_CHOSEN = "n"


def messages(card: Card) -> list[str]:
    """Return a card as HTML texts, each short enough for one message; cuts fall between blocks or lines."""
    pages: list[str] = []
    page: list[str] = []
    room = LONGEST_MESSAGE
    for plain, marked in pieces(card):
        size = utf16_length(plain) + 1
        if size > room and page:
            pages.append("\n".join(page))
            page, room = [], LONGEST_MESSAGE
        page.append(marked)
        room -= size
    return [*pages, "\n".join(page)]


def pieces(card: Card) -> Iterator[tuple[str, str]]:
    """Yield the lines of a card as they count and as HTML."""
    for heading, lines in text_blocks(card):
        if heading:
            yield heading, f"<b>{escape(heading)}</b>"
        for line in lines:
            yield from ((part, escape(part)) for part in cut(line))
        yield "", ""


def cut(line: str) -> Iterator[str]:
    """Yield a line in parts that fit into a message."""
    part, size = "", 0
    for char in line:
        wide = utf16_length(char)
        if size + wide > LONGEST_MESSAGE - 1:
            yield part
            part, size = "", 0
        part += char
        size += wide
    yield part


def utf16_length(text: str) -> int:
    """Return the length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def escape(text: str) -> str:
    """Return a text that HTML shows as it is."""
    return html.escape(text, quote=False)


def keyboard(card: Card) -> InlineKeyboardMarkup | None:
    """Return the buttons of a card: an entry a row, sections side by side."""
    if not card.choices:
        return None
    wide = any(choice.section is None for choice in card.choices)
    a_row = 1 if wide else BUTTONS_A_ROW
    buttons = [
        InlineKeyboardButton(choice.label, callback_data=data_of(choice)) for choice in card.choices
    ]
    return InlineKeyboardMarkup([buttons[at : at + a_row] for at in range(0, len(buttons), a_row)])


def data_of(choice: Choice) -> str:
    """Return what a button sends back: at most 64 bytes, since ids have at most 48."""
    if choice.entry is None:
        return NONE_CHOSEN
    return f"e:{choice.entry}" if choice.section is None else f"s:{choice.entry}:{choice.section}"
