"""From a question to the text of its answer, in a process that has everything loaded."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bench.child import run_module
from bench.figures import in_mebibytes, in_milliseconds, percentile
from bench.first_answer import QUESTION
from bench.progress import say
from bench.questions import answerable
from bench.table import Table
from bench.workplace import Workplace
from bot.assistant import Assistant
from bot.card import plain_text, render
from indexer.embedder import Embedder, Vectors
from indexer.index import Index
from indexer.retriever import Retriever


class TimedEmbedder:
    """An Embedder that keeps how many seconds it took."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.seconds = 0.0

    @property
    def identity(self) -> str:
        """The name of the model."""
        return self._embedder.identity

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions."""
        return self._timed(self._embedder.embed_questions, texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages."""
        return self._timed(self._embedder.embed_passages, texts)

    def _timed(self, embed: Callable[[Sequence[str]], Vectors], texts: Sequence[str]) -> Vectors:
        started = time.perf_counter()
        vectors = embed(texts)
        self.seconds += time.perf_counter() - started
        return vectors


@dataclass(frozen=True)
class Answering:
    """The seconds of one answer."""

    whole: float
    embedding: float

    @property
    def rest(self) -> float:
        """Search, ranking, decision and the text of the card."""
        return self.whole - self.embedding


def measure_answering(workplace: Workplace, index: Index) -> list[Table]:
    """Return the times of all answers, and the memory of a process at rest."""
    say("逐题问答计时……")
    times = answer_all(workplace, index)
    say("量内存……")
    memory = run_module("bench.start_child", str(workplace.config), QUESTION).printed
    return [
        Table(
            heading="从提问到答复",
            columns=("部分", "p50 毫秒", "p95 毫秒", "最慢 毫秒"),
            rows=(
                row("全部", [one.whole for one in times]),
                row("其中：算问题的向量", [one.embedding for one in times]),
                row("其中：检索、排序、判断、排版", [one.rest for one in times]),
            ),
            notes=(f"模型已装好、索引已打开；{len(times)} 道题各问一次，一题接一题。",),
        ),
        Table(
            heading="内存",
            columns=("什么时候", "常驻内存 MiB"),
            rows=(
                ("模型装好、索引打开，还没人提问", in_mebibytes(memory["at_rest"])),
                ("答完第一题", in_mebibytes(memory["used"])),
            ),
            notes=("在单独的进程里量的（VmRSS）。",),
        ),
    ]


def answer_all(workplace: Workplace, index: Index) -> list[Answering]:
    """Answer each question in a conversation of its own."""
    settings = workplace.settings
    found = index.retriever
    embedder = TimedEmbedder(found.embedder)
    retriever = Retriever(
        found.entries,
        found.store,
        found.words,
        embedder,
        found.calibration,
        classifier=found.classifier,
        unknowns=found.unknowns,
    )
    assistant, now = Assistant(settings.answers), datetime.now(settings.zone)
    retriever.find(
        QUESTION
    )  # what is done only once belongs to the start, not to the first question
    times = []
    for question in answerable(index.entries):
        embedder.seconds, started = 0.0, time.perf_counter()
        reply = assistant.reply(question.text, f"bench {question.text}", now, retriever)
        plain_text(render(reply, now.date()))
        times.append(Answering(time.perf_counter() - started, embedder.seconds))
    return times


def row(name: str, seconds: Sequence[float]) -> tuple[str, ...]:
    """Return one row of the table."""
    figures = (percentile(seconds, 50), percentile(seconds, 95), max(seconds))
    return (name, *map(in_milliseconds, figures))
