"""What the ledger keeps of a question, and when it becomes a gap."""

from dataclasses import replace

import pytest

from bot.asked import cause_of, new_question
from bot.assistant import Answered, Reason, Suggested, Unanswered
from bot.facets import Facet
from bot.ledger.gap_state import GapCause
from bot.ledger.person import Channel, Person
from bot.outcome import Outcome
from indexer.entry import Status
from tests.bot.conftest import HandMade

LI = Person(Channel.TERMINAL, 1002)


def test_only_what_is_not_known_becomes_a_gap_at_once(finder: HandMade) -> None:
    found = finder.find("")
    assert cause_of(Unanswered()) is GapCause.UNANSWERED
    for reply in (Answered(found[0]), Suggested(tuple(found))):
        assert cause_of(reply) is None


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason is not Reason.NOT_KNOWN])
def test_what_is_no_question_becomes_none(reason: Reason) -> None:
    assert cause_of(Unanswered(reason)) is None


def test_a_question_is_kept_with_its_channel_and_what_came_of_it(finder: HandMade) -> None:
    found = finder.find("")
    kept = new_question("k", LI, "低保", Answered(found[0], (Facet.FEE,)), "v1")
    assert (kept.channel, kept.outcome, kept.entry) == (
        "terminal",
        Outcome.ANSWERED,
        found[0].entry.id,
    )
    assert kept.facets == (str(Facet.FEE),)
    offered = new_question("k", LI, "老人", Suggested(tuple(found)), "v1")
    assert offered.offered == tuple(match.entry.id for match in found)
    assert (offered.entry, offered.confidence) == (None, found[0].confidence)


def test_of_a_withdrawn_entry_nothing_was_shown(finder: HandMade) -> None:
    found = finder.find("")[0]
    down = found.entry.model_copy(update={"status": Status.WITHDRAWN})
    kept = new_question("k", LI, "低保", Answered(replace(found, entry=down)), "v1")
    assert kept.entry is None
