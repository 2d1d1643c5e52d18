"""The verbs `report`, `backup`, `restore-ledger` and `sweep`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot import wording
from bot.curation.working_days import working_days_between
from bot.ledger.backup import CopyRefused, back_up, beside, restore
from bot.ledger.ledger import Ledger
from bot.ledger.unavailable import LedgerUnavailable
from bot.notice.command import page_names, write_whole
from bot.reporting.csv_files import csv_files
from bot.reporting.report import Report, read_report
from bot.reporting.span import Span, last_weeks
from bot.reporting.text import report_text
from bot.settings import Settings
from indexer.command_line import CANNOT_START, FINDINGS, SOUND
from indexer.knowledge_base import KnowledgeBase

MOST_WEEKS = 520
Verb = Callable[[argparse.Namespace, Settings], int]


def add_verbs(verbs: Any) -> None:
    """Add the verbs and their options to a command line."""
    report: argparse.ArgumentParser = verbs.add_parser(
        "report", help="报告：问了什么、缺什么、覆盖多少"
    )
    report.add_argument("--weeks", type=weeks, metavar="N", help="到今天为止的 N 周，默认 1")
    report.add_argument("--from", dest="first", type=day, metavar="日期", help="从哪天起")
    report.add_argument("--to", dest="last", type=day, metavar="日期", help="到哪天止，默认今天")
    report.add_argument("--png", type=Path, metavar="文件", help="图表，一页一张图片")
    report.add_argument("--pdf", type=Path, metavar="文件", help="图表，一个 PDF")
    report.add_argument("--csv", type=Path, metavar="文件夹", help="表格，给 Excel 用")
    report.set_defaults(verb=plainly(print_report))

    backup = verbs.add_parser("backup", help="备份台账；机器人可以开着")
    backup.add_argument("file", type=Path, metavar="文件", help="还没有的文件，或一个文件夹")
    backup.set_defaults(verb=plainly(back_ledger_up))

    put_back = verbs.add_parser("restore-ledger", help="用备份恢复台账")
    put_back.add_argument("file", type=Path, metavar="文件", help="backup 写的文件")
    put_back.add_argument("--replace", action="store_true", help="代替现在的台账（会另存一份）")
    put_back.set_defaults(verb=plainly(restore_ledger))

    sweep = verbs.add_parser("sweep", help="清掉台账里过了保留天数的；机器人开着时每天自己清")
    sweep.set_defaults(verb=plainly(sweep_ledger))


def day(written: str) -> date:
    """Read a day, as 2026-11-16."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise argparse.ArgumentTypeError(wording.REPORT_WRONG_SPAN) from None


def weeks(written: str) -> int:
    """Read a number of weeks."""
    if not written.isdecimal() or not 1 <= int(written) <= MOST_WEEKS:
        raise argparse.ArgumentTypeError(wording.REPORT_WRONG_WEEKS.format(most=MOST_WEEKS))
    return int(written)


def plainly(act: Verb) -> Verb:
    """Return a verb that says what the ledger refuses instead of showing a traceback."""

    def verb(options: argparse.Namespace, settings: Settings) -> int:
        try:
            return act(options, settings)
        except (CopyRefused, LedgerUnavailable) as error:
            print(error, file=sys.stderr)
            return CANNOT_START

    return verb


def print_report(options: argparse.Namespace, settings: Settings) -> int:
    """Print a report, or write its charts or tables."""
    now = datetime.now(settings.zone)
    span = wanted_span(options, now, settings)
    if span is None:
        print(wording.REPORT_WRONG_SPAN, file=sys.stderr)
        return FINDINGS
    knowledge = KnowledgeBase.load(settings.knowledge.folder)
    with closing(Ledger.open(settings.ledger)) as ledger:
        report = read_report(ledger, knowledge, span, now, working_days_between)
    files = wanted_files(options, report)
    if not files:
        print(report_text(report))
        return SOUND
    return save(files)


def wanted_span(options: argparse.Namespace, now: datetime, settings: Settings) -> Span | None:
    """Return the days that were asked for; None when they make no span."""
    today = now.date()
    if options.first is None and options.last is None:
        return last_weeks(today, options.weeks or 1, settings.zone)
    last = options.last or today
    first = options.first or last_weeks(last, options.weeks or 1, settings.zone).first
    is_sound = first <= last and (options.weeks is None or options.first is None)
    return Span(first, last, settings.zone) if is_sound else None


def wanted_files(options: argparse.Namespace, report: Report) -> dict[Path, bytes]:
    """Return the files that were asked for; none when the report is to be printed."""
    files: dict[Path, bytes] = {}
    if options.png or options.pdf:
        from bot.reporting.chart import report_pdf, report_png  # a second, only for charts

        if options.png:
            pages = report_png(report)
            files |= zip(page_names(options.png, len(pages)), pages, strict=True)
        if options.pdf:
            files[options.pdf] = report_pdf(report)
    if options.csv:
        files |= {options.csv / name: content for name, content in csv_files(report).items()}
    return files


def save(files: dict[Path, bytes]) -> int:
    """Write files whole or not at all, and say where they are."""
    for path, content in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, content)
        except OSError as error:
            print(wording.REPORT_NOT_WRITTEN.format(path=path, why=error.strerror), file=sys.stderr)
            return CANNOT_START
        print(path)
    return SOUND


def back_ledger_up(options: argparse.Namespace, settings: Settings) -> int:
    """Copy the ledger."""
    copy = back_up(settings.ledger, options.file, datetime.now(settings.zone))
    print(wording.BACKED_UP.format(copy=copy, key=beside(copy).name))
    return SOUND


def restore_ledger(options: argparse.Namespace, settings: Settings) -> int:
    """Put a copy in the ledger's place; over a living one only with --replace."""
    now, file = datetime.now(settings.zone), settings.ledger.file
    if not options.replace and settings.ledger.address is None and is_living(file):
        print(wording.LEDGER_THERE.format(file=file), file=sys.stderr)
        return FINDINGS
    kept = restore(settings.ledger, options.file, now)
    print(wording.LEDGER_RESTORED.format(file=file))
    if kept is not None:
        print(wording.LEDGER_KEPT.format(kept=kept))
    return SOUND


def is_living(file: Path) -> bool:
    """Tell whether there is a ledger that somebody may still want."""
    return file.exists() and file.stat().st_size > 0


def sweep_ledger(options: argparse.Namespace, settings: Settings) -> int:
    """Forget what is older than config.yaml says."""
    del options
    days = settings.ledger.retention_days
    with closing(Ledger.open(settings.ledger)) as ledger:
        swept = ledger.retention.sweep(datetime.now(settings.zone), days)
    print(wording.SWEPT.format(days=days, **asdict(swept)))
    return SOUND
