"""Numbers, stretches of time and days as people write them, in digits and in characters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from indexer.condition import shifted
from indexer.verdict import Days, Span

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4} | {
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
UNITS = {"十": 10, "百": 100, "千": 1000}
CHARACTERS = "零〇一二两三四五六七八九十百千万"
NUMBER = rf"(?:\d+(?:\.\d+)?[百千万]?|[{CHARACTERS}]+)"
BEFORE = r"(?:近|快要?|将近|不到|差不多|大概|大约|约|年近|刚满|满|超过|才|还不到)"
AFTER = r"(?:多|来|出头|左右|上下|几)"
DURATION = re.compile(
    rf"(?P<half>大?半年)(?P<half_more>多)?|(?P<before>{BEFORE})?"
    rf"(?P<number>{NUMBER}|半)(?P<after>{AFTER})?(?P<counted>个)?(?P<and_half>半|多)?"
    r"(?P<unit>天|周(?!岁)|星期|礼拜|月(?![初底份])|年(?!级))(?P<more>多)?(?P<tail>半)?"
)
IN_MONTHS = {"天": 1 / 30, "周": 7 / 30, "星期": 7 / 30, "礼拜": 7 / 30, "月": 1, "年": 12}
TWO_TENS = re.compile(r"([一二三四五六七八九])([二三四五六七八九])十")
TENS_AND_TWO = re.compile(r"([二三四五六七八九]?)十([一二三四五六七八])([二三四五六七八九])")
TWO_DIGITS = re.compile(r"([一二三四五六七八])([二三四五六七八九])")

AND = re.compile(r"(?<=[二三四五六七八九]十)有(?=[一二三四五六七八九](?![一-鿿]{0,2}[个位名人]))")
APART = re.compile(r"(?<=\d) (?=[一-鿿])|(?<=[一-鿿]) (?=\d)")


def close_up(text: str) -> str:
    """Return a normalised text with figures in one piece: 83 岁, 六十有五."""
    return AND.sub("", APART.sub("", text))


def read_number(text: str) -> float | None:
    """Read a number as written, 三千八, 1.2万 or 83; None for what is none."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([百千万]?)", text)
    if match:
        return float(match[1]) * {"": 1, "百": 100, "千": 1000, "万": 10000}[match[2]]
    if not text or any(char not in CHARACTERS for char in text):
        return None
    total, section, digit, last = 0, 0, 0, 1
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char == "万":
            total, section, digit, last = (section + digit) * 10000, 0, 0, 10000
        else:
            section += (digit or 1) * UNITS[char]
            digit, last = 0, UNITS[char]
    # 三千八 is 3800, 三千零八 is 3008.
    is_short = digit and last >= 100 and text[-2] not in "零〇"
    return float(total + section + (digit * last // 10 if is_short else digit))


def read_range(text: str) -> tuple[float, float] | None:
    """Read what names two numbers at once: 七八十, 十六七, 两三; None for a single number."""
    if match := TWO_TENS.fullmatch(text):
        return DIGITS[match[1]] * 10.0, DIGITS[match[2]] * 10.0 + 9
    if match := TENS_AND_TWO.fullmatch(text):
        tens = DIGITS.get(match[1], 1) * 10
        return float(tens + DIGITS[match[2]]), float(tens + DIGITS[match[3]])
    if match := TWO_DIGITS.fullmatch(text):
        return float(DIGITS[match[1]]), float(DIGITS[match[2]])
    return None


def years_span(number: str, before: str = "", after: str = "") -> Span | None:
    """Return between which full years an age lies that was said with such words around it."""
    bounds = read_range(number)
    if bounds:
        return Span(*bounds)
    value = read_number(number)
    if value is None or value != int(value):
        return None
    if after in ("多", "几"):
        return Span(value, value + (9 if value % 10 == 0 else 0))
    if after == "出头":
        return Span(value, value + 4)
    if after or before in ("大概", "大约", "约", "差不多"):
        return Span(max(0, value - 3), value + 3)
    if before in ("近", "快", "快要", "将近", "年近", "不到", "还不到"):
        return Span(max(0, value - 3), value - 1) if value else None
    if before == "超过":
        return Span(value, 120)
    return Span(value, value)


@dataclass(frozen=True)
class Stretch:
    """A stretch of time that was said: where it stands, and between how many months it lies."""

    start: int
    end: int
    months: Span


def stretches(text: str) -> list[Stretch]:
    """Return every stretch of time in a text."""
    found = []
    for match in DURATION.finditer(text):
        months = months_of(match)
        if months is not None:
            found.append(Stretch(match.start(), match.end(), months))
    return found


def months_of(match: re.Match[str]) -> Span | None:
    """Return between how many months a stretch lies."""
    if match["half"]:
        least, most = (7, 11) if match["half"].startswith("大") else (6, 6)
        return Span(least, 11 if match["half_more"] else most)
    if match["unit"] == "月" and not match["counted"]:
        return None  # a month of the year
    bounds = spoken_bounds(match["number"])
    if bounds is None:
        return None
    low, high = bounds
    if match["and_half"] == "半" or match["tail"]:
        low, high = low + 0.5, high + 0.5
    if match["after"] in ("几", "来", "多"):
        high += 9 if high >= 10 else 1
    if match["more"] or match["and_half"] == "多":
        high += 1
    if match["before"] in ("近", "快", "快要", "将近", "不到", "还不到"):
        low *= 0.75
    unit = IN_MONTHS[match["unit"]]
    return Span(round(low * unit, 2), round(high * unit, 2))


def spoken_bounds(number: str) -> tuple[float, float] | None:
    """Return between which numbers one lies as it was said; None for none a stretch has."""
    if number == "半":
        return 0.5, 0.5
    bounds = read_range(number)
    if bounds is not None:
        return bounds
    value = read_number(number)
    return None if value is None or value > 400 else (value, value)


NAMED_DAYS = {
    "今天": 0,
    "今早": 0,
    "今晚": 0,
    "刚刚": 0,
    "昨天": 1,
    "昨晚": 1,
    "昨夜": 1,
    "昨日": 1,
    "前天": 2,
    "前晚": 2,
    "大前天": 3,
}
ROUGH_DAYS = {  # between how many days ago
    "前两天": (1, 4),
    "前几天": (2, 10),
    "前些天": (3, 20),
    "前些日子": (3, 30),
}
NAMED_YEARS = {"今年": 0, "去年": 1, "前年": 2, "大前年": 3}
MONTH = r"(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])"
DAY = rf"(?:\d{{1,2}}|[{CHARACTERS}]{{1,3}})"
WHEN = re.compile(
    rf"(?P<named>{'|'.join(sorted(NAMED_DAYS, key=len, reverse=True))})"
    rf"|(?P<rough>{'|'.join(ROUGH_DAYS)})"
    r"|(?P<last_week>上个?(?:周|星期|礼拜))|(?P<this_week>这个?(?:周|星期|礼拜)|本周)"
    rf"|(?P<last_month>上个?月)(?:(?P<last_day>{DAY})[日号])?"
    r"|(?P<this_month>这个月|本月)"
    rf"|(?P<ago>{NUMBER}|半)(?:个)?(?P<ago_unit>天|周|星期|礼拜|月|年)(?:以?前)"
    rf"|(?:(?P<year>(?:19|20)\d\d)年|(?P<named_year>大前年|前年|去年|今年))(?:(?P<month>{MONTH})月)?"
    rf"(?:份?(?P<day>{DAY})[日号])?"
    rf"|(?<![\d{CHARACTERS}个])(?P<bare_month>{MONTH})月(?:份|(?P<bare_day>{DAY})[日号])"
)


@dataclass(frozen=True)
class When:
    """A day that was said: where it stands, and between which days it lies."""

    start: int
    end: int
    days: Days


def whens(text: str, today: date) -> list[When]:
    """Return every day in a text that is not still to come."""
    found = []
    for match in WHEN.finditer(text):
        days = days_of(match, today)
        if days is not None and days.first <= min(days.last, today):
            days = Days(days.first, min(days.last, today))
            found.append(When(match.start(), match.end(), days))
    return found


def days_of(match: re.Match[str], today: date) -> Days | None:
    """Return between which days a day lies; None for one that does not exist."""
    one = timedelta(days=1)
    if match["named"]:
        day = today - NAMED_DAYS[match["named"]] * one
        return Days(day, day)
    if match["rough"]:
        least, most = ROUGH_DAYS[match["rough"]]
        return Days(today - most * one, today - least * one)
    if match["last_week"] or match["this_week"]:
        monday = today - (today.weekday() + (7 if match["last_week"] else 0)) * one
        return Days(monday, monday + 6 * one)
    if match["last_month"] or match["this_month"]:
        first = shifted(today.replace(day=1), -1 if match["last_month"] else 0)
        number = int(read_number(match["last_day"]) or 0) if match["last_day"] else 0
        if 1 <= number <= (shifted(first, 1) - first).days:
            day = first + (number - 1) * one
            return Days(day, day)
        return Days(first, shifted(first, 1) - one)
    if match["ago"]:
        return days_ago(match, today)
    return calendar_days(match, today)


def days_ago(match: re.Match[str], today: date) -> Days | None:
    """Return the days around one that is so long ago: what is said in months is said roughly."""
    value = 0.5 if match["ago"] == "半" else read_number(match["ago"])
    if value is None or value > 200:
        return None
    unit = match["ago_unit"]
    if unit == "天":
        day = today - timedelta(days=value)
        return Days(day, day)
    length = value * IN_MONTHS[unit] * 30.44
    slack = length * 0.2 if unit in ("月", "年") else 3
    return Days(today - timedelta(days=length + slack), today - timedelta(days=length - slack))


def calendar_days(match: re.Match[str], today: date) -> Days | None:
    """Return a year, a month of it, or one of its days; a month alone is the last one of its name."""
    month_word = match["month"] or match["bare_month"]
    month = int(read_number(month_word) or 0) if month_word else 0
    if match["year"]:
        year = int(match["year"])
    elif match["named_year"]:
        year = today.year - NAMED_YEARS[match["named_year"]]
    else:
        year = today.year - (month > today.month)
    day_word = match["day"] or match["bare_day"]
    try:
        if day_word:
            day = date(year, month, int(read_number(day_word) or 0))
            return Days(day, day)
        if month:
            first = date(year, month, 1)
            return Days(first, shifted(first, 1) - timedelta(days=1))
        return Days(date(year, 1, 1), date(year, 12, 31))
    except ValueError:
        return None
