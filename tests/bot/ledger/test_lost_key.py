"""What becomes of a ledger whose askers' secret was lost."""

import logging
import shutil
from datetime import UTC, datetime, timedelta

import pytest

from bot.ledger.asker import SECRET
from bot.ledger.audit import Act
from bot.ledger.ledger import Ledger
from bot.ledger.questions import NewQuestion
from bot.outcome import Outcome
from bot.settings import LedgerSettings
from tests.bot.ledger.conftest import WANG

LONG_AGO = datetime(2020, 1, 6, tzinfo=UTC)  # before this test, whatever the clock


def open_with_a_question(settings: LedgerSettings) -> None:
    """Open a ledger as the first time, and keep a question."""
    ledger = Ledger.open(settings)
    question = NewQuestion("1", WANG, "telegram", "低保", Outcome.ANSWERED, "v1", "a-b")
    ledger.questions.record(question, LONG_AGO)
    ledger.close()


def test_a_secret_made_the_first_time_is_no_loss(settings: LedgerSettings) -> None:
    open_with_a_question(settings)
    ledger = Ledger.open(settings)
    assert ledger.unrecognised() is None
    assert ledger.audit.recent() == ()
    ledger.close()


def test_a_lost_secret_is_noted_once_and_said(
    settings: LedgerSettings, caplog: pytest.LogCaptureFixture
) -> None:
    open_with_a_question(settings)
    (settings.file.parent / SECRET).unlink()
    for _ in range(2):
        with caplog.at_level(logging.ERROR):
            ledger = Ledger.open(settings)
        lost = ledger.unrecognised()
        assert lost is not None
        assert lost[1] == 1
        assert [deed.act for deed in ledger.audit.recent()] == [Act.NEW_KEY]
        assert ledger.questions.mine(WANG) == ()
        ledger.close()
    assert caplog.messages == [
        "认人用的密钥不见了，新做了一把：以前问过的人认不出来了。运行 python -m bot doctor 看怎么办。"
    ]


def test_once_the_secret_is_put_back_all_is_well(settings: LedgerSettings) -> None:
    open_with_a_question(settings)
    key = settings.file.parent / SECRET
    kept = shutil.copy(key, settings.file.parent / "kept")
    key.unlink()
    Ledger.open(settings).close()
    shutil.copy(kept, key)
    ledger = Ledger.open(settings)
    assert ledger.unrecognised() is None
    assert [question.text for question in ledger.questions.mine(WANG)] == ["低保"]
    ledger.close()


def test_once_the_old_questions_are_gone_nothing_is_said(settings: LedgerSettings) -> None:
    open_with_a_question(settings)
    (settings.file.parent / SECRET).unlink()
    ledger = Ledger.open(settings)
    ledger.retention.sweep(LONG_AGO + timedelta(days=1000), 365)
    assert ledger.unrecognised() is None
    ledger.close()
