from datetime import datetime, timedelta, timezone

import pytest

from bot.ledger.columns import storable
from bot.ledger.ledger import Ledger
from bot.ledger.unavailable import LedgerUnavailable
from tests.bot.ledger.conftest import NOW, WANG


def test_times_come_back_in_utc_to_the_microsecond(ledger: Ledger) -> None:
    at = datetime(2026, 11, 23, 9, 0, 0, 123457, tzinfo=timezone(timedelta(hours=8)))
    ledger.audit.record(WANG, "act", "x", at)
    (deed,) = ledger.audit.recent()
    assert deed.at == at
    assert deed.at.utcoffset() == timedelta()


def test_a_time_without_its_zone_is_a_mistake_of_the_program(ledger: Ledger) -> None:
    with pytest.raises(Exception, match="needs its zone") as raised:
        ledger.inbox.put(1, "x", NOW.replace(tzinfo=None))
    assert not isinstance(raised.value, LedgerUnavailable)


def test_what_no_database_takes_is_replaced() -> None:
    assert storable("a\0b") == "a\ufffdb"
    assert storable("\ud83d🏠") == "?🏠"
