"""A curator over a small base with its index and ledger."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.curation.curator import Curator
from bot.curation.intake import Intake
from bot.ledger.gap_state import GapCause
from bot.ledger.ledger import Ledger
from bot.ledger.person import Channel, Person
from bot.ledger.questions import NewQuestion
from bot.outcome import Outcome
from bot.settings import LEDGER_URL, LedgerSettings, Settings
from indexer.index import Index, LiveIndex
from indexer.settings import IndexSettings, KnowledgeSettings
from tests.fake_embedder import FakeEmbedder

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
WANG = Person(Channel.TELEGRAM, 1001)
LI = Person(Channel.TELEGRAM, 1002)
CHEN = Person(Channel.TELEGRAM, 2001)  # supervisors
ZHOU = Person(Channel.TELEGRAM, 2002)

Ask = Callable[..., int]
OpenGap = Callable[..., int]


@pytest.fixture
def settings(
    index: Index,
    knowledge_folder: Path,
    index_settings: IndexSettings,
    monkeypatch: pytest.MonkeyPatch,
) -> Settings:
    """The settings of a small base whose index is published."""
    monkeypatch.delenv(LEDGER_URL, raising=False)
    return Settings(
        knowledge=KnowledgeSettings(folder=knowledge_folder),
        index=index_settings,
        ledger=LedgerSettings(file=index_settings.folder.parent / "ledger.sqlite"),
    )


@pytest.fixture
def ledger(settings: Settings) -> Iterator[Ledger]:
    """An empty ledger."""
    opened = Ledger.open(settings.ledger)
    yield opened
    opened.close()


@pytest.fixture
def live(settings: Settings, embedder: FakeEmbedder) -> LiveIndex:
    """The index as the bot sees it."""
    return LiveIndex(settings.index, embedder)


@pytest.fixture
def curator(settings: Settings, ledger: Ledger, live: LiveIndex) -> Curator:
    """A curator at NOW."""
    return Curator(settings, ledger, live, lambda: NOW)


@pytest.fixture
def intake(settings: Settings, ledger: Ledger, live: LiveIndex) -> Intake:
    """An intake at NOW."""
    return Intake(settings, ledger, live, lambda: NOW)


@pytest.fixture
def ask(ledger: Ledger) -> Ask:
    """Record a question that was not answered."""

    def one(
        words: str,
        person: Person = WANG,
        outcome: Outcome = Outcome.UNANSWERED,
        offered: tuple[str, ...] = (),
        entry: str | None = None,
        now: datetime = NOW,
    ) -> int:
        asked = NewQuestion(
            key=secrets.token_hex(8),
            person=person,
            channel="telegram",
            text=words,
            outcome=outcome,
            version="v1",
            offered=offered,
            entry=entry,
        )
        return ledger.questions.record(asked, now)

    return one


@pytest.fixture
def open_gap(ledger: Ledger, ask: Ask) -> OpenGap:
    """Open a gap for each wording, all of one gap."""

    def one(*wordings: str) -> int:
        first, *others = (ask(words) for words in wordings)
        gap = ledger.gaps.open(first, GapCause.UNANSWERED, NOW)
        for other in others:
            ledger.gaps.add(gap, other, GapCause.UNANSWERED, "同一件事", NOW)
        return gap

    return one
