"""What a household should apply for, may, and may not, each with why, what is pressing first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.case.evaluate import Outcome, Running, outcomes
from bot.case.facts import Case, Person
from bot.case.likelihood import likelihood
from bot.case.nearness import Nearness
from indexer.case_fact import CaseFacts
from indexer.entry import Entry, Kind
from indexer.verdict import Ground, Verdict

CUT = 0.46  # likelihood from which on a matter is shown: docs/case.md
MOST_SHOWN = 12
MOST_REFUSED = 6


class Group(StrEnum):
    """Where a matter is shown."""

    MUST = "应当办"
    MAY = "可能符合"
    NOT = "不符合"


@dataclass(frozen=True)
class Matter:
    """One entry in the result: whose it is, how it stands, how likely it matters."""

    entry: Entry
    person: Person
    group: Group
    grounds: tuple[Ground, ...]
    missing: tuple[str, ...] = ()
    deadlines: tuple[Running, ...] = ()
    weight: float = 0.0
    is_raised: bool = False  # whether something in the case calls for it
    instead: Entry | None = None  # the matter that goes before this one: both cannot be had
    after: Entry | None = None  # the matter that must be had before this one can be
    is_pressing: bool = False  # whether it helps against what cannot wait: no food, no roof

    @property
    def is_procedure(self) -> bool:
        """Whether it is something to apply for, rather than what a good worker does."""
        return self.entry.kind is Kind.PROCEDURE

    @property
    def until(self) -> date:
        """The day on which its first deadline ends; far away without one."""
        return min((one.last for one in self.deadlines), default=date.max)


@dataclass(frozen=True)
class Result:
    """All that was found for a household."""

    must: tuple[Matter, ...] = ()
    may: tuple[Matter, ...] = ()
    refused: tuple[Matter, ...] = ()

    @property
    def shown(self) -> tuple[Matter, ...]:
        """What should or may be done."""
        return (*self.must, *self.may)


def find_matters(
    entries: Mapping[str, Entry],
    case: Case,
    facts: CaseFacts,
    near: Mapping[str, Nearness],
    today: date,
) -> Result:
    """Return what a household should, may and may not apply for.

    `near` says how near the story lies to each entry; {} to judge by the facts alone.
    """
    judged = {one.entry.id: one for one in outcomes(entries.values(), case, facts, today)}
    matters = [
        matter_of(entry, judged.get(entry.id), near.get(entry.id), case, facts)
        for entry in entries.values()
        if not entry.is_withdrawn
    ]
    likely = list(without_rivals(one_after_another([one for one in matters if one.weight >= CUT])))
    must = [one for one in likely if one.group is Group.MUST]
    may = sorted((one for one in likely if one.group is Group.MAY), key=lambda one: -one.weight)
    may = may[: max(0, MOST_SHOWN - len(must))]
    refused = [one for one in likely if one.group is Group.NOT]
    return Result(
        tuple(in_order(must)),
        tuple(in_order(may)),
        tuple(sorted(refused, key=lambda one: -one.weight)[:MOST_REFUSED]),
    )


def matter_of(
    entry: Entry, outcome: Outcome | None, near: Nearness | None, case: Case, facts: CaseFacts
) -> Matter:
    """Return one entry with its group and how likely it matters here."""
    weight = likelihood(outcome, near)
    if outcome is None:
        return Matter(entry, case.people[0], Group.MAY, (), weight=weight)
    group = {Verdict.FITS: Group.MUST, Verdict.OPEN: Group.MAY, Verdict.MISFITS: Group.NOT}[
        outcome.verdict
    ]
    if group is Group.MUST and not outcome.is_raised:
        group = Group.MAY
    return Matter(
        entry,
        outcome.person,
        group,
        outcome.judgement.grounds or (outcome.occasion.grounds if outcome.occasion else ()),
        outcome.judgement.missing,
        outcome.deadlines,
        weight,
        outcome.is_raised,
        is_pressing=is_pressing(outcome, facts),
    )


def is_pressing(outcome: Outcome, facts: CaseFacts) -> bool:
    """Whether an entry is for people in the very distress that the case tells of."""
    occasion = outcome.occasion.grounds if outcome.occasion else ()
    return any(
        ground.verdict is Verdict.FITS
        and not ground.is_negated
        and facts.facts[ground.condition.fact].pressing is not None
        for ground in (*outcome.judgement.grounds, *occasion)
        if ground.condition.fact
    )


def one_after_another(matters: Sequence[Matter]) -> list[Matter]:
    """Let what fails only for want of something that can be had first count as possible."""
    coming = {one.entry.id: one.entry for one in matters if one.group is not Group.NOT}
    return [wait_for(one, coming) for one in matters]


def wait_for(matter: Matter, coming: Mapping[str, Entry]) -> Matter:
    """Return a matter as possible, once what must go before it is had."""
    links = matter.entry.links
    first = [coming[one] for one in (links.first if links else None) or () if one in coming]
    if matter.group is not Group.NOT or not first:
        return matter
    return replace(matter, group=Group.MAY, after=first[0])


def without_rivals(matters: Sequence[Matter]) -> Iterator[Matter]:
    """Turn down what cannot be had together with something that goes before it."""
    first = {one.entry.id: one for one in matters if one.group is Group.MUST}
    beaten = {
        other: one.entry
        for one in first.values()
        for other in (one.entry.links.never_with if one.entry.links else None) or ()
    }
    for one in matters:
        instead = beaten.get(one.entry.id)
        if instead is not None and one.group is not Group.NOT:
            yield replace(one, group=Group.NOT, instead=instead)
        else:
            yield one


def in_order(matters: Iterable[Matter]) -> list[Matter]:
    """Return matters with what cannot wait first, then the first deadline, then the likeliest."""
    return sorted(matters, key=lambda one: (not one.is_pressing, one.until, -one.weight))
