"""Facts in the words a person reads."""

from __future__ import annotations

from collections.abc import Iterator

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
            return (
                f"{known.first}" if known.first == known.last else f"{known.first} 到 {known.last}"
            )
        case frozenset():
            return "或".join(sorted(known))


def plain(number: float) -> str:
    """Return a number without a useless fraction."""
    return f"{number:g}"


def fact_words(name: str, known: Known, facts: CaseFacts) -> str:
    """Return a fact and what is known of it: 独居, 独居：否, 年龄 83 岁."""
    if known == frozenset({YES}):
        return name
    value = value_words(known, unit_of(name, facts)).strip()
    if known == frozenset({NO}):
        return f"{name}：{NO}"
    return f"{name} {value}"


def unit_of(name: str, facts: CaseFacts) -> str:
    """Return the unit of a fact; "" for one that is no number."""
    fact = facts.facts.get(name)
    return (fact.unit if fact else None) or ""


def known_facts(case: Case) -> Iterator[tuple[str, str, Known]]:
    """Yield whose a fact is, its name and what is known, for everything that was said."""
    for person in case.people:
        for name, known in person.known.items():
            if name != "性别":
                yield person.name, name, known
    for name, known in case.household.items():
        yield wording.CASE_OF_HOUSEHOLD, name, known


def case_words(case: Case, facts: CaseFacts) -> Iterator[tuple[str, str, str]]:
    """Yield whose a fact is, its name and its words, for everything that is known."""
    for who, name, known in known_facts(case):
        yield who, name, fact_words(name, known, facts)
