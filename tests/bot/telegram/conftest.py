"""The real process, started as a user starts it, against the emulator; and the people who talk to it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer.build import build
from indexer.embedder import load_embedder
from indexer.knowledge_base import KnowledgeBase
from indexer.settings import IndexSettings
from tests.bot.telegram.base import write_wide_base
from tests.telegram_emulator.client import Telegram, User
from tests.telegram_emulator.server import Emulator

ROOT = Path(__file__).parents[3]
PATIENCE = 300.0  # seconds for a start on a machine that is busy with other things


# What no entry speaks of: signs of their own, so that it is near to nothing.
STRANGE = "饕餮貔貅麒麟凤凰榴莲菠萝蜜咖啡拿铁钢琴吉他鲸鱼海豚恐龙化石彗星撞击沙漠骆驼珊瑚珍珠葡萄樱桃蜻蜓蝴蝶琥珀翡翠茉莉玫瑰狗犬牌猕猴柠檬灯笼鞭炮鹦鹉孔雀"


def save_model(folder: Path, text: str) -> None:
    """Save a model that knows characters, and nothing else: it loads at once."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Regex, Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Split

    known = {*text, *map(chr, range(33, 127))}
    signs = [*sorted(known), *(sign for sign in dict.fromkeys(STRANGE) if sign not in known)]
    words = {sign: number for number, sign in enumerate(["[UNK]", *signs])}
    tokenizer = Tokenizer(WordLevel(words, unk_token="[UNK]"))  # noqa: S106  # a word, no secret
    tokenizer.pre_tokenizer = Split(Regex("."), "isolated")
    weights = np.random.default_rng(7).normal(size=(len(words), 64)).astype(np.float32)
    module = StaticEmbedding(tokenizer, embedding_weights=weights)
    SentenceTransformer(modules=[module], device="cpu").save(str(folder))


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with entries, a small model, and the index that it made."""
    folder = tmp_path_factory.mktemp("workshop")
    knowledge = write_wide_base(folder / "knowledge")
    text = "".join(path.read_text(encoding="utf-8") for path in knowledge.rglob("*.yaml"))
    save_model(folder / "model", text)
    settings = IndexSettings(folder=folder / "var" / "index", embedder=str(folder / "model"))
    report = build(KnowledgeBase.load(knowledge), load_embedder(settings.embedder, 1), settings)
    assert report.published, report.misses
    return folder


@dataclass
class Bot:
    """A bot: its token, its folder, and its process while it runs."""

    tg: Telegram
    token: str
    username: str
    folder: Path
    workshop: Path
    model: Path
    process: subprocess.Popen[str] | None = None
    lines: list[str] = field(default_factory=list)  # of the log
    screen: list[str] = field(default_factory=list)  # of the standard output
    readers: list[threading.Thread] = field(default_factory=list)

    def configure(self, **telegram: Any) -> None:
        """Write config.yaml; arguments are settings of its section telegram, `more` is text."""
        more = telegram.pop("more", "")
        given = {"poll_seconds": 5, "api_url": self.tg.url, **telegram}
        lines = "\n".join(f"  {key}: {value}" for key, value in given.items())
        index = self.workshop / "var" / "index"
        (self.folder / "config.yaml").write_text(
            f"knowledge: {{folder: {self.workshop / 'knowledge'}}}\n"
            f"index: {{folder: {index}, embedder: {self.model}, threads: 1}}\n"
            f"ledger: {{file: {self.folder / 'ledger.sqlite'}}}\n"
            f"telegram:\n{lines}\n{more}",
            encoding="utf-8",
        )

    def begin(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start the process and collect what it says."""
        env = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
        env |= {"TELEGRAM_BOT_TOKEN": self.token, "PYTHONUNBUFFERED": "1"} | environment
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", *(arguments or ("run", "--config", self.config))],
            cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        for stream, kept in ((process.stderr, self.lines), (process.stdout, self.screen)):
            reader = threading.Thread(target=collect, args=(stream, kept), daemon=True)
            reader.start()
            self.readers.append(reader)
        self.process = process
        return process

    def begin_second(self) -> subprocess.CompletedProcess[str]:
        """Start another process of the same bot in the same folder, and let it end."""
        env = dict(os.environ) | {"TELEGRAM_BOT_TOKEN": self.token}
        return subprocess.run(
            [sys.executable, "-m", "bot", "run", "--config", self.config],
            cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=PATIENCE,
        )  # fmt: skip

    def start(self, **environment: str) -> None:
        """Start the bot and wait until it asks for updates, or has set its webhook."""
        before = self.polls
        self.begin(**environment)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.polls > before or self.state["webhook"]:
                return
            assert self.process is not None
            assert self.process.poll() is None, self.log
            time.sleep(0.1)
        raise AssertionError(f"the bot did not start:\n{self.log}")

    def stop(self, with_signal: int = signal.SIGTERM) -> int:
        """End the process; return its exit code."""
        assert self.process is not None
        self.process.send_signal(with_signal)
        return self.wait()

    def wait(self) -> int:
        """Wait until the process ends by itself; return its exit code."""
        assert self.process is not None
        code = self.process.wait(PATIENCE)
        for reader in self.readers:
            reader.join(PATIENCE)
        self.readers.clear()
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()
        return code

    def end(self) -> None:
        """End the process if it still runs."""
        if self.process is not None and self.process.poll() is None:
            self.stop(signal.SIGKILL)
        elif self.readers:
            self.wait()

    @property
    def config(self) -> str:
        return str(self.folder / "config.yaml")

    @property
    def log(self) -> str:
        return "\n".join(self.lines)

    @property
    def state(self) -> Any:
        return next(bot for bot in self.tg.state()["bots"] if bot["token"] == self.token)

    @property
    def polls(self) -> float:
        return float(self.state["last_poll"] or 0)

    @property
    def first_code(self) -> str:
        """The code for the first supervisor, as shown on the screen."""
        found = re.search(r"\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b", "\n".join(self.screen))
        assert found is not None, self.screen
        return found[0]

    def at_rest(self, seconds: float = 0.2) -> None:
        """Wait until the bot has asked nothing of Telegram for a while."""
        count = -1
        while count != (count := self.tg.state()["stats"].get("requests", 0)):
            time.sleep(seconds)

    def assert_clean(self) -> None:
        """Once the bot is at rest: no request was refused, no button left without an answer.

        On a busy machine the bot may still tidy up for people of the test before, whom Telegram has
        forgotten by then: those refusals are of no account.
        """
        self.at_rest()
        there = {str(user["id"]) for user in self.tg.state()["users"]}
        gone = {str(user) for user in WORKERS} - there
        late = "Bad Request: chat not found"
        errors = self.tg.errors()
        assert [
            e for e in errors if e["error"] != late or str(e["params"].get("chat_id")) not in gone
        ] == []
        assert self.tg.problems(unanswered_after=0) == []


