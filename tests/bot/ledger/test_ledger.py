from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.ledger.gap_state import GapCause, GapState
from bot.ledger.ledger import Ledger
from bot.settings import LedgerSettings
from tests.bot.ledger.conftest import CHEN, NOW, WANG, Ask


def test_what_was_written_is_there_when_the_ledger_is_opened_again(
    settings: LedgerSettings, ledger: Ledger, ask: Ask
) -> None:
    question = ask("低保")
    ledger.close()
    again = Ledger.open(settings)
    found = again.questions.find(question)
    assert found is not None
    assert again.questions.is_of(found, WANG)
    again.close()


def test_one_step_is_done_whole_or_not_at_all(ledger: Ledger, ask: Ask) -> None:
    gap_id = ledger.gaps.open(ask(), GapCause.UNANSWERED, NOW)

    def fail() -> None:
        with ledger.one_step():
            ledger.gaps.publish(gap_id, "a-b", CHEN, NOW)
            ledger.deliveries.put("gap:1", WANG, "答案", NOW)
            assert ledger.gaps.find(gap_id).state is GapState.PUBLISHED
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert ledger.gaps.find(gap_id).state is GapState.OPEN
    assert ledger.deliveries.count_waiting() == 0
    with ledger.one_step():
        ledger.gaps.publish(gap_id, "a-b", CHEN, NOW)
        ledger.deliveries.put("gap:1", WANG, "答案", NOW)
    assert ledger.gaps.find(gap_id).state is GapState.PUBLISHED
    assert ledger.deliveries.count_waiting() == 1


def test_a_step_of_one_thread_is_none_of_another(ledger: Ledger, ask: Ask) -> None:
    gap_id = ledger.gaps.open(ask(), GapCause.UNANSWERED, NOW)
    with ledger.one_step(), ThreadPoolExecutor(1) as other:
        ledger.gaps.publish(gap_id, "a-b", CHEN, NOW)
        assert other.submit(ledger.gaps.find, gap_id).result().state is GapState.OPEN
