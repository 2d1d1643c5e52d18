from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.ledger.ledger import Ledger
from bot.ledger.questions import Feedback, NoSuchQuestion, Question
from bot.ledger.terms import FeedbackKind
from bot.outcome import Outcome
from tests.bot.ledger.conftest import LI, NOW, WANG, Ask

MINUTE = timedelta(minutes=1)


def found(ledger: Ledger, question_id: int) -> Question:
    question = ledger.questions.find(question_id)
    assert question is not None
    return question


def test_a_question_comes_back_as_it_was_recorded(ledger: Ledger, ask: Ask) -> None:
    question_id = ask("低保要啥", key="telegram:7", entry="a-b", outcome=Outcome.ANSWERED)
    question = found(ledger, question_id)
    assert question == Question(
        id=question_id,
        key="telegram:7",
        asker=ledger.askers.key_of(WANG),
        channel="telegram",
        text="低保要啥",
        outcome=Outcome.ANSWERED,
        entry="a-b",
        version="v1",
        confidence=0.5,
        facets=("materials", "fee"),
        offered=("a-b", "c-d"),
        features=(0.25, -1.5),
        asked_at=NOW,
        chosen_at=None,
        feedback=None,
    )
    assert ledger.questions.find_by_key("telegram:7") == question
    assert ledger.questions.is_of(question, WANG)
    assert not ledger.questions.is_of(question, LI)


def test_the_same_message_is_recorded_once(ledger: Ledger, ask: Ask) -> None:
    assert ask("低保要啥", key="k") == ask("改过的", key="k")
    assert found(ledger, ask(key="k")).text == "低保要啥"


def test_threads_that_record_one_message_get_one_id(ask: Ask) -> None:
    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(lambda _: ask(key="k"), range(16)))) == 1


def test_nobody_is_named_where_questions_are_kept(ledger: Ledger, ask: Ask) -> None:
    ask()
    with ledger._database.read() as session:
        kept = str(session.execute(text("SELECT * FROM questions")).all())
    assert str(WANG.user_id) not in kept


@pytest.mark.parametrize(
    "words",
    ["'; DROP TABLE questions; --", "<b>&amp;", "=1+1", "- a: [", "\x07\x1b[31m红", "🏠" * 300],
)
def test_text_stays_text(ledger: Ledger, ask: Ask, words: str) -> None:
    assert found(ledger, ask(words)).text == words


def test_my_questions_are_the_last_ones_each_wording_once(ledger: Ledger, ask: Ask) -> None:
    for number, words in enumerate(["低保", "尊老金", "低保", "居住证"]):
        ask(words, now=NOW + number * MINUTE)
    ask("别人问的", LI, now=NOW + 9 * MINUTE)
    ask("你好", outcome=Outcome.SMALL_TALK, now=NOW + 9 * MINUTE)
    mine = ledger.questions.mine(WANG)
    assert [question.text for question in mine] == ["居住证", "低保", "尊老金"]
    assert mine[1].asked_at == NOW + 2 * MINUTE
    assert [question.text for question in ledger.questions.mine(WANG, 2)] == ["居住证", "低保"]


def test_one_wording_asked_of_two_matters_is_listed_for_each(ledger: Ledger, ask: Ask) -> None:
    for number, entry in enumerate(["a-b", "c-d", "a-b"]):
        ask("要带啥", entry=entry, now=NOW + number * MINUTE)
    assert [question.entry for question in ledger.questions.mine(WANG)] == ["a-b", "c-d"]


def test_a_choice_makes_the_chosen_entry_the_answer(ledger: Ledger, ask: Ask) -> None:
    question_id = ask(outcome=Outcome.SUGGESTED)
    ledger.questions.choose(question_id, "c-d", "v2", NOW + MINUTE)
    question = found(ledger, question_id)
    assert (question.entry, question.chosen_at) == ("c-d", NOW + MINUTE)


def test_the_last_word_of_an_asker_counts(ledger: Ledger, ask: Ask) -> None:
    question_id, later = ask(), NOW + MINUTE
    assert ledger.questions.say(question_id, FeedbackKind.HELPFUL, "a-b", NOW)
    assert not ledger.questions.say(question_id, FeedbackKind.HELPFUL, "a-b", later)
    assert found(ledger, question_id).feedback == Feedback(FeedbackKind.HELPFUL, "a-b", NOW)
    assert ledger.questions.say(question_id, FeedbackKind.NONE_OF_THESE, None, later)
    said = Feedback(FeedbackKind.NONE_OF_THESE, None, later)
    assert found(ledger, question_id).feedback == said
    assert ledger.questions.mine(WANG)[0].feedback == said


def test_a_question_that_is_not_kept_is_said_so(ledger: Ledger) -> None:
    assert ledger.questions.find(404) is None
    assert ledger.questions.find_by_key("404") is None
    with pytest.raises(NoSuchQuestion, match="这个问题已经不在台账里了，请再问一次。"):
        ledger.questions.say(404, FeedbackKind.HELPFUL, None, NOW)
    with pytest.raises(NoSuchQuestion):
        ledger.questions.choose(404, "a-b", "v1", NOW)
