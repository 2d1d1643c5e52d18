"""The verbs about gaps: the list, one gap, and what a supervisor does about it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from bot.curation.curator import Curated, Curator, GapCard
from bot.curation.refused import CurationRefused
from bot.curation.sentences import clean
from bot.curation.working_days import is_known
from bot.ledger.gap_list import Gap
from bot.ledger.gap_state import UNFINISHED, GapState
from bot.ledger.ledger import Ledger
from bot.ledger.person import Channel, Person
from bot.ledger.unavailable import LedgerUnavailable
from bot.settings import Settings
from bot.wording import GAP_CAUSES, GAP_LINES
from indexer.command_line import CANNOT_START, FINDINGS, SOUND
from indexer.embedder import load_embedder
from indexer.index import Index, LiveIndex

Act = Callable[[Curator, argparse.Namespace, Person], Curated]
ACTS: dict[str, tuple[str, Act]] = {
    "claim": ("认领缺口", lambda curator, said, by: curator.claim(said.gap, by)),
    "release": ("把缺口放回去", lambda curator, said, by: curator.release(said.gap, by)),
    "attach": (
        "把问题写成条目的问法，发布",
        lambda curator, said, by: curator.attach(said.gap, said.entry, by, said.wording),
    ),
    "answer": (
        "条目本来就能答：问题写成它的考题",
        lambda curator, said, by: curator.answer(said.gap, said.entry, by, said.wording),
    ),
    "draft": (
        "为缺口起草一个新条目",
        lambda curator, said, by: curator.draft(said.gap, said.entry, by, said.topic, said.kind),
    ),
    "publish": ("发布缺口的草稿", lambda curator, said, by: curator.publish(said.gap, by)),
    "merge": ("把缺口并入另一个", lambda curator, said, by: curator.merge(said.gap, said.into, by)),
    "split": (
        "把几个问题从缺口里拆出来",
        lambda curator, said, by: curator.split(said.gap, said.questions, by),
    ),
    "dismiss": (
        "不收录，写明原因（问过的人会看到）",
        lambda curator, said, by: curator.dismiss(said.gap, " ".join(said.reason), by),
    ),
    "undo": ("撤回缺口上一次的处理", lambda curator, said, by: curator.undo(said.gap, by)),
}


class LateIndex:
    """The published index, opened when it is first asked for: that takes seconds."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings.index
        self._live: LiveIndex | None = None

    def current(self) -> Index:
        """Return the published index; raises StaleIndex, ModelNotFound."""
        if self._live is None:
            embedder = load_embedder(self._settings.embedder, self._settings.threads)
            self._live = LiveIndex(self._settings, embedder)
        return self._live.current()


def add_verbs(verbs: Any) -> None:
    """Add the verbs and their options to a command line."""
    listing: argparse.ArgumentParser = verbs.add_parser("gaps", help="没答上的问题，最急的在前")
    listing.add_argument("--all", action="store_true", help="处理完的也列出来")
    listing.set_defaults(verb=gaps)
    one = verbs.add_parser("gap", help="看一个缺口：问过什么、最近的条目")
    one.add_argument("gap", type=int, metavar="缺口", help="编号")
    one.set_defaults(verb=gap)
    for name, (help_, act) in ACTS.items():
        verb = verbs.add_parser(name, help=help_)
        verb.add_argument("gap", type=int, metavar="缺口", help="缺口的编号")
        add_options(name, verb)
        verb.set_defaults(verb=do, act=act)


def add_options(name: str, verb: argparse.ArgumentParser) -> None:
    """Add what an act needs beside the gap."""
    if name in ("attach", "answer", "draft"):
        verb.add_argument("entry", metavar="条目", help="条目编号")
    if name in ("attach", "answer"):
        verb.add_argument("--as", dest="wording", metavar="句子", help="换成这句话来写")
    if name == "draft":
        verb.add_argument("--topic", metavar="领域", help="放进哪个领域文件夹")
        verb.add_argument("--kind", metavar="类型", help="办事、标准、政策、实务")
    if name == "merge":
        verb.add_argument("into", type=int, metavar="另一个", help="并入哪个缺口")
    if name == "split":
        verb.add_argument("questions", type=int, nargs="+", metavar="问题", help="问题编号")
    if name == "dismiss":
        verb.add_argument("reason", nargs="+", metavar="原因", help="为什么不收录")


