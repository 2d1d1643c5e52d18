"""How much memory this process takes; light enough to be imported before anything is timed."""

from __future__ import annotations

import re
from pathlib import Path

STATUS = Path("/proc/self/status")


def memory_of_process(line: str) -> int:
    """Return what /proc/self/status says in bytes: VmRSS is the memory in use, VmHWM the most so far."""
    found = re.search(rf"^{line}:\s*(\d+) kB$", STATUS.read_text(), re.MULTILINE)
    return int(found[1]) * 1024 if found else 0
