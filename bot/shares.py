"""Shares of questions, and how far they are to be trusted."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt

NORMAL_95 = 1.959964  # standard deviations on both sides that hold 95 % of a normal distribution


def wilson(count: int, total: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share, 0 to 1; all of it for a share of nothing."""
    if not total:
        return 0.0, 1.0
    square = NORMAL_95**2
    middle = count + square / 2
    spread = NORMAL_95 * sqrt(count * (total - count) / total + square / 4)
    return (
        max(0.0, (middle - spread) / (total + square)),
        min(1.0, (middle + spread) / (total + square)),
    )


def with_interval(rights: Iterable[bool]) -> str:
    """Return a count of some, its percentage and the 95 % interval of it."""
    known = list(rights)
    low, high = wilson(sum(known), len(known))
    percent = 100 * sum(known) / max(1, len(known))
    return (
        f"{sum(known)}/{len(known)}（{percent:.1f} %，95 % 区间 {100 * low:.1f}–{100 * high:.1f}）"
    )
