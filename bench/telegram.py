"""The bot on Telegram against a bare echo bot, both at the emulator: `python -m bench.telegram`."""

from __future__ import annotations

import argparse
import itertools
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.figures import MEBI, in_seconds, median, percentile
from bench.progress import say
from bench.report import markdown
from bench.table import Table
from bench.workplace import ROOT
from indexer.embedder import load_embedder
from indexer.settings import CONFIG, load_settings
from tests.telegram_emulator.client import Telegram, User
from tests.telegram_emulator.server import Emulator

QUESTIONS = (
    "低保要什么材料", "老人八十岁有没有钱领", "残疾证怎么办", "楼上太吵怎么办", "生育津贴多久到账",
    "失业金怎么领", "医保断缴了怎么补", "居住证在哪里办", "临时救助多少钱", "退役军人优待证怎么申请",
)  # fmt: skip
MEMBERS = range(5000, 5100)
PRESSER = 5099
PATIENCE = 600.0  # seconds
ALONE, CROWD = 60, 16  # questions of one asker; askers at once
EACH = 12  # questions of each of them
FLOOD, FLOODERS = 400, 40
STEADY = 10_000  # updates, for memory


@dataclass
class Figures:
    """What was measured of one bot; seconds, unless said otherwise."""

    first_reply: float = 0.0
    alone: list[float] = field(default_factory=list)
    crowd: list[float] = field(default_factory=list)
    a_second: float = 0.0  # questions answered
    presses: list[float] = field(default_factory=list)  # of a button, while others ask
    before: float = 0.0  # MiB
    after: float = 0.0  # MiB, after many updates


