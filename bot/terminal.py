"""The chat in a terminal: history, numbers to choose, colours where the terminal has them."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import cast

from prompt_toolkit import PromptSession
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from rich.console import Console
from rich.text import Text

from bot.assistant import Assistant
from bot.at_terminal import Notebook
from bot.card import Card, render, text_blocks
from bot.case.chat import CaseChat
from bot.ledger.unavailable import LedgerUnavailable
from bot.redaction import public_numbers, redact
from bot.settings import ServicePointSettings
from bot.wording import NO_LEDGER
from indexer.index import LiveIndex

log = logging.getLogger(__name__)

WELCOME = (
    "全科通：直接打字问，例如「低保要什么材料」。输入数字选一条，上下键翻以前的问题，「退出」离开。"
)
LOADING = "正在准备……"
PROMPT = "问> "
LEAVING = ("退出", "exit", "quit", "q", "/exit", "/quit")
KEY = "terminal"


class Chat:
    """One conversation at a terminal, until the worker leaves.

    The model loads in the background while the first question is being typed.
    """

    def __init__(
        self,
        assistant: Assistant,
        open_index: Callable[[], LiveIndex],
        zone: tzinfo,
        history: Path | None = None,
        notebook: Notebook | None = None,
        service_point: ServicePointSettings | None = None,
    ) -> None:
        self._cases = CaseChat(service_point or ServicePointSettings(), notebook, self._redacted)
        self._assistant = assistant
        self._zone = zone
        self._history: History = FileHistory(str(history)) if history else InMemoryHistory()
        self._console = Console(highlight=False)
        self._loading = Loading(open_index)
        self._notebook = notebook

    def run(self) -> None:
        """Chat until the end of input; errors while loading are raised here."""
        self._console.print(WELCOME, style="dim")
        for body in self._notebook.news() if self._notebook else ():
            print_news(body, self._console)
        ask = self._prompt()
        while True:
            try:
                text = ask().strip()
            except (EOFError, KeyboardInterrupt):
                return
            if text in LEAVING:
                return
            if text:
                self._answer(text)

    def _prompt(self) -> Callable[[], str]:
        if not sys.stdin.isatty():
            return input
        session: PromptSession[str] = PromptSession(history=self._history)
        return lambda: session.prompt(FormattedText([("bold", PROMPT)]))

    def _answer(self, text: str) -> None:
        now = datetime.now(self._zone)
        try:
            said = self._cases.take(text, lambda: self._live().current(), now)
        except LedgerUnavailable as error:
            log.warning("a case is not kept or opened: %s", error)
            said = [NO_LEDGER]
        if said is not None:
            self._console.print(Text("\n" + "\n".join(said) + "\n"))
            return
        live = self._live()
        index = live.current()
        reply = self._assistant.reply(text, KEY, now, index.retriever)
        print_card(render(reply, now.date()), self._console)
        kept = self._notebook.keep(text, reply, live) if self._notebook else ""
        for line in filter(None, (kept, self._cases.offer(text, index, now.date()))):
            self._console.print(Text(line, style="dim"))
            self._console.print()

    def _redacted(self, text: str) -> str:
        return redact(text, public_numbers(self._live().current().entries.values())).text

    def _live(self) -> LiveIndex:
        if not self._loading.is_done:
            with self._console.status(LOADING):
                self._loading.wait()
        return self._loading.wait()


class Loading:
    """Something slow that is fetched in the background."""

    def __init__(self, fetch: Callable[[], LiveIndex]) -> None:
        self._result: LiveIndex | None = None
        self._error: BaseException | None = None
        self._fetch = fetch
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def is_done(self) -> bool:
        """Whether nobody has to wait any more."""
        return not self._thread.is_alive()

    def wait(self) -> LiveIndex:
        """Return what was fetched; raises what went wrong while fetching."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        return cast("LiveIndex", self._result)

    def _run(self) -> None:
        try:
            self._result = self._fetch()
        except BaseException as error:  # noqa: BLE001  # raised again where it is waited for
            self._error = error


def print_card(card: Card, console: Console) -> None:
    """Print a card with colours."""
    console.print()
    for number, line in enumerate(card.above):
        console.print(Text(line, style="red" if number else "bold red"))
    if card.above:
        console.print()
    console.print(Text(card.title, style="bold cyan"))
    for heading, lines in list(text_blocks(replace(card, above=())))[1:]:
        console.print()
        if heading:
            console.print(Text(heading, style="bold"))
        for line in lines:
            console.print(Text(line, style=style_of(line, card)))
    if card.choices_heading:
        labels = "  ".join(f"{choice.number} {choice.label}" for choice in card.choices)
        console.print(Text(f"{card.choices_heading}{labels}", style="green"))
    elif card.choices:
        last = card.choices[-1]
        console.print(Text(f"{last.number}. {last.label}", style="green"))
    console.print()


def print_news(body: str, console: Console) -> None:
    """Print a message that waited; its first line is its heading."""
    title, _, rest = body.partition("\n")
    console.print()
    console.print(Text(title, style="bold cyan"))
    console.print(Text(rest))


def style_of(line: str, card: Card) -> str:
    """Return the colour of a line: warnings stand out, what only explains stands back."""
    if line.startswith("⚠️"):
        return "yellow"
    return "dim" if line in card.footer or line.startswith("   ") else ""
