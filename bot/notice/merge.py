"""The papers of one matter as written, or of several as one list: the same paper once.

Two lines are one paper only where that is certain: both name a paper people hold (身份证), or they
are the same words and nothing made for one matter alone (a form, a statement, a record). What only
some people need comes last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.notice.held import Choice, in_one_word
from bot.notice.papers import Demand, Line, Named, read_line


@dataclass(frozen=True)
class Use:
    """Which matter a paper serves, when, and what its line remarks."""

    matter: str
    condition: str = ""
    remark: str = ""

    def __str__(self) -> str:
        notes = "；".join(filter(None, (self.condition, self.remark)))
        return f"{self.matter}（{notes}）" if notes else self.matter


@dataclass(frozen=True)
class Paper:
    """One paper to bring; a number of 0 says the line only remarks something.

    `names` are what the paper is called, where that is certain. `uses` is empty on the sheet of one
    matter. `enough` are the numbers and names of papers on the list with which this one, that
    leaves a choice, is there already.
    """

    number: int
    text: str
    demand: Demand
    uses: tuple[Use, ...] = ()
    names: tuple[str, ...] = ()
    is_special: bool = False  # only some people need it
    enough: tuple[tuple[int, str], ...] = ()

    @property
    def is_shared(self) -> bool:
        """Whether several matters need the paper."""
        return len({use.matter for use in self.uses}) > 1


def list_papers(materials: Iterable[str]) -> tuple[Paper, ...]:
    """Return the papers of one matter, line by line, word for word."""
    papers = []
    for line in map(read_line, materials):
        names = tuple(paper.text for paper in line.papers if paper.key)
        papers.append((Paper(0, line.text, line.demand, names=names), line.is_remark))
    return tuple(numbered(papers))


@dataclass(frozen=True)
class Asked:
    """A paper as one line of one matter asks for it."""

    paper: Named
    line: Line
    matter: str

    @property
    def use(self) -> Use:
        """What it is for."""
        return Use(self.matter, self.line.condition, self.paper.remark)


def merge_papers(materials: Sequence[Sequence[str]], matters: Sequence[str]) -> tuple[Paper, ...]:
    """Return the papers of several matters as one list.

    Those that serve several come first, then those of each matter, last what only some need.
    """
    merged: dict[str, list[Asked]] = {}
    for lines, matter in zip(materials, matters, strict=True):
        for place, line in enumerate(map(read_line, lines)):
            for paper in line.papers:
                # A paper of one matter alone has a key no other can have.
                key = paper.key or f"{matter}\0{place}"
                merged.setdefault(key, []).append(Asked(paper, line, matter))
    order = {matter: place for place, matter in enumerate(matters)}
    listed = [(key, asked, paper_of(asked)) for key, asked in merged.items()]
    listed.sort(key=lambda row: rank(row[2], order))
    papers = numbered((paper, is_remark(asked)) for _, asked, paper in listed)
    held = {
        key: paper
        for (key, asked, _), paper in zip(listed, papers, strict=True)
        if asked[0].paper.is_held and not paper.is_special
    }
    return tuple(
        with_enough(paper, asked[0].line.choice, held)
        for (_, asked, _), paper in zip(listed, papers, strict=True)
    )


def rank(paper: Paper, order: Mapping[str, int]) -> tuple[bool, bool, int]:
    """Return what sorts the papers of a merged list."""
    return paper.is_special, not paper.is_shared, order[paper.uses[0].matter]


def is_remark(asked: Sequence[Asked]) -> bool:
    """Whether a line of a merged list only remarks something."""
    return all(one.line.is_remark for one in asked)


def paper_of(asked: Sequence[Asked]) -> Paper:
    """Return one paper, and the form in which it serves all who ask for it."""
    by_matter: dict[str, Demand] = {}
    for one in asked:
        demand, before = one.line.demand_of(one.paper), by_matter.get(one.matter)
        by_matter[one.matter] = before.or_else(demand) if before else demand
    first, *rest = by_matter.values()
    for demand in rest:
        first = first.along_with(demand)
    names = tuple(dict.fromkeys(one.paper.text for one in asked))
    uses = tuple(dict.fromkeys(one.use for one in asked))
    is_special = all(one.line.is_special for one in asked)
    return Paper(0, all_names(names), first, uses, names, is_special)


def all_names(names: Sequence[str]) -> str:
    """Return the names of one paper as one: what the entries call it, nothing twice."""
    own = {in_one_word(name): name for name in reversed(names)}
    longest = sorted(own, key=len, reverse=True)
    kept = [
        one for place, one in enumerate(longest) if not any(one in it for it in longest[:place])
    ]
    first, *others = sorted((own[one] for one in kept), key=names.index)
    return f"{first}（{'、'.join(others)}）" if others else first


def with_enough(paper: Paper, choice: Choice | None, held: Mapping[str, Paper]) -> Paper:
    """Return a paper that leaves a choice with what is on the list anyway and is enough."""
    if choice is None or paper.is_special:
        return paper
    found = [held[key] for key in choice.enough_of(held)]
    return replace(paper, enough=tuple((one.number, one.names[0]) for one in found))


def numbered(papers: Iterable[tuple[Paper, bool]]) -> list[Paper]:
    """Return papers with their numbers; a line that only remarks something gets none."""
    number, counted = 0, []
    for paper, is_only_remark in papers:
        number += not is_only_remark
        counted.append(replace(paper, number=0 if is_only_remark else number))
    return counted
