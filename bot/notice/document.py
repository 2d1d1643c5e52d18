"""Entries as the files that leave the house: PDF, pictures, text, the booklet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from bot.notice.booklet import booklet_entries, make_booklet
from bot.notice.sheet import make_sheet
from bot.notice.text import notice_texts
from bot.notice.typeset import typeset_pdf, typeset_png
from bot.settings import Settings
from indexer.entry import Entry
from indexer.knowledge_base import KnowledgeBase


def notice_pdf(
    entries: Sequence[Entry],
    settings: Settings,
    today: date,
    *,
    missing: Sequence[int] = (),
    large: bool = False,
    others: Iterable[Entry] = (),
) -> bytes:
    """Return the sheet of one to five 办事 entries as an A4 PDF.

    With `missing` (numbers of papers as the sheet without it shows them) it is the 补正告知, and
    `others` are the entries that may say where a paper is handed out. Raises NoNotice, whose text a
    person can read. Safe to call from several threads.
    """
    sheet = make_sheet(entries, settings.service_point, today, missing, others)
    return typeset_pdf([sheet], large)


def notice_png(
    entries: Sequence[Entry],
    settings: Settings,
    today: date,
    *,
    missing: Sequence[int] = (),
    large: bool = False,
    others: Iterable[Entry] = (),
) -> tuple[bytes, ...]:
    """Return the same sheet as one picture a page."""
    return typeset_png(make_sheet(entries, settings.service_point, today, missing, others), large)


def notice_messages(
    entries: Sequence[Entry],
    settings: Settings,
    today: date,
    *,
    missing: Sequence[int] = (),
    others: Iterable[Entry] = (),
) -> tuple[str, ...]:
    """Return the same sheet as texts to forward, each short enough for one message."""
    return notice_texts(make_sheet(entries, settings.service_point, today, missing, others))


def booklet_pdf(knowledge: KnowledgeBase, settings: Settings, today: date) -> bytes:
    """Return the sheets of all 办事 entries as one PDF with contents and index."""
    entries = booklet_entries(knowledge)
    sheets = [make_sheet([entry], settings.service_point, today) for entry in entries]
    return typeset_pdf(sheets, large=False, booklet=make_booklet(entries, knowledge.topics))
