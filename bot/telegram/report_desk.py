"""Reports in the chat: the figures as a message, the charts as pictures, the tables as files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from pathlib import Path

from bot import wording
from bot.card import Block, Card
from bot.curation.working_days import working_days_between
from bot.ledger.ledger import Ledger
from bot.reporting.coverage import coverage_board
from bot.reporting.csv_files import csv_files
from bot.reporting.report import Report, read_report
from bot.reporting.span import last_weeks, week_before
from bot.reporting.text import coverage_text, report_text
from bot.reporting.weekly import weekly
from bot.telegram.attempts import every
from bot.telegram.desk import Desk, Visit
from bot.telegram.page import messages
from indexer.knowledge_base import KnowledgeBase
from indexer.problem import ProblemsFound

MOST_WEEKS = 52
WEEKLY_EVERY = 3600.0  # seconds; who has a week's report is not sent it again
IN_WORDS = {"pdf": "pdf", "表格": "csv", "csv": "csv", "excel": "csv"}


class ReportDesk:
    """What supervisors want to know of a span of days."""

    def __init__(self, desk: Desk, knowledge: Path) -> None:
        self._desk = desk
        self._knowledge = knowledge
        self._reported: tuple[int, int] | None = None  # year and week

    async def report(self, visit: Visit, words: str) -> None:
        """Report the last weeks, one where no number is given; as pdf or csv where that is asked."""
        said = words.lower().split()
        numbers = [int(word) for word in said if word.isascii() and word.isdecimal()]
        form = next((IN_WORDS[word] for word in said if word in IN_WORDS), "")
        weeks = numbers[0] if numbers else 1
        if len(numbers) + bool(form) != len(said) or not 1 <= weeks <= MOST_WEEKS:
            await self._desk.sender.send(visit.chat, wording.DESK_REPORT_USAGE)
            return
        await self._desk.sender.typing(visit.chat)
        try:
            report = await self._desk.curate(
                lambda: read(self._desk.records.ledger, self._knowledge, weeks, self._desk.now)
            )
        except ProblemsFound as error:
            await self._say(visit, f"{wording.DESK_BASE_UNSOUND}\n{error}")
            return
        await self._send(visit, report, form)

    async def coverage(self, visit: Visit) -> None:
        """Show how far each department's items are looked after."""
        today = self._desk.now.date()
        try:
            said = await self._desk.curate(
                lambda: coverage_text(coverage_board(KnowledgeBase.load(self._knowledge), today))
            )
        except ProblemsFound as error:
            said = f"{wording.DESK_BASE_UNSOUND}\n{error}"
        await self._say(visit, said)

    async def send_weekly(self) -> None:
        """Send supervisors each week's report, until the bot stops."""
        records = self._desk.records

        async def put() -> None:
            week = records.now().isocalendar()[:2]
            if self._reported != week:
                await self._desk.curate(
                    lambda: put_weekly(records.ledger, self._knowledge, records.now())
                )
                self._reported = week

        await every(WEEKLY_EVERY, "weekly report", put)

    async def _send(self, visit: Visit, report: Report, form: str) -> None:
        if form:
            for name, content in (await self._desk.curate(lambda: files(report, form))).items():
                await self._desk.sender.send_file(visit.chat, content, name, "")
            return
        await self._say(visit, report_text(report))
        for number, page in enumerate(await self._desk.curate(lambda: pictures(report)), 1):
            await self._desk.sender.send_file(
                visit.chat, page, f"report-{number}.png", "", is_picture=True
            )

    async def _say(self, visit: Visit, text: str) -> None:
        title, _, rest = text.partition("\n")
        lines = (Block("", tuple(rest.split("\n"))),) if rest else ()
        for page in messages(Card(title, lines)):
            await self._desk.sender.send(visit.chat, page)


def read(ledger: Ledger, knowledge: Path, weeks: int, now: datetime) -> Report:
    """Count the last weeks; raises ProblemsFound where the base is not sound."""
    base = KnowledgeBase.load(knowledge)
    span = last_weeks(now.date(), weeks, zone_of(now))
    return read_report(ledger, base, span, now, working_days_between)


def put_weekly(ledger: Ledger, knowledge: Path, now: datetime) -> int:
    """Put last week's report to be sent to the supervisors; return to how many.

    A week in which nobody asked has none; and the base is read for no other.
    """
    zone = zone_of(now)
    span = week_before(now.date(), zone)
    if not ledger.reports.people(span.since, span.until):
        return 0
    return weekly(ledger, KnowledgeBase.load(knowledge), now, zone, working_days_between)


def zone_of(now: datetime) -> tzinfo:
    """Return the bot's time zone; its time always has one."""
    assert now.tzinfo is not None  # noqa: S101
    return now.tzinfo


def pictures(report: Report) -> tuple[bytes, ...]:
    """Return the charts as pictures; the library that draws is imported for them alone."""
    from bot.reporting.chart import report_png

    return report_png(report)


def files(report: Report, form: str) -> Mapping[str, bytes]:
    """Return a report as files by their names."""
    if form == "csv":
        return csv_files(report)
    from bot.reporting.chart import report_pdf

    return {"report.pdf": report_pdf(report)}
