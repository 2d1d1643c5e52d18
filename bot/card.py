"""A reply as blocks of text and choices, independent of any channel.

Every line about a matter is a field of an entry, word for word; what stands around it is from
`wording`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from bot import wording
from bot.assistant import (
    Answered,
    Calm,
    Chatted,
    Reason,
    Reply,
    Suggested,
    Unanswered,
    Urgent,
    numbered_sections,
)
from bot.facets import NEAREST, SPEAKS_OF, Facet, sections_for
from bot.telling_apart import tell_apart
from indexer.entry import Amount, Authority, Entry, Kind, Section, Status, Step, Verification
from indexer.red_flag import RedFlag, Urgency

FOLDED_LINES = 3  # of a section nobody asked for
FOLDED_STEPS = 6  # what to do is read to the end more often
OPENING = (  # the sections a whole entry opens with, in this order; the others are one number away
    Section.ELIGIBILITY,
    Section.MATERIALS,
    Section.POINTS,
    Section.PROCESS,
    Section.CHANNELS,
    Section.TIME_LIMIT,
    Section.FEE,
    Section.AMOUNTS,
    Section.CAUTIONS,
    Section.RED_FLAGS,
)
OPENING_OF_PRACTICE = (  # somebody stands before the worker: the acts come first
    Section.STEPS,
    Section.PROHIBITIONS,
    Section.RED_FLAGS,
    Section.CONTACTS,
    Section.POINTS,
    Section.ELIGIBILITY,
    Section.MATERIALS,
    Section.CAUTIONS,
)


@dataclass(frozen=True)
class Block:
    """A heading and its lines; a heading of "" has none, `is_list` says the lines are numbered."""

    heading: str
    lines: tuple[str, ...]
    is_list: bool = False
    more: str = ""  # what says that lines are folded away


@dataclass(frozen=True)
class Choice:
    """Something the worker can pick by its number: an entry, a section, or 都不是."""

    number: int
    label: str
    entry: str | None = None
    section: Section | None = None


@dataclass(frozen=True)
class Card:
    """What a worker reads."""

    title: str
    blocks: tuple[Block, ...] = ()
    footer: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    choices_heading: str = ""
    above: tuple[str, ...] = ()  # what comes before everything else
    notice: str = ""  # the entry whose 告知单 can be had


def render(reply: Reply, today: date) -> Card:
    """Return the card of a reply, the emergency first."""
    if isinstance(reply, Urgent):
        return replace(calm_card(reply.below, today), above=tuple(alarm_lines(reply.flag)))
    above = (wording.MAYBE_DANGER,) if reply.is_worrying else ()
    return replace(calm_card(reply, today), above=above)


def alarm_lines(flag: RedFlag) -> Iterator[str]:
    """Yield whom to call, what the law says, what to do next, and what not to do."""
    yield wording.ALARM.format(name=flag.name, call=flag.call)
    law = wording.DUTY if flag.urgency is Urgency.DUTY else wording.LAW
    yield law + "；".join(f"《{d.document}》{d.articles}：{d.content}" for d in flag.duties)
    yield wording.DO_NOW + "；".join(flag.acts)
    yield wording.DO_NOT + "；".join(flag.prohibitions)


def calm_card(reply: Calm, today: date) -> Card:
    """Return the card of what is said about the matter."""
    match reply:
        case Answered():
            return entry_card(reply, today)
        case Suggested():
            return suggestion_card(reply)
        case Unanswered():
            return unanswered_card(reply)
        case Chatted():
            return Card(wording.SMALL_TALK[reply.kind])


def entry_card(reply: Answered, today: date) -> Card:
    """Return an entry: the asked sections whole, else all that matter, folded."""
    entry = reply.match.entry
    if entry.is_withdrawn:
        because = wording.WITHDRAWN_BECAUSE + (entry.withdrawn_because or "")
        ask = wording.WITHDRAWN_ASK.format(department=entry.department)
        return Card(entry.title, (Block("", (wording.WITHDRAWN, because, ask)),))
    asked = asked_blocks(reply, entry, today)
    blocks = asked or whole_blocks(entry, today)
    sections = numbered_sections(entry)
    cut = (Block("", (wording.TOO_LONG,)),) if reply.is_cut else ()
    return Card(
        title=entry.title,
        blocks=(*cut, *blocks),
        footer=tuple(footer(entry, today)),
        choices=tuple(
            Choice(number, section, entry.id, section) for number, section in enumerate(sections, 1)
        ),
        choices_heading=wording.MORE_SECTIONS,
        notice=entry.id if entry.kind is Kind.PROCEDURE else "",
    )


def asked_blocks(reply: Answered, entry: Entry, today: date) -> tuple[Block, ...]:
    """Return the sections that were asked for or opened; () when the whole matter was."""
    if reply.section is not None:
        return (section_block(entry, reply.section, today),)
    blocks: list[Block] = []
    for facet in reply.facets:
        sections = sections_for(facet, entry, reply.question.asks)
        if sections:
            blocks += [section_block(entry, section, today) for section in sections]
        else:
            blocks += lacking(entry, facet, today, blocks)
        if facet is Facet.AUTHORITY:
            blocks.append(Block(wording.DEPARTMENT, (entry.department,)))
    summary = Block("", (entry.summary,))
    return (summary, *dict.fromkeys(blocks)) if blocks else ()


def lacking(entry: Entry, facet: Facet, today: date, shown: list[Block]) -> Iterator[Block]:
    """Say that the entry lacks a section, and show what comes nearest unless it is shown already."""
    name = wording.FACET_NAMES[facet]
    near = nearest_section(entry, facet)
    block = section_block(entry, near, today) if near else None
    if block is None or block in shown:
        yield Block("", (wording.LACKS_SECTION_ALONE.format(section=name),))
    else:
        yield Block("", (wording.LACKS_SECTION.format(section=name),))
        yield block


def nearest_section(entry: Entry, facet: Facet) -> Section | None:
    """Return the section that comes nearest to one the entry lacks: one that speaks of it, else any."""
    held = [section for section in NEAREST[facet] if entry.has(section)]
    speaks = SPEAKS_OF.get(facet)
    if speaks is not None:
        for section in held:
            if any(map(speaks.search, entry.lines(section))):
                return section
    return held[0] if held else None


def whole_blocks(entry: Entry, today: date) -> tuple[Block, ...]:
    """Return the summary and the sections to act on, each with its first lines."""
    numbers = {section: number for number, section in enumerate(numbered_sections(entry), 1)}
    order = OPENING_OF_PRACTICE if entry.kind is Kind.PRACTICE else OPENING
    opening = (section for section in order if entry.has(section))
    return (
        Block("", (entry.summary,)),
        *(folded(section_block(entry, section, today), numbers[section]) for section in opening),
    )


def folded(block: Block, number: int) -> Block:
    """Return a block with only its first lines, saying how to see the rest."""
    most = FOLDED_STEPS if block.heading in (Section.PROCESS, Section.STEPS) else FOLDED_LINES
    if len(block.lines) <= most + 1:
        return block
    more = wording.MORE_LINES.format(count=len(block.lines), number=number)
    return Block(block.heading, block.lines[:most], block.is_list, more)


def section_block(entry: Entry, section: Section, today: date) -> Block:
    """Return one section whole."""
    match section:
        case Section.PROCESS | Section.STEPS:
            return Block(section, tuple(map(step_line, entry.steps_taken)), is_list=True)
        case Section.CHANNELS:
            return Block(section, tuple(channel_lines(entry)))
        case Section.AMOUNTS:
            return Block(section, tuple(amount_lines(entry, today)))
        case Section.AUTHORITY:
            return Block(section, tuple(map(authority_line, entry.authority)), is_list=True)
        case Section.MATERIALS | Section.ELIGIBILITY:
            return Block(section, entry.lines(section), is_list=True)
        case _:
            return Block(section, entry.lines(section))


def step_line(step: Step) -> str:
    """Return a step as one line."""
    limit = f"（{step.time_limit}）" if step.time_limit else ""
    return f"{step.who}：{step.act}{limit}"


def channel_lines(entry: Entry) -> Iterator[str]:
    """Yield where the matter is handled."""
    channels = entry.channels
    if channels is not None:
        if channels.on_site:
            yield f"现场：{channels.on_site}"
        if channels.online:
            yield f"网上：{'、'.join(channels.online)}"
        if channels.by_proxy:
            yield f"代办：{channels.by_proxy}"


def amount_lines(entry: Entry, today: date) -> Iterator[str]:
    """Yield the sums that hold today; one that is not known says so and names the one before."""
    for amount, before in entry.amounts_on(today):
        yield f"{amount.item}：{amount.content}（{since_and_where(amount)}）"
        if before is not None and not amount.is_known:
            yield wording.BEFORE.format(content=f"{before.content}（{since_and_where(before)}）")


def since_and_where(amount: Amount) -> str:
    """Return from when on and where a sum holds, and whether that was verified."""
    doubt = amount.is_known and amount.verification is Verification.UNVERIFIED
    since = wording.AMOUNT_NOTE.format(since=amount.since)
    return "，".join((amount.region, since, *([wording.UNVERIFIED] if doubt else [])))


def authority_line(source: Authority) -> str:
    """Return a source as it is cited."""
    parts = [f"《{source.document}》", source.number or "", "、".join(source.articles or ())]
    cited = " ".join(filter(None, parts))
    remark = f"（{source.remark}）" if source.remark else ""
    return cited + doubt_about(source, cited + remark) + remark


def doubt_about(source: Authority, cited: str) -> str:
    """Return the mark of a source whose text was not read, unless what is cited says so itself."""
    mark = f"（{source.verification}）"
    return "" if source.verification is Verification.TEXT or cited.endswith(mark) else mark


def footer(entry: Entry, today: date) -> Iterator[str]:
    """Yield how far the entry may be trusted: its state, its first source, its signature."""
    if entry.status is Status.COMPILED:
        yield wording.COMPILED
    if today >= entry.review.due:
        yield wording.OVERDUE
    yield f"依据：{short_authority(entry.authority[0])}"
    yield f"{entry.review.day} {entry.review.reviewer}核对"


def short_authority(source: Authority) -> str:
    """Return a source in one short line."""
    articles = "、".join((source.articles or ())[:3])
    cited = " ".join(filter(None, (f"《{source.document}》{source.number or ''}", articles)))
    return cited + doubt_about(source, cited)


def suggestion_card(reply: Suggested) -> Card:
    """Return the entries to choose from, each with the sentence that tells them apart."""
    choices = tuple(
        Choice(number, match.entry.title, match.entry.id)
        for number, match in enumerate(reply.matches, 1)
    )
    entries = [match.entry for match in reply.matches]
    lines = tuple(
        f"{entry.title}\n{sentence}"
        for entry, sentence in zip(entries, tell_apart(entries), strict=True)
    )
    none = Choice(len(choices) + 1, wording.NONE_OF_THESE)
    return Card(wording.CHOOSE, (Block("", lines, is_list=True),), choices=(*choices, none))


def unanswered_card(reply: Unanswered) -> Card:
    """Say that there is no answer, and what to do next."""
    match reply.reason:
        case Reason.NOT_KNOWN:
            return Card(wording.NO_MATCH, (Block("", (wording.NO_MATCH_NEXT, wording.IN_DANGER)),))
        case Reason.NO_WORDS:
            return Card(wording.NO_WORDS)
        case Reason.NO_MATTER:
            return Card(wording.NOTHING_TO_FOLLOW)
        case Reason.NONE_CHOSEN:
            return Card(wording.NONE_CHOSEN)
        case Reason.OFF_LIMITS:
            return Card(wording.OFF_LIMITS)


def plain_text(card: Card) -> str:
    """Return a card as text alone, as a terminal without colours or a file shows it."""
    return "\n".join(text_lines(card)).strip()


def text_lines(card: Card) -> Iterator[str]:
    """Yield a card's lines, with the numbers to choose by."""
    for number, (heading, lines) in enumerate(text_blocks(card)):
        if number:
            yield ""
        if heading:
            yield heading
        yield from lines
    if card.choices_heading:
        yield ""
        yield card.choices_heading + " ".join(f"{c.number} {c.label}" for c in card.choices)
    elif card.choices:
        yield from (f"{c.number}. {c.label}" for c in card.choices[-1:])


def text_blocks(card: Card) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield a card's parts as heading and lines, as any channel shows them."""
    if card.above:
        yield card.above[0], card.above[1:]
    yield card.title, ()
    for block in card.blocks:
        heading = f"【{block.heading}】" if block.heading else ""
        yield heading, (*block_lines(block), *([block.more] if block.more else []))
    if card.footer:
        yield "", card.footer


def block_lines(block: Block) -> Iterator[str]:
    """Yield the lines of a block, numbered where it is a list."""
    for number, line in enumerate(block.lines, 1):
        first, *rest = line.split("\n")
        yield f"{number}. {first}" if block.is_list else first
        yield from (f"   {more}" for more in rest)
