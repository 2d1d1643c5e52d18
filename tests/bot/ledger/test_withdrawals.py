from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from bot.ledger.ledger import Ledger
from bot.ledger.withdrawals import Withdrawal
from tests.bot.ledger.conftest import CHEN, NOW, ZHOU

LATER = NOW + timedelta(hours=1)


def test_an_entry_is_down_with_its_reason_until_it_is_restored(ledger: Ledger) -> None:
    assert ledger.withdrawals.find("a-b") is None
    assert ledger.withdrawals.withdraw("a-b", "口径变了", CHEN, NOW)
    down = Withdrawal("a-b", "口径变了", CHEN, NOW, None, None)
    assert ledger.withdrawals.find("a-b") == down
    assert ledger.withdrawals.in_force() == (down,)
    assert ledger.withdrawals.restore("a-b", ZHOU, LATER)
    assert ledger.withdrawals.in_force() == ()
    assert ledger.withdrawals.history("a-b") == (
        Withdrawal("a-b", "口径变了", CHEN, NOW, ZHOU, LATER),
    )


def test_an_entry_that_is_down_keeps_its_first_reason(ledger: Ledger) -> None:
    ledger.withdrawals.withdraw("a-b", "口径变了", CHEN, NOW)
    assert not ledger.withdrawals.withdraw("a-b", "别的", ZHOU, LATER)
    down = ledger.withdrawals.find("a-b")
    assert down is not None
    assert (down.reason, down.by) == ("口径变了", CHEN)


def test_restoring_what_is_not_down_does_nothing(ledger: Ledger) -> None:
    assert not ledger.withdrawals.restore("a-b", CHEN, NOW)
    assert ledger.audit.recent() == ()


def test_an_entry_can_be_taken_down_again(ledger: Ledger) -> None:
    for _ in range(2):
        ledger.withdrawals.withdraw("a-b", "口径变了", CHEN, NOW)
        ledger.withdrawals.restore("a-b", CHEN, NOW)
    assert len(ledger.withdrawals.history("a-b")) == 2
    assert [deed.act for deed in ledger.audit.recent()] == ["restore_entry", "withdraw_entry"] * 2


def test_of_many_threads_that_take_an_entry_down_one_does(ledger: Ledger) -> None:
    with ThreadPoolExecutor(8) as threads:
        done = threads.map(
            lambda number: ledger.withdrawals.withdraw("a-b", str(number), CHEN, NOW), range(16)
        )
        assert sum(done) == 1
