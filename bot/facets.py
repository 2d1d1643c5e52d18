"""方面: which sections of an entry a question asks for, with the entry in view."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from bot.asking import STORY, Ask
from indexer.entry import Entry, Kind, Section


class Facet(StrEnum):
    """方面: what somebody wants to know about a matter."""

    WHOLE = "whole"
    ELIGIBILITY = "eligibility"
    MATERIALS = "materials"
    STEPS = "steps"
    TIME_LIMIT = "time_limit"
    FEE = "fee"
    WHERE = "where"
    AMOUNT = "amount"
    AUTHORITY = "authority"
    NOTES = "notes"


MOST_FACETS = 2
MOST_NOTES = 2  # sections of advice and of what not to do
BARE_STORY = 24  # characters of a story that asks nothing in so many words
BENEFIT = re.compile(
    r"补贴|津贴|救助|补助|保险|待遇|奖励|资助|优待金|抚恤|扶助|供养|保障|贷款|惠民|助学"
)


# The sections that answer a facet, the best one first.
SECTIONS: dict[Facet, tuple[Section, ...]] = {
    Facet.WHOLE: (),
    Facet.ELIGIBILITY: (Section.ELIGIBILITY,),
    Facet.MATERIALS: (Section.MATERIALS,),
    Facet.STEPS: (Section.PROCESS, Section.STEPS),
    Facet.TIME_LIMIT: (Section.TIME_LIMIT,),
    Facet.FEE: (Section.FEE,),
    Facet.WHERE: (Section.CHANNELS, Section.CONTACTS),
    Facet.AMOUNT: (Section.AMOUNTS,),
    Facet.AUTHORITY: (Section.AUTHORITY,),
    Facet.NOTES: (Section.CAUTIONS, Section.PROHIBITIONS, Section.RED_FLAGS),
}
# Where an entry lacks a section, what comes nearest.
NEAREST: dict[Facet, tuple[Section, ...]] = {
    Facet.WHOLE: (),
    Facet.ELIGIBILITY: (Section.POINTS, Section.CAUTIONS),
    Facet.MATERIALS: (Section.RECORDS, Section.POINTS, Section.STEPS, Section.PROCESS),
    Facet.STEPS: (Section.POINTS, Section.CAUTIONS),
    Facet.TIME_LIMIT: (Section.PROCESS, Section.STEPS, Section.POINTS),
    Facet.FEE: (Section.AMOUNTS, Section.POINTS, Section.CAUTIONS),
    Facet.WHERE: (Section.PROCESS, Section.STEPS, Section.POINTS),
    # Never 收费: 「不收费」 is no answer to how much somebody gets.
    Facet.AMOUNT: (Section.POINTS, Section.CAUTIONS),
    Facet.AUTHORITY: (),
    Facet.NOTES: (Section.POINTS,),
}

# Of the nearest sections the one that speaks of it is shown.
SPEAKS_OF: dict[Facet, re.Pattern[str]] = {
    Facet.AMOUNT: re.compile(r"元|%|金额|标准|报数|给数|多少|比例"),
    Facet.FEE: re.compile(r"元|费|免"),
    Facet.TIME_LIMIT: re.compile(r"[日天月年]|时"),
    Facet.WHERE: re.compile(r"窗口|街道|医院|部门|网|电话|问"),
}


def facets_of(asks: Iterable[Ask], entry: Entry | None, length: int) -> tuple[Facet, ...]:
    """Return the facets that these asks mean for an entry, at most two; () is the whole matter.

    `length` is that of the question: a case told at length asks a practice entry for its steps.
    """
    asked = tuple(asks)
    is_case = (
        entry is not None
        and entry.kind is Kind.PRACTICE
        and length >= (STORY if asked else BARE_STORY)
    )
    if Ask.HOW in asked:
        specific = tuple(ask for ask in asked if ask in BESIDE_HOW)
        found = [Facet(ask) for ask in specific]
        if specific or is_case:
            found.append(Facet.STEPS)
    else:
        found = [facet for ask in asked for facet in meant(ask, entry)]
        if not found and is_case:
            found = [Facet.STEPS]
    return tuple(dict.fromkeys(found))[:MOST_FACETS]


# 「怎么办」 beside these asks for the steps too; beside others it asks for the whole matter.
BESIDE_HOW = frozenset({Ask.MATERIALS, Ask.TIME_LIMIT, Ask.AMOUNT, Ask.AUTHORITY, Ask.NOTES})


def meant(ask: Ask, entry: Entry | None) -> tuple[Facet, ...]:
    """Return what one way of asking means for an entry, the likeliest first."""
    match ask:
        case Ask.PAYER:
            return Facet.FEE, Facet.AUTHORITY
        case Ask.OFFICE:
            return Facet.WHERE, Facet.AUTHORITY
        case Ask.MONEY:
            return (Facet.FEE,) if entry is not None and costs(entry) else (Facet.AMOUNT,)
        case Ask.WHO | Ask.MAY | Ask.COUNT | Ask.WHICH | Ask.HOW:
            return meant_by_kind(ask, entry)
        case _:
            return (Facet(ask),)


def meant_by_kind(ask: Ask, entry: Entry | None) -> tuple[Facet, ...]:
    """Return what a way of asking means that every kind of entry answers elsewhere.

    For a matter that people come for 能不能 asks for its conditions; in practice it asks what to
    do and what not; of a standard or policy it asks for the whole.
    """
    is_practice = entry is not None and entry.kind is Kind.PRACTICE
    is_rule = entry is not None and entry.kind in (Kind.STANDARD, Kind.POLICY)
    comes = entry is None or is_applied_for(entry)
    match ask:
        case Ask.WHO:
            first = Facet.STEPS if is_practice else Facet.AUTHORITY
            return first, Facet.AUTHORITY if is_practice else Facet.WHERE
        case Ask.COUNT:
            return (Facet.ELIGIBILITY,) if comes else (Facet.AMOUNT,)
        case Ask.MAY if comes:
            return (Facet.ELIGIBILITY,)
        case Ask.MAY if is_practice:
            return Facet.NOTES, Facet.STEPS
        case Ask.WHICH if is_rule:
            return (Facet.NOTES,)
        case _:
            return ()


def is_applied_for(entry: Entry) -> bool:
    """Whether somebody comes for the matter, so that 能不能 asks for its conditions."""
    return entry.has(Section.ELIGIBILITY) or entry.has(Section.CHANNELS)


def costs(entry: Entry) -> bool:
    """Whether money in a question about an entry is what the matter costs, not what one gets."""
    return (
        entry.has(Section.FEE)
        and not entry.has(Section.AMOUNTS)
        and not BENEFIT.search(entry.title)
    )


def sections_for(facet: Facet, entry: Entry, asks: Iterable[Ask]) -> tuple[Section, ...]:
    """Return the sections that an entry shows for a facet; () when it lacks them.

    What a standard or policy says stands in its 要点, unless 注意 was asked for in so many words.
    """
    held = tuple(section for section in SECTIONS[facet] if entry.has(section))
    if facet is Facet.NOTES:
        says = entry.kind in (Kind.STANDARD, Kind.POLICY) and entry.has(Section.POINTS)
        points = (Section.POINTS,) if says and Ask.NOTES not in asks else ()
        return (*points, *held)[:MOST_NOTES]
    return held[:1]
