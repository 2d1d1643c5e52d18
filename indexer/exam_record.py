"""What each exam question found first in a version, and which ones another version answers otherwise."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from indexer.index import write_whole
from indexer.problem import Place

log = logging.getLogger(__name__)

RECORD = "exam.json"
SHIFTS_SHOWN = 20  # exam questions that moved; more than that is another model or another base


@dataclass(frozen=True)
class First:
    """The entry that came first, and how sure that was."""

    entry: str
    confidence: float


Record: TypeAlias = Mapping[tuple[str, str], First]  # of an entry's exam question what came first


@dataclass(frozen=True)
class Shift:
    """An exam question that another entry comes first for than in the version before."""

    place: Place
    question: str
    entry: str  # whose question it is
    before: First
    now: First

    @property
    def is_loss(self) -> bool:
        """Whether the question found its entry before and does no more."""
        return self.before.entry == self.entry

    @property
    def is_gain(self) -> bool:
        """Whether the question finds its entry now and did not before."""
        return self.now.entry == self.entry


def write_record(folder: Path, record: Record) -> None:
    """Write what was found into a version's folder, beside its content."""
    plain: dict[str, dict[str, list[object]]] = {}
    for (entry, question), first in record.items():
        plain.setdefault(entry, {})[question] = [first.entry, first.confidence]
    write_whole(
        folder / RECORD, json.dumps(plain, ensure_ascii=False, separators=(",", ":")) + "\n"
    )


def read_record(folder: Path) -> Record:
    """Read what a version found; nothing for one that keeps no record, or whose record is damaged.

    The record only says what moved: nobody's answer depends on it.
    """
    try:
        plain = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return {
            (entry, question): First(str(first), float(confidence))
            for entry, questions in plain.items()
            for question, (first, confidence) in questions.items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        log.warning("cannot say which exam questions moved, %s is damaged: %s", RECORD, error)
        return {}


def shifts_between(
    before: Record, now: Record, places: Mapping[tuple[str, str], Place]
) -> Iterator[Shift]:
    """Yield the questions whose first entry is another one; what was lost comes first."""
    shifts = [
        Shift(places[entry, question], question, entry, before[entry, question], first)
        for (entry, question), first in now.items()
        if (entry, question) in before and before[entry, question].entry != first.entry
    ]
    yield from sorted(
        shifts,
        key=lambda shift: (
            not shift.is_loss,
            shift.is_gain,
            str(shift.place.path),
            shift.place.line,
        ),
    )


def shift_lines(shifts: Sequence[Shift]) -> list[str]:
    """Return which exam questions find another entry first than before, what was lost first."""
    if not shifts:
        return []
    lost, gained = sum(shift.is_loss for shift in shifts), sum(shift.is_gain for shift in shifts)
    lines = [
        f"和已发布的那一版比，{len(shifts)} 道考题的第一名换了："
        f"{lost} 道丢了自己的条目，{gained} 道找回来了。"
    ]
    lines += [shift_line(shift) for shift in shifts[:SHIFTS_SHOWN]]
    if len(shifts) > SHIFTS_SHOWN:
        lines.append(f"  还有 {len(shifts) - SHIFTS_SHOWN} 道。")
    return lines


def shift_line(shift: Shift) -> str:
    """Return one question that moved as a line an editor can jump from."""
    return (
        f"{shift.place.path}:{shift.place.line} 「{shift.question}」"
        f"原来 {shift.before.entry} {shift.before.confidence:.2f}"
        f" → 现在 {shift.now.entry} {shift.now.confidence:.2f}（应为 {shift.entry}）"
    )
