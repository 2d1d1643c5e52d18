"""A notice as plain values: what stands on it, before any channel gives it a form.

Only what is meant for residents is taken from an entry. 注意, 不要做, 留痕, 红线, 要点, 一句话 and the
steps of the community worker speak to the worker: they stay off the sheet, and 居民须知 is where a
supervisor writes what a resident should mind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot import wording
from bot.card import doubt_about
from bot.notice.merge import Paper, list_papers, merge_papers
from bot.settings import ServicePointSettings
from indexer.entry import Amount, Authority, Entry, Kind, Procedure, Status, Verification

MOST_MATTERS = 5
BRACKETED = re.compile(r"（[^（）]*）")
PUBLIC_NUMBER = re.compile(r"(?<!\d)1\d{2}(?:\d{2})?(?!\d)|(?<!\d)96\d{3}(?!\d)")
DIGITS = re.compile(r"\d+")


class NoNotice(Exception):
    """There is no sheet for what was asked; the text says why and what to do."""


@dataclass(frozen=True)
class StepOnSheet:
    """Who does what, by when ("" where the entry does not say)."""

    who: str
    act: str
    time_limit: str


@dataclass(frozen=True)
class Sum:
    """An amount that holds on the day of the sheet, and where it is from."""

    item: str
    content: str
    source: str


@dataclass(frozen=True)
class Matter:
    """One entry, as far as it is for residents."""

    title: str
    region: str
    department: str
    conditions: tuple[str, ...]
    steps: tuple[StepOnSheet, ...]
    channels: tuple[tuple[str, str], ...]  # 现场, 网上, 代办 and what stands there
    time_limit: tuple[str, ...]
    fee: tuple[str, ...]
    sums: tuple[Sum, ...]
    notes: tuple[str, ...]
    hotlines: tuple[str, ...]
    authority: tuple[str, ...]
    state: str


@dataclass(frozen=True)
class Missing:
    """A paper that is missing: its number and text on the whole sheet, and where one gets it."""

    paper: Paper
    ways: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """What one resident takes home about one matter or several.

    With `missing` it is a 补正告知: just those papers. `numbers` are those of all papers, for the
    receipt.
    """

    matters: tuple[Matter, ...]
    papers: tuple[Paper, ...]
    missing: tuple[Missing, ...]
    service_point: ServicePointSettings
    day: date
    order: tuple[str, ...] = ()  # where to go for several matters, and what waits for what

    @property
    def title(self) -> str:
        """What the sheet is called."""
        return wording.NOTICE_OF_MISSING if self.missing else wording.NOTICE

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of all papers that can be missing."""
        return tuple(paper.number for paper in self.papers if paper.number)


def make_sheet(
    entries: Sequence[Entry],
    service_point: ServicePointSettings,
    today: date,
    missing: Sequence[int] = (),
    others: Iterable[Entry] = (),
    most: int = MOST_MATTERS,
) -> Sheet:
    """Return the sheet of one entry or up to five, or of as many as `most` says.

    `missing` are numbers of papers as a sheet without it shows them; `others` are the entries to
    look for ways of getting them. Raises NoNotice when there is no such sheet.
    """
    procedures = [procedure(entry) for entry in dict.fromkeys(entries)]
    if not 1 <= len(procedures) <= most:
        raise NoNotice(wording.NOTICE_TOO_MANY.format(most=most))
    titles = [short_title(entry) for entry in procedures]
    papers = (
        list_papers(procedures[0].materials)
        if len(procedures) == 1
        else merge_papers([entry.materials for entry in procedures], titles)
    )
    sheet = Sheet(
        matters=tuple(matter(entry, today) for entry in procedures),
        papers=papers,
        missing=(),
        service_point=service_point,
        day=today,
    )
    return with_missing(sheet, missing, tuple(others)) if missing else sheet


def procedure(entry: Entry) -> Procedure:
    """Return an entry as what a sheet can be made of."""
    if entry.is_withdrawn:
        raise NoNotice(wording.NOTICE_WITHDRAWN.format(title=entry.title))
    if not isinstance(entry, Procedure):
        raise NoNotice(wording.NOTICE_OTHER_KIND.format(title=entry.title, kind=entry.kind))
    return entry


