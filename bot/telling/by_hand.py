"""What the verbs `withdraw`, `restore` and `tell` do: the same by hand as from the chat."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import datetime

from bot import wording
from bot.ledger.ledger import Ledger
from bot.ledger.person import who_types
from bot.ledger.unavailable import LedgerUnavailable
from bot.settings import Settings
from bot.telling.teller import Teller
from bot.telling.withdrawing import WithdrawalRefused, restore, withdraw
from indexer.command_line import CANNOT_START, FINDINGS, SOUND
from indexer.entry import Entry
from indexer.index import Content, LiveIndex, published_version
from indexer.stale_index import StaleIndex

OpenIndex = Callable[[Settings], LiveIndex]


def withdraw_entry(options: argparse.Namespace, settings: Settings) -> int:
    """Take an entry down."""

    def act(ledger: Ledger, now: datetime) -> str:
        reason, entries = " ".join(options.reason), published_entries(settings)
        return withdraw(ledger, entries, options.entry, reason, who_types(), now)

    return in_ledger(settings, act)


def restore_entry(options: argparse.Namespace, settings: Settings) -> int:
    """Show an entry again."""

    def act(ledger: Ledger, now: datetime) -> str:
        return restore(ledger, published_entries(settings), options.entry, who_types(), now)

    return in_ledger(settings, act)


def tell_all(settings: Settings, open_index: OpenIndex) -> int:
    """Tell all that is to be told now, as the bot does by itself."""

    def act(ledger: Ledger, now: datetime) -> str:
        teller = Teller(settings, ledger, lambda: datetime.now(settings.zone))
        published = teller.after_publish(open_index(settings).published())
        daily = teller.daily(now)
        return wording.TELLING_DONE.format(
            closed=published.closed,
            told=published.told,
            changes=daily.changes,
            reminded=daily.reminded,
            escalated=daily.escalated,
        )

    return in_ledger(settings, act)


def in_ledger(settings: Settings, act: Callable[[Ledger, datetime], str]) -> int:
    """Do something with the ledger and print what came of it; return the exit code."""
    try:
        with closing(Ledger.open(settings.ledger)) as ledger:
            print(act(ledger, datetime.now(settings.zone)))
    except WithdrawalRefused as refused:
        print(refused, file=sys.stderr)
        return FINDINGS
    except LedgerUnavailable as error:
        print(error, file=sys.stderr)
        return CANNOT_START
    return SOUND


def published_entries(settings: Settings) -> Mapping[str, Entry]:
    """Return the entries of the published index, read without a model; raises StaleIndex."""
    version = published_version(settings.index.folder)
    if version is None:
        raise StaleIndex("还没有索引。运行 make index 建一个。")
    return Content.read(settings.index.folder / version).entries
