"""Facts in the words a person reads."""

from __future__ import annotations

from collections.abc import Iterable

from bot import wording
from bot.case.facts import Case
from indexer.case_fact import NO, YES, CaseFacts
from indexer.verdict import Days, Known, Span


def value_words(known: Known, unit: str = "") -> str:
    """Return what is known of a fact, in words."""
    match known:
        case Span():
            low, high = plain(known.low), plain(known.high)
            return f"{low} {unit}" if low == high else f"{low} 到 {high} {unit}"
        case Days():
            return f"{known.first}" if known.first == known.last else f"{known.first} 到 {known.last}"
        case frozenset():
            return "或".join(sorted(known))


def plain(number: float) -> str:
    """Return a number without a useless fraction."""
    return f"{number:g}"


def fact_words(name: str, known: Known, facts: CaseFacts) -> str:
    """Return a fact and what is known of it: 独居, 独居：否, 年龄 83 岁."""
    if known == frozenset({YES}):
        return name
    fact = facts.facts.get(name)
    value = value_words(known, (fact.unit if fact else None) or "").strip()
    if known == frozenset({NO}):
        return f"{name}：{NO}"
    return f"{name} {value}"


def case_words(case: Case, facts: CaseFacts) -> Iterable[tuple[str, str, str]]:
    """Yield whose a fact is, its name and its words, for everything that is known."""
    for person in case.people:
        for name, known in person.known.items():
            if name != "性别":
                yield person.name, name, fact_words(name, known, facts)
    for name, known in case.household.items():
        yield wording.CASE_OF_HOUSEHOLD, name, fact_words(name, known, facts)
