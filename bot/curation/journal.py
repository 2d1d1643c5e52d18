"""What curation wrote into the base, before and after: to finish or take back after a crash, and to undo."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from indexer.index import write_whole

KEPT = 500  # records; an older change is undone by hand


class Stage(StrEnum):
    """How far a change got."""

    BEGUN = "begun"
    DONE = "done"
    UNDONE = "undone"


@dataclass(frozen=True)
class FileChange:
    """A file of the base before and after; None where it was not, or is no more."""

    path: Path
    before: str | None
    after: str | None

    def is_as_before(self) -> bool:
        """Whether the file is what it was."""
        return content_of(self.path) == self.before

    def is_as_after(self) -> bool:
        """Whether the file is what it became."""
        return content_of(self.path) == self.after

    def put_in_place(self) -> None:
        """Make the file what it becomes."""
        place(self.path, self.after)

    def reversed(self) -> FileChange:
        """Return the change that takes this one back."""
        return FileChange(self.path, self.after, self.before)


@dataclass(frozen=True)
class Record:
    """A change of the base for a gap; `version` is of the index published before it."""

    number: int
    gap: int
    stage: Stage
    version: str | None
    changes: tuple[FileChange, ...]


class Journal:
    """The records of a folder, one file each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, gap: int, version: str | None) -> Record:
        """Open a record, before anything is written."""
        self._folder.mkdir(parents=True, exist_ok=True)
        paths = self._paths()
        for path in paths[: max(0, len(paths) - KEPT + 1)]:
            path.unlink()
        number = int(paths[-1].stem) + 1 if paths else 1
        record = Record(number, gap, Stage.BEGUN, version, ())
        self.keep(record)
        return record

    def keep(self, record: Record) -> None:
        """Keep a record as it is now."""
        plain = json.dumps(asdict(record), ensure_ascii=False, default=str)
        write_whole(self._folder / f"{record.number:08d}.json", plain)

    def newest_first(self) -> Iterator[Record]:
        """Yield the records, the last one first."""
        for path in reversed(self._paths()):
            plain = json.loads(path.read_text(encoding="utf-8"))
            changes = tuple(
                FileChange(Path(change["path"]), change["before"], change["after"])
                for change in plain["changes"]
            )
            yield Record(
                plain["number"], plain["gap"], Stage(plain["stage"]), plain["version"], changes
            )

    def _paths(self) -> list[Path]:
        return sorted(self._folder.glob("[0-9]*.json"))


def content_of(path: Path) -> str | None:
    """Return a file's text, its ends of lines and byte order mark as they are; None without a file.

    Raises UnicodeDecodeError, OSError.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None


def place(path: Path, content: str | None) -> None:
    """Write a file whole or not at all, with the rights it had; None takes it away."""
    if content is None:
        path.unlink(missing_ok=True)
        return
    path = path.resolve()
    beside = path.with_name(f".{path.name}.new")
    try:
        with beside.open("wb") as file:
            file.write(content.encode())
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
