from datetime import timedelta

import pytest

from bot.ledger.audit import Deed
from bot.ledger.ledger import Ledger
from tests.bot.ledger.conftest import CHEN, NOW


def test_acts_come_back_newest_first_of_one_subject_where_asked(ledger: Ledger) -> None:
    ledger.audit.record(CHEN, "attach", "entry:a-b", NOW, "猫能上户口吗")
    ledger.audit.record(None, "remind", "gap:1", NOW + timedelta(hours=1))
    first = Deed(NOW, CHEN, "attach", "entry:a-b", "猫能上户口吗")
    assert ledger.audit.recent()[1] == first
    assert ledger.audit.recent(subject="entry:a-b") == (first,)
    assert [deed.act for deed in ledger.audit.recent(1)] == ["remind"]


def test_an_act_that_fails_leaves_no_line(ledger: Ledger) -> None:
    def fail() -> None:
        with ledger.one_step():
            ledger.audit.record(CHEN, "attach", "entry:a-b", NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert ledger.audit.recent() == ()
