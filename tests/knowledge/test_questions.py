"""The exam of the real base: each of its questions, and the dev sets as a whole."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.exam import ExamQuestion, Grade, Graded, ReportCard, examine, read_set
from bot.settings import Settings
from indexer.entry_reader import read_entry
from indexer.index import Index
from indexer.knowledge_base import KnowledgeBase, entry_paths

ROOT = Path(__file__).parents[2]
KNOWLEDGE = ROOT / "knowledge"


def exam_questions() -> list[str]:
    """Return every exam question, read without the rules between files so that collecting works."""
    entries = (read_entry(path).entry for path in entry_paths(KNOWLEDGE))
    return [question for entry in entries if entry for question in entry.exam_questions]


@pytest.mark.parametrize("question", exam_questions())
def test_the_question_finds_its_entry(
    question: str,
    graded: dict[str, Graded],
    nearest: dict[str, list[str]],
    base: KnowledgeBase,
) -> None:
    result = graded[question]
    excused = any(failure.question == question for failure in base.known_failures)
    assert (result.question.entries[0] in nearest[question]) is not excused, str(result)


def test_few_exam_questions_are_excused(base: KnowledgeBase) -> None:
    assert len(base.known_failures) <= 0.02 * len(exam_questions())


def test_hardly_any_exam_question_is_answered_with_another_entry(
    graded: dict[str, Graded],
) -> None:
    wrong = [str(one) for one in graded.values() if one.grade is Grade.WRONG]
    assert len(wrong) <= 0.06 * len(graded), "\n".join(wrong)


def test_most_of_what_nobody_knows_is_not_answered_when_its_matter_is_hidden(
    settings: Settings, real_index: Index
) -> None:
    calibration = real_index.content.calibration
    cut = calibration.cuts(settings.answers.rates).answer
    answered = sum(confidence >= cut for confidence in calibration.unknown)
    assert answered <= 0.2 * len(calibration.unknown)


def report_on(name: str, settings: Settings, index: Index) -> ReportCard:
    """Return the report card of a set in tests/exam."""
    questions: Iterable[ExamQuestion] = read_set(ROOT / "tests" / "exam" / name)
    assistant = Assistant(settings.answers)
    return examine(name, questions, assistant, index.retriever, datetime.now(settings.zone))


def test_the_dev_questions_reach_their_entry(settings: Settings, real_index: Index) -> None:
    card = report_on("questions.jsonl", settings, real_index)
    total = len(card.graded)
    assert card.count(Grade.RIGHT) >= 0.86 * total, "\n".join(card.lines())
    assert card.count(Grade.RIGHT, Grade.ONE_TAP) >= 0.94 * total, "\n".join(card.failures())
    assert card.count(Grade.WRONG) <= 0.035 * total, "\n".join(card.failures())


def test_the_dev_negatives_are_not_answered(settings: Settings, real_index: Index) -> None:
    card = report_on("negatives.jsonl", settings, real_index)
    assert card.count(Grade.WRONG) <= 0.07 * len(card.graded), "\n".join(card.failures())
