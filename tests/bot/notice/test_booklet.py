"""The book of all sheets: contents, pages and index agree."""

from __future__ import annotations

import io
from datetime import date

from pypdf import PdfReader

from bot.notice.booklet import letter_of, make_booklet, sort_key
from bot.notice.sheet import make_sheet
from bot.notice.typeset import typeset_pdf
from bot.settings import ServicePointSettings
from indexer.knowledge_base import KnowledgeBase

TODAY = date(2026, 11, 23)


def test_names_stand_under_the_letter_of_their_sound() -> None:
    assert [letter_of(name) for name in ("低保", "尊老金", "医保码", "安宁", "一", "做寿")] == [
        "D",
        "Z",
        "Y",
        "A",
        "Y",
        "Z",
    ]
    assert [letter_of(name) for name in ("APP", "12345", "㐂", "丂")] == ["A", "#", "#", "#"]
    assert sorted(["住房", "低保", "医保"], key=sort_key) == ["低保", "医保", "住房"]


def test_contents_and_index_give_the_page_of_each_sheet(real: KnowledgeBase) -> None:
    ids = ("minimum-living-allowance", "senior-card", "residence-permit")
    entries = [real.entries[entry] for entry in ids]
    sheets = [make_sheet([entry], ServicePointSettings(), TODAY) for entry in entries]
    pdf = typeset_pdf(sheets, large=False, booklet=make_booklet(entries, real.topics))
    pages = ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]
    assert len(pages) == 6  # cover, contents, three sheets, index
    for number, entry in enumerate(entries, 3):
        title = "".join(entry.title.split())
        assert title in pages[number - 1]
        dotted = pages[1].split(title)[1]
        assert dotted.lstrip(".").startswith(str(number))
        assert any(alias in pages[-1] for alias in entry.aliases or ())
