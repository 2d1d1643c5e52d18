from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.assistant import Answered, Chatted, Reason, Reply, Suggested, Unanswered
from bot.facets import Facet
from indexer.entry import Section
from tests.bot.conftest import NOW, HandMade

Ask = Callable[..., Reply]


def entry_of(reply: Reply) -> str:
    assert isinstance(reply, Answered)
    return reply.match.entry.id


def test_a_sure_match_is_answered(ask: Ask) -> None:
    reply = ask("低保要什么材料")
    assert entry_of(reply) == "living-allowance"
    assert isinstance(reply, Answered)
    assert reply.facets == (Facet.MATERIALS,)


def test_an_entry_called_by_its_name_is_answered_whatever_the_search_says(
    ask: Ask, finder: HandMade
) -> None:
    finder.confidences = (0.2, 0.1, 0.1)
    finder.order = ("neighbor-noise", "elderly-allowance")
    reply = ask("苏州尊老金一个月多少钱")
    assert entry_of(reply) == "elderly-allowance"
    assert isinstance(reply, Answered)
    assert reply.facets == (Facet.AMOUNT,)
    assert [match.entry.id for match in reply.others] == ["neighbor-noise"]


def test_a_name_among_other_words_decides_nothing(ask: Ask, finder: HandMade) -> None:
    finder.confidences = (0.2, 0.1, 0.1)
    assert isinstance(ask("低保户公证费减免"), Suggested)


def test_a_likely_match_is_offered_among_three(ask: Ask, finder: HandMade) -> None:
    finder.confidences = (0.5, 0.3, 0.1)
    reply = ask("家里没收入要什么材料")
    assert isinstance(reply, Suggested)
    assert len(reply.matches) == 3


def test_an_unlikely_match_is_not_shown(ask: Ask, finder: HandMade) -> None:
    finder.confidences = (0.14, 0.1, 0.1)
    assert ask("家里没收入要什么材料") == Unanswered(
        Reason.NOT_KNOWN, tuple(finder.find("")), (Facet.MATERIALS,)
    )


def test_a_number_chooses_and_keeps_the_asked_section(ask: Ask, finder: HandMade) -> None:
    finder.confidences = (0.5, 0.4, 0.1)
    ask("家里没收入要什么材料")
    reply = ask("2")
    assert entry_of(reply) == "elderly-allowance"
    assert isinstance(reply, Answered)
    assert reply.facets == (Facet.MATERIALS,)


@pytest.mark.parametrize("text", ["都不是", "4", "0"])
def test_none_of_these_is_taken_at_its_word(ask: Ask, finder: HandMade, text: str) -> None:
    finder.confidences = (0.5, 0.4, 0.1)
    ask("家里没收入要什么材料")
    reply = ask(text)
    assert isinstance(reply, Unanswered)
    assert reply.reason is Reason.NONE_CHOSEN


def test_a_number_opens_a_section_of_the_entry_shown(ask: Ask) -> None:
    ask("低保")
    reply = ask("2")
    assert isinstance(reply, Answered)
    assert reply.section is Section.MATERIALS


def test_a_number_beyond_the_choices_is_a_question(ask: Ask, finder: HandMade) -> None:
    ask("低保")
    ask("12345")
    assert finder.asked == ["低保", "12345"]


def test_a_question_without_a_matter_goes_on_about_the_last_one(ask: Ask, finder: HandMade) -> None:
    ask("低保")
    finder.order = ("neighbor-noise",)
    reply = ask("要带啥")
    assert entry_of(reply) == "living-allowance"
    assert finder.asked == ["低保"]


def test_a_new_matter_is_never_answered_with_the_old_one(ask: Ask, finder: HandMade) -> None:
    ask("低保")
    finder.order = ("neighbor-noise", "elderly-allowance", "living-allowance")
    assert entry_of(ask("楼上太吵怎么办")) == "neighbor-noise"


def test_without_a_last_matter_it_asks_back(ask: Ask) -> None:
    assert ask("要带啥") == Unanswered(Reason.NO_MATTER, facets=(Facet.MATERIALS,))


def test_a_conversation_that_went_cold_is_forgotten(ask: Ask) -> None:
    ask("低保")
    reply = ask("要带啥", now=NOW + timedelta(minutes=31))
    assert isinstance(reply, Unanswered)


def test_conversations_do_not_mix(ask: Ask) -> None:
    ask("低保", key="one")
    assert isinstance(ask("要带啥", key="another"), Unanswered)


def test_thanks_are_answered_politely_and_the_matter_stays(ask: Ask) -> None:
    ask("低保")
    assert isinstance(ask("谢谢"), Chatted)
    assert entry_of(ask("要带啥")) == "living-allowance"


@pytest.mark.parametrize("text", ["", "   ", "😀🎉", "？！", "\x00", "\ud800", "\u200b"])
def test_a_message_without_words_is_asked_for_words(ask: Ask, text: str) -> None:
    assert ask(text) == Unanswered(Reason.NO_WORDS)


@pytest.mark.parametrize(
    "text",
    [
        "低保" * 5000,
        "<b>低保</b><script>",
        "Как оформить пособие",
        "低保\x00材料",
        "低\ud800保",
        "'; drop table --",
    ],
)
def test_odd_messages_get_a_reply(ask: Ask, text: str) -> None:
    assert isinstance(ask(text), Answered)


def test_a_long_story_says_that_a_part_was_not_read(ask: Ask) -> None:
    reply = ask("低保怎么办" * 200)
    assert isinstance(reply, Answered)
    assert reply.is_cut
