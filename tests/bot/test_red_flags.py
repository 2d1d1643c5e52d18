"""An emergency from the message to the card, over the small base."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.alarm_exam import Message, hear, read_messages
from bot.answer_json import answer_json
from bot.assistant import Assistant, Calm, Suggested, Unanswered, Urgent, warned
from bot.card import plain_text, render
from bot.explain import explain
from bot.red_flags import NO_ALARM, Alarm, Level, recognise
from bot.settings import AnswerSettings
from bot.telegram.page import messages
from indexer.build import build
from indexer.index import Index
from indexer.knowledge_base import KnowledgeBase
from indexer.settings import IndexSettings
from tests.bot.conftest import NOW
from tests.fake_embedder import FakeEmbedder, vector
from tests.red_flags import write_flags

ALARM_LINES = """\
🔴 火灾：打 119
法律：《消防法》第四十四条：任何人发现火灾都应当立即报警
先做：喊人；疏散
不要：不要乘电梯；不要返回取东西
"""
GENTLE_LINE = "如果现在有人有危险，先打 110；急救 120，火警 119。"
FIRE = "楼上着火了"


@pytest.fixture
def flagged(
    knowledge_folder: Path,
    index_settings: IndexSettings,
    embedder: FakeEmbedder,
    monkeypatch: pytest.MonkeyPatch,
) -> Index:
    """The small base's index with two red flags; thirty phrasings are enough to fit on."""
    monkeypatch.setattr("indexer.alarm_fit.FEWEST", 10)
    write_flags(knowledge_folder)
    report = build(KnowledgeBase.load(knowledge_folder), embedder, index_settings)
    assert report.published, report.misses
    return Index.open(index_settings, embedder)


def test_an_emergency_comes_first_and_its_practice_below(flagged: Index) -> None:
    reply = Assistant(AnswerSettings()).reply(FIRE, "worker", NOW, flagged.retriever)
    assert isinstance(reply, Urgent)
    text = plain_text(render(reply, NOW.date()))
    assert text.startswith(ALARM_LINES + "\n邻里噪音纠纷处理\n")


def test_the_question_is_embedded_once(flagged: Index, embedder: FakeEmbedder) -> None:
    embedder.texts.clear()
    Assistant(AnswerSettings()).reply(FIRE, "worker", NOW, flagged.retriever)
    assert embedder.texts == [FIRE]


def test_an_emergency_in_a_follow_up_is_heard(flagged: Index) -> None:
    assistant = Assistant(AnswerSettings())
    assistant.reply("低保怎么申请", "worker", NOW, flagged.retriever)
    reply = assistant.reply(FIRE, "worker", NOW + timedelta(minutes=1), flagged.retriever)
    assert reply.outcome == "urgent"


def test_an_ordinary_question_gets_no_card(flagged: Index) -> None:
    reply = Assistant(AnswerSettings()).reply("低保材料清单", "worker", NOW, flagged.retriever)
    assert reply.outcome != "urgent"


def test_an_explanation_names_the_flag_and_its_nearest_sign(flagged: Index) -> None:
    settings = AnswerSettings()
    reply = Assistant(settings).reply(FIRE, "worker", NOW, flagged.retriever)
    lines = list(explain(FIRE, reply, flagged.retriever, settings.rates))
    assert re.fullmatch(r"红线：出紧急卡，可能性 [01]\.\d\d，最像「火灾」的「.*着火.*」", lines[1])
    assert lines[6] == (
        "定在：红线「火灾」先出；下面：找到的不够有把握，打开红线的条目「邻里噪音纠纷处理」"
    )


def test_json_names_the_entry_below(flagged: Index) -> None:
    reply = Assistant(AnswerSettings()).reply(FIRE, "worker", NOW, flagged.retriever)
    answer = answer_json(FIRE, reply, "v", NOW.date(), 1.0)
    assert (answer["outcome"], answer["entry"]) == ("urgent", "neighbor-noise")
    assert answer["text"].startswith(ALARM_LINES)


def test_telegram_shows_whom_to_call_in_bold(flagged: Index) -> None:
    reply = Assistant(AnswerSettings()).reply(FIRE, "worker", NOW, flagged.retriever)
    assert messages(render(reply, NOW.date()))[0].startswith("<b>🔴 火灾：打 119</b>\n法律：")


def test_flags_outlive_a_rebuild_that_changes_only_them(
    flagged: Index,
    knowledge_folder: Path,
    index_settings: IndexSettings,
    embedder: FakeEmbedder,
) -> None:
    write_flags(knowledge_folder, lambda text: text.replace("打谁: 119", "打谁: 119 和 110"))
    build(KnowledgeBase.load(knowledge_folder), embedder, index_settings)
    reopened = Index.open(index_settings, embedder)
    assert reopened.version != flagged.version
    assert reopened.content.red_flags.flags[0].call == "119 和 110"


@pytest.fixture
def fire(flagged: Index) -> Alarm:
    """What is recognised in a fire."""
    return recognise(FIRE, vector(FIRE), flagged.retriever.alarms)


def test_a_gentle_alarm_puts_one_line_above_the_answer(fire: Alarm, flagged: Index) -> None:
    reply = warned(Unanswered(), Alarm(Level.GENTLE, fire.flag), flagged.entries)
    assert reply.outcome == "unanswered"
    assert plain_text(render(reply, NOW.date())).startswith(
        GENTLE_LINE + "\n\n这个我不知道，不敢乱说。"
    )


def test_a_calm_message_stays_as_it_is(flagged: Index) -> None:
    calm: Calm = Unanswered()
    assert warned(calm, NO_ALARM, flagged.entries) is calm


def test_what_was_only_offered_stays_among_the_others(fire: Alarm, flagged: Index) -> None:
    offered = tuple(flagged.retriever.find("低保怎么申请"))
    reply = warned(Suggested(offered), fire, flagged.entries)
    assert isinstance(reply, Urgent)
    assert "living-allowance" in str(reply.below)


def test_where_the_practice_entry_is_gone_the_answer_stays(fire: Alarm) -> None:
    calm = Unanswered()
    assert warned(calm, fire, {}) == Urgent(fire.flag, calm) if fire.flag else False


def test_without_a_model_nothing_is_recognised() -> None:
    assert recognise(FIRE, vector(FIRE), None) is NO_ALARM


def test_the_report_counts_cards_and_names_what_went_wrong(flagged: Index) -> None:
    sent = [Message(FIRE, ("fire",)), Message("低保材料清单", ("poison",))]
    report = hear("试", sent, flagged.retriever)
    lines = list(report.lines())
    assert lines[0].startswith("试：2 句，紧急卡 50.0 %")
    assert lines[1] == "  fire：1 句，卡 1，提醒 0，认对 1"
    (failure,) = report.failures()
    assert failure.startswith("  「低保材料清单」→ ")
    assert failure.endswith("应为 poison")


def test_a_line_that_is_no_message_is_named(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text('{"q": "着火", "flag": "fire", "also": ["poison"]}\n[]\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"set\.jsonl:2"):
        list(read_messages(path))
