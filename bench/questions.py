"""The questions of tests/exam that the benchmark puts to everybody."""

from __future__ import annotations

from collections.abc import Container

from bench.workplace import ROOT
from bot.exam import ExamQuestion, read_set

EXAM_SETS = ROOT / "tests" / "exam"


def answerable(entries: Container[str]) -> list[ExamQuestion]:
    """Return the questions whose first right entry exists."""
    questions = read_set(EXAM_SETS / "questions.jsonl")
    return [
        question for question in questions if question.entries and question.entries[0] in entries
    ]


def unanswerable() -> list[ExamQuestion]:
    """Return the questions to which the right reply is 不知道."""
    return list(read_set(EXAM_SETS / "negatives.jsonl"))
