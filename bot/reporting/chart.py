"""A report as pictures and as a PDF, with charts; every page has the form of a phone."""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_pdf import PdfPages

from bot import wording
from bot.reporting.page import HEIGHT, MARGIN, MUTED, TOP, WIDTH, Page
from bot.reporting.panels import panels
from bot.reporting.report import Report
from bot.reporting.text import coverage_text, report_text
from bot.reporting.typeface import Typeface, typeface

DOTS_PER_INCH = 240
SPACE = 0.16  # between panels
PLAIN = "".join(map(chr, range(32, 127))) + "…—：，（）/0123456789"
_one_at_a_time = threading.Lock()  # the library's settings hold for the whole process


def report_png(report: Report) -> tuple[bytes, ...]:
    """Return a report's pages as pictures of 1080 × 1920 dots."""
    with _one_at_a_time, plain_settings(), typeface(characters_of(report)) as face:
        return tuple(picture(page) for page in pages(report, face))


def report_pdf(report: Report) -> bytes:
    """Return a report as one PDF."""
    content = io.BytesIO()
    about = {
        "Title": wording.REPORT_HEAD,
        "CreationDate": report.made_at,
        "ModDate": report.made_at,
    }
    with (
        _one_at_a_time,
        plain_settings(),
        typeface(characters_of(report)) as face,
        PdfPages(content, metadata=about) as document,
    ):
        for page in pages(report, face):
            document.savefig(page.figure)
    return content.getvalue()


def plain_settings() -> AbstractContextManager[None]:
    """Set the library so that a PDF's text can be searched and copied."""
    return rc_context({"pdf.fonttype": 42, "axes.unicode_minus": False})


def picture(page: Page) -> bytes:
    """Return a page as a PNG."""
    content = io.BytesIO()
    FigureCanvasAgg(page.figure)
    page.figure.savefig(content, format="png", dpi=DOTS_PER_INCH)
    return content.getvalue()


def pages(report: Report, face: Typeface) -> Sequence[Page]:
    """Return the pages, each filled with as many panels as it takes."""
    filled = [Page(face)]
    for panel in panels(report):
        if panel.height > filled[-1].room and filled[-1].at > TOP:
            filled.append(Page(face))
        panel.draw(filled[-1])
        filled[-1].at += SPACE
    for number, page in enumerate(filled, 1):
        foot(page, report, number, len(filled))
    return filled


def foot(page: Page, report: Report, number: int, count: int) -> None:
    """Write when the report was made, and which page it is."""
    words = wording.REPORT_AXES
    made = words["made"].format(moment=f"{report.made_at:%Y-%m-%d %H:%M}")
    page.text(MARGIN, HEIGHT - 0.2, made, 8, color=MUTED)
    which = words["page"].format(page=number, pages=count)
    page.text(WIDTH - MARGIN, HEIGHT - 0.2, which, 8, color=MUTED, align="right")


def characters_of(report: Report) -> str:
    """Return every character that the pages may hold."""
    own = (
        wording.REPORT_HEAD,
        *wording.REPORT_AXES.values(),
        *wording.REPORT_GAP_TILES.values(),
        *wording.REPORT_PIECES.values(),
        wording.REPORT_COVERED,
    )
    titles = [entry.title for entry in (*report.most_asked, *report.least_helpful)]
    titles += [entry.title for entry in report.due]
    said = (report_text(report), coverage_text(report.board))
    return PLAIN + "".join((*own, *titles, *said))
