"""Sheets as pages: the only door to Typst, its fonts and the QR code.

The content goes in as data (sys.inputs): the template shows it as text, so no character of it is
ever read as markup.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, time
from functools import cache
from importlib.resources import as_file, files
from io import BytesIO
from typing import Any

from bot import wording
from bot.notice.booklet import Booklet
from bot.notice.merge import Paper
from bot.notice.sheet import Sheet
from bot.notice.text import enough_words, form_words

FONT_PACKAGE, FONT_FILE = "manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc"
FONT = "Noto Sans CJK SC"
DOTS_PER_INCH = 144.0  # a page is 1191 × 1684 dots: sharp on a phone, some 200 KB
_one_at_a_time = threading.Lock()  # Typst's compiler must not be entered twice


@cache
def compiler() -> Any:
    """Return the compiler with our fonts and no others; later calls are much faster."""
    import typst  # tens of milliseconds, and only notices need it

    with as_file(files(FONT_PACKAGE) / FONT_FILE) as font:
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font.parent)]
        )
    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True)


@cache
def template() -> bytes:
    """Return the form of the page."""
    return (files("bot.notice") / "sheet.typ").read_bytes()


def typeset_pdf(sheets: Sequence[Sheet], large: bool, booklet: Booklet | None = None) -> bytes:
    """Return sheets as one PDF."""
    made = datetime.combine(sheets[0].day, time(), UTC)
    content = inputs(sheets, large, booklet)
    with _one_at_a_time:
        pdf: bytes = compiler().compile(
            template(), format="pdf", sys_inputs=content, timestamp=made
        )
    return pdf


def typeset_png(sheet: Sheet, large: bool) -> tuple[bytes, ...]:
    """Return a sheet's pages as pictures."""
    content = inputs([sheet], large, None)
    with _one_at_a_time:
        pages: bytes | list[bytes] = compiler().compile(
            template(), format="png", ppi=DOTS_PER_INCH, sys_inputs=content
        )
    return (pages,) if isinstance(pages, bytes) else tuple(pages)


def inputs(sheets: Sequence[Sheet], large: bool, booklet: Booklet | None) -> Mapping[str, str]:
    """Return what the template reads."""
    content = {
        "sheets": [sheet_values(sheet) for sheet in sheets],
        "large": large,
        "words": wording.ON_NOTICE,
        "font": FONT,
        "booklet": asdict(booklet) if booklet else None,
        "qr": qr_code(sheets[0].service_point.link),
    }
    return {"content": json.dumps(content, ensure_ascii=False, default=str)}


def sheet_values(sheet: Sheet) -> dict[str, Any]:
    """Return a sheet as plain values, its words put together."""
    matters = sheet.matters
    return {
        "title": sheet.title,
        "day": sheet.day,
        "service_point": sheet.service_point.model_dump(),
        "matters": [asdict(matter) for matter in matters],
        "papers": [paper_values(paper) for paper in sheet.papers],
        "missing": [
            {"paper": paper_values(missing.paper), "ways": missing.ways}
            for missing in sheet.missing
        ],
        "numbers": sheet.numbers,
        "order": sheet.order,
        "missing_numbers": [missing.paper.number for missing in sheet.missing],
        "hotlines": tuple(dict.fromkeys(line for matter in matters for line in matter.hotlines)),
        "states": tuple(dict.fromkeys(matter.state for matter in matters)),
    }


def paper_values(paper: Paper) -> dict[str, Any]:
    """Return a paper as the template shows it."""
    return {
        "number": paper.number,
        "text": paper.text + enough_words(paper),
        "special": paper.is_special,
        "forms": tuple(form_words(paper.demand)) if paper.number else (),
        "shared": paper.is_shared,
        "matter": paper.uses[0].matter if paper.uses else "",
        "uses": "；".join(map(str, paper.uses)),
    }


def qr_code(link: str) -> str:
    """Return a link as an SVG; "" without one."""
    if not link:
        return ""
    import segno

    svg = BytesIO()
    segno.make(link, error="m").save(svg, kind="svg", border=0)
    return svg.getvalue().decode()
