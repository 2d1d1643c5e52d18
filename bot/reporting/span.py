"""The days a report is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

DAY = timedelta(days=1)
WEEK = 7  # days
DAILY, WEEKLY, MONTHLY = 1, WEEK, 30  # days a piece
MOST_DAYS, MOST_WEEKS = 21, 26  # pieces beyond which a chart gets too dense


@dataclass(frozen=True)
class Span:
    """Whole days of a time zone, from the first to the last, both counted."""

    first: date
    last: date
    zone: tzinfo

    def __post_init__(self) -> None:
        """Raise ValueError for a span that ends before it begins."""
        if self.last < self.first:
            raise ValueError("a span ends after it begins")

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def since(self) -> datetime:
        """Its first moment."""
        return datetime.combine(self.first, time(), self.zone)

    @property
    def until(self) -> datetime:
        """The first moment behind it."""
        return datetime.combine(self.last + DAY, time(), self.zone)

    def previous(self) -> Span:
        """Return the span of equal length before it."""
        return Span(self.first - self.days * DAY, self.first - DAY, self.zone)

    def pieces(self) -> tuple[Span, ...]:
        """Return its days, or weeks, or months of 30 days, whichever a chart can still show."""
        length = piece_length(self.days)
        starts = range(0, self.days, length)
        return tuple(
            Span(
                self.first + start * DAY,
                min(self.first + (start + length - 1) * DAY, self.last),
                self.zone,
            )
            for start in starts
        )


def piece_length(days: int) -> int:
    """Return how many days a piece of so many days has."""
    if days <= MOST_DAYS:
        return DAILY
    return WEEKLY if days <= MOST_WEEKS * WEEK else MONTHLY


def last_weeks(today: date, weeks: int, zone: tzinfo) -> Span:
    """Return the days of so many weeks up to today."""
    return Span(today - (weeks * WEEK - 1) * DAY, today, zone)


def week_before(today: date, zone: tzinfo) -> Span:
    """Return the last whole week, Monday to Sunday, before the day's own."""
    monday = today - today.weekday() * DAY
    return Span(monday - WEEK * DAY, monday - DAY, zone)
