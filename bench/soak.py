"""The bot under load for long: does memory grow, does a chat get stuck, is an update lost?"""

from __future__ import annotations

import itertools
import random
import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from bench.figures import in_seconds, median, percentile
from bench.progress import say
from bench.table import Table
from bench.telegram import QUESTIONS, Run, configure, running
from tests.telegram_emulator.client import EmulatorError, User, WaitTimeout

PEOPLE = 24
PAUSE = 4.0  # seconds between two acts of one person, on average
STUCK = 120.0  # seconds without an answer
FOLLOW_UPS = ("要带啥", "多久能办好", "在哪办", "谢谢")
FAULTS = {"bad_gateway": 0.005, "drop": 0.005, "retry_after": 0.002}  # kind → share of requests
PARTS = 6  # of the time, for which memory and waits are told
LIBRARY_RESTS = 30.0  # seconds after the last act until all must be dealt with


@dataclass
class Act:
    """One thing that somebody did, and how long the bot took; None when nothing came."""

    at: float  # seconds since the beginning
    waited: float | None


@dataclass
class Sample:
    """What the process held at a moment."""

    at: float
    memory: float  # MiB
    threads: int
    files: int


@dataclass
class Soak:
    """What came of it."""

    acts: list[Act] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    updates: int = 0
    kept: int = 0
    undone: int = 0
    refused: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    faults: int = 0


class Person(threading.Thread):
    """Somebody who asks, taps and asks on until it is over."""

    def __init__(self, user: User, soak: Soak, begun: float, end: float) -> None:
        super().__init__(daemon=True)
        self._user, self._soak, self._begun, self._end = user, soak, begun, end
        self._random = random.Random(user.id)  # for load, not for secrets

    def run(self) -> None:
        """Act until the end."""
        acts = (self._ask, self._ask, self._tap, self._tap, self._ask_on, self._inline, self._mine)
        self._ask()
        while time.monotonic() < self._end:
            time.sleep(self._random.expovariate(1 / PAUSE))
            self._random.choice(acts)()

    def _note(self, began: float, *, came: bool) -> None:
        waited = time.monotonic() - began if came else None
        self._soak.acts.append(Act(began - self._begun, waited))

    def _say(self, text: str) -> None:
        self._user.settle(0)  # what is left of earlier answers
        began = time.monotonic()
        self._user.send(text)
        try:
            self._user.wait_any(timeout=STUCK)
        except WaitTimeout:
            self._note(began, came=False)
        else:
            self._note(began, came=True)

    def _ask(self) -> None:
        self._say(self._random.choice(QUESTIONS))

    def _ask_on(self) -> None:
        self._say(self._random.choice(FOLLOW_UPS))

    def _mine(self) -> None:
        self._say("/mine")

    def _tap(self) -> None:
        labels = self._user.last().labels
        if not labels:
            return
        began = time.monotonic()
        try:
            self._user.press(self._random.choice(labels))
            self._user.wait_answer(STUCK)
        except EmulatorError:  # the button was edited away in between
            return
        except WaitTimeout:
            self._note(began, came=False)
        else:
            self._note(began, came=True)

    def _inline(self) -> None:
        began = time.monotonic()
        try:
            self._user.inline(self._random.choice(QUESTIONS)[:2], timeout=STUCK)
        except WaitTimeout:
            self._note(began, came=False)
        else:
            self._note(began, came=True)


def soak(config: Path, folder: Path, minutes: float) -> Table:
    """Return what came of so many minutes under load, with a network that fails now and then."""
    command = ["-m", "bot", "run", "--config", str(configure(folder, config))]
    told = Soak()
    with running(command, folder) as run:
        run.first_reply()
        for kind, share in FAULTS.items():
            run.tg.fault(kind, times=None, probability=share)
        begun = time.monotonic()
        end = begun + 60 * minutes
        people = [Person(user, told, begun, end) for user in run.users[:PEOPLE]]
        for person in people:
            person.start()
        watch(run, told, begun, end)
        for person in people:
            person.join(2 * STUCK)
        time.sleep(LIBRARY_RESTS)
        take_stock(run, told, folder / "ledger.sqlite")
    return table(told, minutes)


def watch(run: Run, told: Soak, begun: float, end: float) -> None:
    """Look at the process every ten seconds until the end."""
    for count in itertools.count(1):
        told.samples.append(sample(run, time.monotonic() - begun))
        if time.monotonic() >= end:
            return
        if count % 30 == 0:
            last = told.samples[-1]
            say(f"{last.at / 60:.0f} 分钟：{len(told.acts)} 次，{last.memory:.0f} MiB")
        time.sleep(max(0.0, min(10.0, end - time.monotonic())))


def sample(run: Run, at: float) -> Sample:
    """Return what the process holds now."""
    of = Path(f"/proc/{run.process.pid}")
    threads, files = (len(list((of / name).iterdir())) for name in ("task", "fd"))
    return Sample(at, run.memory(), threads, files)


def take_stock(run: Run, told: Soak, ledger: Path) -> None:
    """See whether everything that came was kept and dealt with."""
    stats = run.tg.state()["stats"]
    told.updates, told.faults = int(stats["updates"]), int(stats.get("faults", 0))
    with closing(sqlite3.connect(ledger)) as database:
        rows = "select count(*), count(*) filter (where done_at is null) from inbox"
        told.kept, told.undone = database.execute(rows).fetchone()
    told.refused = [f"{one['method']}: {one['error']}" for one in run.tg.errors()]
    told.problems = run.tg.problems(0)


def table(told: Soak, minutes: float) -> Table:
    """Return the figures."""
    answered = [act for act in told.acts if act.waited is not None]
    rows = [
        ("时间，分钟", f"{minutes:.0f}"),
        ("消息、按键、行内查询，条", f"{told.updates}"),
        ("故意弄坏的请求，次", f"{told.faults}"),
        ("丢了的，条", f"{told.updates - told.kept}"),
        ("收下了没处理完的，条", f"{told.undone}"),
        (f"{STUCK:.0f} 秒没等到答复的，次", f"{len(told.acts) - len(answered)}"),
        ("没有回应的按钮、警告，个", f"{len(told.problems)}"),
        ("被 Telegram 拒绝的请求，次", f"{len(told.refused)}"),
    ]
    rows += parts(told, answered, 60 * minutes)
    first, last = told.samples[0], told.samples[-1]
    rows += [
        ("线程，开始 → 结束", f"{first.threads} → {last.threads}"),
        ("打开的文件，开始 → 结束", f"{first.files} → {last.files}"),
    ]
    notes = [*dict.fromkeys(told.refused), *dict.fromkeys(told.problems)][:20]
    return Table("Telegram，长时间", ("", ""), rows, tuple(notes))


def parts(told: Soak, answered: list[Act], seconds: float) -> list[tuple[str, str]]:
    """Return for each part of the time how long people waited and what memory was used."""
    rows = []
    for part in range(PARTS):
        begin, end = part * seconds / PARTS, (part + 1) * seconds / PARTS
        waits = [act.waited for act in answered if begin <= act.at < end and act.waited]
        memory = [one.memory for one in told.samples if begin <= one.at <= end]
        if waits and memory:
            waited = f"{in_seconds(median(waits))} / {in_seconds(percentile(waits, 95))} 秒"
            name = f"第 {begin / 60:.0f}–{end / 60:.0f} 分钟：等多久（中位 / p95）；内存"
            rows.append((name, f"{waited}；{memory[-1]:.0f} MiB"))
    return rows
