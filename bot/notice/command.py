"""The verb `notice`: a sheet, a 补正告知 or the booklet, as a file or as text."""

from __future__ import annotations

import argparse
import difflib
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot import wording
from bot.notice.document import booklet_pdf, notice_messages, notice_pdf, notice_png
from bot.notice.sheet import NoNotice
from bot.settings import Settings
from bot.telling.taken_down import LedgerReader, TakenDown
from indexer.command_line import CANNOT_START, FINDINGS, SOUND
from indexer.entry import Entry
from indexer.index import shut
from indexer.knowledge_base import KnowledgeBase


def add_verb(verbs: Any) -> None:
    """Add the verb and its options to a command line."""
    verb: argparse.ArgumentParser = verbs.add_parser("notice", help="一次性告知单：PDF、图片、文字")
    verb.add_argument("entries", nargs="*", metavar="编号", help="条目编号，一件到五件事")
    form = verb.add_mutually_exclusive_group(required=True)
    form.add_argument("--pdf", type=Path, metavar="文件", help="A4 PDF")
    form.add_argument("--png", type=Path, metavar="文件", help="图片，一页一张")
    form.add_argument("--text", action="store_true", help="打印成文字，好转发")
    form.add_argument("--booklet", type=Path, metavar="文件", help="全部办事条目，一本 PDF")
    verb.add_argument("--missing", type=numbers, default=(), metavar="1,3", help="补正：缺第几项")
    verb.add_argument("--large", action="store_true", help="大字版")
    verb.set_defaults(verb=notice)


def numbers(written: str) -> tuple[int, ...]:
    """Read the numbers of papers, as 1,3."""
    try:
        return tuple(int(part) for part in written.replace("，", ",").split(","))
    except ValueError:
        raise argparse.ArgumentTypeError("写成 1,3 的样子") from None


def notice(options: argparse.Namespace, settings: Settings) -> int:
    """Write one sheet or the booklet, or print the text; what has none is said on stderr."""
    knowledge = KnowledgeBase.load(settings.knowledge.folder)
    down = TakenDown(LedgerReader(settings.ledger)).reasons_now()
    knowledge = replace(knowledge, entries=shut(knowledge.entries, down))
    today = datetime.now(settings.zone).date()
    try:
        if options.booklet:
            return save([options.booklet], [booklet_pdf(knowledge, settings, today)])
        return one_sheet(options, settings, knowledge, today)
    except NoNotice as error:
        print(error, file=sys.stderr)
        return FINDINGS


def one_sheet(
    options: argparse.Namespace, settings: Settings, knowledge: KnowledgeBase, today: date
) -> int:
    """Write or print the sheet of some entries."""
    entries = [find(knowledge, entry) for entry in options.entries]
    others = knowledge.entries.values()
    asked: dict[str, Any] = {"missing": options.missing, "others": others}
    if options.text:
        print("\n\n".join(notice_messages(entries, settings, today, **asked)))
        return SOUND
    if options.pdf:
        return save(
            [options.pdf], [notice_pdf(entries, settings, today, large=options.large, **asked)]
        )
    pages = notice_png(entries, settings, today, large=options.large, **asked)
    return save(page_names(options.png, len(pages)), pages)


def find(knowledge: KnowledgeBase, entry: str) -> Entry:
    """Return an entry by its id."""
    if entry in knowledge.entries:
        return knowledge.entries[entry]
    near = difflib.get_close_matches(entry, knowledge.entries, n=3, cutoff=0.5)
    hint = wording.NOTICE_NEAR.format(ids="、".join(near)) if near else wording.NOTICE_LOOK_UP
    raise NoNotice(wording.NOTICE_NO_ENTRY.format(id=entry, near=hint))


def page_names(path: Path, pages: int) -> list[Path]:
    """Return one file a page: the name itself, or name-1, name-2 and so on."""
    if pages == 1:
        return [path]
    return [path.with_stem(f"{path.stem}-{number}") for number in range(1, pages + 1)]


def save(paths: Sequence[Path], contents: Sequence[bytes]) -> int:
    """Write files whole or not at all, and say where they are."""
    for path, content in zip(paths, contents, strict=True):
        try:
            write_whole(path, content)
        except OSError as error:
            print(wording.NOTICE_NOT_WRITTEN.format(path=path, why=error.strerror), file=sys.stderr)
            return CANNOT_START
        print(path)
    return SOUND


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place, then put it there in one step."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".notice-", delete=False) as file:
        written = Path(file.name)
        try:
            file.write(content)
        except OSError:
            written.unlink()
            raise
    written.chmod(0o666 & ~current_umask())
    written.replace(path)


def current_umask() -> int:
    """Return which rights new files are not given."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
