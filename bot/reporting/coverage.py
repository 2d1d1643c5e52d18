"""The coverage board: how far each item that the community must answer is looked after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from indexer.entry import Entry, Status
from indexer.knowledge_base import KnowledgeBase


class Standing(StrEnum):
    """How an item of the catalogue stands; each stands in one way."""

    VERIFIED = "已核"
    COMPILED = "初编"
    OVERDUE = "逾期"
    MISSING = "缺"


@dataclass(frozen=True)
class DepartmentCoverage:
    """How many items of a department stand which way."""

    department: str
    verified: int
    compiled: int
    overdue: int
    missing: int

    @property
    def items(self) -> int:
        """All of them."""
        return self.verified + self.compiled + self.overdue + self.missing

    def count(self, standing: Standing) -> int:
        """Return how many stand this way."""
        return {
            Standing.VERIFIED: self.verified,
            Standing.COMPILED: self.compiled,
            Standing.OVERDUE: self.overdue,
            Standing.MISSING: self.missing,
        }[standing]


def coverage_board(knowledge: KnowledgeBase, today: date) -> tuple[DepartmentCoverage, ...]:
    """Return the coverage by department, the one with the most items first."""
    counts: dict[str, Counter[Standing]] = {}
    for item in knowledge.catalogue:
        standing = standing_of(knowledge.entries.get(item.id), today)
        counts.setdefault(item.department, Counter())[standing] += 1
    return tuple(
        DepartmentCoverage(
            department,
            verified=count[Standing.VERIFIED],
            compiled=count[Standing.COMPILED],
            overdue=count[Standing.OVERDUE],
            missing=count[Standing.MISSING],
        )
        for department, count in sorted(
            counts.items(), key=lambda named: (-named[1].total(), named[0])
        )
    )


def standing_of(entry: Entry | None, today: date) -> Standing:
    """Return how an item stands whose entry this is; one that is not shown counts as missing."""
    if entry is None or entry.status in (Status.DRAFT, Status.WITHDRAWN):
        return Standing.MISSING
    if entry.review.due <= today:
        return Standing.OVERDUE
    return Standing.VERIFIED if entry.status is Status.VERIFIED else Standing.COMPILED


def in_all(board: Iterable[DepartmentCoverage]) -> DepartmentCoverage:
    """Return the sum of a board, of no department in particular."""
    rows = tuple(board)
    return DepartmentCoverage(
        "",
        verified=sum(row.verified for row in rows),
        compiled=sum(row.compiled for row in rows),
        overdue=sum(row.overdue for row in rows),
        missing=sum(row.missing for row in rows),
    )
