"""Questions that wait for the ledger: in memory, and in a file, so that a restart loses none."""

from __future__ import annotations

import json
import logging
import os
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.ledger.gap_state import GapCause
from bot.ledger.person import Person
from bot.ledger.questions import NewQuestion
from bot.outcome import Outcome

log = logging.getLogger(__name__)

FILE = "waiting-questions.jsonl"  # beside the ledger
MOST = 10_000  # questions; the oldest are let go
OWN = 0o600  # redacted as it is, it is nobody else's to read


@dataclass(frozen=True)
class Late:
    """A question that is kept later than it was asked: the ledger was down."""

    asked: NewQuestion
    cause: GapCause | None
    at: datetime

    def line(self) -> str:
        """Return it as one line."""
        asked = asdict(self.asked) | {"person": str(self.asked.person)}
        plain = {"asked": asked, "cause": self.cause, "at": self.at.isoformat()}
        return json.dumps(plain, ensure_ascii=False) + "\n"

    @classmethod
    def read(cls, line: str) -> Late:
        """Read what `line` wrote; raises ValueError, KeyError, TypeError."""
        plain = json.loads(line)
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in plain["asked"].items()
        }
        values["person"] = Person.read(values["person"])
        values["outcome"] = Outcome(values["outcome"])
        cause = GapCause(plain["cause"]) if plain["cause"] else None
        return cls(NewQuestion(**values), cause, datetime.fromisoformat(plain["at"]))


class LateQuestions:
    """What waits, oldest first. The file is removed when nothing waits any more.

    A question that was kept in the ledger and still stands in the file after a crash is kept again:
    the ledger knows its key.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._waiting: deque[Late] = deque(read_lines(file), maxlen=MOST)

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, late: Late) -> None:
        """Let a question wait."""
        with self._lock:
            self._put(late)

    def _put(self, late: Late) -> None:
        if len(self._waiting) == MOST:
            log.error("too many wait for the ledger: the oldest question is lost")
        self._waiting.append(late)
        try:
            opened = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, OWN)
            with os.fdopen(opened, "a", encoding="utf-8") as file:
                file.write(late.line())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            log.error("a question waits in memory only: %s", error.strerror)

    def first(self) -> Late:
        """Return the one that waits longest."""
        return self._waiting[0]

    def kept(self) -> None:
        """Let go of the first one: the ledger has it."""
        with self._lock:
            self._waiting.popleft()
            if not self._waiting:
                self._file.unlink(missing_ok=True)


def read_lines(file: Path) -> Iterator[Late]:
    """Yield the questions of a file; a line that a crash cut off is left out."""
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return
    except OSError as error:
        log.error("questions that waited for the ledger cannot be read: %s", error.strerror)
        return
    for line in lines:
        try:
            yield Late.read(line)
        except (ValueError, KeyError, TypeError):
            log.error("a question that waited for the ledger is damaged and left out")
