"""An empty ledger, on a file and, where a server is named, on PostgreSQL."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import create_engine, text

from bot.ledger.database import read_url
from bot.ledger.ledger import Ledger
from bot.ledger.person import Channel, Person
from bot.ledger.questions import NewQuestion
from bot.outcome import Outcome
from bot.settings import LEDGER_URL, LedgerSettings

SERVER = "QUANKETONG_TEST_POSTGRESQL"  # names a database whose schemas the tests may make and drop
ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
WANG = Person(Channel.TELEGRAM, 1001)
LI = Person(Channel.TELEGRAM, 1002)
CHEN = Person(Channel.TELEGRAM, 2001)
ZHOU = Person(Channel.TELEGRAM, 2002)

Child = Callable[..., "subprocess.Popen[str]"]
Ask = Callable[..., int]


@pytest.fixture
def file_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LedgerSettings:
    """Where a test's own file is kept."""
    monkeypatch.delenv(LEDGER_URL, raising=False)
    return LedgerSettings(file=tmp_path / "var" / "ledger.sqlite")


DATABASES = ("sqlite", "postgresql") if SERVER in os.environ else ("sqlite",)


@pytest.fixture(params=DATABASES)
def settings(
    request: pytest.FixtureRequest, file_settings: LedgerSettings
) -> Iterator[LedgerSettings]:
    """A test's own database."""
    if request.param == "sqlite":
        yield file_settings
        return
    server = os.environ[SERVER]
    engine, name = create_engine(read_url(server)), f"ledger_{secrets.token_hex(6)}"
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    own = read_url(server).update_query_dict({"options": f"-csearch_path={name}"})
    yield file_settings.model_copy(
        update={"url": SecretStr(own.render_as_string(hide_password=False))}
    )
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
    engine.dispose()


@pytest.fixture
def ledger(settings: LedgerSettings) -> Iterator[Ledger]:
    """An empty ledger."""
    opened = Ledger.open(settings)
    yield opened
    opened.close()


@pytest.fixture
def ask(ledger: Ledger) -> Ask:
    """Record a question; each of its own message unless a key is given."""

    def one(
        words: str = "猫能上户口吗",
        person: Person = WANG,
        outcome: Outcome = Outcome.UNANSWERED,
        now: datetime = NOW,
        entry: str | None = None,
        key: str = "",
    ) -> int:
        question = NewQuestion(
            key=key or secrets.token_hex(8),
            person=person,
            channel="telegram",
            text=words,
            outcome=outcome,
            version="v1",
            entry=entry,
            confidence=0.5,
            facets=("materials", "fee"),
            offered=("a-b", "c-d"),
            features=(0.25, -1.5),
        )
        return ledger.questions.record(question, now)

    return one


@pytest.fixture
def child(settings: LedgerSettings) -> Child:
    """Start another process on the same ledger; see child.py for what it can do."""

    def start(*arguments: object) -> subprocess.Popen[str]:
        environment = os.environ | {LEDGER_URL: settings.address or ""}
        return subprocess.Popen(
            [sys.executable, "-m", "tests.bot.ledger.child", str(settings.file)]
            + [str(argument) for argument in arguments],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    return start


def race(*processes: subprocess.Popen[str]) -> list[str]:
    """Let processes that have opened the ledger act at once; return what each printed."""
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return [process.communicate(timeout=60)[0].strip() for process in processes]
