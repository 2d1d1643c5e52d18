"""What is known of a case against a condition: 符合, 不符合 or 还差, and which facts decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from indexer.case_fact import YES
from indexer.condition import Condition, Grouped


class Verdict(StrEnum):
    """How a condition stands; 还差 means that facts are missing."""

    FITS = "符合"
    MISFITS = "不符合"
    OPEN = "还差"

    @property
    def opposite(self) -> Verdict:
        """The verdict on the contrary."""
        turned = {Verdict.FITS: Verdict.MISFITS, Verdict.MISFITS: Verdict.FITS}
        return turned.get(self, self)


@dataclass(frozen=True)
class Span:
    """A number that is known to lie between two, both included."""

    low: float
    high: float


@dataclass(frozen=True)
class Days:
    """A day that is known to lie between two, both included."""

    first: date
    last: date


# What is known of a fact: which of its words it can be, or between which bounds it lies.
Known: TypeAlias = frozenset[str] | Span | Days


@dataclass(frozen=True)
class Ground:
    """One condition on one fact, how it stands, the clauses it rests on, whether it stood in 都不."""

    condition: Condition
    verdict: Verdict
    clauses: tuple[str, ...] = ()
    is_negated: bool = False


@dataclass(frozen=True)
class Judgement:
    """A verdict and the grounds that decide it: for 还差, the facts that are missing."""

    verdict: Verdict
    grounds: tuple[Ground, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts that would settle it, in their order, once each."""
        open_ones = (g.condition.fact for g in self.grounds if g.verdict is Verdict.OPEN)
        return tuple(dict.fromkeys(fact for fact in open_ones if fact))


def judge(
    condition: Grouped,
    known: Mapping[str, Known],
    today: date,
    clauses: tuple[str, ...] = (),
) -> Judgement:
    """Judge a condition by what is known; a fact that is not in `known` is open."""
    parts: list[Judgement] = []
    if isinstance(condition, Condition):
        clauses = condition.clauses or clauses
        if condition.fact:
            verdict = judge_fact(condition, known.get(condition.fact), today)
            parts.append(Judgement(verdict, (Ground(condition, verdict, clauses),)))
        if condition.for_window:
            parts.append(Judgement(Verdict.OPEN, (Ground(condition, Verdict.OPEN, clauses),)))
    for key, group in condition.groups:
        parts.append(together(key, [judge(one, known, today, clauses) for one in group]))
    return all_of(parts)


def together(key: str, parts: list[Judgement]) -> Judgement:
    """Return how a group stands whose conditions stand so."""
    if key == "任一":
        return any_of(parts)
    if key == "全部":
        return all_of(parts)
    none = opposite(any_of(parts))
    if key == "除非" and none.verdict is Verdict.OPEN:
        return Judgement(Verdict.FITS)  # too rare to be asked about
    return none


def all_of(parts: list[Judgement]) -> Judgement:
    """Every part must fit: one misfit decides, else what is open, else all the reasons together."""
    return settled(parts, (Verdict.MISFITS, Verdict.OPEN, Verdict.FITS))


def any_of(parts: list[Judgement]) -> Judgement:
    """One part must fit: one fit decides, else what is open, else all the misfits together."""
    return settled(parts, (Verdict.FITS, Verdict.OPEN, Verdict.MISFITS))


def settled(parts: list[Judgement], order: tuple[Verdict, ...]) -> Judgement:
    """Return the strongest verdict among the parts with the grounds of those that share it."""
    for verdict in order:
        grounds = [ground for part in parts if part.verdict is verdict for ground in part.grounds]
        if any(part.verdict is verdict for part in parts):
            return Judgement(verdict, tuple(grounds))
    return Judgement(Verdict.FITS)


def opposite(judgement: Judgement) -> Judgement:
    """Turn a judgement round; its grounds are the same and are marked."""
    grounds = tuple(
        Ground(g.condition, g.verdict, g.clauses, not g.is_negated) for g in judgement.grounds
    )
    return Judgement(judgement.verdict.opposite, grounds)


def judge_fact(condition: Condition, known: Known | None, today: date) -> Verdict:
    """Judge the tests on one fact by what is known of it."""
    match known:
        case frozenset():
            return judge_words(known, condition.among or (YES,))
        case Span():
            return judge_span(condition, known)
        case Days():
            return judge_days(condition, known, today)
        case _:
            return Verdict.OPEN


def judge_words(known: frozenset[str], among: tuple[str, ...]) -> Verdict:
    """A choice fits when all it can be is among what is wanted."""
    inside = known & set(among)
    if not inside:
        return Verdict.MISFITS
    return Verdict.FITS if inside == known else Verdict.OPEN


def judge_span(condition: Condition, known: Span) -> Verdict:
    """A number fits when all it can be does."""
    low, high = fits_at(condition, known.low), fits_at(condition, known.high)
    if low and high:
        return Verdict.FITS  # what is wanted is one stretch: both ends in it, all in it
    return Verdict.OPEN if overlaps(condition, known) else Verdict.MISFITS


def fits_at(condition: Condition, value: float) -> bool:
    """Whether one number passes every test."""
    return (
        (condition.at_least is None or value >= condition.at_least)
        and (condition.at_most is None or value <= condition.at_most)
        and (condition.above is None or value > condition.above)
        and (condition.below is None or value < condition.below)
    )


def overlaps(condition: Condition, known: Span) -> bool:
    """Whether some number within the bounds may pass every test."""
    return (
        (condition.at_least is None or known.high >= condition.at_least)
        and (condition.at_most is None or known.low <= condition.at_most)
        and (condition.above is None or known.high > condition.above)
        and (condition.below is None or known.low < condition.below)
    )


def judge_days(condition: Condition, known: Days, today: date) -> Verdict:
    """A day fits when all it can be lies in the wanted stretch."""
    first, last = wanted_days(condition, today)
    if first <= known.first and known.last <= last:
        return Verdict.FITS
    return Verdict.OPEN if known.first <= last and first <= known.last else Verdict.MISFITS


def wanted_days(condition: Condition, today: date) -> tuple[date, date]:
    """Return the first and last day that pass every test."""
    first, last = date.min, date.max
    if condition.not_before:
        first = max(first, condition.not_before)
    if condition.ago_at_most:
        first, last = max(first, condition.ago_at_most.before(today)), min(last, today)
    if condition.not_after:
        last = min(last, condition.not_after)
    if condition.ago_at_least:
        last = min(last, condition.ago_at_least.before(today))
    return first, last
