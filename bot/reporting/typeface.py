"""The Chinese typeface as charts need it: two weights, only the characters that are drawn.

The package holds one variable collection, of which matplotlib would draw the thinnest weight.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.notice.typeset import FONT_FILE, FONT_PACKAGE

SIMPLIFIED = 2  # the collection's face for mainland China
REGULAR, BOLD = 400, 700
BLANK = "\N{WHITE SQUARE}"  # for what the typeface does not hold
# Not needed for a line of Chinese: substitution, kerning, vertical writing.
UNUSED = ("BASE", "GPOS", "GSUB", "VORG", "VVAR", "vhea", "vmtx")

logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells of every table


@dataclass(frozen=True)
class Typeface:
    """Where the two weights are while a report is drawn, and what they can draw."""

    regular: Path
    bold: Path
    characters: frozenset[str]

    def drawable(self, text: str) -> str:
        """Return a text on one line, with a square for each character that cannot be drawn."""
        return "".join(
            sign if sign in self.characters else BLANK for sign in " ".join(text.split())
        )


@contextmanager
def typeface(characters: str) -> Iterator[Typeface]:
    """Yield the typeface with these characters; its files go when the drawing is done."""
    wanted = frozenset(characters) | {BLANK, " "}
    thin = subset(wanted)
    with TemporaryDirectory(prefix="quanketong-") as folder:
        regular, bold = Path(folder) / "regular.otf", Path(folder) / "bold.otf"
        for path, weight in ((regular, REGULAR), (bold, BOLD)):
            known = write_weight(thin, weight, path)
        yield Typeface(regular, bold, known & wanted)


def subset(characters: frozenset[str]) -> bytes:
    """Return the variable typeface with only these characters."""
    from fontTools import subset as subsetting
    from fontTools.ttLib import TTFont

    options = subsetting.Options()
    options.layout_features = []
    options.notdef_outline = True
    options.drop_tables += UNUSED
    with (
        as_file(files(FONT_PACKAGE) / FONT_FILE) as path,
        TTFont(path, fontNumber=SIMPLIFIED, lazy=True) as font,
    ):
        subsetter = subsetting.Subsetter(options)
        subsetter.populate(text="".join(characters))
        subsetter.subset(font)
        return saved(font)


def write_weight(variable: bytes, weight: int, path: Path) -> frozenset[str]:
    """Write one weight of a variable typeface; return the characters that it holds."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    font = instancer.instantiateVariableFont(TTFont(io.BytesIO(variable)), {"wght": weight})
    path.write_bytes(saved(font))
    return frozenset(map(chr, font.getBestCmap()))


def saved(font: Any) -> bytes:
    """Return a typeface as the bytes of its file."""
    content = io.BytesIO()
    font.save(content)
    return content.getvalue()
