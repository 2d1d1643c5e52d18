"""The ledger with a million questions: size, writing, reports: `python -m bench.ledger`."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from bench.figures import MEBI, in_milliseconds, in_seconds, median, percentile
from bench.progress import say
from bench.report import markdown
from bench.table import Table
from bot.curation.working_days import working_days_between
from bot.ledger.backup import back_up
from bot.ledger.database import connect
from bot.ledger.gap_state import GapCause, GapState
from bot.ledger.ledger import Ledger
from bot.ledger.person import Channel, Person
from bot.ledger.questions import NewQuestion
from bot.ledger.tables import FeedbackRow, GapQuestionRow, GapRow, QuestionRow
from bot.ledger.tables import Table as Rows
from bot.ledger.terms import FeedbackKind
from bot.outcome import Outcome
from bot.reporting.report import read_report
from bot.reporting.span import Span, last_weeks
from bot.reporting.text import report_text
from bot.settings import LedgerSettings, Settings, load_settings
from indexer.command_line import SOUND
from indexer.knowledge_base import KnowledgeBase
from indexer.settings import CONFIG

SEED = 7
DAYS = 365  # over which the questions are spread
ASKERS = 500
AT_ONCE = 10_000  # rows a step while the ledger is filled
WRITES = 1000
SPANS = (1, 4, 13, 52)  # weeks
QUESTION = "居民问家里老人八十多岁了尊老金上个月没有发到卡里要到哪里去查需要带什么材料"
MOST_MILLISECONDS, MOST_SECONDS = 5, 3  # what was promised
DAY = timedelta(days=1)


def main(arguments: list[str] | None = None) -> int:
    """Fill a ledger, measure it, print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.ledger")
    parser.add_argument("--questions", type=int, default=1_000_000)
    options = parser.parse_args(arguments)
    settings = load_settings(CONFIG)
    knowledge = KnowledgeBase.load(settings.knowledge.folder)
    with tempfile.TemporaryDirectory(prefix="quanketong-bench-") as folder:
        place = LedgerSettings(file=Path(folder) / "ledger.sqlite")
        with closing(Ledger.open(place)) as ledger:
            say(f"写 {options.questions} 个问题")
            took = timed(lambda: fill(place, sorted(knowledge.entries), options.questions))
            tables = measure(ledger, place, knowledge, options.questions, took)
    print("\n".join(map(markdown, tables)))
    return SOUND


def fill(place: LedgerSettings, entries: Sequence[str], count: int) -> None:
    """Write so many questions, a tenth of them judged, a fiftieth of them gaps."""
    with closing(connect(None, place.file)) as database:
        rows = questions(entries, count)
        for batch in in_batches(rows):
            with database.write() as session:
                session.execute(insert(QuestionRow), batch)
        for table, more in (
            (FeedbackRow, feedback(entries, count)),
            (GapRow, gaps(count)),
            (GapQuestionRow, gap_questions(count)),
        ):
            kind: type[Rows] = table
            for batch in in_batches(more):
                with database.write() as session:
                    session.execute(insert(kind), batch)


def in_batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Yield rows a step's worth at a time."""
    while batch := list(islice(rows, AT_ONCE)):
        yield batch


def questions(entries: Sequence[str], count: int) -> Iterator[dict[str, Any]]:
    """Yield the rows of made-up questions, oldest first."""
    rng = random.Random(SEED)
    end = datetime.now().astimezone()
    outcomes = (Outcome.ANSWERED, Outcome.SUGGESTED, Outcome.UNANSWERED, Outcome.URGENT)
    for number in range(count):
        outcome = rng.choices(outcomes, (80, 12, 7, 1))[0]
        has_entry = outcome is Outcome.ANSWERED or (
            outcome is Outcome.SUGGESTED and rng.random() < 0.7
        )
        yield {
            "key": f"telegram:{rng.randrange(10**9)}:{number}",
            "asker": f"{rng.randrange(ASKERS):032x}",
            "channel": "telegram",
            "text": QUESTION[: rng.randrange(6, len(QUESTION))],
            "outcome": outcome,
            "entry": rng.choice(entries) if has_entry else None,
            "version": "20261123-090000-0123456789abcdef",
            "confidence": rng.random(),
            "facets": ("materials",),
            "offered": tuple(rng.sample(entries, 3)),
            "features": tuple(rng.random() for _ in range(10)),
            "asked_at": end - DAY * DAYS * (1 - number / count),
            "chosen_at": None,
        }


