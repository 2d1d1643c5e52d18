"""Pages: every character is shown as itself, in our font, on one page."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from importlib.resources import as_file, files
from itertools import chain

import pytest
from fontTools.ttLib import TTCollection
from pypdf import PdfReader

from bot import wording
from bot.notice.document import notice_pdf, notice_png
from bot.notice.sheet import is_procedure, make_sheet
from bot.notice.text import notice_texts
from bot.notice.typeset import FONT, FONT_FILE, FONT_PACKAGE
from bot.settings import ServicePointSettings, Settings
from indexer.entry import Procedure
from indexer.knowledge_base import KnowledgeBase

TODAY = date(2026, 11, 23)
SETTINGS = Settings()
NASTY = [
    "#let x = 1; #panic()",
    "$x^2$ 5 $",
    "a@b.cn @ref",
    "*粗* _斜_ `码`",
    "<label> <b>",
    "\\ \\n \\u{41}",
    "= 不是标题",
    "- 不是列表 + / // 注释 /* */",
    "[框] {括} \"引\" '号'",
    "~不断行~ --- ...",
    "https://example.org",
]


def pages_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def squeezed(text: str) -> str:
    """Return a text without the spaces that lines break at."""
    return "".join(text.split())


@pytest.mark.parametrize("nasty", NASTY)
def test_marks_of_the_typesetter_are_shown_as_they_are(allowance: Procedure, nasty: str) -> None:
    odd = allowance.model_copy(
        update={
            "title": nasty,
            "eligibility": (nasty,),
            "materials": (nasty,),
            "fee": (nasty,),
            "resident_notes": (nasty,),
        }
    )
    place = ServicePointSettings(name=nasty, address=nasty)
    pdf = notice_pdf([odd], Settings(service_point=place), TODAY)
    shown = squeezed("".join(pages_of(pdf)))
    # heading, receipt, condition, paper, fee, note, name and address of the window
    assert shown.count(squeezed(nasty)) == 8


def test_the_font_has_every_character_of_every_sheet(real: KnowledgeBase) -> None:
    with as_file(files(FONT_PACKAGE) / FONT_FILE) as path:
        (font,) = [
            font
            for font in TTCollection(path).fonts
            if font["name"].getDebugName(1) == FONT
            or (font["name"].getDebugName(16) or "").startswith(FONT)
            or (font["name"].getDebugName(1) or "").startswith(FONT)
        ]
        known = set(font.getBestCmap())
    entries = [entry for entry in real.entries.values() if is_procedure(entry)]
    sheets = [make_sheet([entry], ServicePointSettings(), TODAY) for entry in entries]
    texts = chain.from_iterable(map(notice_texts, sheets))
    names = (name for entry in entries for name in (entry.title, *(entry.aliases or ())))
    said = set("".join((*texts, *names, *wording.ON_NOTICE.values())))
    drawn_by_us = set("□☑\n")
    assert sorted(char for char in said - drawn_by_us if ord(char) not in known) == []
    assert len(said) > 1000


def test_every_entry_is_one_small_page_with_its_first_and_last_words(real: KnowledgeBase) -> None:
    entries = [entry for entry in real.entries.values() if isinstance(entry, Procedure)]
    assert len(entries) >= 128
    for entry in entries:
        pdf = notice_pdf([entry], SETTINGS, TODAY)
        pages = pages_of(pdf)
        shown = squeezed("".join(pages))
        assert len(pages) <= 1, entry.id
        assert len(pdf) <= 300_000, entry.id
        for line in (entry.title, *entry.eligibility, *entry.fee, "日期"):
            assert squeezed(line) in shown, f"{entry.id}: {line}"


def test_large_print_is_nowhere_smaller_than_sixteen_points(real: KnowledgeBase) -> None:
    sizes: set[float] = set()

    def visit(text: str, _: object, matrix: list[float], __: object, size: float) -> None:
        if text.strip():
            sizes.add(round(size * abs(matrix[3]) if size == 1 else size, 1))

    pdf = notice_pdf([real.entries["resident-id-card"]], SETTINGS, TODAY, large=True)
    for page in PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=visit)
    assert sizes
    assert min(sizes) >= 16


def test_the_only_fonts_in_a_file_are_ours(allowance: Procedure) -> None:
    names: set[str] = set()

    def visit(text: str, _: object, __: object, font: dict[str, str] | None, ___: float) -> None:
        if text.strip() and font:
            names.add(font["/BaseFont"].partition("+")[2])

    pdf = notice_pdf([allowance], SETTINGS, TODAY)
    PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=visit)
    assert names
    assert all(name.startswith("NotoSansCJKsc") for name in names)


def test_a_day_always_makes_the_same_file(allowance: Procedure) -> None:
    assert notice_pdf([allowance], SETTINGS, TODAY) == notice_pdf([allowance], SETTINGS, TODAY)


def test_several_threads_may_ask_at_once(real: KnowledgeBase) -> None:
    entries = [entry for entry in real.entries.values() if is_procedure(entry)][:8]
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda entry: notice_pdf([entry], SETTINGS, TODAY), entries))
    for entry, pdf in zip(entries, made, strict=True):
        assert squeezed(entry.title) in squeezed(pages_of(pdf)[0])


def test_a_link_is_printed_as_a_code_and_no_link_as_none(allowance: Procedure) -> None:
    linked = Settings(service_point=ServicePointSettings(link="https://example.org/x"))
    assert "扫码查看" in pages_of(notice_pdf([allowance], linked, TODAY))[0]
    assert "扫码查看" not in pages_of(notice_pdf([allowance], SETTINGS, TODAY))[0]


def test_an_empty_service_point_invents_no_number(allowance: Procedure) -> None:
    shown = squeezed(pages_of(notice_pdf([allowance], SETTINGS, TODAY))[0])
    assert "咨询电话投诉电话地址办公时间" in shown


def test_a_picture_of_a_page_is_a_png(allowance: Procedure) -> None:
    (page,) = notice_png([allowance], SETTINGS, TODAY)
    assert page.startswith(b"\x89PNG")
    assert len(page) < 1_000_000


def test_the_merged_sheet_shows_shared_papers_first(real: KnowledgeBase) -> None:
    ids = (
        "minimum-living-allowance",
        "disabled-living-subsidy",
        "disabled-nursing-subsidy",
        "medical-assistance",
    )
    pdf = notice_pdf([real.entries[entry] for entry in ids], SETTINGS, TODAY)
    pages = pages_of(pdf)
    first = squeezed(pages[0])
    assert len(pages) == 4
    assert len(pdf) <= 300_000
    assert (
        "几件事共用1.残疾人证用于：最低生活保障申请（有则交；能共享查询的不重复要）；困难残疾人生活补贴"
        in first
    )
    assert first.index("几件事共用") < first.index("只办「最低生活保障申请」要的")
