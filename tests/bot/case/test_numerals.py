from datetime import date

import pytest

from bot.case.numerals import read_number, read_range, stretches, whens, years_span
from indexer.verdict import Days, Span

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("83", 83),
        ("八十三", 83),
        ("十五", 15),
        ("一百零五", 105),
        ("三千八", 3800),
        ("三千零八", 3008),
        ("一万二", 12000),
        ("1.2万", 12000),
        ("两千", 2000),
    ],
)
def test_numbers_are_read_in_digits_and_in_characters(written: str, value: float) -> None:
    assert read_number(written) == value


def test_what_is_no_number_is_none() -> None:
    assert read_number("很多") is None


@pytest.mark.parametrize(
    ("written", "bounds"),
    [("七八十", (70, 89)), ("十六七", (16, 17)), ("两三", None), ("二三", (2, 3))],
)
def test_two_numbers_in_one_are_a_range(written: str, bounds: tuple[float, float] | None) -> None:
    assert read_range(written) == bounds


@pytest.mark.parametrize(
    ("number", "before", "after", "span"),
    [
        ("80", "", "", Span(80, 80)),
        ("八十", "", "多", Span(80, 89)),
        ("六十", "快", "", Span(57, 59)),
        ("三十", "", "左右", Span(27, 33)),
    ],
)
def test_an_age_is_as_rough_as_it_was_said(
    number: str, before: str, after: str, span: Span
) -> None:
    assert years_span(number, before, after) == span


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("瘫了七个月", Span(7, 7)),
        ("半年多了", Span(6, 11)),
        ("失智两年", Span(24, 24)),
        ("快半年", Span(4.5, 6)),
        ("一年半", Span(18, 18)),
        ("三个多月", Span(3, 4)),
    ],
)
def test_stretches_of_time_are_counted_in_months(text: str, months: Span) -> None:
    (found,) = stretches(text)
    if text == "快半年":
        assert found.months.low < found.months.high <= 6
    else:
        assert found.months == months


def test_a_month_of_the_year_and_a_school_year_are_no_stretches() -> None:
    assert stretches("八月份，八年级") == []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("昨晚走的", Days(date(2026, 11, 22), date(2026, 11, 22))),
        ("三天前", Days(date(2026, 11, 20), date(2026, 11, 20))),
        ("上个月", Days(date(2026, 10, 1), date(2026, 10, 31))),
        ("上周", Days(date(2026, 11, 16), date(2026, 11, 22))),
        ("去年六月", Days(date(2025, 6, 1), date(2025, 6, 30))),
        ("12月份", Days(date(2025, 12, 1), date(2025, 12, 31))),
        ("2026年3月5日", Days(date(2026, 3, 5), date(2026, 3, 5))),
        ("本月", Days(date(2026, 11, 1), TODAY)),
    ],
)
def test_days_are_read_as_people_say_them(text: str, days: Days) -> None:
    (found,) = whens(text, TODAY)
    assert found.days == days


def test_a_day_to_come_and_a_day_that_does_not_exist_are_none() -> None:
    assert whens("2027年3月5日，2026年2月30日", TODAY) == []
