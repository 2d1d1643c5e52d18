"""The seconds between the steps of a child."""

from __future__ import annotations

import time


class Stopwatch:
    """Keeps how long each step took, from the moment it was made."""

    def __init__(self) -> None:
        self.steps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, step: str) -> None:
        """Keep the time since the last lap under a name."""
        now = time.perf_counter()
        self.steps[step] = now - self._last
        self._last = now
