import json
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.exam import ExamQuestion, Grade, ReportCard, examine, own_questions, read_set
from bot.settings import AnswerSettings
from indexer.knowledge_base import KnowledgeBase
from tests.bot.conftest import NOW, HandMade

ALL_RIGHT = (
    "  该答的，当场答对 2/2（100.0 %，95 % 区间 34.2–100.0）",
    "  该答的，点一下以内 2/2（100.0 %，95 % 区间 34.2–100.0）",
    "  该答的，答成别的 0/2（0.0 %，95 % 区间 0.0–65.8）",
    "  该答的，说了不知道 0/2（0.0 %，95 % 区间 0.0–65.8）",
)


@pytest.mark.parametrize(
    ("confidences", "entries", "grade"),
    [
        ((0.9, 0.1, 0.0), ("living-allowance",), Grade.RIGHT),
        ((0.9, 0.1, 0.0), ("elderly-allowance",), Grade.WRONG),
        ((0.5, 0.4, 0.0), ("elderly-allowance",), Grade.ONE_TAP),
        ((0.5, 0.4), ("neighbor-noise",), Grade.WRONG_CHOICE),
        ((0.1,), ("living-allowance",), Grade.TURNED_AWAY),
        ((0.9,), (), Grade.WRONG),
        ((0.5,), (), Grade.HALF),
        ((0.1,), (), Grade.ABSTAINED),
    ],
)
def test_a_grade_says_what_the_worker_would_have_seen(
    finder: HandMade, confidences: tuple[float, ...], entries: tuple[str, ...], grade: Grade
) -> None:
    finder.confidences = confidences
    card = examine(
        "试", [ExamQuestion("楼上很吵", entries)], Assistant(AnswerSettings()), finder, NOW
    )
    assert [graded.grade for graded in card.graded] == [grade]


def test_small_talk_must_be_polite(finder: HandMade) -> None:
    questions = [ExamQuestion("你好", is_small_talk=True), ExamQuestion("低保", is_small_talk=True)]
    card = examine("试", questions, Assistant(AnswerSettings()), finder, NOW)
    assert [graded.grade for graded in card.graded] == [Grade.POLITE, Grade.WRONG]


def test_a_failure_names_the_line_what_came_and_what_should_have(
    finder: HandMade, knowledge: KnowledgeBase
) -> None:
    card = examine("试", own_questions(knowledge), Assistant(AnswerSettings()), finder, NOW)
    assert next(card.failures()) == (
        "  knowledge/elderly-care/elderly-allowance.yaml:22 「外婆八十多了有高龄津贴吗」→ 答错："
        "最低生活保障申请 0.90、尊老金发放 0.05、邻里噪音纠纷处理 0.01，应为 elderly-allowance"
    )
    assert "  elderly-allowance → living-allowance：1" in card.confusions()


def test_the_report_counts_and_judges_the_sections(finder: HandMade) -> None:
    questions = [
        ExamQuestion("低保要什么材料", ("living-allowance",), "materials"),
        ExamQuestion("低保的事", ("living-allowance",), "fee"),
    ]
    card = examine("试", questions, Assistant(AnswerSettings()), finder, NOW)
    assert list(card.lines()) == [
        "试：2 题",
        "  直接答对：2（100.0 %）",
        *ALL_RIGHT,
        "  问某一节的，认对了节：1/2（50.0 %）",
        "  其中排在头一个：1/2（50.0 %）",
        "  认错的节：fee→whole 1",
    ]


def test_the_own_exam_tells_how_each_topic_stands_the_weakest_first(
    finder: HandMade, knowledge: KnowledgeBase
) -> None:
    card = examine("试", own_questions(knowledge), Assistant(AnswerSettings()), finder, NOW)
    assert list(card.topic_lines()) == [
        "  领域 养老：1 题，当场答对 0.0%，点一下以内 0，答成别的 1，说了不知道 0",
        "  领域 纠纷调处：1 题，当场答对 0.0%，点一下以内 0，答成别的 1，说了不知道 0",
        "  领域 社会救助：1 题，当场答对 100.0%，点一下以内 1，答成别的 0，说了不知道 0",
    ]


