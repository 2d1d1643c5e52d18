from datetime import timedelta

from bot.ledger.columns import EPOCH
from bot.ledger.entry_texts import EntryText
from bot.ledger.ledger import Ledger
from tests.bot.ledger.conftest import NOW

HOUR = timedelta(hours=1)


def test_the_first_version_counts_as_old_and_later_ones_bring_what_changed(ledger: Ledger) -> None:
    texts = ledger.entry_texts
    texts.note("v1", {"a": "1", "b": "1"}, {"a": "甲", "b": "乙"}, NOW)
    assert texts.since() == {"a": EPOCH, "b": EPOCH}
    texts.note(
        "v2", {"a": "2", "b": "1", "c": "1"}, {"a": "甲改", "b": "乙", "c": "丙"}, NOW + HOUR
    )
    assert texts.since() == {"a": NOW + HOUR, "b": EPOCH, "c": NOW + HOUR}
    assert texts.histories() == {
        "a": (EntryText("a", EPOCH, "1", "甲"), EntryText("a", NOW + HOUR, "2", "甲改"))
    }
    assert texts.versions() == {"v1": NOW, "v2": NOW + HOUR}


def test_a_version_is_noted_once(ledger: Ledger) -> None:
    texts = ledger.entry_texts
    texts.note("v1", {"a": "1"}, {"a": "甲"}, NOW)
    texts.note("v1", {"a": "2"}, {"a": "别的"}, NOW + HOUR)
    assert texts.since() == {"a": EPOCH}
    assert texts.versions() == {"v1": NOW}


def test_an_entry_that_goes_and_comes_back_is_noted_each_time(ledger: Ledger) -> None:
    texts = ledger.entry_texts
    texts.note("v1", {"a": "1", "b": "1"}, {"a": "甲", "b": "乙"}, NOW)
    texts.note("v2", {"b": "1"}, {"b": "乙"}, NOW + HOUR)
    assert texts.since() == {"b": EPOCH}
    texts.note("v3", {"b": "1"}, {"b": "乙"}, NOW + 2 * HOUR)
    texts.note("v4", {"a": "1", "b": "1"}, {"a": "甲", "b": "乙"}, NOW + 3 * HOUR)
    assert texts.since() == {"a": NOW + 3 * HOUR, "b": EPOCH}
    assert [text.text for text in texts.histories()["a"]] == ["甲", "", "甲"]


def test_a_version_is_done_when_it_is_said_to_be(ledger: Ledger) -> None:
    texts = ledger.entry_texts
    assert not texts.is_done("v1")
    texts.note("v1", {"a": "1"}, {"a": "甲"}, NOW)
    assert not texts.is_done("v1")
    texts.done("v1", NOW)
    assert texts.is_done("v1")
