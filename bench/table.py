"""What a part of the benchmark hands over: rows of cells, and what must be said beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

NOTHING = "—"  # a cell that has no figure


@dataclass(frozen=True)
class Table:
    """One table of the report; a row has a cell for each column."""

    heading: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    notes: tuple[str, ...] = ()
