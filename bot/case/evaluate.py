"""An entry's 资格 against a household: whose matter it is, how it stands, and by which facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from operator import itemgetter

from bot.case.facts import Case, Person, views
from indexer.case_fact import CaseFacts
from indexer.condition import Eligibility, leaves
from indexer.entry import Entry
from indexer.verdict import Days, Judgement, Known, Verdict, judge

STRENGTH = (Verdict.FITS, Verdict.OPEN, Verdict.MISFITS)


@dataclass(frozen=True)
class Running:
    """A deadline that runs: until when what is to be done, and the clauses that say so.

    `last` is the earliest day it can be where the day it counts from is known roughly.
    """

    act: str
    last: date
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """How an entry stands for the person of the household it fits best.

    `is_raised` says that something in the case calls for the matter; what only a person can judge
    stands as 还差 with no grounds.
    """

    entry: Entry
    person: Person
    is_raised: bool
    judgement: Judgement
    occasion: Judgement | None = None
    deadlines: tuple[Running, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """符合, 不符合 or 还差."""
        return self.judgement.verdict


def outcomes(
    entries: Iterable[Entry], case: Case, facts: CaseFacts, today: date
) -> Iterator[Outcome]:
    """Yield how each entry with a 资格 stands for a household."""
    seen = list(views(case, facts, today))
    for entry in entries:
        if entry.decidable is not None and not entry.is_withdrawn:
            asked = {one.fact for one in leaves(entry.decidable)}
            each = [
                (standing(found, len(asked & known.keys())), found)
                for person, known in seen
                for found in [outcome(entry, entry.decidable, person, known, today)]
            ]
            yield min(each, key=itemgetter(0))[1]


def standing(outcome: Outcome, told: int) -> tuple[int, ...]:
    """Return how well a person stands in an entry of whose facts `told` are known; lower is better.

    What nothing raises is rather the matter of the one whom the story says more about: a child
    without a certificate, not the mother of whom nothing is known.
    """
    strength = STRENGTH.index(outcome.verdict)
    if outcome.is_raised:
        return 0, strength, len(outcome.judgement.missing)
    return 1, -told, strength


def outcome(
    entry: Entry, written: Eligibility, person: Person, known: dict[str, Known], today: date
) -> Outcome:
    """Return how an entry stands for one person."""
    occasion = judge(written.occasion, known, today) if written.occasion else None
    judgement = Judgement(Verdict.OPEN) if written.undecidable else judge(written, known, today)
    return Outcome(
        entry,
        person,
        occasion is not None and occasion.verdict is Verdict.FITS,
        judgement,
        occasion,
        tuple(running(written, known, today)),
    )


def running(written: Eligibility, known: dict[str, Known], today: date) -> Iterator[Running]:
    """Yield the deadlines that run; one that has passed for sure is left out."""
    for deadline in written.deadlines or ():
        since = known.get(deadline.since)
        if isinstance(since, Days) and deadline.within.last_day(since.last) >= today:
            yield Running(deadline.act, deadline.within.last_day(since.first), deadline.clauses)
