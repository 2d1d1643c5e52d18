"""A report as CSV files, which no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from datetime import date

from bot import wording
from bot.reporting.coverage import in_all
from bot.reporting.report import Report

Cell = str | int | float | date | None
# What spreadsheets begin a formula with, full-width forms too, behind whatever they skip.
FORMULA = re.compile(r"^[\s\0\u200b\ufeff]*[=+\-@|＝＋－＠｜]|^[\t\r\n]")
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")


def csv_files(report: Report) -> dict[str, bytes]:
    """Return the files by their names; each begins with the mark by which Excel knows UTF-8."""
    contents = {
        "figures": figure_rows(report),
        "pieces": piece_rows(report),
        "gaps": gap_rows(report),
        "most_asked": ((entry.id, entry.title, entry.asked) for entry in report.most_asked),
        "least_helpful": (
            (entry.id, entry.title, entry.not_solved, entry.helpful)
            for entry in report.least_helpful
        ),
        "due": ((entry.id, entry.title, entry.department, entry.due) for entry in report.due),
        "coverage": coverage_rows(report),
    }
    files: dict[str, bytes] = {}
    for sheet, rows in contents.items():
        name, heading = wording.REPORT_SHEETS[sheet]
        files[f"{name}.csv"] = written((heading, *rows))
    return files


def figure_rows(report: Report) -> Iterator[tuple[Cell, ...]]:
    """Yield the figures of the whole span, one a line."""
    asking, gaps = report.asking, report.gaps
    figures: tuple[Cell, ...] = (
        report.span.first,
        report.span.last,
        report.people,
        asking.asked,
        *astuple(asking),
        *astuple(report.said),
        *astuple(gaps),
        len(report.due),
        report.withdrawn,
    )
    yield from zip(wording.REPORT_FIGURES, figures, strict=True)


def piece_rows(report: Report) -> Iterator[tuple[Cell, ...]]:
    """Yield what was asked in each piece of the span."""
    for span, asking in report.pieces:
        yield (span.first, span.last, asking.asked, *astuple(asking))


def gap_rows(report: Report) -> Iterator[tuple[Cell, ...]]:
    """Yield the gaps that were open at any time of the span."""
    for gap in report.gap_lines:
        yield (gap.id, gap.text, gap.state, gap.opened, gap.due, gap.closed, gap.days)


def coverage_rows(report: Report) -> Iterator[tuple[Cell, ...]]:
    """Yield the coverage board, its sum last."""
    for row in (*report.board, in_all(report.board)):
        yield (
            row.department or wording.REPORT_ALL,
            row.items,
            row.verified,
            row.compiled,
            row.overdue,
            row.missing,
        )


def written(rows: Iterable[Iterable[Cell]]) -> bytes:
    """Return rows as a CSV file."""
    text = io.StringIO()
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: Cell) -> str:
    """Return a cell as text: control signs become blanks, and no formula begins it."""
    if not isinstance(cell, str):
        return "" if cell is None else str(cell)
    text = UNSEEN.sub(" ", cell)
    return f"'{text}" if FORMULA.match(cell) else text
