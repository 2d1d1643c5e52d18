"""Vectors made of characters: deterministic, no model, and the calls are counted."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from indexer.embedder import Vectors
from indexer.lexical_index import grams
from indexer.normal_form import has_words

DIMENSION = 64


class FakeEmbedder:
    """An Embedder whose texts are near when they share characters."""

    def __init__(self, identity: str = "fake") -> None:
        self.identity = identity
        self.texts: list[str] = []

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        return self._embed(texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return self._embed(texts)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        if not all(map(has_words, texts)):
            raise ValueError("an empty text has no meaning to embed")
        self.texts += texts
        if not texts:
            return np.zeros((0, DIMENSION), dtype=np.float32)
        return np.array([vector(text) for text in texts], dtype=np.float32)


def vector(text: str) -> Vectors:
    """Return the unit vector of one text."""
    counts = np.full(DIMENSION, 0.01)
    for gram in grams(text):
        counts[int(hashlib.md5(gram.encode()).hexdigest(), 16) % DIMENSION] += 1  # noqa: S324  # no secret
    return np.asarray(counts / np.linalg.norm(counts), dtype=np.float32)
