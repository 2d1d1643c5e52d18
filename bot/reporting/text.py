"""A report as a message that reads well on a phone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict

from bot import wording
from bot.reporting.coverage import DepartmentCoverage, Standing, in_all
from bot.reporting.report import Asking, EntryFigures, GapFigures, Report
from bot.reporting.span import Span

SHOWN = 5  # of each list; the charts and the CSV files show more


def report_text(report: Report) -> str:
    """Return a report as a message."""
    blocks = (
        asking_lines(report),
        gap_lines(report),
        numbered(wording.REPORT_MOST_ASKED, wording.REPORT_TIMES, report.most_asked),
        numbered(wording.REPORT_LEAST_HELPFUL, wording.REPORT_JUDGED, report.least_helpful),
        due_words(report),
        coverage_lines(report),
    )
    return "\n\n".join(text for block in blocks if (text := "\n".join(block)))


def coverage_text(board: Iterable[DepartmentCoverage]) -> str:
    """Return the whole coverage board as a message."""
    rows = tuple(board)
    lines = (total_line(rows), *map(department_line, rows))
    return "\n".join(lines)


def asking_lines(report: Report) -> Iterator[str]:
    """Yield the span, and what became of its questions."""
    asking = report.asking
    yield wording.REPORT_TITLE.format(span=span_words(report.span), days=report.span.days)
    if not asking.asked:
        yield wording.REPORT_NONE_ASKED
        return
    yield wording.REPORT_ASKED.format(
        people=f"{report.people:,}",
        asked=f"{asking.asked:,}",
        change=change(report.before.asked, asking.asked),
    )
    for name, count in outcomes(asking):
        yield wording.REPORT_SHARE.format(
            name=name, count=f"{count:,}", percent=percent(count, asking.asked)
        )
    yield wording.REPORT_SAID.format(**asdict(report.said))


def outcomes(asking: Asking) -> Iterator[tuple[str, int]]:
    """Yield each outcome's name and count."""
    for name, words in wording.REPORT_OUTCOMES.items():
        yield words, getattr(asking, name)


def span_words(span: Span) -> str:
    """Return a span's days."""
    return f"{span.first}" if span.days == 1 else f"{span.first} 至 {span.last}"


def change(before: int, now: int) -> str:
    """Return how a number moved; nothing where there was none to compare with."""
    if not before:
        return ""
    moved = percent(now - before, before)
    sign = "+" if now >= before else ""
    return wording.REPORT_CHANGE.format(before=f"{before:,}", sign=sign, percent=moved)


def percent(part: int, whole: int) -> int:
    """Return a share as a whole number of percent."""
    return round(100 * part / whole)


def gap_lines(report: Report) -> Iterator[str]:
    """Yield how gaps came and went."""
    gaps = report.gaps
    yield wording.REPORT_GAPS
    yield wording.REPORT_GAP_FLOW.format(**asdict(gaps))
    yield wording.REPORT_GAP_STOCK.format(**asdict(gaps))
    yield gap_days_words(gaps)


def gap_days_words(gaps: GapFigures) -> str:
    """Return how long it took to close gaps."""
    if gaps.median_days is None:
        return wording.REPORT_GAP_NO_DAYS
    return wording.REPORT_GAP_DAYS.format(
        median=f"{gaps.median_days:g}", ninetieth=gaps.ninetieth_days
    )


def numbered(heading: str, line: str, entries: Iterable[EntryFigures]) -> Iterator[str]:
    """Yield a heading and the first entries below it; nothing for none."""
    for number, entry in enumerate(tuple(entries)[:SHOWN], 1):
        if number == 1:
            yield heading
        yield line.format(number=number, **asdict(entry))


def due_words(report: Report) -> list[str]:
    """Return what is due for review, the longest overdue first, and what was taken down."""
    lines = [wording.REPORT_DUE.format(count=len(report.due))] if report.due else []
    lines += [
        wording.REPORT_DUE_LINE.format(number=number, title=entry.title, due=entry.due)
        for number, entry in enumerate(report.due[:SHOWN], 1)
    ]
    if len(report.due) > SHOWN:
        lines.append(wording.REPORT_MORE.format(count=len(report.due) - SHOWN))
    if report.withdrawn:
        lines.append(wording.REPORT_WITHDRAWN.format(count=report.withdrawn))
    return lines


def coverage_lines(report: Report) -> Iterator[str]:
    """Yield the coverage, and the departments where something is wanting."""
    yield total_line(report.board)
    yield from (department_line(row) for row in report.board if row.missing or row.overdue)


def total_line(board: Iterable[DepartmentCoverage]) -> str:
    """Return the coverage of all departments in one line."""
    total = in_all(board)
    return wording.REPORT_COVERAGE.format(items=total.items, **asdict(total))


def department_line(row: DepartmentCoverage) -> str:
    """Return how the items of one department stand."""
    standings = "，".join(
        f"{standing} {row.count(standing)}" for standing in Standing if row.count(standing)
    )
    return wording.REPORT_DEPARTMENT.format(
        department=row.department, items=row.items, standings=standings
    )
