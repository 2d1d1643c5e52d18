"""An entry that is withdrawn while people talk about it: its content is shown nowhere, the reason is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from bot.answer_json import answer_json
from bot.assistant import Answered, Assistant, Reply, Suggested, Unanswered
from bot.card import plain_text, render
from bot.settings import AnswerSettings
from indexer.calibration import NO_FEATURES
from indexer.entry import Section
from indexer.index import shut
from indexer.retriever import Match
from tests.bot.conftest import NOW, HandMade

TODAY = date(2026, 11, 23)
SAID = (
    "最低生活保障申请\n\n这一条已停用，不再提供内容。\n原因：标准在调整\n"
    "急着办的，请先问街道或主管部门（民政）。"
)

Ask = Callable[..., Reply]


def withdraw(finder: HandMade, *entries: str) -> None:
    finder.entries = shut(finder.entries, dict.fromkeys(entries, "标准在调整"))


def text(reply: Reply) -> str:
    return plain_text(render(reply, TODAY))


def test_the_answer_says_that_it_is_withdrawn_why_and_whom_to_ask(
    finder: HandMade, ask: Ask
) -> None:
    withdraw(finder, "living-allowance")
    reply = ask("吃低保的手续")
    assert text(reply) == SAID
    plain = answer_json("吃低保的手续", reply, "v1", TODAY, 1.0)
    assert (plain["entry"], plain["text"], plain["authority"]) == ("living-allowance", SAID, [])


def test_an_entry_called_by_its_name_is_withdrawn_too(finder: HandMade, ask: Ask) -> None:
    withdraw(finder, "living-allowance")
    assert text(ask("低保")) == SAID


def test_asking_on_about_what_was_withdrawn_meanwhile_shows_nothing_of_it(
    finder: HandMade, ask: Ask
) -> None:
    assert "核对授权书" in text(ask("吃低保的手续"))
    withdraw(finder, "living-allowance")
    assert text(ask("要带什么材料")) == SAID
    assert text(ask("2")) == SAID


def test_a_withdrawn_entry_is_not_offered(finder: HandMade, ask: Ask) -> None:
    finder.confidences = (0.4, 0.3, 0.2)
    withdraw(finder, "elderly-allowance")
    reply = ask("老人家的补助")
    assert isinstance(reply, Suggested)
    assert [match.entry.id for match in reply.matches] == ["living-allowance", "neighbor-noise"]


def test_numbers_that_were_offered_keep_their_meaning(finder: HandMade, ask: Ask) -> None:
    finder.confidences = (0.4, 0.3, 0.2)
    assert isinstance(ask("老人家的补助"), Suggested)
    withdraw(finder, "living-allowance")
    second = ask("2")
    assert isinstance(second, Answered)
    assert second.match.entry.id == "elderly-allowance"


def test_picking_what_was_withdrawn_meanwhile_says_so(finder: HandMade, ask: Ask) -> None:
    finder.confidences = (0.4, 0.3, 0.2)
    ask("老人家的补助")
    withdraw(finder, "living-allowance")
    assert text(ask("1")) == SAID


def test_when_all_that_comes_near_is_withdrawn_nothing_is_known(finder: HandMade, ask: Ask) -> None:
    finder.confidences = (0.4, 0.3, 0.2)
    withdraw(finder, *finder.entries)
    assert isinstance(ask("老人家的补助"), Unanswered)


def test_a_section_opened_by_hand_shows_nothing_of_a_withdrawn_entry(finder: HandMade) -> None:
    withdraw(finder, "living-allowance")
    assistant = Assistant(AnswerSettings())
    picked = Match(finder.entries["living-allowance"], 1.0, NO_FEATURES)
    assert text(assistant.open(picked, "worker", NOW, Section.MATERIALS)) == SAID


@pytest.mark.parametrize("question", ["要带什么材料", "1"])
def test_a_conversation_goes_on_with_the_entry_as_it_is_now(
    finder: HandMade, ask: Ask, question: str
) -> None:
    ask("吃低保的手续")
    changed = finder.entries["living-allowance"].model_copy(
        update={"materials": ("新的材料",), "eligibility": ("新的条件",)}
    )
    finder.entries = {**finder.entries, "living-allowance": changed}
    assert "新的" in text(ask(question))


def test_a_conversation_about_an_entry_that_is_gone_is_over(finder: HandMade, ask: Ask) -> None:
    ask("吃低保的手续")
    finder.entries = {
        key: entry for key, entry in finder.entries.items() if key != "living-allowance"
    }
    finder.order, finder.confidences = ("elderly-allowance",), (0.0,)
    assert isinstance(ask("要带什么材料"), Unanswered)
