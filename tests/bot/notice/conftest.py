"""Sheets of the small base, and the real entries read once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from indexer.entry import Procedure
from indexer.knowledge_base import KnowledgeBase

TODAY = date(2026, 11, 23)


@pytest.fixture
def allowance(knowledge: KnowledgeBase) -> Procedure:
    """低保 of the small base."""
    entry = knowledge.entries["living-allowance"]
    assert isinstance(entry, Procedure)
    return entry


@pytest.fixture(scope="session")
def real() -> KnowledgeBase:
    """The entries this repository ships."""
    return KnowledgeBase.load(Path(__file__).parents[3] / "knowledge")
