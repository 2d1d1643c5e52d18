"""A ledger with members, and versions of the small base whose search finds what it is told to."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from bot.ledger.gap_state import GapCause
from bot.ledger.ledger import Ledger
from bot.ledger.person import Channel, Person
from bot.ledger.questions import NewQuestion
from bot.outcome import Outcome
from bot.settings import LEDGER_URL, LedgerSettings, Settings
from bot.telling.teller import Teller
from indexer.alarm import AlarmModel
from indexer.build import digest_of
from indexer.calibration import NO_FEATURES, UNFITTED, Calibration
from indexer.embedder import Vectors
from indexer.entry import Entry
from indexer.index import Content, Index
from indexer.knowledge_base import KnowledgeBase
from indexer.retriever import Match
from tests.fake_embedder import vector

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # nine o'clock in Suzhou
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WANG = Person(Channel.TELEGRAM, 1001)
LI = Person(Channel.TELEGRAM, 1002)
ZHAO = Person(Channel.TELEGRAM, 1003)
CHEN = Person(Channel.TELEGRAM, 2001)
ZHOU = Person(Channel.TELEGRAM, 2002)


@dataclass
class Search:
    """A search that is sure of what it is told, and finds nothing else."""

    entries: Mapping[str, Entry]
    answers: Mapping[str, str]  # question → entry
    alarms: AlarmModel | None = None
    calibration: Calibration = UNFITTED
    asked: list[str] = field(default_factory=list)  # in full, one by one

    def find(self, question: str) -> list[Match]:
        self.asked.append(question)
        return [Match(self.entries[entry], 0.95, NO_FEATURES) for entry in self.held(question)]

    def nearest(self, questions: Sequence[str]) -> list[tuple[str, ...]]:
        return list(map(self.held, questions))

    def vector(self, question: str) -> Vectors:
        return vector(question)

    def showing(self, entries: Mapping[str, Entry]) -> Search:
        return replace(self, entries=entries)

    def held(self, question: str) -> tuple[str, ...]:
        entry = self.answers.get(question)
        return (entry,) if entry is not None and entry in self.entries else ()


def version_of(name: str, entries: Mapping[str, Entry], answers: Mapping[str, str]) -> Index:
    """Return a published version whose search is told what answers what."""
    content = Content(
        version=name,
        model="fake",
        created=MONDAY,
        entries=dict(entries),
        topics={},
        digests={entry.id: digest_of(entry) for entry in entries.values()},
        counts={},
        calibration=UNFITTED,
        exam="",
        leads={},
    )
    return Index(content, cast("Any", Search(entries, answers)), cast("Any", None))


@dataclass
class World:
    """The bot's surroundings in a test: who is there, what was asked, what is published."""

    settings: Settings
    ledger: Ledger
    entries: dict[str, Entry]  # of the next version
    answers: dict[str, str] = field(default_factory=dict)
    now: datetime = MONDAY
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    teller: Teller = field(init=False)

    def __post_init__(self) -> None:
        self.teller = Teller(self.settings, self.ledger, lambda: self.now)

    def pass_(self, time: timedelta) -> None:
        self.now += time

    def publish(self) -> Index:
        """Publish the entries as they are now, a minute later."""
        self.pass_(timedelta(minutes=1))
        return version_of(f"v{next(self.numbers)}", self.entries, self.answers)

    def edit(self, entry: str, **fields: Any) -> None:
        """Change an entry; it is published with the next version."""
        self.entries[entry] = self.entries[entry].model_copy(update=fields)

    def ask(
        self,
        text: str,
        person: Person = WANG,
        entry: str | None = None,
        offered: tuple[str, ...] = (),
        version: str = "v1",
    ) -> int:
        """Record a question."""
        question = NewQuestion(
            key=f"message {next(self.numbers)}",
            person=person,
            channel="telegram",
            text=text,
            outcome=Outcome.ANSWERED if entry else Outcome.UNANSWERED,
            version=version,
            entry=entry,
            offered=offered,
        )
        return self.ledger.questions.record(question, self.now)

    def gap(
        self,
        *asked: tuple[str, Person],
        due_at: datetime | None = None,
        cause: GapCause = GapCause.UNANSWERED,
        **of_first: Any,
    ) -> int:
        """Open a gap of some questions."""
        (text, person), *others = asked
        gap = self.ledger.gaps.open(
            self.ask(text, person, **of_first), cause, self.now, due_at=due_at
        )
        for text, person in others:
            self.ledger.gaps.add(gap, self.ask(text, person), cause, "同一件事", self.now)
        return gap

    def sent(self) -> dict[Person, list[str]]:
        """Deliver all that waits; return what each got."""
        got: dict[Person, list[str]] = {}
        while delivery := self.ledger.deliveries.claim(self.now):
            got.setdefault(delivery.recipient, []).append(delivery.body)
            self.ledger.deliveries.sent(delivery, self.now)
        return got


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings as they come, with a ledger of the test's own."""
    monkeypatch.delenv(LEDGER_URL, raising=False)
    return Settings(ledger=LedgerSettings(file=tmp_path / "var" / "ledger.sqlite"))


@pytest.fixture
def ledger(settings: Settings) -> Iterator[Ledger]:
    """A ledger with three workers and two supervisors."""
    opened = Ledger.open(settings.ledger)
    opened.members.take_from_config([CHEN, ZHOU], [WANG, LI, ZHAO], MONDAY)
    yield opened
    opened.close()


@pytest.fixture
def world(settings: Settings, ledger: Ledger, knowledge: KnowledgeBase) -> World:
    """The surroundings before anything was published."""
    return World(settings, ledger, dict(knowledge.entries))


@pytest.fixture
def published(world: World) -> World:
    """The surroundings with the small base published and told."""
    world.teller.after_publish(world.publish())
    world.pass_(HOUR)
    return world
