"""From measured values to the figures that are printed."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

NORMAL_95 = 1.959964  # of the normal distribution, 95 % lie within so many standard deviations
MEBI = 1024 * 1024


def percentile(values: Sequence[float], share: int) -> float:
    """Return the value below which `share` percent lie."""
    return float(np.percentile(values, share))


def median(values: Sequence[float]) -> float:
    """Return the value in the middle."""
    return percentile(values, 50)


def wilson(hits: int, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, 0 to 1; unlike the plain one it holds near both ends."""
    if not count:
        return 0.0, 1.0
    share, square = hits / count, NORMAL_95**2
    middle = (share + square / (2 * count)) / (1 + square / count)
    spread = math.sqrt(share * (1 - share) / count + square / (4 * count**2))
    half = NORMAL_95 * spread / (1 + square / count)
    return max(0.0, middle - half), min(1.0, middle + half)


def in_percent(hits: int, count: int) -> str:
    """Return a share with its 95 % interval."""
    low, high = wilson(hits, count)
    return f"{100 * hits / max(1, count):.1f}（{100 * low:.1f}–{100 * high:.1f}）"


def in_seconds(seconds: float) -> str:
    """Return a time; short ones with two places."""
    return f"{seconds:.2f}" if seconds < 10 else f"{seconds:.1f}"


def in_milliseconds(seconds: float) -> str:
    """Return a short time."""
    return f"{1000 * seconds:.2f}" if seconds < 0.01 else f"{1000 * seconds:.1f}"


def in_mebibytes(size: float) -> str:
    """Return a number of bytes."""
    return f"{size / MEBI:.0f}"
