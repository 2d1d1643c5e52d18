"""The real base, its real model and one index of it for the whole run."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from filelock import FileLock

from bot.assistant import Assistant
from bot.exam import Graded, own_questions, put
from bot.settings import Settings, load_settings
from indexer.build import build
from indexer.embedder import load_embedder
from indexer.exam_questions import exam_of
from indexer.index import Index
from indexer.knowledge_base import KnowledgeBase
from indexer.normal_form import normalise, shorten
from indexer.retriever import MOST_MATCHES
from indexer.vector_store import Shelf

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def settings() -> Settings:
    return load_settings(ROOT / "config.yaml")


@pytest.fixture(scope="session")
def base(settings: Settings) -> KnowledgeBase:
    return KnowledgeBase.load(settings.knowledge.folder)


@pytest.fixture(scope="session")
def real_index(settings: Settings, base: KnowledgeBase) -> Index:
    """The index as `make index` leaves it; built here when it is not up to date."""
    embedder = load_embedder(settings.index.embedder, settings.index.threads)
    settings.index.folder.mkdir(parents=True, exist_ok=True)
    # the tests run in two processes: one builds, the other waits and finds nothing to do
    with FileLock(settings.index.folder.parent / "tests.lock"):
        report = build(base, embedder, settings.index)
    assert report.published, "\n".join(map(str, (*report.misses, *report.passed_after_all)))
    return Index.open(settings.index, embedder)


@pytest.fixture(scope="session")
def graded(settings: Settings, base: KnowledgeBase, real_index: Index) -> dict[str, Graded]:
    """Every exam question of the base, put once."""
    assistant, now = Assistant(settings.answers), datetime.now(settings.zone)
    return {
        question.text: put(question, assistant, real_index.retriever, now)
        for question in own_questions(base)
    }


@pytest.fixture(scope="session")
def nearest(base: KnowledgeBase, real_index: Index) -> dict[str, list[str]]:
    """For every exam question the three entries that are nearest, whether they are shown or not."""
    retriever = real_index.retriever
    keys, questions = zip(*exam_of(base), strict=True)
    texts = [shorten(normalise(question)) for question in questions]
    rankings = retriever.rank(texts, real_index.store.vectors(Shelf.EXAM, list(keys)))
    return {
        question: [retriever.words.entries[place] for place in ranking.best(MOST_MATCHES)]
        for question, ranking in zip(questions, rankings, strict=True)
    }
