"""A process that publishes a version and tells everyone, killed at random steps until it gets through.

The parent loads the program once and forks for each life of the bot: a fork is a process of its own,
with its own connections, and SIGKILL spares nothing of it, but 280 lives cost seconds, not an hour
of imports. A step is each statement sent to the database, each commit, each writing of the index's
pointer, and each side of a sending; the deadly one is drawn anew for each life.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import signal
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from sqlalchemy import event

from bot.ledger.ledger import Ledger
from bot.settings import LedgerSettings, Settings
from bot.telegram.outbox import Outbox
from bot.telegram.records import Clerk, Records
from bot.telegram.sending import Sender
from bot.telling.teller import Teller
from indexer.entry import Entry
from indexer.index import Index, publish, published_version
from indexer.knowledge_base import KnowledgeBase
from tests.bot.telling.conftest import CHEN, LI, MONDAY, WANG, ZHAO, ZHOU, World, version_of
from tests.conftest import write_base

RESTART = timedelta(minutes=3)  # longer than a claim on a message lasts
ANSWERED, DISMISSED, CLOSED, OVERDUE = "楼上太吵", "遛狗谁管", "奶奶八十了", "地铁几点停"
LIVES = 4  # of which the last one is not cut off


class Steps:
    """Counts the steps of a life, and ends it before one of them."""

    def __init__(self, deadly: int) -> None:
        self.count = 0
        self._deadly = deadly

    def __call__(self, *_: Any) -> None:
        self.count += 1
        if self.count == self._deadly:
            os.kill(os.getpid(), signal.SIGKILL)


class Screen:
    """Where messages arrive: a line in a file, which outlives whoever wrote it."""

    def __init__(self, file: Path, step: Steps) -> None:
        self._file = file
        self._step = step

    async def send(self, chat: int, page: str) -> object:
        self._step()
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps([chat, page], ensure_ascii=False) + "\n")
        self._step()
        return object()


def versions_of(folder: Path) -> dict[str, Index]:
    """Return two versions: in the second an entry answers more, and another pays more."""
    entries: dict[str, Entry] = dict(KnowledgeBase.load(write_base(folder)).entries)
    first = version_of("v1", entries, {})
    allowance, noise = entries["living-allowance"], entries["neighbor-noise"]
    assert allowance.amounts is not None
    raised = allowance.amounts[0].model_copy(update={"content": "每人每月 1250 元"})
    entries["living-allowance"] = allowance.model_copy(update={"amounts": (raised,)})
    entries["neighbor-noise"] = noise.model_copy(update={"phrasings": (ANSWERED,) * 8})
    return {"v1": first, "v2": version_of("v2", entries, {ANSWERED: "neighbor-noise"})}


def prepare(folder: Path, versions: Mapping[str, Index]) -> Path:
    """Return a ledger as it is before the second version: asked, closed, dismissed, overdue, seen."""
    settings = Settings(ledger=LedgerSettings(file=folder / "before" / "ledger.sqlite"))
    ledger = Ledger.open(settings.ledger)
    ledger.members.take_from_config([CHEN, ZHOU], [WANG, LI, ZHAO], MONDAY)
    world = World(settings, ledger, dict(versions["v1"].entries))
    world.teller.after_publish(versions["v1"])
    for person in (WANG, LI):
        world.ask("低保多少", person, "living-allowance")
    world.pass_(timedelta(hours=1))
    world.gap((ANSWERED, WANG), (ANSWERED, LI), (ANSWERED, ZHAO))
    dismissed = world.gap((DISMISSED, WANG), (DISMISSED, ZHAO))
    ledger.gaps.dismiss(dismissed, "不归社区管", CHEN, world.now)
    closed = world.gap((CLOSED, LI))
    ledger.gaps.publish(closed, "elderly-allowance", CHEN, world.now)
    world.gap((OVERDUE, ZHAO), due_at=world.now + timedelta(minutes=1))
    held = world.gap((OVERDUE, ZHAO), due_at=world.now + timedelta(hours=5))
    ledger.gaps.claim(held, CHEN, world.now)
    ledger.close()
    return settings.ledger.file


def live(folder: Path, versions: Mapping[str, Index], now: datetime, deadly: int) -> int:
    """Publish, notice, tell, send until nothing waits; return how many steps that took."""
    settings = Settings(ledger=LedgerSettings(file=folder / "ledger.sqlite"))
    ledger, step = Ledger.open(settings.ledger), Steps(deadly)
    for name in ("before_cursor_execute", "commit"):
        event.listen(ledger._database.engine, name, step)
    if published_version(folder) != "v2":
        step()
        publish(folder, "v2")
        step()
    index = versions[published_version(folder) or ""]
    teller = Teller(settings, ledger, lambda: now)
    if not teller.is_done(index):
        teller.after_publish(index)
    teller.tell_closed(index)
    teller.daily(now)
    asyncio.run(send_all(ledger, Screen(folder / "arrived", step), now))
    ledger.close()
    return step.count


async def send_all(ledger: Ledger, screen: Screen, now: datetime) -> None:
    """Send what waits, as the bot does."""
    clerk = Clerk()
    records = Records(ledger, clerk, lambda: now, Path(os.devnull))
    outbox = Outbox(records, cast("Sender", screen))
    while await outbox.send_next():
        pass
    clerk.close()


def in_a_process(folder: Path, versions: Mapping[str, Index], now: datetime, deadly: int) -> bool:
    """Live once in a process of its own; say whether it was cut off. Any other end is an error."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            live(folder, versions, now, deadly)
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    assert killed or status == 0, status
    return killed


def arrived(folder: Path) -> list[str]:
    """Return what arrived, oldest first."""
    file = folder / "arrived"
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def main() -> None:
    """Go through so many lives; print for each point what the test wants to know, as JSON."""
    folder, seed, points = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    os.chdir(folder)
    draw, versions = random.Random(seed), versions_of(folder / "knowledge")
    before = prepare(folder, versions)
    now = MONDAY + timedelta(hours=2)

    def place(name: str) -> Path:
        shutil.copytree(before.parent, folder / name)
        return folder / name

    clean = place("clean")
    steps = live(clean, versions, now, deadly=0)
    results = []
    for number in range(points):
        at, killed_after, left = place(str(number)), [], steps
        for life in range(LIVES):
            deadly = draw.randint(1, left) if life < LIVES - 1 else 0
            left = max(1, left - deadly)  # about as many as are still to be done
            if in_a_process(at, versions, now + life * RESTART, deadly):
                killed_after.append((arrived(at) or [""])[-1])
        results.append({"killed_after": killed_after, "arrived": arrived(at)})
        shutil.rmtree(at)
    print(json.dumps({"steps": steps, "wanted": arrived(clean), "results": results}))


if __name__ == "__main__":
    main()
