from datetime import timedelta

from bot.ledger.ledger import Ledger
from bot.ledger.saved_cases import SavedCase
from tests.bot.ledger.conftest import LI, NOW, WANG

LATER = NOW + timedelta(hours=1)


def test_a_case_is_kept_under_a_number_of_ones_own(ledger: Ledger) -> None:
    assert ledger.saved_cases.put(WANG, 12, "老奶奶", NOW)
    assert ledger.saved_cases.put(LI, 12, "男孩", NOW)
    assert ledger.saved_cases.find(WANG, 12) == SavedCase(12, "老奶奶", NOW)
    assert ledger.saved_cases.find(LI, 12) == SavedCase(12, "男孩", NOW)
    assert ledger.saved_cases.find(WANG, 13) is None


def test_what_is_kept_is_replaced_only_when_told_so(ledger: Ledger) -> None:
    ledger.saved_cases.put(WANG, 12, "老奶奶", NOW)
    assert not ledger.saved_cases.put(WANG, 12, "男孩", LATER)
    assert ledger.saved_cases.find(WANG, 12) == SavedCase(12, "老奶奶", NOW)
    assert ledger.saved_cases.put(WANG, 12, "男孩", LATER, replace=True)
    assert ledger.saved_cases.find(WANG, 12) == SavedCase(12, "男孩", LATER)


def test_the_list_is_ones_own_by_number(ledger: Ledger) -> None:
    for number in (30, 4, 12):
        ledger.saved_cases.put(WANG, number, str(number), NOW)
    ledger.saved_cases.put(LI, 5, "5", NOW)
    assert [case.number for case in ledger.saved_cases.listed(WANG)] == [4, 12, 30]


def test_a_case_that_is_dropped_is_gone(ledger: Ledger) -> None:
    ledger.saved_cases.put(WANG, 12, "老奶奶", NOW)
    ledger.saved_cases.put(LI, 12, "男孩", NOW)
    assert ledger.saved_cases.drop(WANG, 12)
    assert not ledger.saved_cases.drop(WANG, 12)
    assert ledger.saved_cases.find(WANG, 12) is None
    assert ledger.saved_cases.find(LI, 12) is not None
