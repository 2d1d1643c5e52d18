"""One list of papers for several matters, and the order of going."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot import wording
from bot.case.result import Matter, Result
from bot.notice.merge import Paper
from bot.notice.sheet import Sheet, make_sheet, short_title
from bot.notice.typeset import typeset_pdf
from bot.settings import ServicePointSettings
from indexer.entry import Entry, Procedure

MOST_ON_LIST = 12


@dataclass(frozen=True)
class Visit:
    """One place to go, and what is done there in one go."""

    where: str
    entries: tuple[Procedure, ...]


@dataclass(frozen=True)
class Errand:
    """All that has to be brought and where to go, for several matters."""

    sheet: Sheet
    visits: tuple[Visit, ...]
    after: tuple[tuple[Entry, Entry], ...]  # a matter and the one that must be done before it

    @property
    def titles(self) -> str:
        """The matters in a line."""
        return "；".join(matter.title for matter in self.sheet.matters)

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The papers, each once."""
        return self.sheet.papers

    def pdf(self) -> bytes:
        """Return the whole as an A4 PDF."""
        return typeset_pdf([self.sheet], large=False)


def make_errand(result: Result, service_point: ServicePointSettings, today: date) -> Errand | None:
    """Return the errand for what should be done; for what may be, where nothing should.

    None where no matter of it asks for papers.
    """
    chosen = procedures(result.must) or procedures(result.may)
    chosen = chosen[:MOST_ON_LIST]
    if not chosen:
        return None
    ordered = sequence(chosen)
    sheet = make_sheet(ordered, service_point, today, most=MOST_ON_LIST)
    places, waiting = tuple(visits(ordered)), tuple(waits(ordered))
    if len(ordered) > 1:
        sheet = replace(sheet, order=tuple(going(places, waiting)))
    return Errand(sheet, places, waiting)


def going(places: Sequence[Visit], waiting: Sequence[tuple[Entry, Entry]]) -> Iterator[str]:
    """Yield where to go in which order, and what waits for what."""
    for number, visit in enumerate(places, 1):
        yield wording.CASE_ONE_VISIT.format(
            number=number, where=visit.where, matters=visit_titles(visit)
        )
    for entry, first in waiting:
        yield wording.CASE_AFTER.format(title=short_title(entry), first=short_title(first))


def procedures(matters: Sequence[Matter]) -> list[Procedure]:
    """Return the entries among matters that are applied for, in their order."""
    return [one.entry for one in matters if isinstance(one.entry, Procedure)]


def sequence(entries: Sequence[Procedure]) -> list[Procedure]:
    """Return matters so that none stands before one that must be done first."""
    waiting, done = list(entries), []
    while waiting:
        ids = {one.id for one in waiting}
        free = [one for one in waiting if not (set(first_of(one)) & ids - {one.id})]
        chosen = (free or waiting)[0]
        waiting.remove(chosen)
        done.append(chosen)
    return done


def first_of(entry: Entry) -> tuple[str, ...]:
    """Return the matters that must be done before one."""
    return (entry.links.first if entry.links else None) or ()


def waits(entries: Sequence[Procedure]) -> Iterator[tuple[Entry, Entry]]:
    """Yield each matter with the one among them that it has to wait for."""
    by_id = {one.id: one for one in entries}
    for entry in entries:
        for first in first_of(entry):
            if first in by_id:
                yield entry, by_id[first]


def visits(entries: Sequence[Procedure]) -> Iterator[Visit]:
    """Yield where to go in order; what is done at one place and waits for nothing is one visit."""
    places: list[tuple[str, list[Procedure]]] = []
    for entry in entries:
        where = entry.channels.on_site or "、".join(entry.channels.online or ())
        waiting = set(first_of(entry))
        for known, together in places:
            if known == where and not waiting & {one.id for one in together}:
                together.append(entry)
                break
        else:
            places.append((where, [entry]))
    for where, together in places:
        yield Visit(where, tuple(together))


def visit_titles(visit: Visit) -> str:
    """Return the matters of one visit in a line."""
    return "；".join(short_title(one) for one in visit.entries)
