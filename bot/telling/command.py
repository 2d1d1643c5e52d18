"""The verbs `withdraw`, `restore` and `tell`; the ledger is imported when one of them is used."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from bot.settings import Settings
from indexer.index import LiveIndex


def add_verbs(verbs: Any, open_index: Callable[[Settings], LiveIndex]) -> None:
    """Add the verbs to a command line; `open_index` is how one that needs the search opens it."""
    down: argparse.ArgumentParser = verbs.add_parser("withdraw", help="撤下一条，10 秒内不再显示")
    down.add_argument("entry", metavar="编号", help="条目编号（文件名）")
    down.add_argument("reason", metavar="原因", nargs="*", help="问到的人会看到")
    down.set_defaults(verb=withdraw)

    up: argparse.ArgumentParser = verbs.add_parser("restore", help="恢复撤下的一条")
    up.add_argument("entry", metavar="编号", help="条目编号（文件名）")
    up.set_defaults(verb=restore)

    tell_verb: argparse.ArgumentParser = verbs.add_parser(
        "tell", help="现在就把该告诉人的放进待送消息（平时机器人自己会做）"
    )
    tell_verb.set_defaults(verb=lambda _, settings: tell(settings, open_index))


def withdraw(options: argparse.Namespace, settings: Settings) -> int:
    """Take an entry down."""
    from bot.telling.by_hand import withdraw_entry

    return withdraw_entry(options, settings)


def restore(options: argparse.Namespace, settings: Settings) -> int:
    """Show an entry again."""
    from bot.telling.by_hand import restore_entry

    return restore_entry(options, settings)


def tell(settings: Settings, open_index: Callable[[Settings], LiveIndex]) -> int:
    """Tell all that is to be told now."""
    from bot.telling.by_hand import tell_all

    return tell_all(settings, open_index)
