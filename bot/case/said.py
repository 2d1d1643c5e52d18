"""One statement of a story about one fact of somebody."""

from __future__ import annotations

from dataclasses import dataclass

from bot.case.roster import Member
from indexer.verdict import Known


@dataclass(frozen=True)
class Said:
    """One fact as read: whose (None is the household's), what is known, and where it stands."""

    fact: str
    known: Known
    member: Member | None
    start: int
    end: int
