"""资格: who may apply, as conditions on a household's facts that a machine can decide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from indexer.written import Lines, SomeLines, Text, Written

CLAUSE = re.compile(r"(?:(?P<section>[一-鿿]{2,5}?)\s*)?(?P<number>\d{1,2})?")
ELIGIBILITY = "条件"
ONE_LINE = "一句话"


@dataclass(frozen=True)
class Duration:
    """A stretch of time as written: 60天, 6个月, 3年."""

    text: str
    days: int = 0
    months: int = 0

    def __str__(self) -> str:
        return self.text

    def before(self, day: date) -> date:
        """Return the day this long before another."""
        return shifted(day, -self.months) - timedelta(days=self.days)

    def after(self, day: date) -> date:
        """Return the day this long after another."""
        return shifted(day, self.months) + timedelta(days=self.days)


def shifted(day: date, months: int) -> date:
    """Return a day some months later, or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for number in range(day.day, 0, -1):
        try:
            return date(year, month + 1, number)
        except ValueError:
            continue
    raise AssertionError("every month has a first day")


def read_duration(value: Any) -> Duration:
    """Read a stretch of time, as 60天, 6个月 or 3年."""
    match = re.fullmatch(r"(\d{1,4})\s*(天|日|个月|年)", str(value))
    if not match:
        raise ValueError("bad-duration")
    number, unit = int(match[1]), match[2]
    if unit in ("天", "日"):
        return Duration(str(value), days=number)
    return Duration(str(value), months=number * (12 if unit == "年" else 1))


@dataclass(frozen=True)
class Term:
    """Until when something can be applied for, counted from a day: a stretch, or a year's end."""

    text: str
    stretch: Duration | None = None
    years: int = 0  # the end of the year this many after the day's own

    def __str__(self) -> str:
        return self.text

    def last_day(self, since: date) -> date:
        """Return the last day on which it is not too late."""
        if self.stretch:
            return self.stretch.after(since)
        return date(since.year + self.years, 12, 31)


YEAR_ENDS = {"当年底": 0, "次年底": 1}


def read_term(value: Any) -> Term:
    """Read until when: 60天, 6个月, 3年, 当年底 or 次年底."""
    text = str(value)
    if text in YEAR_ENDS:
        return Term(text, years=YEAR_ENDS[text])
    return Term(text, read_duration(value))


def read_number(value: Any) -> float:
    """Read a number as it stands in a file."""
    if re.fullmatch(r"\d{1,7}(\.\d{1,3})?", str(value)):
        return float(value)
    raise ValueError("bad-number")


def read_whole_day(value: Any) -> date:
    """Read a whole day, as 2026-07-01."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError("bad-date") from None


def plain_number(value: float) -> str:
    """Return a number as a person writes it."""
    return f"{value:g}" if value < 1e5 else f"{value:.0f}"


Number: TypeAlias = Annotated[
    float,
    BeforeValidator(read_number),
    PlainSerializer(plain_number),
    WithJsonSchema({"type": ["number", "string"]}),
]
Stretch: TypeAlias = Annotated[
    Duration,
    BeforeValidator(read_duration),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,4}\s*(天|日|个月|年)$"}),
]
Until: TypeAlias = Annotated[
    Term,
    BeforeValidator(read_term),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": r"^(\d{1,4}\s*(天|日|个月|年)|当年底|次年底)$"}),
]
WholeDay: TypeAlias = Annotated[
    date,
    BeforeValidator(read_whole_day),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}),
]
Conditions: TypeAlias = Annotated[tuple["Condition", ...], Field(min_length=1)]


class Grouped(Written):
    """Conditions that hold together: every one of 全部, one of 任一, none of 都不 and of 除非.

    都不 asks until it knows; 除非 counts only when it is known to be so.
    """

    all_of: Conditions | None = Field(None, alias="全部")
    any_of: Conditions | None = Field(None, alias="任一")
    none_of: Conditions | None = Field(None, alias="都不")
    unless: Conditions | None = Field(None, alias="除非")

    @property
    def groups(self) -> Iterator[tuple[str, tuple[Condition, ...]]]:
        """Yield the key and the conditions of each group that was written."""
        for key, group in (
            ("全部", self.all_of),
            ("任一", self.any_of),
            ("都不", self.none_of),
            ("除非", self.unless),
        ):
            if group:
                yield key, group


class Condition(Grouped):
    """One fact and what it must be, or what only the window can say, or a group of conditions."""

    fact: Text | None = Field(None, alias="情况")
    among: SomeLines | None = Field(None, alias="为")
    at_least: Number | None = Field(None, alias="至少")
    at_most: Number | None = Field(None, alias="至多")
    above: Number | None = Field(None, alias="高于")
    below: Number | None = Field(None, alias="低于")
    ago_at_least: Stretch | None = Field(None, alias="距今至少")
    ago_at_most: Stretch | None = Field(None, alias="距今至多")
    not_before: WholeDay | None = Field(None, alias="不早于")
    not_after: WholeDay | None = Field(None, alias="不晚于")
    for_window: Text | None = Field(None, alias="窗口定")
    clauses: SomeLines | None = Field(None, alias="据")


class Deadline(Written):
    """期限: until when it must be applied for, counted from a day among the facts."""

    since: Text = Field(alias="从")
    within: Until = Field(alias="内")
    act: Text = Field(alias="办")
    clauses: SomeLines = Field(alias="据")


class Eligibility(Grouped):
    """资格: conditions, or why only a person can judge; and what in a story brings it to mind."""

    occasion: Condition | None = Field(None, alias="起因")
    undecidable: Text | None = Field(None, alias="人工判断")
    for_window: SomeLines | None = Field(None, alias="窗口再核")
    deadlines: Annotated[tuple[Deadline, ...], Field(min_length=1)] | None = Field(
        None, alias="期限"
    )

    @property
    def is_decidable(self) -> bool:
        """Whether conditions were written."""
        return any(True for _ in self.groups)


class Links(Written):
    """衔接: the matters that go before, with or without this one."""

    first: Lines | None = Field(None, alias="需先有")
    never_with: Lines | None = Field(None, alias="不能同时")
    often_with: Lines | None = Field(None, alias="通常一起办")
    brings: Lines | None = Field(None, alias="办了自动有")

    @property
    def lists(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the key and the ids of each list that was written."""
        for key, ids in (
            ("需先有", self.first),
            ("不能同时", self.never_with),
            ("通常一起办", self.often_with),
            ("办了自动有", self.brings),
        ):
            if ids:
                yield key, ids


@dataclass(frozen=True)
class Clause:
    """A line of an entry that a condition rests on; `number` counts from 1."""

    section: str
    number: int


def read_clause(text: str) -> Clause | None:
    """Read a clause as written: 「2」 is a line of 条件, 「注意 3」 one of 注意; None if it is neither."""
    if text == ONE_LINE:
        return Clause(ONE_LINE, 1)
    match = CLAUSE.fullmatch(text.strip())
    if not match or not match["number"]:
        return None
    return Clause(match["section"] or ELIGIBILITY, int(match["number"]))


def leaves(condition: Grouped) -> Iterator[Condition]:
    """Yield the conditions on one fact each, however deep they stand."""
    if isinstance(condition, Condition) and condition.fact:
        yield condition
    for _, group in condition.groups:
        for inner in group:
            yield from leaves(inner)