class Run:
    """One bot at the emulator."""

    def __init__(self, tg: Telegram, process: subprocess.Popen[bytes], started: float) -> None:
        self.tg = tg
        self.process = process
        self.started = started
        self.users = [tg.user(f"社工{number}", id=number) for number in MEMBERS]
        self.figures = Figures()

    def measure(self, steady: int) -> Figures:
        """Measure everything."""
        self.figures.first_reply = self.first_reply()
        self.figures.alone = ask_in_turn(self.users[0], ALONE)
        self.figures.crowd = self.crowd()
        self.figures.before = self.memory()
        self.figures.a_second = self.flood(FLOOD, FLOODERS)
        if steady:
            for _ in range(steady // 1000):
                self.flood(1000, FLOODERS, "谢谢")
            self.figures.after = self.memory()
        return self.figures

    def first_reply(self) -> float:
        """Return the seconds from the process's start to its first reply."""
        self.users[0].send(QUESTIONS[0])
        self.users[0].wait(timeout=PATIENCE)
        return time.monotonic() - self.started

    def crowd(self) -> list[float]:
        """Return how long each of many who ask at once waits."""
        waits: list[list[float]] = [[] for _ in range(CROWD)]

        def ask(place: int) -> None:
            waits[place] = ask_in_turn(self.users[place], EACH)

        threads = [threading.Thread(target=ask, args=(place,)) for place in range(CROWD)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return list(itertools.chain.from_iterable(waits))

    def flood(self, number: int, askers: int, text: str = "") -> float:
        """Return how many questions a second are answered when they come all at once."""
        before = self.answers
        begun = time.monotonic()
        for place in range(number):
            self.users[place % askers].send(text or QUESTIONS[place % len(QUESTIONS)])
        while self.answers < before + number:
            if time.monotonic() - begun > PATIENCE:
                raise TimeoutError("the bot does not answer")
            time.sleep(0.02)
        return number / (time.monotonic() - begun)

    def press_while_others_ask(self) -> list[float]:
        """Return how long a press of a button waits while many ask."""
        user = self.users[PRESSER - MEMBERS[0]]
        user.send(QUESTIONS[0])
        labels = user.wait(timeout=PATIENCE).labels[:4]
        asking = threading.Thread(target=self.flood, args=(FLOOD, FLOODERS))
        asking.start()
        waits: list[float] = []
        for label in itertools.cycle(labels):
            if not asking.is_alive():
                return waits
            begun = time.monotonic()
            user.press(label)
            user.wait_answer(timeout=PATIENCE)
            waits.append(time.monotonic() - begun)
            time.sleep(0.05)
        return waits

    @property
    def answers(self) -> int:
        """How many messages the bots have sent so far."""
        return int(self.tg.state()["stats"].get("bot_messages", 0))

    def memory(self) -> float:
        """Return the memory that the process uses, in MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"^VmRSS:\s*(\d+) kB$", status, re.MULTILINE)
        return int(found[1]) * 1024 / MEBI if found else 0.0


def ask_in_turn(user: User, number: int) -> list[float]:
    """Return how long one asker waits for each reply, in seconds."""
    waits = []
    for place in range(number):
        user.send(QUESTIONS[place % len(QUESTIONS)])
        waits.append(user.wait(timeout=PATIENCE).after_ms / 1000)
    return waits


@contextmanager
def running(command: Sequence[str], folder: Path) -> Iterator[Run]:
    """Run a bot at an emulator of its own."""
    with (
        Emulator(config={"callback_ttl": PATIENCE, "inline_ttl": PATIENCE}) as emulator,
        (folder / "log").open("wb") as log,
    ):
        tg = Telegram(emulator.url)
        env = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
        env["TELEGRAM_BOT_TOKEN"] = str(
            tg.add_bot("bench_bot", first_name="全科通", inline=True)["token"]
        )
        env["TELEGRAM_API_URL"] = emulator.url
        process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=env, stdout=log, stderr=log
        )
        try:
            yield Run(tg, process, time.monotonic())
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)


def configure(folder: Path, config: Path) -> Path:
    """Write the bench's config.yaml: the index that is there, a ledger of its own."""
    settings = load_settings(config)
    file = folder / "config.yaml"
    file.write_text(
        f"knowledge: {{folder: {settings.knowledge.folder}}}\n"
        f"index: {{folder: {settings.index.folder}, embedder: {settings.index.embedder}}}\n"
        f"ledger: {{file: {folder / 'ledger.sqlite'}}}\n"
        f"telegram: {{workers: {list(MEMBERS)}}}\nlog: {{level: warning}}\n",
        encoding="utf-8",
    )
    return file


def embedded_a_second(config: Path) -> float:
    """Return how many single questions a second the model alone embeds here."""
    settings = load_settings(config)
    embedder = load_embedder(settings.index.embedder, settings.index.threads)
    embedder.embed_questions([QUESTIONS[0]])
    begun = time.perf_counter()
    for place in range(100):
        embedder.embed_questions([QUESTIONS[place % len(QUESTIONS)]])
    return 100 / (time.perf_counter() - begun)


def measure_telegram(config: Path, steady: int) -> Table:
    """Return the table of both bots, measured one after the other on this machine."""
    say("模型单独……")
    alone = embedded_a_second(config)
    with tempfile.TemporaryDirectory(prefix="quanketong-telegram-") as place:
        folder = Path(place)
        say("回声机器人……")
        with running(["-m", "bench.echo_bot"], folder) as run:
            echo = run.measure(0)
        say("全科通……")
        with running(
            ["-m", "bot", "run", "--config", str(configure(folder, config))], folder
        ) as run:
            ours = run.measure(steady)
            ours.presses = run.press_while_others_ask()
    return table(ours, echo, alone)


def table(ours: Figures, echo: Figures, model: float) -> Table:
    """Return the figures, with their ratios."""

    def compared(name: str, our: float, bare: float) -> tuple[str, ...]:
        return name, in_seconds(our), in_seconds(bare), f"{our / bare:.1f} 倍"

    rows = [
        compared("启动到第一条答复，秒", ours.first_reply, echo.first_reply),
        compared("一个人问，中位，秒", median(ours.alone), median(echo.alone)),
        compared("一个人问，p95，秒", percentile(ours.alone, 95), percentile(echo.alone, 95)),
        compared(f"{CROWD} 人同时问，中位，秒", median(ours.crowd), median(echo.crowd)),
        compared(f"{CROWD} 人同时问，p95，秒", percentile(ours.crowd, 95), percentile(echo.crowd, 95)),
        ("每秒答多少问", f"{ours.a_second:.1f}", f"{echo.a_second:.1f}", f"{ours.a_second / echo.a_second:.2f} 倍"),
        ("占模型单独每秒算的", f"{100 * ours.a_second / model:.0f} %", "—", f"模型单独 {model:.0f} 句"),
        ("别人猛问时按按钮，p95，秒", in_seconds(percentile(ours.presses, 95)), "—", f"{len(ours.presses)} 次"),
        ("内存，MiB", f"{ours.before:.0f}", f"{echo.before:.0f}", ""),
    ]  # fmt: skip
    if ours.after:
        rows.append((f"{STEADY} 条消息以后，MiB", f"{ours.after:.0f}", "—", ""))
    return Table("Telegram", ("", "全科通", "回声机器人", "比"), rows, NOTES)


NOTES = (
    "回声机器人用同一个库，收到什么说什么，是这个库在这台机器上能做到的最快。模拟的 Telegram 和机器人共用这台机器的核。",
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.telegram")
    parser.add_argument("--config", type=Path, default=CONFIG)
    parser.add_argument("--steady", action="store_true", help="也测一万条消息以后的内存")
    parser.add_argument(
        "--soak", type=float, metavar="MINUTES", help="只测：有人一直在用，用这么久"
    )
    options = parser.parse_args()
    if options.soak:
        from bench.soak import soak  # stands on this module

        with tempfile.TemporaryDirectory(prefix="quanketong-soak-") as place:
            print(markdown(soak(options.config, Path(place), options.soak)))
        return
    print(markdown(measure_telegram(options.config, STEADY if options.steady else 0)))


if __name__ == "__main__":
    main()
