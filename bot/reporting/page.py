"""Pages of the form of a phone, on which panels are put one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import FancyBboxPatch, Rectangle

from bot.reporting.typeface import Typeface

WIDTH, HEIGHT = 4.5, 8.0  # inches; 1080 × 1920 dots as a picture
MARGIN = 0.28
TOP, BOTTOM = 0.3, 0.42
INK, MUTED, LINE, CARD = "#1f2933", "#66727f", "#dfe4ea", "#f3f6f9"
POINTS = 72  # an inch
NARROW = 0.6  # of a Chinese character's width, what other signs take at most
ELLIPSIS = "…"


class Page:
    """One page: places and sizes are inches, counted from its left and top."""

    def __init__(self, face: Typeface) -> None:
        self.figure = Figure(figsize=(WIDTH, HEIGHT), facecolor="white")
        self.face = face
        self.at = TOP  # how far down it is filled

    @property
    def room(self) -> float:
        """How much height is left."""
        return HEIGHT - BOTTOM - self.at

    def text(
        self,
        left: float,
        top: float,
        words: str,
        size: float = 10,
        *,
        is_bold: bool = False,
        color: str = INK,
        align: str = "left",
    ) -> None:
        """Write one line; `top` is the middle of its height."""
        self.figure.text(
            left / WIDTH,
            1 - top / HEIGHT,
            self.face.drawable(words),
            fontproperties=self.font(size, is_bold=is_bold),
            color=color,
            ha=align,
            va="center_baseline",
            parse_math=False,
        )

    def font(self, size: float, *, is_bold: bool = False) -> FontProperties:
        """Return the typeface at a size in points."""
        path = self.face.bold if is_bold else self.face.regular
        return FontProperties(fname=path, size=size)

    def box(
        self, left: float, top: float, width: float, height: float, color: str, *, round_: bool
    ) -> None:
        """Fill a rectangle, with round corners where wanted."""
        place = (left / WIDTH, 1 - (top + height) / HEIGHT)
        size = (width / WIDTH, height / HEIGHT)
        if not round_:
            self.figure.add_artist(Rectangle(place, *size, color=color, linewidth=0))
            return
        self.figure.add_artist(
            FancyBboxPatch(
                place,
                *size,
                boxstyle="round,pad=0,rounding_size=0.012",
                mutation_aspect=WIDTH / HEIGHT,
                color=color,
                linewidth=0,
            )
        )

    def shares(
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        parts: Sequence[tuple[float, str]],
    ) -> None:
        """Draw a bar of parts, each of a share of the width and in a colour."""
        for share, color in parts:
            if share > 0:
                self.box(left, top, width * share, height, color, round_=False)
            left += width * share

    def axes(self, top: float, height: float, left: float = 0.38, right: float = MARGIN) -> Axes:
        """Return axes across the page."""
        place = (
            (MARGIN + left) / WIDTH,
            1 - (top + height) / HEIGHT,
            (WIDTH - 2 * MARGIN - left - right + MARGIN) / WIDTH,
            height / HEIGHT,
        )
        axes: Axes = self.figure.add_axes(place)
        axes.set_facecolor("none")
        for name, spine in axes.spines.items():
            spine.set_visible(name == "bottom")
            spine.set_color(LINE)
        axes.tick_params(length=0, pad=4)
        axes.set_axisbelow(True)
        axes.yaxis.grid(visible=True, color=LINE, linewidth=0.7)
        return axes

    def label_ticks(self, axes: Axes, size: float = 8.5) -> None:
        """Write the numbers of the axes in our typeface."""
        labels: list[Any] = [*axes.get_xticklabels(), *axes.get_yticklabels()]
        for label in labels:
            label.set_fontproperties(self.font(size))
            label.set_color(MUTED)


def fitted(words: str, width: float, size: float) -> str:
    """Return words cut to a width in inches at a size in points, with … where something is cut."""
    room = width * POINTS / size
    if ems(words) <= room:
        return words
    while words and ems(words) > room - 1:
        words = words[:-1]
    return words + ELLIPSIS


def ems(words: str) -> float:
    """Return how wide words are, in Chinese characters, rather too much than too little."""
    return sum(1.0 if sign >= "\u2e80" or sign == "—" else NARROW for sign in words)
