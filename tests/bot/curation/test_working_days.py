"""Due dates by the State Council's calendar of 2026, by weekdays where it is not known."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.curation.working_days import (
    due_at,
    is_known,
    is_working_day,
    last_known_year,
    working_days_after,
    working_days_between,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_holidays_are_skipped_and_make_up_saturdays_count() -> None:
    assert not is_working_day(date(2026, 2, 17))  # 春节, a Tuesday
    assert is_working_day(date(2026, 2, 14))  # a Saturday worked for it
    assert working_days_after(date(2026, 2, 13), 2) == date(2026, 2, 24)
    assert working_days_after(date(2026, 9, 30), 1) == date(2026, 10, 8)


def test_a_year_that_is_not_published_yet_has_weekdays_alone() -> None:
    year = last_known_year() + 1
    assert not is_known(date(year, 1, 1))
    days = [date(year, 1, day) for day in range(1, 8)]
    assert [is_working_day(day) for day in days] == [day.weekday() < 5 for day in days]


def test_what_opens_on_an_evening_in_utc_counts_from_the_day_in_suzhou() -> None:
    thursday_evening = datetime(2026, 11, 26, 17, 0, tzinfo=UTC)  # Friday there
    assert due_at(thursday_evening, SHANGHAI) == datetime(2026, 12, 4, 18, tzinfo=SHANGHAI)
    assert due_at(thursday_evening, SHANGHAI, is_urgent=True) == datetime(
        2026, 11, 30, 18, tzinfo=SHANGHAI
    )


@pytest.mark.parametrize(("end", "days"), [(date(2026, 9, 30), 0), (date(2026, 10, 9), 2)])
def test_the_days_between_leave_out_the_first(end: date, days: int) -> None:
    assert working_days_between(date(2026, 9, 30), end) == days
