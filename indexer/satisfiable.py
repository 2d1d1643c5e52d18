"""Whether conditions can be met at all, by any case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from indexer.case_fact import CaseFact, FactKind
from indexer.condition import Condition, Grouped, leaves
from indexer.verdict import Days, Known, Span, Verdict, all_of, judge

TODAY = date(2026, 1, 1)  # conditions on days are met on any day or on none
STEP = 0.01  # two bounds are never closer
MOST_TRIALS = 5000  # beyond it conditions count as met: no supervisor's are so tangled


def is_satisfiable(conditions: Sequence[Grouped], facts: Mapping[str, CaseFact]) -> bool:
    """Whether some case meets all the conditions; their facts must be known."""
    return Search(conditions, facts).succeeds({})


class Search:
    """A walk through the cases that differ for these conditions."""

    def __init__(self, conditions: Sequence[Grouped], facts: Mapping[str, CaseFact]) -> None:
        self.conditions = conditions
        self.trials = 0
        tests: dict[str, list[Condition]] = {}
        for condition in conditions:
            for leaf in leaves(condition):
                tests.setdefault(str(leaf.fact), []).append(leaf)
        self.values = {
            fact: list(distinct_values(facts[fact], leaves_of)) for fact, leaves_of in tests.items()
        }

    def succeeds(self, known: Mapping[str, Known]) -> bool:
        """Whether what is known can be added to until every condition is met."""
        self.trials += 1
        judgement = all_of([judge(condition, known, TODAY) for condition in self.conditions])
        if judgement.verdict is not Verdict.OPEN or self.trials > MOST_TRIALS:
            return judgement.verdict is not Verdict.MISFITS
        if not judgement.missing:
            return True  # only what the window decides is open
        fact = judgement.missing[0]
        return any(self.succeeds({**known, fact: value}) for value in self.values[fact])


def distinct_values(fact: CaseFact, tests: Iterable[Condition]) -> Iterator[Known]:
    """Yield values of a fact, one for every way in which tests on it can turn out."""
    match fact.kind:
        case FactKind.YES_NO | FactKind.CHOICE:
            yield from (frozenset({choice}) for choice in fact.choices)
        case FactKind.NUMBER:
            yield from (Span(value, value) for value in numbers(fact, tests))
        case FactKind.DAY:
            yield from (Days(day, day) for day in days(tests))


def numbers(fact: CaseFact, tests: Iterable[Condition]) -> Iterator[float]:
    """Yield the bounds of tests and the numbers right beside them, within the fact's range."""
    low, high = fact.range or (0.0, 0.0)
    bounds = {low, high}
    for test in tests:
        for bound in (test.at_least, test.at_most, test.above, test.below):
            if bound is not None:
                bounds |= {bound - STEP, bound, bound + STEP}
    yield from sorted(bound for bound in bounds if low <= bound <= high)


def days(tests: Iterable[Condition]) -> Iterator[date]:
    """Yield the bounds of tests and the days right beside them."""
    bounds = {TODAY}
    for test in tests:
        for stretch in (test.ago_at_least, test.ago_at_most):
            if stretch:
                bounds.add(stretch.before(TODAY))
        bounds |= {day for day in (test.not_before, test.not_after) if day}
    one = timedelta(days=1)
    yield from sorted({day + step for day in bounds for step in (-one, timedelta(), one)})