def collect(stream: Any, kept: list[str]) -> None:
    """Keep the lines of a stream."""
    kept.extend(line.rstrip("\n") for line in iter(stream.readline, ""))


@pytest.fixture(scope="session")
def emulator() -> Iterator[Emulator]:
    """Telegram."""
    with Emulator(config={"callback_ttl": 60}) as running:
        yield running


@pytest.fixture(scope="session")
def tg(emulator: Emulator) -> Telegram:
    """The control side of the emulator."""
    return Telegram(emulator.url)


WORKERS = range(1000, 1400)  # each test takes new ones: what the bot remembers is theirs
SUPERVISORS = range(2000, 2100)
CHEN, ZHOU = 3000, 3001  # the supervisors of a bot whose base is written: all are told things
next_worker = map(int, WORKERS).__next__
next_supervisor = map(int, SUPERVISORS).__next__


def new_bot(tg: Telegram, folder: Path, workshop: Path, model: Path | None = None) -> Bot:
    """Return a bot that is known to Telegram and configured, not started yet."""
    known = tg.add_bot(username=f"demo{len(tg.state()['bots'])}_bot", inline=True)
    folder.mkdir(exist_ok=True)
    bot = Bot(tg, known["token"], known["username"], folder, workshop, model or workshop / "model")
    bot.configure(supervisors=list(SUPERVISORS), workers=list(WORKERS))
    return bot


@pytest.fixture(scope="session")
def bot(tg: Telegram, workshop: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """The bot, running for the whole session."""
    running = new_bot(tg, tmp_path_factory.mktemp("bot"), workshop)
    tg.bot = running.token
    try:
        running.start()
        yield running
    finally:
        running.end()


@pytest.fixture
def quiet(bot: Bot) -> Iterator[Bot]:
    """The bot with nobody there yet; after the test nothing may have been refused."""
    bot.tg.clear_faults()
    bot.tg.limits(enabled=False)
    bot.tg.reset(keep_bots=True)
    yield bot
    bot.assert_clean()


@pytest.fixture
def li(quiet: Bot) -> User:
    """小李, a worker."""
    return quiet.tg.user("小李", id=next_worker())


@pytest.fixture
def wang(quiet: Bot) -> User:
    """小王, a worker too."""
    return quiet.tg.user("小王", id=next_worker())


@pytest.fixture
def chen(quiet: Bot) -> User:
    """老陈, a supervisor."""
    return quiet.tg.user("老陈", id=next_supervisor())


@pytest.fixture(scope="module")
def writing_bot(
    tg: Telegram, workshop: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bot]:
    """A bot, running for a module's tests, whose base they may change."""
    folder = tmp_path_factory.mktemp("writing")
    for part in ("knowledge", "var"):
        shutil.copytree(workshop / part, folder / part)
    made = new_bot(tg, folder / "bot", folder, workshop / "model")
    made.configure(supervisors=[CHEN, ZHOU], workers=list(WORKERS))
    before, tg.bot = tg.bot, made.token
    try:
        made.start()
        yield made
    finally:
        made.end()
        tg.bot = before


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def lone_bot(tg: Telegram, workshop: Path, tmp_path: Path) -> Iterator[Bot]:
    """A bot of its own for one test, configured, not started."""
    tg.reset(keep_bots=True)
    made = new_bot(tg, tmp_path / "bot", workshop)
    before, tg.bot = tg.bot, made.token
    yield made
    made.end()
    tg.bot = before
    shutil.rmtree(made.folder, ignore_errors=True)
