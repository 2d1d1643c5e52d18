"""Put households' stories to the case finder, and count what a worker would have seen."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bot import wording
from bot.case.interview import Interviewer, Published
from bot.case.result import Result, find_matters
from bot.case.story import StoryReader
from bot.shares import with_interval
from indexer.knowledge_base import KnowledgeBase


@dataclass(frozen=True)
class ExamCase:
    """A story with the entries that must be raised, may be, and must not be called due."""

    text: str
    must: tuple[str, ...]
    may: tuple[str, ...]
    no: tuple[str, ...]


@dataclass(frozen=True)
class GradedCase:
    """A story and what was shown: what should be done, what may be, how many questions, how long."""

    case: ExamCase
    must: tuple[str, ...]
    may: tuple[str, ...]
    questions: int
    ms: float

    @property
    def shown(self) -> tuple[str, ...]:
        """Everything in one of the two groups."""
        return (*self.must, *self.may)

    @property
    def missed(self) -> tuple[str, ...]:
        """What must be raised and was not."""
        return tuple(one for one in self.case.must if one not in self.shown)

    @property
    def wrongly_due(self) -> tuple[str, ...]:
        """What must not be called due and was."""
        return tuple(one for one in self.case.no if one in self.must)

    @property
    def beside(self) -> tuple[str, ...]:
        """What was shown and neither must nor may be."""
        return tuple(one for one in self.shown if one not in (*self.case.must, *self.case.may))

    def __str__(self) -> str:
        parts = [f"「{self.case.text[:30]}…」"]
        if self.missed:
            parts.append(f"漏了 {'、'.join(self.missed)}")
        if self.wrongly_due:
            parts.append(f"错报应当办 {'、'.join(self.wrongly_due)}")
        if self.beside:
            parts.append(f"多给了 {'、'.join(self.beside)}")
        return "；".join(parts)


@dataclass(frozen=True)
class CaseReport:
    """How a set of cases went."""

    name: str
    graded: Sequence[GradedCase]

    def lines(self) -> Iterator[str]:
        """Yield the report as lines."""
        found = [entry in one.shown for one in self.graded for entry in one.case.must]
        fitting = [entry not in one.beside for one in self.graded for entry in one.shown]
        refused = sum(len(one.case.no) for one in self.graded)
        due = sum(len(one.wrongly_due) for one in self.graded)
        yield f"{self.name}：{len(self.graded)} 户"
        yield f"  该提的提到了 {with_interval(found)}"
        yield f"  提到的里面该提、可提的 {with_interval(fitting)}"
        yield f"  不该办的报成应当办 {due}/{refused}"
        asked = [one.questions for one in self.graded]
        yield f"  问题：中位数 {median(asked):g} 个，最多 {max(asked)} 个"
        yield f"  用时：中位数 {median(one.ms for one in self.graded):.0f} 毫秒，p95 {self.slow():.0f} 毫秒"

    def slow(self) -> float:
        """Return how long all but one in twenty take at most, in milliseconds."""
        times = [one.ms for one in self.graded]
        return quantiles(times, n=20)[-1] if len(times) > 1 else times[0]

    def failures(self) -> Iterator[str]:
        """Yield the cases in which something was missed, wrongly due or beside the point."""
        for one in self.graded:
            if one.missed or one.wrongly_due or one.beside:
                yield f"  {one}"


def read_cases(path: Path) -> Iterator[ExamCase]:
    """Yield the cases of a JSON-lines file.

    Raises ValueError, naming the line, when one is not of that form.
    """
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                row: dict[str, Any] = json.loads(line)
                yield ExamCase(
                    row["case"], tuple(row["must"]), tuple(row.get("may", ())), tuple(row["no"])
                )
            except (json.JSONDecodeError, KeyError, TypeError) as error:
                raise ValueError(
                    f"{path}:{number}: 不是一户一案考题的写法（要有 case、must、no，可有 may）"
                ) from error


def failed_examples(knowledge: KnowledgeBase, today: date) -> Iterator[str]:
    """Yield what is wrong with the base's own cases, judged by their facts alone.

    Of the households that were judged to be learnt from, only what must not be called due is held
    against the conditions: what must be raised they themselves bring to mind.
    """
    judge = FactsAlone(knowledge, today)
    for example in knowledge.cases:
        result = judge(example.story, knowledge.entries)
        shown = {one.entry.id for one in result.shown}
        missed = [one for one in example.must if one not in shown]
        if missed:
            yield wording.CASE_EXAM_MISSED.format(story=example.story, ids="、".join(missed))
    for example in (*knowledge.cases, *knowledge.lessons):
        if judge(example.story, example.must_not).must:  # what else there is can only turn it down
            due = {one.entry.id for one in judge(example.story, knowledge.entries).must}
            wrong = [one for one in example.must_not if one in due]
            if wrong:
                yield wording.CASE_EXAM_WRONG.format(story=example.story, ids="、".join(wrong))


class FactsAlone:
    """Judges stories by what is read in them, without any search."""

    def __init__(self, knowledge: KnowledgeBase, today: date) -> None:
        self._knowledge = knowledge
        self._today = today
        self._reader = StoryReader(knowledge.case_facts)

    def __call__(self, story: str, entries: Iterable[str]) -> Result:
        """Return what is found among some entries."""
        some = {
            one: self._knowledge.entries[one] for one in entries if one in self._knowledge.entries
        }
        facts = self._knowledge.case_facts
        return find_matters(
            some, self._reader.read(story, self._today).case, facts, {}, self._today
        )


def examine_cases(
    name: str, cases: Iterable[ExamCase], index: Published, today: date
) -> CaseReport:
    """Put all cases of a set to the case finder."""
    interviewer = Interviewer()
    cases = list(cases)
    if cases:
        interviewer.begin(cases[0].text, index, today)  # made ready before the clock runs
    return CaseReport(name, [grade(one, interviewer, index, today) for one in cases])


def grade(case: ExamCase, interviewer: Interviewer, index: Published, today: date) -> GradedCase:
    """Put one case to the case finder."""
    started = time.perf_counter()
    interview, _ = interviewer.begin(case.text, index, today)
    result = interview.result()
    took = (time.perf_counter() - started) * 1000
    asked = 0
    while interview.ask() is not None:
        asked += 1
    return GradedCase(
        case,
        tuple(one.entry.id for one in result.must),
        tuple(one.entry.id for one in result.may),
        asked,
        took,
    )
