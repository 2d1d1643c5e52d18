"""A notice as plain text to forward, in parts a chat takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from bot import wording
from bot.notice.merge import Paper
from bot.notice.papers import Demand
from bot.notice.sheet import Matter, Missing, Sheet
from bot.settings import ServicePointSettings

LONGEST = 4096  # UTF-16 units: the longest message of a chat
WORDS = wording.ON_NOTICE


def notice_texts(sheet: Sheet, longest: int = LONGEST) -> tuple[str, ...]:
    """Return a sheet as messages, none longer than so many UTF-16 units, split at sections."""
    parts: list[str] = []
    for section in filter(None, sections(sheet)):
        for block in fitting(section, longest):
            joined = f"{parts[-1]}\n\n{block}" if parts else block
            if parts and units(joined) <= longest:
                parts[-1] = joined
            else:
                parts.append(block)
    return tuple(parts)


def units(text: str) -> int:
    """Return the length of a text as chats count it."""
    return len(text.encode("utf-16-le")) // 2


def fitting(section: str, longest: int) -> Iterator[str]:
    """Yield a section whole, or cut between lines where it alone is too long."""
    block = ""
    for line in chain.from_iterable(cut(line, longest) for line in section.split("\n")):
        joined = f"{block}\n{line}" if block else line
        if block and units(joined) > longest:
            yield block
            joined = line
        block = joined
    yield block


def cut(line: str, longest: int) -> Iterator[str]:
    """Yield a line in pieces that fit; nearly always the line itself."""
    width = longest if units(line) <= longest else longest // 2  # a character has at most two units
    yield from (line[start : start + width] for start in range(0, max(1, len(line)), width))


def sections(sheet: Sheet) -> Iterator[str]:
    """Yield the sections of a sheet; one that has nothing to say is ""."""
    titles = "\n".join(matter.title for matter in sheet.matters)
    yield f"【{sheet.title}】\n{titles}"
    if sheet.missing:
        yield from missing_sections(sheet)
    else:
        yield from whole_sections(sheet)
    yield block(WORDS["contact"], contact_lines(sheet))
    states = dict.fromkeys(matter.state for matter in sheet.matters)
    yield "\n".join((*states, WORDS["doubt_hint"], f"{WORDS['day']}：{sheet.day}"))


def missing_sections(sheet: Sheet) -> Iterator[str]:
    """Yield what is missing, how to get it and where to bring it."""
    lines = (line for missing in sheet.missing for line in missing_lines(missing))
    yield block(WORDS["missing"], (WORDS["missing_hint"], *lines))
    for matter in sheet.matters:
        yield block(heading(sheet, matter, "channels"), map("：".join, matter.channels))


def missing_lines(missing: Missing) -> Iterator[str]:
    """Yield a missing paper and where one gets it."""
    yield f"☑ {paper_line(missing.paper)}"
    yield from (f"   {way}" for way in missing.ways)


def whole_sections(sheet: Sheet) -> Iterator[str]:
    """Yield all a resident should know: one list of papers, the rest by matter."""
    if len(sheet.matters) > 1:
        yield block(WORDS["papers"], paper_lines(sheet.papers))
    yield block(WORDS["order"], sheet.order)
    for matter in sheet.matters:
        yield from matter_sections(sheet, matter)


def matter_sections(sheet: Sheet, matter: Matter) -> Iterator[str]:
    """Yield the sections of one matter."""
    region = f"{WORDS['region']}：{matter.region}"
    boxes = (f"□ {line}" for line in matter.conditions)
    yield block(heading(sheet, matter, "conditions"), (region, *boxes))
    if len(sheet.matters) == 1:
        yield block(WORDS["papers"], paper_lines(sheet.papers))
    steps = (
        f"{number}. {step.who}：{step.act}" + (f"（{step.time_limit}）" if step.time_limit else "")
        for number, step in enumerate(matter.steps, 1)
    )
    yield block(heading(sheet, matter, "steps"), steps)
    yield block(heading(sheet, matter, "channels"), map("：".join, matter.channels))
    yield block(heading(sheet, matter, "time_limit"), matter.time_limit)
    yield block(heading(sheet, matter, "fee"), matter.fee)
    sums = (f"{row.item}：{row.content}（{row.source}）" for row in matter.sums)
    yield block(heading(sheet, matter, "sums"), sums)
    yield block(heading(sheet, matter, "notes"), matter.notes)
    yield block(heading(sheet, matter, "authority"), matter.authority)


def heading(sheet: Sheet, matter: Matter, key: str) -> str:
    """Return a section's name, with its matter where there are several."""
    return f"{matter.title} · {WORDS[key]}" if len(sheet.matters) > 1 else WORDS[key]


def block(name: str, lines: Iterable[str]) -> str:
    """Return a heading and its lines; "" without lines."""
    held = tuple(lines)
    return "\n".join((f"【{name}】", *held)) if held else ""


def paper_lines(papers: Iterable[Paper]) -> Iterator[str]:
    """Yield the papers to tick off."""
    needed_by_all = True
    for paper in papers:
        if paper.is_special and needed_by_all:
            needed_by_all = False
            yield f"【{WORDS['special']}】"
        yield f"□ {paper_line(paper)}" if paper.number else f"· {paper.text}{serves(paper)}"
    yield WORDS["form_hint"]


def paper_line(paper: Paper) -> str:
    """Return one paper with its form and the matters it serves."""
    forms = "".join(f"［{form}］" for form in form_words(paper.demand))
    return f"{paper.number}. {paper.text}{enough_words(paper)}{forms}{serves(paper)}"


def serves(paper: Paper) -> str:
    """Return which matters a paper of a merged list serves."""
    uses = "；".join(map(str, paper.uses))  # titles hold 、 themselves
    return f" {WORDS['serves']}：{uses}" if uses else ""


def enough_words(paper: Paper) -> str:
    """Return which papers of the list will do for one that leaves a choice."""
    named = (WORDS["numbered"].format(number=number, name=name) for number, name in paper.enough)
    return WORDS["enough"].format(papers="、".join(named)) if paper.enough else ""


def form_words(demand: Demand) -> Iterator[str]:
    """Yield in which form a paper is asked for, in words."""
    if demand.original:
        yield WORDS["original"]
    if demand.copies == 1 and not demand.is_exact:
        yield WORDS["copy"]
    elif demand.copies:
        words = WORDS["copies" if demand.is_exact else "copies_at_least"]
        yield words.format(count=demand.copies)
    if demand.is_free:
        yield WORDS["free"]
    elif demand.is_free_of_copy:
        yield WORDS["free_of_copy"]


def contact_lines(sheet: Sheet) -> Iterator[str]:
    """Yield whom to ask; what config.yaml does not say is left out of a text."""
    place: ServicePointSettings = sheet.service_point
    if place.name:
        yield place.name
    for key in ("address", "hours", "phone", "complaint"):
        if said := getattr(place, key):
            yield f"{WORDS[key]}：{said}"
    yield from dict.fromkeys(line for matter in sheet.matters for line in matter.hotlines)
    if place.link:
        yield place.link
