"""What a household should apply for, may, and may not, each with why, the running deadline first."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from bot.case.evaluate import Outcome, Running, outcomes
from bot.case.facts import Case, Person
from indexer.case_fact import CaseFacts
from indexer.entry import Entry, Kind
from indexer.verdict import Ground, Verdict

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
    instead: Entry | None = None  # the matter that goes before this one: both cannot be had

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
    near: Mapping[str, float],
    today: date,
) -> Result:
    """Return what a household should, may and may not apply for.

    `near` says how near the story lies to each entry.
    """
    judged = {one.entry.id: one for one in outcomes(entries.values(), case, facts, today)}
    ranks = {entry: rank for rank, entry in enumerate(sorted(near, key=lambda e: -near[e]))}
    matters = [
        matter_of(
            entry, judged.get(entry.id), near.get(entry.id, 0.0), ranks.get(entry.id, 999), case
        )
        for entry in entries.values()
        if not entry.is_withdrawn
    ]
    likely = [one for one in matters if one.weight >= CUT or one.group is Group.NOT]
    likely = list(without_rivals(likely))
    must = [one for one in likely if one.group is Group.MUST]
    may = sorted((one for one in likely if one.group is Group.MAY), key=lambda one: -one.weight)
    may = may[: max(0, MOST_SHOWN - len(must))]
    refused = [one for one in likely if one.group is Group.NOT]
    return Result(
        tuple(in_order(must)),
        tuple(in_order(may)),
        tuple(sorted(refused, key=lambda one: -one.weight)[:MOST_REFUSED]),
    )


CUT = 0.4


def matter_of(entry: Entry, outcome: Outcome | None, near: float, rank: int, case: Case) -> Matter:
    """Return one entry with its group and how likely it matters here."""
    weight = likelihood(outcome, near, rank)
    if outcome is None:
        return Matter(entry, case.people[0], Group.MAY, (), weight=weight)
    group = {Verdict.FITS: Group.MUST, Verdict.OPEN: Group.MAY, Verdict.MISFITS: Group.NOT}[
        outcome.verdict
    ]
    if group is Group.MUST and not outcome.is_raised:
        group = Group.MAY
    if group is Group.NOT and weight < CUT:
        weight = 0.0
    return Matter(
        entry,
        outcome.person,
        group,
        outcome.judgement.grounds or (outcome.occasion.grounds if outcome.occasion else ()),
        outcome.judgement.missing,
        outcome.deadlines,
        weight,
    )


def features(outcome: Outcome | None, near: float, rank: int) -> tuple[float, ...]:
    """Return what speaks for an entry."""
    raised = outcome is not None and outcome.is_raised
    written = outcome is not None
    fits = outcome is not None and outcome.verdict is Verdict.FITS
    missing = len(outcome.judgement.missing) if outcome else 0
    return (
        1.0,
        float(raised),
        float(written),
        float(raised and fits),
        float(raised) * min(missing, 3),
        near,
        float(raised) * near,
        1.0 / (1 + rank),
    )


WEIGHTS = (-3.2, 3.2, -0.5, 1.0, -0.15, 0.7, 0.0, 1.0)


def likelihood(outcome: Outcome | None, near: float, rank: int) -> float:
    """Return how likely it is that a good worker would raise an entry here, 0 to 1."""
    odds = sum(w * x for w, x in zip(WEIGHTS, features(outcome, near, rank), strict=True))
    return 1 / (1 + math.exp(-odds))


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
    """Return matters with the first deadline first, then the likeliest."""
    return sorted(matters, key=lambda one: (one.until, -one.weight))
