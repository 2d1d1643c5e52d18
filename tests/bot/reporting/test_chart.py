import io
import struct
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image
from pypdf import PdfReader

from bot.reporting.chart import characters_of, pages, report_pdf, report_png
from bot.reporting.page import HEIGHT, WIDTH, ems, fitted
from bot.reporting.report import DueEntry, EntryFigures, Report
from bot.reporting.typeface import BLANK, typeface

LONG = "试点承接机构的派员与服务量要求（每街道5至8名全职、三大类不少于10个项目）"
HOSTILE = "$x^2$ \\frac{1}{2} 😀 \x00\n𠮷"


@pytest.fixture
def full(report: Report) -> Report:
    """A report whose lists are all full, with titles as long as they get."""
    entries = tuple(
        EntryFigures(f"e-{number}", f"{number}{LONG}", 12345, 20 - number, number)
        for number in range(10)
    )
    due = tuple(
        DueEntry(f"e-{number}", f"{number}{LONG}", "民政", date(2026, 1, 1)) for number in range(30)
    )
    board = tuple(
        replace(report.board[0], department=f"部门名字很长的{number}", compiled=number)
        for number in range(18)
    )
    return replace(
        report, most_asked=entries, least_helpful=entries, due=due, board=board, withdrawn=3
    )


def test_pictures_have_the_form_of_a_phone(report: Report) -> None:
    for page in report_png(report):
        assert page.startswith(b"\x89PNG")
        assert struct.unpack(">II", page[16:24]) == (1080, 1920)
        darkest = min(Image.open(io.BytesIO(page)).convert("L").tobytes())
        assert darkest < 100  # something is drawn


def test_the_text_of_the_pdf_can_be_searched(full: Report) -> None:
    document = PdfReader(io.BytesIO(report_pdf(full)))
    text = "\n".join(page.extract_text() for page in document.pages)
    for words in ("全科通 运行报告", "2026-11-16 至 2026-11-22", "当场答上 46%"):
        assert words in text
    assert "12,345" in text
    assert document.metadata is not None
    assert document.metadata.title == "全科通 运行报告"


def test_nothing_overlaps_or_runs_over_the_page(full: Report) -> None:
    with typeface(characters_of(full)) as face:
        drawn = pages(full, face)
        assert len(drawn) == 4
        for page in drawn:
            renderer: Any = FigureCanvasAgg(page.figure).get_renderer()  # type: ignore[no-untyped-call]  # the library types it not
            page.figure.draw(renderer)
            dots = page.figure.dpi
            boxes = [text.get_window_extent(renderer) for text in page.figure.texts]
            for number, box in enumerate(boxes):
                assert box.x0 >= 0
                assert box.y0 >= 0
                assert box.x1 <= WIDTH * dots
                assert box.y1 <= HEIGHT * dots
                assert not any(box.shrunk(0.9, 0.7).overlaps(other) for other in boxes[:number])


def test_what_the_typeface_lacks_becomes_a_square(report: Report) -> None:
    hostile = replace(report, most_asked=(EntryFigures("a", HOSTILE, 3),))
    with typeface(characters_of(hostile)) as face:
        assert face.drawable(HOSTILE) == f"$x^2$ \\frac{{1}}{{2}} {BLANK} {BLANK} 𠮷"
    assert report_png(hostile)  # no formula is read, no glyph is missing: warnings are errors


def test_an_empty_report_has_pages_too(report: Report) -> None:
    empty = replace(report, most_asked=(), least_helpful=(), due=(), board=(), gap_lines=())
    assert len(report_png(empty)) >= 1


def test_words_are_cut_to_their_width() -> None:
    assert fitted("低保", 2, 10) == "低保"
    cut = fitted(LONG, 2, 10)
    assert cut.endswith("…")
    assert ems(cut) <= 2 * 72 / 10
