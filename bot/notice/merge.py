"""The papers of one matter as written, or of several as one list: the same paper once.

Two lines are one paper only where that is certain: both name a paper people hold (身份证), or they
are the same words and nothing made for one matter alone (a form, a statement, a record).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.notice.papers import Demand, Line, read_line, same_paper


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
    matter.
    """

    number: int
    text: str
    demand: Demand
    uses: tuple[Use, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def is_shared(self) -> bool:
        """Whether several matters need the paper."""
        return len({use.matter for use in self.uses}) > 1


def list_papers(materials: Iterable[str]) -> tuple[Paper, ...]:
    """Return the papers of one matter, line by line, word for word."""
    lines = map(read_line, materials)
    return tuple(
        numbered(Paper(0, line.text, line.demand, names=held_names(line)) for line in lines)
    )


def held_names(line: Line) -> tuple[str, ...]:
    """Return the names of a line's papers, where the line is nothing but names."""
    return () if line.names == (line.text,) and not same_paper(line, line.text) else line.names


def merge_papers(materials: Sequence[Sequence[str]], matters: Sequence[str]) -> tuple[Paper, ...]:
    """Return the papers of several matters as one list, those that serve several first."""
    merged: dict[str, list[tuple[str, Use, Demand]]] = {}
    for lines, matter in zip(materials, matters, strict=True):
        for number, line in enumerate(map(read_line, lines)):
            for name in line.names:
                # A paper of one matter alone has a name no other can have.
                key = same_paper(line, name) or f"{matter}\0{number}"
                use = Use(matter, line.condition, line.remark)
                merged.setdefault(key, []).append((name, use, line.demand_of(name)))
    papers = [paper_of(asked) for asked in merged.values()]
    order = {matter: place for place, matter in enumerate(matters)}
    papers.sort(key=lambda paper: (not paper.is_shared, order[paper.uses[0].matter]))
    return tuple(numbered(papers))


def paper_of(asked: Sequence[tuple[str, Use, Demand]]) -> Paper:
    """Return one paper, and the form in which it serves all who ask for it."""
    by_matter: dict[str, Demand] = {}
    for _, use, demand in asked:
        before = by_matter.get(use.matter)
        by_matter[use.matter] = before.or_else(demand) if before else demand
    first, *rest = by_matter.values()
    for demand in rest:
        first = first.along_with(demand)
    names = tuple(dict.fromkeys(name for name, _, _ in asked))
    uses = tuple(dict.fromkeys(use for _, use, _ in asked))
    return Paper(0, names[0], first, uses, names)


def numbered(papers: Iterable[Paper]) -> Iterable[Paper]:
    """Yield papers with their numbers; a line that names no paper gets none."""
    number = 0
    for paper in papers:
        is_remark = not paper.is_shared and read_line(paper.text).is_remark
        number += not is_remark
        yield Paper(0 if is_remark else number, paper.text, paper.demand, paper.uses, paper.names)
