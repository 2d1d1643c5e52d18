"""An assistant over matches made by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.assistant import Assistant, Reply
from bot.settings import AnswerSettings
from indexer.alarm import AlarmModel
from indexer.calibration import NO_FEATURES, UNFITTED, Calibration
from indexer.embedder import Vectors
from indexer.knowledge_base import KnowledgeBase
from indexer.retriever import Match
from tests.fake_embedder import vector

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
ORDER = ("living-allowance", "elderly-allowance", "neighbor-noise")


class HandMade:
    """A Finder that finds what it is told to."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self.entries = knowledge.entries
        self.confidences: tuple[float, ...] = (0.9, 0.05, 0.01)
        self.order: tuple[str, ...] = ORDER
        self.asked: list[str] = []
        self.alarms: AlarmModel | None = None
        self.calibration: Calibration = UNFITTED

    def vector(self, question: str) -> Vectors:
        return vector(question)

    def find(self, question: str) -> list[Match]:
        self.asked.append(question)
        return [
            Match(self.entries[entry], confidence, NO_FEATURES)
            for entry, confidence in zip(self.order, self.confidences, strict=False)
        ]


@pytest.fixture
def finder(knowledge: KnowledgeBase) -> HandMade:
    """What finds 低保 first, for sure."""
    return HandMade(knowledge)


@pytest.fixture
def ask(finder: HandMade) -> Callable[..., Reply]:
    """Ask a question in a conversation that goes on from test line to test line."""
    assistant = Assistant(AnswerSettings())

    def one(text: str, key: str = "worker", now: datetime = NOW) -> Reply:
        return assistant.reply(text, key, now, finder)

    return one
