"""What is put to a base beside its entries, and the keys under which the vectors stand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from indexer.knowledge_base import KnowledgeBase

NOBODY = ""  # the entry of a question that none answers


def exam_of(knowledge: KnowledgeBase) -> Iterable[tuple[str, str]]:
    """Yield a key and the text of every question that examines the base."""
    for entry in knowledge.entries.values():
        for number, question in enumerate(entry.exam_questions):
            yield f"{entry.id}#考题#{number}", question
    for number, unanswerable in enumerate(knowledge.unanswerable):
        yield unknown_key(number), unanswerable.question


def unknown_key(number: int) -> str:
    """Return the key of one of the questions that none answers, by its place among them."""
    return f"{NOBODY}#考题#{number}"


def lessons_of(knowledge: KnowledgeBase) -> Iterable[tuple[str, str]]:
    """Yield a key and the story of every household that was judged; the key says nothing of its place."""
    for lesson in knowledge.lessons:
        yield hashlib.sha256(lesson.story.encode()).hexdigest()[:16], lesson.story


def owner_of(key: str) -> str:
    """Return the entry that must answer an exam question; NOBODY if none does."""
    return key.partition("#")[0]
