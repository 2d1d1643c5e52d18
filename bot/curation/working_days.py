"""By when a gap has to be closed: working days of the State Council's calendar."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from functools import cache

import chinese_calendar
from chinese_calendar.constants import holidays

DAYS = 5  # working days in which a gap is to be closed
URGENT_DAYS = 1
CLOSING = time(18, 0)  # a day counts to its end at the counter
WEEKEND = 5  # the weekday's number of Saturday


@cache
def last_known_year() -> int:
    """Return the last year whose holidays are published and known here."""
    last: date = max(holidays)
    return last.year


def is_known(day: date) -> bool:
    """Whether the calendar says more of a day than its weekday."""
    return min(holidays).year <= day.year <= last_known_year()


def is_working_day(day: date) -> bool:
    """Whether a day is worked: make-up Saturdays are, holidays are not.

    Of a year whose calendar is not published yet only the weekday is known.
    """
    if is_known(day):
        return chinese_calendar.is_workday(day) is True
    return day.weekday() < WEEKEND


def working_days_after(day: date, number: int) -> date:
    """Return the day that is so many working days after a day; that day itself is not counted."""
    while number > 0:
        day += timedelta(days=1)
        number -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """Return how many working days come after a day, up to another and with it; 0 for none."""
    days = (end - start).days
    return sum(is_working_day(start + timedelta(days=number)) for number in range(1, days + 1))


def due_at(now: datetime, zone: tzinfo, *, is_urgent: bool = False) -> datetime:
    """Return until when a gap that opens now is to be closed."""
    today = now.astimezone(zone).date()
    day = working_days_after(today, URGENT_DAYS if is_urgent else DAYS)
    return datetime.combine(day, CLOSING, zone)
