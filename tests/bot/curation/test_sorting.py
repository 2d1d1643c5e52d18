"""Questions that wait become part of gaps, whatever goes wrong with one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.asked import keep
from bot.curation.sorting import Sorting
from bot.ledger.gap_state import GapCause
from bot.ledger.ledger import Ledger
from bot.ledger.person import Channel, Person
from bot.ledger.questions import NewQuestion, NoSuchQuestion
from bot.ledger.unavailable import LedgerUnavailable, Trouble
from bot.outcome import Outcome
from bot.settings import LEDGER_URL, LedgerSettings

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LI = Person(Channel.TELEGRAM, 1002)


class Notes:
    """An intake that does what a test wants."""

    def __init__(self, *raised: Exception) -> None:
        self.raised = list(raised)
        self.noted: list[tuple[int, str, Outcome, GapCause]] = []

    def note(
        self, question_id: int, text: str, reply_outcome: Outcome, cause: GapCause
    ) -> int | None:
        if self.raised:
            raise self.raised.pop(0)
        self.noted.append((question_id, text, reply_outcome, cause))
        return 1


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    """An empty ledger."""
    monkeypatch.delenv(LEDGER_URL, raising=False)
    opened = Ledger.open(LedgerSettings(file=tmp_path / "ledger.sqlite"))
    yield opened
    opened.close()


def asked(ledger: Ledger, text: str, cause: GapCause | None = GapCause.UNANSWERED) -> int:
    question = NewQuestion(text, LI, LI.channel, text, Outcome.UNANSWERED, "v1")
    return keep(ledger, question, cause, NOW)


def test_what_waits_is_noted_once_with_its_cause(ledger: Ledger) -> None:
    first, second = asked(ledger, "猫能上户口吗"), asked(ledger, "狗呢", GapCause.NOT_SOLVED)
    asked(ledger, "低保要什么材料", None)
    notes = Notes()
    Sorting(ledger, notes, lambda: NOW).sort_all()
    assert notes.noted == [
        (first, "猫能上户口吗", Outcome.UNANSWERED, GapCause.UNANSWERED),
        (second, "狗呢", Outcome.UNANSWERED, GapCause.NOT_SOLVED),
    ]
    assert not Sorting(ledger, notes, lambda: NOW).sort_next()


def test_a_question_kept_twice_waits_once(ledger: Ledger) -> None:
    assert asked(ledger, "猫能上户口吗") == asked(ledger, "猫能上户口吗")
    notes = Notes()
    Sorting(ledger, notes, lambda: NOW).sort_all()
    assert len(notes.noted) == 1


def test_a_question_that_cannot_be_compared_is_tried_again_then_becomes_a_gap_of_its_own(
    ledger: Ledger,
) -> None:
    number = asked(ledger, "猫能上户口吗")
    Sorting(ledger, Notes(ValueError(), ValueError(), ValueError()), lambda: NOW).sort_all()
    gap = ledger.gaps.gap_of(number)
    assert gap is not None
    assert ledger.gaps.find(gap).text == "猫能上户口吗"
    assert ledger.unsorted.begin() is None


def test_a_question_of_somebody_forgotten_meanwhile_is_let_go(ledger: Ledger) -> None:
    asked(ledger, "猫能上户口吗")
    Sorting(ledger, Notes(NoSuchQuestion()), lambda: NOW).sort_all()
    assert ledger.unsorted.begin() is None


def test_while_the_ledger_is_down_questions_go_on_waiting(ledger: Ledger) -> None:
    number = asked(ledger, "猫能上户口吗")
    down = LedgerUnavailable(Trouble.LOCKED)
    sorting = Sorting(ledger, Notes(down), lambda: NOW)
    with pytest.raises(LedgerUnavailable):
        sorting.sort_next()
    sorting.sort_all()
    assert ledger.unsorted.begin() is None
    assert ledger.questions.find(number) is not None
