"""Every exam question finds its entry: one test a question."""

from pathlib import Path

import pytest

from bot.exam import Grade, Graded
from indexer.entry_reader import read_entry
from indexer.knowledge_base import KnowledgeBase, entry_paths
from indexer.yaml_file import read_yaml

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


def exam_questions() -> list[str]:
    """Return every exam question of the base, read without its rules so that collecting cannot fail."""
    entries = (read_entry(path).entry for path in entry_paths(KNOWLEDGE))
    return [question for entry in entries if entry for question in entry.exam_questions]


def unanswerable_questions() -> list[str]:
    """Return the questions that nobody can answer."""
    rows = read_yaml(KNOWLEDGE / "_unanswerable.yaml").values
    return (
        [str(row["问"]) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    )


@pytest.mark.parametrize("question", exam_questions())
def test_the_question_finds_its_entry(
    question: str, graded: dict[str, Graded], base: KnowledgeBase
) -> None:
    result = graded[question]
    excused = any(failure.question == question for failure in base.known_failures)
    assert excused or result.grade is not Grade.WRONG, str(result)


@pytest.mark.parametrize("question", unanswerable_questions())
def test_what_nobody_knows_is_not_answered(question: str, graded: dict[str, Graded]) -> None:
    assert graded[question].grade is not Grade.WRONG, str(graded[question])
