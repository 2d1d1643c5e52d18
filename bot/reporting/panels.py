"""The panels of a report: each draws one subject on a page, below what is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields

from matplotlib.ticker import MaxNLocator

from bot import wording
from bot.reporting.coverage import DepartmentCoverage, Standing, in_all
from bot.reporting.page import CARD, INK, MARGIN, MUTED, WIDTH, Page, fitted
from bot.reporting.report import Asking, EntryFigures, Report
from bot.reporting.text import gap_days_words, outcomes, percent, span_words

ACROSS = WIDTH - 2 * MARGIN
GOOD, FAIR, WARN, BAD, URGENT = "#12807a", "#7cc6c0", "#f0b13c", "#d4503e", "#7d63b8"
OUTCOME_COLORS = dict(
    zip((f.name for f in fields(Asking)), (GOOD, FAIR, WARN, URGENT, BAD), strict=True)
)
STANDING_COLORS = {
    Standing.VERIFIED: GOOD,
    Standing.COMPILED: FAIR,
    Standing.OVERDUE: WARN,
    Standing.MISSING: BAD,
}
HEADING = 0.38  # inches
ROW = 0.44
LINE_HEIGHT = 0.27
TILE = 0.82
TICKS = 6  # dates below a chart, at most
SHOWN = 8  # entries of each list
BARS = 12  # days to close that have a bar of their own; more go into the last


@dataclass(frozen=True)
class Panel:
    """Something to draw that takes so much height."""

    height: float
    draw: Callable[[Page], None]


def panels(report: Report) -> Iterator[Panel]:
    """Yield the panels of a report in the order of reading."""
    yield Panel(0.7, lambda page: head(page, report))
    yield Panel(TILE, lambda page: tiles(page, asking_tiles(report)))
    if report.asking.asked:
        yield Panel(HEADING + 0.86, lambda page: outcome_bar(page, report.asking))
        yield Panel(HEADING + 2.0, lambda page: over_time(page, report))
    yield Panel(HEADING + TILE, lambda page: gap_tiles(page, report))
    if report.gaps.closed:
        yield Panel(HEADING + 2.0, lambda page: days_to_close(page, report))
    yield from lists(report)
    yield Panel(HEADING + 0.75, lambda page: coverage_total(page, report.board))
    yield Panel(HEADING + LINE_HEIGHT * len(report.board), lambda page: departments(page, report))


def lists(report: Report) -> Iterator[Panel]:
    """Yield the lists of entries; those that would be empty are left out."""
    asked, judged = report.most_asked[:SHOWN], report.least_helpful[:SHOWN]
    if asked:
        yield Panel(HEADING + ROW * len(asked), lambda page: most_asked(page, asked))
    if judged:
        yield Panel(HEADING + 0.24 + ROW * len(judged), lambda page: least_helpful(page, judged))
    due = report.due[:SHOWN]
    if due:
        yield Panel(HEADING + LINE_HEIGHT * len(due), lambda page: due_list(page, report))


def heading(page: Page, words: str) -> None:
    """Write the heading of a panel."""
    page.text(MARGIN, page.at + 0.16, words, 12, is_bold=True)
    page.at += HEADING


def head(page: Page, report: Report) -> None:
    """Write what the report is about."""
    page.text(MARGIN, page.at + 0.14, wording.REPORT_HEAD, 18, is_bold=True)
    page.text(MARGIN, page.at + 0.47, span_words(report.span), 11, color=MUTED)
    page.at += 0.7


def asking_tiles(report: Report) -> Sequence[tuple[str, str, str]]:
    """Return the most important figures: number, what it counts, colour."""
    asking, words = report.asking, wording.REPORT_AXES
    answered = asking.answered + asking.tapped
    share = f"{percent(answered, asking.asked)}%" if asking.asked else "—"
    return (
        (f"{asking.asked:,}", words["asked"], INK),
        (f"{report.people:,}", words["people"], INK),
        (share, words["answered"], GOOD),
        (f"{asking.unanswered:,}", words["unanswered"], BAD if asking.unanswered else INK),
    )


def tiles(page: Page, figures: Sequence[tuple[str, str, str]]) -> None:
    """Draw figures side by side."""
    gap = 0.1
    width = (ACROSS - gap * (len(figures) - 1)) / len(figures)
    for number, (figure, words, color) in enumerate(figures):
        left = MARGIN + number * (width + gap)
        page.box(left, page.at, width, TILE, CARD, round_=True)
        size = 18 if len(figure) <= 5 else 14
        page.text(
            left + width / 2,
            page.at + 0.33,
            figure,
            size,
            is_bold=True,
            color=color,
            align="center",
        )
        page.text(left + width / 2, page.at + 0.63, words, 9, color=MUTED, align="center")
    page.at += TILE


def outcome_bar(page: Page, asking: Asking) -> None:
    """Draw what became of all questions, with the share of each."""
    heading(page, wording.REPORT_AXES["outcomes"])
    colors = tuple(OUTCOME_COLORS.values())
    counted = tuple(outcomes(asking))
    parts = [
        (count / asking.asked, color) for (_, count), color in zip(counted, colors, strict=True)
    ]
    page.shares(MARGIN, page.at, ACROSS, 0.2, parts)
    named = [
        (f"{name} {percent(count, asking.asked)}%", color)
        for (name, count), color in zip(counted, colors, strict=True)
    ]
    legend(page, page.at + 0.4, named, columns=3)
    page.at += 0.86


def legend(page: Page, top: float, named: Sequence[tuple[str, str]], columns: int) -> None:
    """Write what the colours mean, in columns."""
    width = ACROSS / columns
    for number, (words, color) in enumerate(named):
        row, column = divmod(number, columns)
        left, middle = MARGIN + column * width, top + row * 0.24
        page.box(left, middle - 0.055, 0.11, 0.11, color, round_=False)
        page.text(left + 0.18, middle, words, 9, color=INK)


def over_time(page: Page, report: Report) -> None:
    """Draw the questions of each day, week or month, by what became of them."""
    length = report.pieces[0][0].days
    piece = wording.REPORT_PIECES.get(length, wording.REPORT_PIECES[1])
    heading(page, wording.REPORT_AXES["over_time"].format(piece=piece))
    axes = page.axes(page.at + 0.05, 1.65)
    below = [0] * len(report.pieces)
    places = range(len(report.pieces))
    for name, color in OUTCOME_COLORS.items():
        counts = [getattr(asking, name) for _, asking in report.pieces]
        axes.bar(places, counts, 0.72, below, color=color, linewidth=0)
        below = [low + count for low, count in zip(below, counts, strict=True)]
    step = -(-len(report.pieces) // TICKS)
    shown = list(places)[::step]
    axes.set_xticks(shown, [f"{report.pieces[at][0].first:%m-%d}" for at in shown])
    axes.set_xlim(-0.6, max(len(report.pieces), 5) - 0.4)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    page.label_ticks(axes)
    page.at += 2.0


def gap_tiles(page: Page, report: Report) -> None:
    """Draw how gaps came and went."""
    gaps, words = report.gaps, wording.REPORT_GAP_TILES
    heading(page, wording.REPORT_GAPS)
    tiles(
        page,
        (
            (f"{gaps.opened:,}", words["opened"], INK),
            (f"{gaps.closed:,}", words["closed"], GOOD if gaps.closed else INK),
            (f"{gaps.unfinished:,}", words["unfinished"], INK),
            (f"{gaps.overdue:,}", words["overdue"], BAD if gaps.overdue else INK),
        ),
    )


def days_to_close(page: Page, report: Report) -> None:
    """Draw in how many working days gaps were closed."""
    heading(page, wording.REPORT_AXES["days_to_close"])
    page.text(MARGIN, page.at, gap_days_words(report.gaps), 9, color=MUTED)
    days = Counter(min(line.days, BARS) for line in report.gap_lines if line.days is not None)
    axes = page.axes(page.at + 0.22, 1.25)
    last = max((*days, 5))
    axes.bar(range(last + 1), [days[day] for day in range(last + 1)], 0.72, color=FAIR, linewidth=0)
    names = [str(day) for day in range(last + 1)]
    if last == BARS:
        names[-1] = f"{BARS}+"
    axes.set_xticks(range(last + 1), names)
    axes.yaxis.set_major_locator(MaxNLocator(3, integer=True))
    page.label_ticks(axes)
    page.at += 2.0


def most_asked(page: Page, entries: Sequence[EntryFigures]) -> None:
    """Draw which entries answered most."""
    heading(page, wording.REPORT_MOST_ASKED)
    most = max(entry.asked for entry in entries)
    for entry in entries:
        bar_row(page, entry.title, f"{entry.asked:,}", [(entry.asked / most, GOOD)])


def least_helpful(page: Page, entries: Sequence[EntryFigures]) -> None:
    """Draw of which entries it was said that they did not solve it."""
    heading(page, wording.REPORT_LEAST_HELPFUL)
    words = wording.REPORT_AXES
    legend(page, page.at, [(words["not_solved"], BAD), (words["helpful"], FAIR)], columns=3)
    page.at += 0.24
    most = max(entry.not_solved + entry.helpful for entry in entries)
    for entry in entries:
        parts = [(entry.not_solved / most, BAD), (entry.helpful / most, FAIR)]
        bar_row(page, entry.title, f"{entry.not_solved} / {entry.helpful}", parts)


def bar_row(page: Page, title: str, figure: str, parts: Sequence[tuple[float, str]]) -> None:
    """Draw one entry: its title and figure, a bar below them."""
    page.text(MARGIN, page.at + 0.08, fitted(title, ACROSS - 0.65, 9.5), 9.5)
    page.text(WIDTH - MARGIN, page.at + 0.08, figure, 9.5, is_bold=True, align="right")
    page.box(MARGIN, page.at + 0.21, ACROSS, 0.09, CARD, round_=False)
    page.shares(MARGIN, page.at + 0.21, ACROSS, 0.09, parts)
    page.at += ROW


def due_list(page: Page, report: Report) -> None:
    """Write the entries due for review, the longest overdue first."""
    heading(page, wording.REPORT_DUE.format(count=len(report.due)))
    for entry in report.due[:SHOWN]:
        page.text(MARGIN, page.at + 0.06, fitted(entry.title, ACROSS - 0.85, 9.5), 9.5)
        page.text(WIDTH - MARGIN, page.at + 0.06, f"{entry.due}", 9, color=MUTED, align="right")
        page.at += LINE_HEIGHT


def coverage_total(page: Page, board: Sequence[DepartmentCoverage]) -> None:
    """Draw how the items of all departments stand."""
    total = in_all(board)
    heading(page, wording.REPORT_COVERED.format(items=total.items))
    page.shares(MARGIN, page.at, ACROSS, 0.2, standing_parts(total, total.items))
    named = [
        (f"{standing} {total.count(standing)}", color)
        for standing, color in STANDING_COLORS.items()
    ]
    legend(page, page.at + 0.42, named, columns=4)
    page.at += 0.75


def departments(page: Page, report: Report) -> None:
    """Draw how the items of each department stand, all bars to one scale."""
    heading(page, wording.REPORT_AXES["by_department"])
    most = max((row.items for row in report.board), default=1)
    left = MARGIN + 0.95
    for row in report.board:
        middle = page.at + 0.06
        page.text(left - 0.1, middle, fitted(row.department, 0.85, 9.5), 9.5, align="right")
        page.shares(left, middle - 0.07, ACROSS - 1.35, 0.14, standing_parts(row, most))
        end = left + (ACROSS - 1.35) * row.items / most
        page.text(end + 0.07, middle, str(row.items), 9, color=MUTED)
        page.at += LINE_HEIGHT


def standing_parts(row: DepartmentCoverage, whole: int) -> list[tuple[float, str]]:
    """Return how a department's items stand, as parts of a bar."""
    return [
        (row.count(standing) / max(whole, 1), color) for standing, color in STANDING_COLORS.items()
    ]
