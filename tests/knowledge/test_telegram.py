"""What is asked most at the counter, on the real base, in Telegram: each section is tapped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import wording
from bot.settings import Settings
from indexer.entry import Section
from indexer.index import Index
from indexer.knowledge_base import KnowledgeBase
from tests.bot.telegram.conftest import WORKERS, Bot, new_bot, next_worker
from tests.telegram_emulator.client import Message, Telegram, User
from tests.telegram_emulator.server import Emulator

FEWEST_TAPPED = 20  # sections in ten answers: else the buttons are not there any more


def commonest() -> dict[str, list[tuple[str, str]]]:
    """Return what is asked most: for each kind its questions, each with its entry."""
    asked: dict[str, list[tuple[str, str]]] = {}
    for line in Path(__file__).with_name("commonest.txt").read_text(encoding="utf-8").splitlines():
        if kind := re.fullmatch(r"\[(.+)\]", line):
            asked[kind[1]] = []
        elif line and not line.startswith("#"):
            question, _, entry = line.partition(" → ")
            asked[list(asked)[-1]].append((question, entry))
    return asked


@pytest.fixture(scope="module")
def counter(
    settings: Settings, real_index: Index, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bot]:
    """The bot with the real base, in one process for all four kinds."""
    assert real_index.entries
    with Emulator(config={"callback_ttl": 60}) as emulator:
        tg = Telegram(emulator.url)
        bot = new_bot(tg, tmp_path_factory.mktemp("counter"), settings.knowledge.folder)
        configure(bot, settings)
        try:
            bot.start()
            yield bot
        finally:
            bot.end()


def configure(bot: Bot, settings: Settings) -> None:
    """Write the config.yaml of a bot that has the real base."""
    index = settings.index
    Path(bot.config).write_text(
        f"knowledge: {{folder: {settings.knowledge.folder}}}\n"
        f"index: {{folder: {index.folder}, embedder: {index.embedder}, threads: {index.threads}}}\n"
        f"ledger: {{file: {bot.folder / 'ledger.sqlite'}}}\n"
        f"telegram: {{poll_seconds: 5, api_url: '{bot.tg.url}', workers: {list(WORKERS)}}}\n",
        encoding="utf-8",
    )


@pytest.mark.parametrize("kind", commonest())
def test_the_ten_commonest_questions_of_a_kind_are_answered_and_each_section_opens(
    kind: str, counter: Bot, base: KnowledgeBase
) -> None:
    counter.tg.reset(keep_bots=True)
    worker = counter.tg.user("小李", id=next_worker())
    tapped = 0
    for question, entry in commonest()[kind]:
        title = base.entries[entry].title
        assert base.entries[entry].kind == kind, entry
        card = ask(worker, question, title)
        for label in card.labels:
            if label in list(Section):
                tap(worker, card, label)
                tapped += 1
        read_whole(worker, title)
        worker.press(wording.HELPFUL, message=card)
        assert worker.wait_answer()["text"]
    assert tapped >= FEWEST_TAPPED
    counter.assert_clean()


def ask(worker: User, question: str, title: str) -> Message:
    """Ask, pick where there is a choice, and return the card."""
    worker.settle(0)
    worker.send(question)
    card = worker.wait()
    if title in card.labels:
        worker.press(title)
        card = worker.wait()
    assert title in card.text, f"{question} → {card.text[:60]}"
    assert wording.WHOLE_TEXT in card.labels, f"{question} → {card.text[:60]}"
    return card


def tap(worker: User, card: Message, section: str) -> None:
    """Open a section: the message itself says it now."""
    worker.press(section, message=card, exact=True)
    worker.wait_answer()
    edited = worker.wait_edit()
    assert edited.id == card.id
    assert f"【{section}】" in edited.text


def read_whole(worker: User, title: str) -> None:
    """Read all of the entry."""
    worker.press(wording.WHOLE_TEXT)
    worker.wait_answer()
    assert title in worker.wait(contains=title).text
