"""What is known of a household: its people, each with facts of their own, and what they share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from indexer.case_fact import CaseFact, CaseFacts, FactKind, Scope
from indexer.condition import shifted
from indexer.verdict import Days, Known, Span, Verdict, judge

MONTHS = {"岁": 12, "年": 12, "个月": 1}
DAYS = {"周": 7, "天": 1}


@dataclass(frozen=True)
class Person:
    """Somebody of the household, by what they are called, and what is known of them."""

    name: str
    known: Mapping[str, Known] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """A household: at least one person, and what is known of all of them together."""

    people: tuple[Person, ...]
    household: Mapping[str, Known] = field(default_factory=dict)


def views(case: Case, facts: CaseFacts, today: date) -> Iterator[tuple[Person, dict[str, Known]]]:
    """Yield each person with all that is known for them: their own, the household's, what follows."""
    seen = [{**person.known, **case.household} for person in case.people]
    for known in seen:
        count(known, facts, today)
    while follow(seen, facts, today):
        pass
    yield from zip(case.people, seen, strict=True)


def follow(seen: list[dict[str, Known]], facts: CaseFacts, today: date) -> bool:
    """Add to every view what follows from it; whether anything was added."""
    added = False
    for name, fact in facts.facts.items():
        holders = [known for known in seen if name not in known] if fact.derived else []
        for known in holders:
            around = seen if fact.scope is Scope.HOUSEHOLD else [known]
            value = derived_value(fact, around, today)
            if value is not None:
                known[name] = frozenset({value})
                added = True
    return added


def derived_value(fact: CaseFact, around: list[dict[str, Known]], today: date) -> str | None:
    """Return what a fact is by the first of its rules that anybody here meets."""
    for derived in fact.derived:
        if any(judge(derived.when, known, today).verdict is Verdict.FITS for known in around):
            return derived.value
    return None


def count(known: dict[str, Known], facts: CaseFacts, today: date) -> None:
    """Count numbers from days, and from numbers the days between which those must lie."""
    for name, fact in facts.facts.items():
        if not fact.counted_from or not fact.unit:
            continue
        number, day = known.get(name), known.get(fact.counted_from)
        if isinstance(day, Days) and number is None:
            low, high = elapsed(fact.unit, day.last, today), elapsed(fact.unit, day.first, today)
            if low >= 0:
                known[name] = Span(low, high)
        elif isinstance(number, Span) and day is None:
            known[fact.counted_from] = days_ago(fact.unit, number, today)


def elapsed(unit: str, since: date, today: date) -> int:
    """Return the full units from a day until today; negative for a day to come."""
    if unit in DAYS:
        return (today - since).days // DAYS[unit]
    months = (today.year - since.year) * 12 + today.month - since.month
    months -= today.day < since.day
    return months // MONTHS[unit]


def days_ago(unit: str, number: Span, today: date) -> Days:
    """Return the days from which so many full units have passed until today."""
    low, high = int(number.low), int(number.high) + 1
    one = timedelta(days=1)
    if unit in DAYS:
        return Days(today - high * DAYS[unit] * one + one, today - low * DAYS[unit] * one)
    return Days(
        shifted(today, -high * MONTHS[unit]) + one,
        shifted(today, -low * MONTHS[unit]),
    )


def is_of_kind(known: Known, fact: CaseFact) -> bool:
    """Whether what is known has the form of the fact's kind and keeps to its options and range."""
    match known:
        case frozenset():
            return bool(known) and known <= set(fact.choices)
        case Span():
            low, high = fact.range or (0, 0)
            is_number = fact.kind is FactKind.NUMBER
            return is_number and low <= known.low <= known.high <= high
        case Days():
            return fact.kind is FactKind.DAY and known.first <= known.last
