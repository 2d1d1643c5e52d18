"""What is wrong in a file, where, and how to put it right."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Place:
    """A stretch of one line of a file.

    `line` and `column` count from 1, `length` counts characters; `source` is the line as written.
    """

    path: str
    line: int = 1
    column: int = 1
    length: int = 1
    source: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True)
class Problem:
    """A finding: its place, its rule in docs/errors.md, what is wrong, how to put it right.

    A warning is about style: it is shown and stands in nobody's way.
    """

    place: Place
    rule: str
    message: str
    remedy: str
    is_warning: bool = False

    def __str__(self) -> str:
        mark = "提醒：" if self.is_warning else ""
        lines = [f"{self.place}: {mark}{self.message} [{self.rule}]"]
        if self.place.source.strip():
            lines += underline(self.place)
        lines.append(f"  怎么改：{self.remedy}")
        return "\n".join(lines)


class ProblemsFound(Exception):
    """Reading stopped at findings; all of them are here, sorted by place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__(f"{len(self.problems)} problems")

    def __str__(self) -> str:
        return print_form(self.problems)


def print_form(problems: Iterable[Problem]) -> str:
    """Return the findings as one text, a blank line between two."""
    return "\n\n".join(str(problem) for problem in problems)


def underline(place: Place) -> list[str]:
    """Return the source line and the carets under its stretch, as wide as a terminal shows them."""
    source = place.source.replace("\t", " ").rstrip()
    before = source[: place.column - 1]
    marked = source[place.column - 1 : place.column - 1 + place.length]
    gutter = f"{place.line:5d}"
    carets = "^" * max(1, display_width(marked))
    return [
        f"{gutter} | {source}",
        f"{' ' * len(gutter)} | {' ' * display_width(before)}{carets}",
    ]


def display_width(text: str) -> int:
    """Return the terminal columns of a text; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def shown_path(path: Path) -> str:
    """Return a path as an editor opened in the working folder knows it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