def with_missing(sheet: Sheet, numbers: Sequence[int], others: tuple[Entry, ...]) -> Sheet:
    """Return the 补正告知 of a sheet."""
    by_number = {paper.number: paper for paper in sheet.papers if paper.number}
    unknown = [number for number in numbers if number not in by_number]
    if unknown:
        named = "、".join(map(str, unknown))
        raise NoNotice(wording.NOTICE_NO_PAPER.format(numbers=named, last=max(by_number)))
    missing = tuple(
        Missing(by_number[number], tuple(ways_to_get(by_number[number], others)))
        for number in sorted(set(numbers))
    )
    return Sheet(sheet.matters, sheet.papers, missing, sheet.service_point, sheet.day)


# Entries of this name hand out the paper; 结婚登记 for one, whose alias is 结婚证, replaces none.
HANDS_OUT = re.compile(r"申领|补领|签发|激活|怎么开")


def ways_to_get(paper: Paper, others: tuple[Entry, ...]) -> Iterable[str]:
    """Yield where a paper is handed out: the one 办事 entry that has its name among its aliases."""
    for name in paper.names:
        found = [
            entry
            for entry in others
            if isinstance(entry, Procedure)
            and not entry.is_withdrawn
            and name in (entry.aliases or ())
            and HANDS_OUT.search(entry.title)
        ]
        if len(found) == 1:
            yield wording.NOTICE_WAY.format(
                name=name, title=found[0].title, where=found[0].channels.on_site
            )


def matter(entry: Procedure, today: date) -> Matter:
    """Return what of an entry is for residents."""
    return Matter(
        title=entry.title,
        region=entry.region,
        department=entry.department,
        conditions=entry.eligibility,
        steps=tuple(
            StepOnSheet(step.who, step.act, step.time_limit or "") for step in entry.resident_steps
        ),
        channels=tuple(channels(entry)),
        time_limit=entry.time_limit,
        fee=entry.fee,
        sums=tuple(sum_on_sheet(amount) for amount, _ in entry.amounts_on(today)),
        notes=entry.resident_notes or (),
        hotlines=tuple(filter(is_public, entry.contacts or ())),
        authority=tuple(map(authority_on_sheet, entry.authority)),
        state="；".join(state(entry, today)),
    )


def channels(entry: Procedure) -> Iterable[tuple[str, str]]:
    """Yield where the matter is handled."""
    if entry.channels.on_site:
        yield wording.ON_SITE, entry.channels.on_site
    if entry.channels.online:
        yield wording.ONLINE, "、".join(entry.channels.online)
    if entry.channels.by_proxy:
        yield wording.BY_PROXY, entry.channels.by_proxy


def is_public(contact: str) -> bool:
    """Whether every number in a line of 联系 is a public hotline's, and there is one."""
    numbers = DIGITS.findall(contact)
    return bool(numbers) and all(map(PUBLIC_NUMBER.fullmatch, numbers))


def sum_on_sheet(amount: Amount) -> Sum:
    """Return an amount with its day and source."""
    since = wording.AMOUNT_NOTE.format(since=amount.since)
    doubt = amount.is_known and amount.verification is not Verification.TEXT
    marked = doubt and amount.verification not in amount.source
    source = amount.source + (f"（{amount.verification}）" if marked else "")
    return Sum(amount.item, amount.content, f"{amount.region}，{since}；{source}")


def authority_on_sheet(source: Authority) -> str:
    """Return a source with its number and articles."""
    parts = (f"《{source.document}》{source.number or ''}", "、".join(source.articles or ()))
    cited = " ".join(filter(None, parts))
    return cited + doubt_about(source, cited)


def state(entry: Entry, today: date) -> Iterable[str]:
    """Yield how far the sheet may be trusted."""
    yield wording.NOTICE_COMPILED if entry.status is Status.COMPILED else wording.NOTICE_VERIFIED
    if today >= entry.review.due:
        yield wording.NOTICE_OVERDUE
    yield wording.NOTICE_REVIEWED.format(day=entry.review.day, reviewer=entry.review.reviewer)


def short_title(entry: Entry) -> str:
    """Return a title without what stands in brackets."""
    return BRACKETED.sub("", entry.title)


def is_procedure(entry: Entry) -> bool:
    """Whether an entry has a sheet."""
    return entry.kind is Kind.PROCEDURE and not entry.is_withdrawn