def feedback(entries: Sequence[str], count: int) -> Iterator[dict[str, Any]]:
    """Yield the rows of what askers said."""
    rng = random.Random(SEED)
    end = datetime.now().astimezone()
    for number in range(0, count, 10):
        yield {
            "question_id": number + 1,
            "kind": rng.choices(tuple(FeedbackKind), (8, 3, 1))[0],
            "entry": rng.choice(entries),
            "given_at": end - DAY * DAYS * (1 - number / count),
        }


def gaps(count: int) -> Iterator[dict[str, Any]]:
    """Yield the rows of gaps, nine in ten of them closed after some days."""
    rng = random.Random(SEED)
    end = datetime.now().astimezone()
    for number in range(0, count, 50):
        opened = end - DAY * DAYS * (1 - number / count)
        closed = opened + DAY * rng.expovariate(0.2)
        is_closed = rng.random() < 0.9 and closed < end
        yield {
            "text": QUESTION,
            "state": GapState.PUBLISHED if is_closed else GapState.OPEN,
            "is_urgent": False,
            "opened_at": opened,
            "due_at": opened + 7 * DAY,
            "closed_at": closed if is_closed else None,
            "reason": "",
        }


def gap_questions(count: int) -> Iterator[dict[str, Any]]:
    """Yield the rows that say which question is of which gap."""
    at = datetime.now().astimezone()
    for gap, number in enumerate(range(0, count, 50), 1):
        yield {
            "question_id": number + 1,
            "gap_id": gap,
            "cause": GapCause.UNANSWERED,
            "reason": "",
            "added_at": at,
        }


def measure(
    ledger: Ledger, place: LedgerSettings, knowledge: KnowledgeBase, count: int, filling: float
) -> list[Table]:
    """Return the tables."""
    size = sum(path.stat().st_size for path in place.file.parent.glob("ledger.sqlite*"))
    say("写")
    writes = list(islice(write_times(ledger, sorted(knowledge.entries)), WRITES))
    say("备份")
    copying = timed(lambda: back_up(place, place.file.with_name("copy.sqlite"), now()))
    return [
        Table(
            heading=f"台账：{count:,} 个问题",
            columns=("项", "值", "要求"),
            rows=(
                ("文件", f"{size / MEBI:.0f} MiB（每个问题 {size / count:.0f} 字节）", "写明"),
                ("成批写进去", f"{in_seconds(filling)} 秒", ""),
                ("记一个问题，中位数", f"{in_milliseconds(median(writes))} 毫秒", ""),
                (
                    "记一个问题，第 95 百分位",
                    f"{in_milliseconds(percentile(writes, 95))} 毫秒",
                    f"≤ {MOST_MILLISECONDS} 毫秒",
                ),
                ("备份并检查", f"{in_seconds(copying)} 秒", ""),
                *report_rows(ledger, knowledge),
            ),
            notes=("每次写都等到落盘（SQLite WAL，synchronous=FULL）。",),
        )
    ]


def write_times(ledger: Ledger, entries: Sequence[str]) -> Iterator[float]:
    """Record questions as the bot does, each in a step of its own; yield the seconds of each."""
    rng = random.Random(SEED)
    for number in range(WRITES):
        question = NewQuestion(
            key=f"bench:{number}",
            person=Person(Channel.TELEGRAM, rng.randrange(ASKERS)),
            channel="telegram",
            text=QUESTION,
            outcome=Outcome.ANSWERED,
            version="20261123-090000-0123456789abcdef",
            entry=rng.choice(entries),
            confidence=0.9,
            features=tuple(rng.random() for _ in range(10)),
        )
        at = now()
        started = time.perf_counter()
        ledger.questions.record(question, at)
        yield time.perf_counter() - started


def report_rows(ledger: Ledger, knowledge: KnowledgeBase) -> Iterator[tuple[str, str, str]]:
    """Yield how long reports of several spans take, the message included."""
    for weeks in SPANS:
        say(f"报告 {weeks} 周")
        at = now()
        span = last_weeks(at.date(), weeks, Settings().zone)

        def report(at: datetime = at, span: Span = span) -> str:
            return report_text(read_report(ledger, knowledge, span, at, working_days_between))

        before = time.process_time()
        times = [timed(report) for _ in range(3)]
        computed = (time.process_time() - before) / 3
        yield (
            f"{weeks} 周的报告，最慢一次",
            f"{in_seconds(max(times))} 秒（处理器 {in_seconds(computed)} 秒）",
            f"≤ {MOST_SECONDS} 秒",
        )


def now() -> datetime:
    """Return the time, with its zone."""
    return datetime.now().astimezone()


def timed(act: Callable[[], object]) -> float:
    """Return how many seconds something takes."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
