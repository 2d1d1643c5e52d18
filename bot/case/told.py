"""Put stories whose facts were labelled by hand to the story reader: what is read right, missed, made up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import Field

from bot.case.facts import Case
from bot.case.story import StoryReader
from bot.case.words import fact_words, known_facts, value_words
from bot.shares import with_interval
from indexer.case_fact import NO_CASE_FACTS, CaseFacts
from indexer.knowledge_base import CASE_FACTS, Reading
from indexer.model_reader import read_model
from indexer.problem import ProblemsFound
from indexer.verdict import Days, Known, Span
from indexer.written import Text, Written
from indexer.yaml_file import read_yaml

TOLD_ON = date(2026, 11, 23)  # the day on which the stories were told: 昨天 is the day before


class ToldStory(Written):
    """A story, what it says in so many words (who → fact → value), and what may be read or not.

    Who is written with every name the story has for them: 女儿/孩子. 全家 is the household.
    """

    story: Text = Field(alias="案情")
    told: dict[Text, dict[Text, Text]] = Field(default_factory=dict, alias="有")
    open: dict[Text, tuple[Text, ...]] = Field(default_factory=dict, alias="两可")


@dataclass(frozen=True)
class GradedStory:
    """A story and its facts: how many were read right, and which were not."""

    story: ToldStory
    right: int
    missed: tuple[str, ...]
    wrong: tuple[str, ...]  # read of the right one, with another value
    invented: tuple[str, ...]  # read, and not said of them

    @property
    def told(self) -> int:
        """How many facts the story says."""
        return self.right + len(self.missed) + len(self.wrong)

    def __str__(self) -> str:
        parts = [f"「{self.story.story[:24]}…」"]
        for name, found in (("漏读", self.missed), ("读错", self.wrong), ("多读", self.invented)):
            if found:
                parts.append(f"{name} {'、'.join(found)}")
        return "；".join(parts)


@dataclass(frozen=True)
class ToldReport:
    """How the facts of a set of stories were read."""

    name: str
    graded: Sequence[GradedStory]

    @property
    def right(self) -> int:
        """How many of the facts that were said were read as they were said."""
        return sum(one.right for one in self.graded)

    @property
    def told(self) -> int:
        """How many facts were said."""
        return sum(one.told for one in self.graded)

    @property
    def wrong(self) -> int:
        """How many facts were read that were not said, or not so."""
        return sum(len(one.wrong) + len(one.invented) for one in self.graded)

    def lines(self) -> Iterator[str]:
        """Yield the report as lines."""
        right = [True] * self.right
        yield f"{self.name}：{len(self.graded)} 户"
        yield f"  说到的读对了 {with_interval([*right, *[False] * (self.told - self.right)])}"
        yield f"  读出来的里面没读错、没多读的 {with_interval([*right, *[False] * self.wrong])}"
        wrong = sum(len(one.wrong) for one in self.graded)
        yield f"  读错 {wrong}，多读 {self.wrong - wrong}"

    def failures(self) -> Iterator[str]:
        """Yield the stories in which something was missed, wrong or made up."""
        for one in self.graded:
            if one.missed or one.wrong or one.invented:
                yield f"  {one}"


def read_told(path: Path) -> tuple[ToldStory, ...]:
    """Return the labelled stories of a file.

    Raises ProblemsFound when it is not of that form.
    """
    file = read_yaml(path)
    stories = read_model(file, tuple[ToldStory, ...])
    if stories is None:
        raise ProblemsFound(file.problems)
    return tuple(stories)


def read_vocabulary(folder: Path) -> CaseFacts:
    """Return the vocabulary of a knowledge base, its entries left unread.

    Raises ProblemsFound when it is unsound.
    """
    reading = Reading(folder)
    facts: CaseFacts = reading.supplement(CASE_FACTS, CaseFacts, NO_CASE_FACTS)
    if reading.problems:
        raise ProblemsFound(reading.problems)
    return facts


def examine_told(
    name: str, stories: Iterable[ToldStory], facts: CaseFacts, today: date
) -> ToldReport:
    """Put all stories of a set to the story reader."""
    reader = StoryReader(facts)
    return ToldReport(
        name, [grade(one, reader.read(one.story, today).case, facts) for one in stories]
    )


def grade(story: ToldStory, case: Case, facts: CaseFacts) -> GradedStory:
    """Compare what was read of a story with what it says."""
    read = {(who, fact): known for who, fact, known in known_facts(case)}
    right, missed, wrong = 0, [], []
    for who, told in story.told.items():
        for fact, value in told.items():
            found = [read[name, fact] for name in names(who) if (name, fact) in read]
            label = f"{who} {fact} {value}"
            if not found:
                missed.append(label)
            elif any(is_told(known, value) for known in found):
                right += 1
            else:
                wrong.append(f"{label}（读成 {value_words(found[0]).strip()}）")
    expected = keys(story.told) | keys(story.open)
    invented = [
        f"{who} {fact_words(fact, known, facts)}"
        for (who, fact), known in read.items()
        if (who, fact) not in expected
    ]
    return GradedStory(story, right, tuple(missed), tuple(wrong), tuple(invented))


def names(who: str) -> list[str]:
    """Return every name of somebody."""
    return who.split("/")


def keys(told: Mapping[str, Iterable[str]]) -> set[tuple[str, str]]:
    """Return every name with every fact of theirs."""
    return {(name, fact) for who, facts in told.items() for name in names(who) for fact in facts}


def is_told(known: Known, value: str) -> bool:
    """Whether what was read is what was said: the same options, or a number or day within bounds."""
    match known:
        case frozenset():
            return known == frozenset(value.split("或"))
        case Span():
            low, high = bounds(value)
            return float(low) <= known.low and known.high <= float(high)
        case Days():
            first, last = (date.fromisoformat(one) for one in bounds(value))
            return first <= known.first and known.last <= last


def bounds(value: str) -> tuple[str, str]:
    """Return between what a value lies: 70至79; a single one is both."""
    low, _, high = value.partition("至")
    return low, high or low
