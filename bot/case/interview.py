"""A conversation about one household: what was understood, what was taken back, what was asked."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from bot import wording
from bot.assistant import listen
from bot.case.facts import Case
from bot.case.nearness import Nearness, nearness
from bot.case.questions import (
    MOST_QUESTIONS,
    STOP,
    UNCLEAR,
    CaseQuestion,
    next_question,
    read_answer,
)
from bot.case.result import Result, find_matters
from bot.case.saved import labels
from bot.case.settling import Trouble
from bot.case.story import Story, StoryReader
from bot.case.words import case_words
from bot.red_flags import Alarm
from indexer.case_fact import CaseFacts
from indexer.entry import Entry
from indexer.index import Content
from indexer.retriever import Retriever
from indexer.stale_index import StaleIndex
from indexer.verdict import Known

FEWEST_FACTS = 3  # of persons, before a question is plainly a case
SHORTEST_STORY = 20  # characters


@dataclass
class Interview:
    """What is known so far; nothing of it is kept beyond the conversation."""

    story: Story
    entries: Mapping[str, Entry]
    facts: CaseFacts
    near: Mapping[str, Nearness]
    today: date
    dropped: set[tuple[str, str]] = field(default_factory=set)
    answers: dict[tuple[str, str], Known] = field(default_factory=dict)
    asked: list[CaseQuestion] = field(default_factory=list)
    is_over: bool = False

    @property
    def case(self) -> Case:
        """The household with what was taken back left out and what was answered put in."""
        told = self.story.case
        people = tuple(replace(one, known=self._known(one.name, one.known)) for one in told.people)
        return Case(people, self._known("", told.household))

    def _known(self, who: str, told: Mapping[str, Known]) -> dict[str, Known]:
        kept = {name: known for name, known in told.items() if (who, name) not in self.dropped}
        given = {name: known for (whose, name), known in self.answers.items() if whose == who}
        return {**kept, **given}

    @property
    def understood(self) -> tuple[tuple[str, str, str], ...]:
        """Whose each fact is ("" for the household's), its name and its words."""
        return tuple(
            ("" if who == wording.CASE_OF_HOUSEHOLD else who, name, words)
            for who, name, words in case_words(self.case, self.facts)
        )

    def drop(self, who: str, name: str) -> None:
        """Take back a fact that was understood wrongly."""
        self.dropped.add((who, name))
        self.answers.pop((who, name), None)

    def result(self) -> Result:
        """Return what is found with what is known now."""
        return find_matters(self.entries, self.case, self.facts, self.near, self.today)

    def ask(self) -> CaseQuestion | None:
        """Return the next question; None when there is none, or enough were asked."""
        if self.is_over or len(self.asked) >= MOST_QUESTIONS:
            return None
        known = {(who, name) for who, name, _ in self.understood}
        past = {*known, *self.dropped, *(one.key for one in self.asked)} - self._open(known)
        question = next_question(self.result(), self.facts, past, len(self.story.case.people))
        if question is not None:
            self.asked.append(question)
        return question

    def _open(self, known: set[tuple[str, str]]) -> set[tuple[str, str]]:
        """Return what is known only roughly and was not asked about: it may still be asked."""
        done = {one.key for one in self.asked} | set(self.answers) | self.dropped
        return known - done

    def answer(self, text: str) -> bool:
        """Take the answer to the last question; whether it was understood."""
        if STOP.search(text):
            self.is_over = True
            return True
        if not self.asked or UNCLEAR.search(text):
            return bool(self.asked)
        question = self.asked[-1]
        known = read_answer(text, self.facts.facts[question.fact], self.today)
        if known is None:
            return False
        self.answers[question.key] = known
        return True


class Published(Protocol):
    """The index in use, as far as a case needs it."""

    @property
    def content(self) -> Content:
        """What the version holds beside its vectors."""

    @property
    def retriever(self) -> Retriever:
        """The search over it."""


class Interviewer:
    """Begins interviews; the vocabulary of the index in use is made ready once.

    Raises StaleIndex where the index in use holds none.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()  # channels call from several threads
        self._reader: tuple[CaseFacts, StoryReader] | None = None

    def begin(self, story: str, index: Published, today: date) -> tuple[Interview, Alarm]:
        """Read a story and look for red flags in it."""
        read = self.read(story, index, today)
        near = {} if cannot_go_on(read) else nearness(read.text, index.retriever)
        alarm = listen(story, index.retriever)
        facts = index.content.case_facts
        return Interview(read, index.retriever.entries, facts, near, today), alarm

    def reopen(self, case: Case, index: Published, today: date) -> tuple[Interview, Alarm]:
        """Go on with a case that was kept; what was typed then is not known any more."""
        facts = vocabulary(index)
        story = Story("；".join(labels(case, facts)), case)
        near = nearness(story.text, index.retriever)
        alarm = listen(story.text, index.retriever)
        return Interview(story, index.retriever.entries, facts, near, today), alarm

    def read(self, story: str, index: Published, today: date) -> Story:
        """Read a story."""
        return self._reader_of(vocabulary(index)).read(story, today)

    def is_plainly_a_case(self, text: str, index: Published, today: date) -> bool:
        """Whether what was asked as a question tells so much of people that it is a case."""
        if len(text) < SHORTEST_STORY or not index.content.case_facts.facts:
            return False
        read = self.read(text, index, today)
        return sum(len(one.known) for one in read.case.people) >= FEWEST_FACTS

    def _reader_of(self, facts: CaseFacts) -> StoryReader:
        with self._lock:
            if self._reader is None or self._reader[0] is not facts:
                self._reader = (facts, StoryReader(facts))
            return self._reader[1]


def vocabulary(index: Published) -> CaseFacts:
    """Return the facts that the index in use knows; raises StaleIndex when it knows none."""
    facts = index.content.case_facts
    if not facts.facts:
        raise StaleIndex(wording.CASE_STALE)
    return facts


def cannot_go_on(story: Story) -> bool:
    """Whether nothing is to be made of a story as it stands."""
    ends = (Trouble.OTHER_LANGUAGE, Trouble.TWO_FAMILIES)
    return any(one.trouble in ends for one in story.remarks)
