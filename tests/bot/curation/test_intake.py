"""Questions become gaps, alike ones one gap."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.curation import intake as module
from bot.curation.intake import LOOKED_BACK, WAIT, Intake
from bot.ledger.gap_state import GapCause, GapState
from bot.ledger.ledger import Ledger
from bot.outcome import Outcome
from tests.bot.curation.conftest import CHEN, LI, NOW, WANG, Ask


def test_a_question_opens_a_gap_due_in_five_working_days(
    intake: Intake, ask: Ask, ledger: Ledger
) -> None:
    gap = intake.note(
        ask("猫丢了到哪里找"), "猫丢了到哪里找", Outcome.UNANSWERED, GapCause.UNANSWERED
    )
    assert gap is not None
    opened = ledger.gaps.find(gap)
    assert opened.text == "猫丢了到哪里找"
    assert opened.due_at == datetime(2026, 11, 30, 18, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert not opened.is_urgent


def test_what_stands_beneath_an_alarm_is_urgent_and_due_the_next_working_day(
    intake: Intake, ask: Ask, ledger: Ledger
) -> None:
    gap = intake.note(ask("猫咬人了"), "猫咬人了", Outcome.URGENT, GapCause.UNANSWERED)
    assert gap is not None
    opened = ledger.gaps.find(gap)
    assert opened.is_urgent
    assert opened.due_at == datetime(2026, 11, 24, 18, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_the_same_words_of_three_people_are_one_gap_with_the_reason_beside_them(
    intake: Intake, ask: Ask, ledger: Ledger
) -> None:
    first, second = ask("猫丢了到哪里找", WANG), ask("猫丢了，到哪里找？", LI)
    gap = intake.note(first, "猫丢了到哪里找", Outcome.UNANSWERED, GapCause.UNANSWERED)
    again = intake.note(second, "猫丢了，到哪里找？", Outcome.UNANSWERED, GapCause.UNANSWERED)
    assert gap is not None
    assert again == gap
    assert ledger.gaps.find(gap).people == 2
    assert ledger.gaps.questions(gap)[1].reason == "和「猫丢了到哪里找」说的是一句话"


def test_other_words_join_when_they_are_sure_to_be_one_matter_and_only_then(
    intake: Intake, ask: Ask, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("猫丢了到哪里找", "家里的猫走丢，找谁")
    monkeypatch.setattr(module, "SURE", 0.0)
    gap, joined = (
        intake.note(ask(text), text, Outcome.UNANSWERED, GapCause.UNANSWERED) for text in words
    )
    assert joined == gap
    monkeypatch.setattr(module, "SURE", 1.0)
    text = "猫走丢"
    other = intake.note(ask(text), text, Outcome.UNANSWERED, GapCause.UNANSWERED)
    assert other not in (None, gap)


def test_a_question_counts_once(intake: Intake, ask: Ask) -> None:
    one = ask("猫丢了到哪里找")
    noted = [
        intake.note(one, "猫丢了到哪里找", Outcome.UNANSWERED, GapCause.UNANSWERED)
        for _ in range(2)
    ]
    assert noted[0] == noted[1]


def test_who_asks_what_was_dismissed_joins_it_and_what_was_published_opens_anew(
    intake: Intake, ask: Ask, ledger: Ledger
) -> None:
    text = "明天股票涨不涨"
    gap = intake.note(ask(text), text, Outcome.UNANSWERED, GapCause.UNANSWERED)
    assert gap is not None
    ledger.gaps.dismiss(gap, "不是社区的事", CHEN, NOW)
    assert intake.note(ask(text, LI), text, Outcome.UNANSWERED, GapCause.UNANSWERED) == gap
    ledger.gaps.reopen(gap, CHEN, NOW)
    ledger.gaps.publish(gap, "neighbor-noise", CHEN, NOW)
    assert intake.note(ask(text, LI), text, Outcome.UNANSWERED, GapCause.UNANSWERED) != gap


@pytest.mark.parametrize(
    ("text", "outcome", "cause"),
    [
        ("谢谢", Outcome.SMALL_TALK, GapCause.UNANSWERED),
        ("？？", Outcome.UNANSWERED, GapCause.UNANSWERED),
        ("多久能批", Outcome.UNANSWERED, GapCause.UNANSWERED),
        ("低保怎么申请", Outcome.ANSWERED, GapCause.UNANSWERED),
        ("低保怎么申请", Outcome.SUGGESTED, GapCause.UNANSWERED),
        ("把低保户名单发我", Outcome.UNANSWERED, GapCause.UNANSWERED),
    ],
)
def test_what_is_no_gap_opens_none(
    intake: Intake, ask: Ask, text: str, outcome: Outcome, cause: GapCause
) -> None:
    assert intake.note(ask(text, outcome=outcome), text, outcome, cause) is None


def test_an_answer_that_did_not_help_is_a_gap(intake: Intake, ask: Ask, ledger: Ledger) -> None:
    text = "低保怎么申请"
    one = ask(text, outcome=Outcome.ANSWERED, entry="living-allowance")
    gap = intake.note(one, text, Outcome.ANSWERED, GapCause.NOT_SOLVED)
    assert gap is not None
    assert ledger.gaps.questions(gap)[0].cause is GapCause.NOT_SOLVED


def test_suggestions_nobody_chose_become_gaps_after_a_while(
    intake: Intake, ask: Ask, ledger: Ledger
) -> None:
    offered = ("neighbor-noise", "living-allowance")
    ask("琴声太响", outcome=Outcome.SUGGESTED, offered=offered)
    assert intake.unchosen(NOW + WAIT / 2) == ()
    found = intake.unchosen(NOW + WAIT + timedelta(seconds=1))
    assert [ledger.gaps.find(gap).text for gap in found] == ["琴声太响"]
    assert ledger.gaps.questions(found[0])[0].cause is GapCause.UNCHOSEN
    assert intake.unchosen(NOW + WAIT + timedelta(seconds=2)) == ()


def test_a_suggestion_that_was_chosen_or_asked_again_with_success_or_is_old_is_no_gap(
    intake: Intake, ask: Ask, ledger: Ledger
) -> None:
    offered = ("neighbor-noise", "living-allowance")
    chosen = ask("琴声太响", outcome=Outcome.SUGGESTED, offered=offered)
    ledger.questions.choose(chosen, "neighbor-noise", "v1", NOW)
    ask("鼓声太响", LI, outcome=Outcome.SUGGESTED, offered=offered)
    later = NOW + timedelta(minutes=1)
    ask("楼上太吵", LI, outcome=Outcome.ANSWERED, entry="neighbor-noise", now=later)
    ask("号声太响", outcome=Outcome.SUGGESTED, offered=offered, now=NOW - LOOKED_BACK)
    assert intake.unchosen(NOW + WAIT * 2) == ()
    assert ledger.gaps.listed(tuple(GapState)) == ()
