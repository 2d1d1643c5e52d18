from datetime import date, datetime

import pytest

from bot.reporting.span import Span, last_weeks, week_before
from tests.bot.reporting.conftest import ZONE

TODAY = date(2026, 11, 25)  # a Wednesday


def test_a_span_begins_and_ends_at_midnight_of_its_zone() -> None:
    span = Span(date(2026, 11, 16), date(2026, 11, 22), ZONE)
    assert span.since == datetime(2026, 11, 16, tzinfo=ZONE)
    assert span.until == datetime(2026, 11, 23, tzinfo=ZONE)
    assert span.days == 7
    assert span.previous() == Span(date(2026, 11, 9), date(2026, 11, 15), ZONE)


def test_a_span_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="begins"):
        Span(date(2026, 11, 2), date(2026, 11, 1), ZONE)


def test_last_weeks_end_today_and_the_week_before_ends_on_sunday() -> None:
    assert last_weeks(TODAY, 2, ZONE) == Span(date(2026, 11, 12), TODAY, ZONE)
    assert week_before(TODAY, ZONE) == Span(date(2026, 11, 16), date(2026, 11, 22), ZONE)
    monday = date(2026, 11, 23)
    assert week_before(monday, ZONE) == week_before(TODAY, ZONE)


@pytest.mark.parametrize(
    ("weeks", "pieces", "days"), [(1, 7, 1), (3, 21, 1), (4, 4, 7), (26, 26, 7), (52, 13, 30)]
)
def test_pieces_cover_the_span_once(weeks: int, pieces: int, days: int) -> None:
    span = last_weeks(TODAY, weeks, ZONE)
    found = span.pieces()
    assert len(found) == pieces
    assert found[0].days == days
    assert (found[0].first, found[-1].last) == (span.first, span.last)
    assert sum(piece.days for piece in found) == span.days
