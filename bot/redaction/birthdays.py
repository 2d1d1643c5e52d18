"""Dates of birth: a day beside a word for being born, unless it bounds who a rule is for.

Year and month alone stay: when somebody retires hangs on them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.redaction.shadow import Span

NUMERAL = "[0-9一二三四五六七八九十廿〇零]"
YEAR = r"(?:(?:19|20)\d\d|[一二][九〇零0][一二三四五六七八九〇零]{2}|[3-9]\d)"
MONTH = r"(?:正月|腊月|冬月|[0-9一二三四五六七八九十]{1,2}[ ]?月份?)"
DAY = rf"初?{NUMERAL}{{1,3}}(?:[ ]?[日号])?"
DATE = (
    rf"(?:{YEAR}[ ]?年[ ]?(?:农历|阴历|阳历)?{MONTH}[ ]?{DAY}"
    r"|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}"
    r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    rf"|(?:农历|阴历|阳历)?{MONTH}[ ]?{DAY})"
)
BEGIN = rf"(?<!{NUMERAL})(?<![./-])"
END = r"(?![\d./])"
# 「1960年1月1日前出生」 is a rule, not a person.
NO_BOUND = r"(?!\)?[ ]?\(?(?:含|及|之|以|本日|当日|\)|\()*(?:前|后|起|至|到(?!底)|之间|以来|～|~|施行|启用|实行))"
BEFORE = (
    r"(?:出生日期|出生年月日?|出生时间|出生于|出生在|生于|生日|生辰|出生|小生日|大生日|周岁生日)"
    r"(?:就?是|为|在|的)?[ :,=(]{0,3}(?:公历|身份证上)?"
)
AFTER = r"[ ,]?(?:这天|那天|左右)?(?:是)?(?:(?:他|她|我|宝宝|小孩|孩子|小囡|宝贝|刚刚?|才|在[^\d\0,。;]{1,8}?)?出生|的?生日|生的|生(?=[ ,。;]|$)|生人|养的|出世)"
BIRTHDAY_FIRST = re.compile(rf"{BEFORE}{BEGIN}({DATE}){END}{NO_BOUND}")
DATE_FIRST = re.compile(
    rf"{BEGIN}({DATE}){END}{NO_BOUND}{AFTER}(?!医学|证明|登记|缺陷|率|的(?:人|可))"
)


def birthdays(text: str) -> Iterator[Span]:
    """Yield dates of birth."""
    first = {match.span(1) for match in BIRTHDAY_FIRST.finditer(text)}
    last = 0
    for start, end in sorted(first | {match.span(1) for match in DATE_FIRST.finditer(text)}):
        if start >= last:
            yield start, end
            last = end
