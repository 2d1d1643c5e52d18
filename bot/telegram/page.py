"""A card as Telegram messages: HTML within its lengths."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date

from bot.assistant import numbered_sections
from bot.card import Block, Card, footer, section_block, text_blocks
from indexer.entry import Entry

LONGEST_MESSAGE = 4096  # UTF-16 units, markup not counted
SENTENCE_END = re.compile(r"(?<=[。！？；!?;])")
JOINERS = "\u200d\ufe0f"  # what makes one emoji of several


def messages(card: Card) -> list[str]:
    """Return a card as HTML texts, each short enough for one message.

    Cuts fall between blocks, else between lines, else after a sentence.
    """
    pages: list[str] = []
    page: list[str] = []
    room = LONGEST_MESSAGE
    for block in blocks(card):
        size = sum(utf16_length(plain) + 1 for plain, _ in block)
        lines = [("", ""), *block] if page else block
        if page and room < size + 1 <= LONGEST_MESSAGE:
            pages.append("\n".join(page))
            page, room, lines = [], LONGEST_MESSAGE, block
        for plain, marked in lines:
            taken = utf16_length(plain) + 1
            if taken > room and page:
                pages.append("\n".join(page))
                page, room = [], LONGEST_MESSAGE
            page.append(marked)
            room -= taken
    return [text.strip("\n") for text in [*pages, "\n".join(page)]]


def whole_card(entry: Entry, today: date) -> Card:
    """Return an entry with all its sections, none folded."""
    sections = (section_block(entry, section, today) for section in numbered_sections(entry))
    return Card(entry.title, (Block("", (entry.summary,)), *sections), tuple(footer(entry, today)))


def blocks(card: Card) -> Iterator[list[tuple[str, str]]]:
    """Yield the blocks of a card, each as lines as they count and as HTML."""
    for heading, lines in text_blocks(card):
        marked = [(heading, f"<b>{escape(heading)}</b>")] if heading else []
        parts = (part for line in lines for part in cut(line))
        yield [*marked, *((part, escape(part)) for part in parts)]


def cut(line: str, longest: int = LONGEST_MESSAGE - 1) -> Iterator[str]:
    """Yield a line in parts that fit into a message: whole sentences, where they fit."""
    part = ""
    for piece in pieces(line, longest):
        if utf16_length(part) + utf16_length(piece) > longest:
            yield part
            part = ""
        part += piece
    yield part


def pieces(line: str, longest: int) -> Iterable[str]:
    """Return a line's sentences, those that are too long in parts that fit."""
    if utf16_length(line) <= longest:
        return (line,)
    return (
        piece
        for sentence in SENTENCE_END.split(line)
        for piece in ((sentence,) if utf16_length(sentence) <= longest else signs(sentence))
    )


def signs(text: str) -> Iterator[str]:
    """Yield the signs of a text, an emoji or letter made of several characters as one."""
    sign = ""
    for char in text:
        belongs = char in JOINERS or unicodedata.combining(char) or sign.endswith("\u200d")
        if sign and not belongs:
            yield sign
            sign = ""
        sign += char
    yield sign


def utf16_length(text: str) -> int:
    """Return the length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def escape(text: str) -> str:
    """Return a text that HTML shows as it is."""
    return html.escape(text.encode("utf-8", "replace").decode(), quote=False)
