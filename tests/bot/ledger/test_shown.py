from datetime import timedelta

from bot.ledger.ledger import Ledger
from bot.outcome import Outcome
from tests.bot.ledger.conftest import CHEN, LI, NOW, WANG, Ask

HOUR = timedelta(hours=1)


def seen(ledger: Ledger, entry: str = "a-b") -> list[tuple[int, str]]:
    showings = ledger.shown.to_whom(entry, NOW)
    return sorted((showing.member.person.user_id, showing.version) for showing in showings)


def test_who_was_answered_or_chose_saw_the_entry(ledger: Ledger, ask: Ask) -> None:
    ledger.members.take_from_config([], [WANG, LI, CHEN], NOW)
    ask(person=WANG, outcome=Outcome.ANSWERED, entry="a-b")
    ledger.questions.choose(ask(person=LI, outcome=Outcome.SUGGESTED), "a-b", "v1", NOW)
    ask(person=CHEN)
    assert seen(ledger) == [(1001, "v1"), (1002, "v1")]
    assert seen(ledger, "c-d") == []


def test_the_last_version_counts_even_when_an_older_note_comes_late(ledger: Ledger) -> None:
    ledger.members.take_from_config([], [WANG], NOW)
    ledger.shown.record(WANG, "a-b", "v1", NOW)
    ledger.shown.record(WANG, "a-b", "v3", NOW + 2 * HOUR)
    ledger.shown.record(WANG, "a-b", "v2", NOW + HOUR)
    assert seen(ledger) == [(1001, "v3")]


def test_long_ago_and_former_members_do_not_count(ledger: Ledger) -> None:
    ledger.members.take_from_config([], [WANG, LI], NOW)
    ledger.shown.record(WANG, "a-b", "v1", NOW - HOUR)
    ledger.shown.record(LI, "a-b", "v1", NOW)
    assert seen(ledger) == [(1002, "v1")]
    ledger.members.take_from_config([], [WANG], NOW)
    assert seen(ledger) == []


def test_a_message_dealt_with_twice_is_shown_once(ledger: Ledger, ask: Ask) -> None:
    ledger.members.take_from_config([], [WANG], NOW)
    ask(key="k", outcome=Outcome.ANSWERED, entry="a-b")
    ledger.shown.record(WANG, "a-b", "v2", NOW)
    ask(key="k", outcome=Outcome.ANSWERED, entry="a-b", now=NOW + HOUR)
    assert seen(ledger) == [(1001, "v2")]
