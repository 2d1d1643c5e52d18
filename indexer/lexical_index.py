"""The word side of the search: BM25 over characters and pairs of characters, one text an entry."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import bm25s
import numpy as np
from numpy.typing import NDArray


class LexicalIndex:
    """Words of all entries; scores have one number an entry, in the order of `entries`."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """Index one normalised text for each entry id."""
        self.entries = tuple(texts)
        self._bm25 = bm25s.BM25(k1=1.2, b=0.75, method="lucene")
        self._bm25.index([grams(text) for text in texts.values()], show_progress=False)

    def scores(self, question: str) -> NDArray[np.float32]:
        """Return how well each entry's words fit a normalised question; 0 where none do."""
        words = [gram for gram in grams(question) if gram in self._bm25.vocab_dict]
        if not words:
            return np.zeros(len(self.entries), dtype=np.float32)
        return np.asarray(self._bm25.get_scores(words), dtype=np.float32)

    def coverage(self, question: str) -> float:
        """Return the share of a question's pairs of characters that stand in the base at all."""
        pairs = [gram for gram in grams(question) if len(gram) > 1]
        if not pairs:
            return 0.0
        return sum(pair in self._bm25.vocab_dict for pair in pairs) / len(pairs)


def grams(text: str) -> list[str]:
    """Return the characters of a text and the pairs of neighbours, punctuation left out."""
    chars = [char for char in text if char.isalnum()]
    return chars + [one + other for one, other in pairwise(chars)]
