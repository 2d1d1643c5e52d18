from datetime import date

from bot.ledger.ledger import Ledger
from bot.reporting.report import Asking, EntryFigures, GapFigures, Report, Said, read_report
from bot.reporting.span import Span
from indexer.knowledge_base import KnowledgeBase
from tests.bot.ledger.conftest import CHEN
from tests.bot.reporting.conftest import NOW, weekdays


def test_each_question_counts_once_and_small_talk_not_at_all(report: Report) -> None:
    assert report.asking == Asking(answered=6, tapped=1, unchosen=1, urgent=1, unanswered=4)
    assert report.asking.asked == 13
    assert report.before == Asking(unanswered=1)
    assert report.people == 2


def test_the_pieces_add_up(report: Report) -> None:
    assert [asking.asked for _, asking in report.pieces] == [8, 1, 1, 1, 1, 1, 0]
    assert sum((asking for _, asking in report.pieces), Asking()) == report.asking


def test_gaps_are_counted_with_their_working_days(report: Report) -> None:
    assert report.gaps == GapFigures(
        opened=4,
        published=1,
        dismissed=1,
        unfinished=2,
        overdue=1,
        median_days=3,
        ninetieth_days=4,
    )
    assert [(line.text, line.closed, line.days) for line in report.gap_lines] == [
        ("=问题0", date(2026, 11, 18), 2),
        ("=问题1", date(2026, 11, 20), 4),
        ("=问题2", None, None),
        ("=问题3", None, None),
    ]


def test_a_gap_closed_after_the_span_was_open_in_it(
    ledger: Ledger, base: KnowledgeBase, week: Span
) -> None:
    first_days = Span(week.first, date(2026, 11, 17), week.zone)
    gaps = read_report(ledger, base, first_days, NOW, weekdays).gaps
    assert (gaps.opened, gaps.closed, gaps.unfinished, gaps.overdue) == (4, 0, 4, 0)
    assert gaps.median_days is None


def test_entries_are_named_by_title_and_by_id_when_they_are_no_more(report: Report) -> None:
    title = "最低生活保障申请"
    assert report.most_asked == (
        EntryFigures("living-allowance", title, asked=6),
        EntryFigures("gone-since", "gone-since", asked=1),
    )
    assert report.least_helpful == (
        EntryFigures("living-allowance", title, helpful=4, not_solved=2),
    )
    assert report.said == Said(helpful=4, not_solved=2, none_of_these=0)


def test_the_longest_overdue_comes_first(report: Report) -> None:
    assert [(entry.id, entry.department, entry.due) for entry in report.due] == [
        ("elderly-allowance", "民政", date(2026, 7, 31))
    ]


def test_what_is_taken_down_now_is_counted(ledger: Ledger, base: KnowledgeBase, week: Span) -> None:
    ledger.withdrawals.withdraw("living-allowance", "金额不对", CHEN, NOW)
    assert read_report(ledger, base, week, NOW, weekdays).withdrawn == 1
