"""What changed in an entry: old line and new line, by section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from bot.telling.slip import is_slip
from bot.telling.substance import ORDERED, Substance

AKIN = 0.4  # from this likeness on a line took the place of another


@dataclass(frozen=True)
class Change:
    """A line that was replaced, added (`was` is empty), or dropped (`now` is); neither: reordered."""

    section: str
    was: str
    now: str


def changes_between(was: Substance, now: Substance) -> tuple[Change, ...]:
    """Return what changed in substance, in the order of the new card; () where nothing did."""
    headings = dict.fromkeys((*now.sections, *was.sections))
    return tuple(
        change
        for heading in headings
        for change in section_changes(
            heading, was.sections.get(heading, ()), now.sections.get(heading, ())
        )
    )


def section_changes(section: str, was: Sequence[str], now: Sequence[str]) -> Iterator[Change]:
    """Yield what changed in one section."""
    dropped = list((Counter(was) - Counter(now)).elements())
    added = list((Counter(now) - Counter(was)).elements())
    if not dropped and not added and section in ORDERED and tuple(was) != tuple(now):
        yield Change(section, "", "")
    replaced = pairs(dropped, added)
    for line in added:
        old = replaced.get(line, "")
        if not old or not is_slip(old, line):
            yield Change(section, old, line)
    for line in dropped:
        if line not in replaced.values():
            yield Change(section, line, "")


def pairs(dropped: Sequence[str], added: Sequence[str]) -> dict[str, str]:
    """Return which line took the place of which, new → old: the likest first, a lone one always."""
    if len(dropped) == len(added) == 1:
        return {added[0]: dropped[0]}
    ranked = sorted((likeness(old, new), old, new) for old in dropped for new in added)
    found: dict[str, str] = {}
    for alike, old, new in reversed(ranked):
        if alike >= AKIN and new not in found and old not in found.values():
            found[new] = old
    return found


def likeness(one: str, other: str) -> float:
    """Return how alike two lines are, 0 to 1."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