def operator() -> Person:
    """Return who acts on the command line: the account of this machine."""
    return Person(Channel.TERMINAL, os.getuid() if hasattr(os, "getuid") else 0)


def with_curator(settings: Settings, say: Callable[[Ledger, Curator], Iterator[str]]) -> int:
    """Open the ledger, print what comes of it; what is refused is said on stderr."""
    try:
        ledger = Ledger.open(settings.ledger)
    except LedgerUnavailable as error:
        print(error, file=sys.stderr)
        return CANNOT_START
    curator = Curator(settings, ledger, LateIndex(settings), lambda: datetime.now(settings.zone))
    try:
        for line in say(ledger, curator):
            print(line)
    except CurationRefused as error:
        print(error, file=sys.stderr)
        return FINDINGS
    except LedgerUnavailable as error:
        print(error, file=sys.stderr)
        return CANNOT_START
    finally:
        ledger.close()
    return SOUND


def gaps(options: argparse.Namespace, settings: Settings) -> int:
    """List the gaps."""
    states = tuple(GapState) if options.all else UNFINISHED
    now = datetime.now(settings.zone)

    def lines(ledger: Ledger, curator: Curator) -> Iterator[str]:
        del curator
        listed = ledger.gaps.listed(states)
        yield from (gap_line(one, now) for one in listed)
        yield GAP_LINES["count"].format(count=len(listed)) if listed else GAP_LINES["none"]

    return with_curator(settings, lines)


def gap(options: argparse.Namespace, settings: Settings) -> int:
    """Show one gap."""
    now = datetime.now(settings.zone)

    def lines(ledger: Ledger, curator: Curator) -> Iterator[str]:
        del ledger
        yield from card_lines(curator.card(options.gap), now)

    return with_curator(settings, lines)


def do(options: argparse.Namespace, settings: Settings) -> int:
    """Do one act and say what came of it."""

    def lines(ledger: Ledger, curator: Curator) -> Iterator[str]:
        del ledger
        yield options.act(curator, options, operator()).text

    return with_curator(settings, lines)


def gap_line(one: Gap, now: datetime) -> str:
    """Return a gap as one line."""
    return GAP_LINES["line"].format(
        id=one.id,
        urgent=GAP_LINES["urgent"] if one.is_urgent else "",
        state=one.state,
        people=one.people,
        questions=one.questions,
        due=due_words(one, now),
        text=clean(one.text),
    )


def due_words(one: Gap, now: datetime) -> str:
    """Return until when a gap is to be closed; nothing for one that is."""
    if one.due_at is None or one.state not in UNFINISHED:
        return ""
    due = one.due_at.astimezone(now.tzinfo)
    said = GAP_LINES["overdue" if due < now else "due"].format(due=f"{due:%Y-%m-%d}")
    return said if is_known(due.date()) else said + GAP_LINES["weekdays_only"].format(year=due.year)


def card_lines(card: GapCard, now: datetime) -> Iterator[str]:
    """Yield a gap with its questions and the entries nearest to it."""
    one = card.gap
    yield gap_line(one, now)
    if one.entry:
        yield GAP_LINES["entry"].format(entry=one.entry)
    if one.reason:
        yield GAP_LINES["reason"].format(reason=one.reason)
    yield GAP_LINES["questions"]
    for asked in card.questions:
        yield GAP_LINES["question"].format(
            id=asked.question.id,
            day=f"{asked.question.asked_at.astimezone(now.tzinfo):%Y-%m-%d}",
            text=clean(asked.question.text),
            cause=GAP_CAUSES[asked.cause],
            reason=f"；{asked.reason}" if asked.reason else "",
        )
    yield GAP_LINES["nearest"] if card.nearest else GAP_LINES["nothing_near"]
    for entry in card.nearest:
        yield GAP_LINES["near"].format(id=entry.id, title=entry.title)
