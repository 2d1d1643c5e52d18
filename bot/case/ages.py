"""How old the people of a story are, and when they were born."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from bot.case.numerals import DAY, DIGITS, MONTH, NUMBER, read_number, years_span
from bot.case.people import Cast
from bot.case.said import Said
from bot.case.sayings import STOPS, SUPPOSED, clause_before
from indexer.condition import shifted
from indexer.verdict import Days, Span

AGE = re.compile(
    rf"(?P<before>近|快要?|将近|不到|差不多|大概|大约|约|年近|刚满|超过)?(?P<number>{NUMBER})"
    r"(?P<after>多|来|出头|左右|上下|几)?(?:周?岁)(?P<half>半)?(?P<tail>就|时|那年|那时|开始|起|以上|以下|以前|之前|以后|才|后|前|的时候|退休)?"
)
# An age without 岁 stands right behind whom it is of, or is all that a clause says: 我妈82，刚退休.
BARE_AGE = re.compile(
    rf"(?:现在|今年|也|都|已经|已|快|刚|整|正好|刚好)*(?P<number>{NUMBER})(?P<after>多|出头)?(?=了|整|刚|退休|独居|[也还都靠有没患]|[{STOPS}:（(]|$)"
)
# Right behind whom it is of, what follows matters less: 婆婆83本地户口; but 女儿12万, 老张2018年 are none.
BEHIND_WHOM = re.compile(
    r"(?:今年|也|都|已经|已|快|刚|整|正好)?(?P<number>[2-9]\d|1\d|10\d|[二三四五六七八九]十[一二三四五六七八九]?|十[一二三四五六七八九]?)(?P<after>多|出头)?"
    r"(?![\d.%年月日号天周个块元万千百点分斤公平次趟级楼层户人口套间亩辆条种位张只度届来几多出、和到至比本幢栋室床针页桌倍米里小余名元后前岁二两三四五六七八九十]|一(?!个人|人|直|户|生))"
)
BARE_AGES = (10, 110)
MONTHS_OLD = re.compile(
    rf"(?P<number>{NUMBER})个?多?月大(?![专学])|(?:刚)?满月|出生(?P<days>{NUMBER})天"
)
REACHED = re.compile(rf"(?:刚刚?|月份?|今年)满(?P<number>{NUMBER})(?=[{STOPS}]|了?[{STOPS}]|$)")
OF_THE = re.compile(
    rf"(?:^|(?<=[{STOPS}]))(?P<number>[二三四五六七八九]?十[一二三四五六七八九]?|\d\d)的"
)
TENS = re.compile(r"(?P<before>年近|将近|近|快)?(?P<tens>[四五六七八九])旬")
NOMINAL = re.compile(rf"虚岁(?:已经|都|今年|有|是)?(?P<first>{NUMBER})|(?P<last>{NUMBER})虚岁")
UNDER_ONE = re.compile(r"(?:不满|未满|没满|不到)周岁|周岁(?:还|都)?(?:不到|没到|不满|未满)")
YEAR = rf"(?:19|20)\d\d|(?<!\d)\d\d|[{''.join(DIGITS)}]{{2}}(?:[{''.join(DIGITS)}]{{2}})?"
BORN = re.compile(
    rf"(?P<year>{YEAR})年(?:(?P<month>{MONTH})月(?:份|(?P<day>{DAY})[日号])?)?(?:出?生(?!病|意|活|了|孩|下|娃|产|个|二|育)|属)"
)
ONE_OF_SEVERAL = re.compile(rf"虚岁$|{NUMBER}[、和]$")  # 夫妻俩51、50岁
TO_COME = re.compile(r"(?:等|到|满了?|过了|活到|交到|领到|缴到|从|得|要)$")


def read_ages(text: str, cast: Cast) -> Iterator[Said]:
    """Yield how old people are; an age at which something was or will be is none."""
    for match in AGE.finditer(text):
        before = clause_before(text, match.start())
        if (
            ONE_OF_SEVERAL.search(before)
            or match["tail"]
            or TO_COME.search(before)
            or SUPPOSED.search(before)
        ):
            continue
        span = years_span(match["number"], match["before"] or "", match["after"] or "")
        if span is not None:
            yield Said("年龄", span, cast.owner(match.start(), match.end()), *match.span())
    yield from read_bare_ages(text, cast)
    yield from read_rough_ages(text, cast)
    for match in MONTHS_OLD.finditer(text):
        months = read_number(match["number"]) if match["number"] else 0
        years = (months or 0) // 12
        member = cast.owner(match.start(), match.end())
        yield Said("年龄", Span(years, years), member, *match.span())


def read_bare_ages(text: str, cast: Cast) -> Iterator[Said]:
    """Yield ages said without 岁."""
    least, most = BARE_AGES
    for clause in cast.clauses:
        places = [(mention.end, member) for mention, member in clause.mentions]
        if not places and (match := BARE_AGE.match(text, clause.start)):
            is_all = match.end() >= clause.end - 1
            places = [(clause.start, clause.subject)] if is_all else []
        for start, member in places:
            match = BARE_AGE.match(text, start) or (
                BEHIND_WHOM.match(text, start) if start > clause.start else None
            )
            span = match and years_span(match["number"], "", match["after"] or "")
            if match and span and member and least <= span.low <= most:
                yield Said("年龄", span, member, *match.span())


def read_rough_ages(text: str, cast: Cast) -> Iterator[Said]:
    """Yield ages said in tens (八旬老人), by the count that begins with one (虚岁), or as not yet one."""
    for match in TENS.finditer(text):
        tens = DIGITS[match["tens"]] * 10
        span = Span(tens - 3, tens - 1) if match["before"] else Span(tens, tens + 9)
        yield Said("年龄", span, cast.owner(*match.span()), *match.span())
    for match in NOMINAL.finditer(text):
        value = read_number(match["first"] or match["last"])
        if value is not None and value >= 1:
            span = Span(max(0, value - 2), value - 1)
            yield Said("年龄", span, cast.owner(*match.span()), *match.span())
    for match in (*REACHED.finditer(text), *OF_THE.finditer(text)):
        is_to_come = re.search(r"下|明年|还差|快|等", clause_before(text, match.start()))
        value = read_number(match["number"])
        if value is not None and value >= BARE_AGES[0] and not is_to_come:
            yield Said("年龄", Span(value, value), cast.owner(*match.span()), *match.span())
    for match in UNDER_ONE.finditer(text):
        yield Said("年龄", Span(0, 0), cast.owner(*match.span()), *match.span())


def read_births(text: str, cast: Cast, today: date) -> Iterator[Said]:
    """Yield the days of birth that are said, or that an age in months or days tells."""
    yield from read_birth_years(text, cast, today)
    yield from read_birth_months(text, cast, today)


def read_birth_months(text: str, cast: Cast, today: date) -> Iterator[Said]:
    """Yield the days of birth that an age in months tells."""
    for match in MONTHS_OLD.finditer(text):
        months = read_number(match["number"]) if match["number"] else None
        member = cast.owner(match.start(), match.end())
        if months is not None and months <= 36:
            whole = int(months)
            first = shifted(today, -whole - 1) + timedelta(days=1)
            yield Said("出生日期", Days(first, shifted(today, -whole)), member, *match.span())
        elif match["days"]:
            day = today - timedelta(days=read_number(match["days"]) or 0)
            yield Said("出生日期", Days(day, day), member, *match.span())


def read_birth_years(text: str, cast: Cast, today: date) -> Iterator[Said]:
    """Yield between which days somebody was born: 五八年生, 1943年3月生."""
    for match in BORN.finditer(text):
        days = days_of_birth(match, today)
        if days is not None and not SUPPOSED.search(clause_before(text, match.start())):
            yield Said("出生日期", days, cast.owner(*match.span()), *match.span())


def days_of_birth(match: re.Match[str], today: date) -> Days | None:
    """Return a year, a month or a day; of a year in two figures the last of that name. None: no such day."""
    digits = "".join(str(DIGITS.get(sign, sign)) for sign in match["year"])
    year = int(digits) if len(digits) == 4 else 1900 + int(digits)
    if len(digits) == 2 and year + 100 <= today.year:
        year += 100
    month = int(read_number(match["month"]) or 0) if match["month"] else 0
    day = int(read_number(match["day"]) or 0) if match["day"] else 0
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    months = 1 if month else 12
    last = first if day else shifted(first, months) - timedelta(days=1)
    return Days(first, min(last, today)) if date(1900, 1, 1) <= first <= today else None