def test_small_talk_counts_neither_as_known_nor_as_unknown(finder: HandMade) -> None:
    questions = [ExamQuestion("你好", is_small_talk=True), ExamQuestion("😀")]
    card = examine("试", questions, Assistant(AnswerSettings()), finder, NOW)
    assert list(card.main_lines()) == [
        "  不该答的，没当成知道的答 1/1（100.0 %，95 % 区间 20.7–100.0）",
        "  不该答的，说了不知道 1/1（100.0 %，95 % 区间 20.7–100.0）",
    ]


def test_whole_questions_and_styles_are_counted(finder: HandMade) -> None:
    questions = [
        ExamQuestion("低保", ("living-allowance",), "whole", "terse"),
        ExamQuestion("低保要多久", ("living-allowance",), "whole", "voice"),
    ]
    card = examine("试", questions, Assistant(AnswerSettings()), finder, NOW)
    assert list(card.lines()) == [
        "试：2 题",
        "  直接答对：2（100.0 %）",
        *ALL_RIGHT,
        "  问整件事的，没当成只问一节：1/2（50.0 %）",
        "  认错的节：whole→time_limit 1",
        "  terse：直接答对 1",
        "  voice：直接答对 1",
    ]


def test_the_turns_of_a_dialogue_share_a_conversation(finder: HandMade, tmp_path: Path) -> None:
    path = tmp_path / "dialogues.jsonl"
    turns = [
        {"q": "低保怎么申请", "ok": ["living-allowance"], "facet": "whole"},
        {"q": "要带啥", "ok": ["living-allowance"], "facet": "materials"},
        {"q": "谢谢", "ok": [], "facet": "smalltalk"},
        {"q": "楼上太吵", "ok": [], "facet": "unknown"},
    ]
    path.write_text(json.dumps({"turns": turns}) + "\n", encoding="utf-8")
    card = examine("对话", read_set(path), Assistant(AnswerSettings()), finder, NOW)
    assert list(card.lines()) == [
        "对话：4 题",
        "  直接答对：2（50.0 %）",
        "  答错：1（25.0 %）",
        "  闲话有礼貌：1（25.0 %）",
        *ALL_RIGHT,
        "  不该答的，没当成知道的答 0/1（0.0 %，95 % 区间 0.0–79.3）",
        "  不该答的，说了不知道 0/1（0.0 %，95 % 区间 0.0–79.3）",
        "  问某一节的，认对了节：1/1（100.0 %）",
        "  其中排在头一个：1/1（100.0 %）",
        "  问整件事的，没当成只问一节：1/1（100.0 %）",
        "  对话开头的轮次，当场对：1/1（100.0 %）；算上点一下：1/1（100.0 %）",
        "  对话后面的轮次，当场对：2/3（66.7 %）；算上点一下：2/3（66.7 %）",
    ]


def test_a_case_may_be_answered_with_anything_it_is_about(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps({"case": "长话", "must": ["a"], "may": ["b"]}), encoding="utf-8")
    (question,) = read_set(path)
    assert (question.text, question.entries) == ("长话", ("a", "b"))


def test_a_set_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    rows = [
        {"q": "低保", "ok": ["a"], "facet": "fee", "style": "terse"},
        {"q": "你好", "style": "smalltalk"},
    ]
    path.write_text("\n".join(map(json.dumps, rows)) + "\n\n", encoding="utf-8")
    first, second = read_set(path)
    assert (first.text, first.entries, first.facet, first.style) == ("低保", ("a",), "fee", "terse")
    assert second.is_small_talk


@pytest.mark.parametrize("line", ["{", '{"question": 1}', "[]"])
def test_a_line_of_another_form_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(f'{{"q": "低保"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"set\.jsonl:2: 不是考题的写法"):
        list(read_set(path))


def test_an_empty_set_has_an_empty_report() -> None:
    assert list(ReportCard("空", []).lines()) == ["空：0 题"]
