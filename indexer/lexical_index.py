"""The word side of the search: BM25 over characters and pairs of characters, one text an entry."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import pairwise

import bm25s
import numpy as np
from numpy.typing import NDArray


class LexicalIndex:
    """Words of all entries; scores have one number an entry, in the order of `entries`."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """Index one normalised text for each entry id."""
        self.entries = tuple(texts)
        self._texts = tuple(texts.values())
        self._bm25 = bm25s.BM25(k1=1.2, b=0.75, method="lucene")
        self._bm25.index([grams(text) for text in texts.values()], show_progress=False)
        holders = np.diff(self._bm25.scores["indptr"])
        self._rarities = np.log(1 + (len(texts) - holders + 0.5) / (holders + 0.5))

    def scores(self, question: str) -> NDArray[np.float32]:
        """Return how well each entry's words fit a normalised question; 0 where none do."""
        words = [gram for gram in grams(question) if gram in self._bm25.vocab_dict]
        if not words:
            return np.zeros(len(self.entries), dtype=np.float32)
        return np.asarray(self._bm25.get_scores(words), dtype=np.float32)

    def held(self, question: str, length: int) -> NDArray[np.float64]:
        """Return for each entry the share of a question's words that its text holds, 0 to 1.

        Words are grams of `length` characters; a rare one weighs more, one the base does not know
        weighs most: a question about another city or matter is betrayed by such words.
        """
        held = np.zeros(len(self.entries))
        weights = self.weights({gram for gram in grams(question) if len(gram) == length})
        for gram, weight in weights.items():
            held[self._holders(gram)] += weight
        return held / max(sum(weights.values()), 1e-9)

    def weights(self, words: Collection[str]) -> dict[str, float]:
        """Return how much each of some grams weighs: the fewer entries hold it, the more."""
        return {gram: self.rarity(gram) for gram in words}

    def lacks_all(self, names: Collection[str]) -> NDArray[np.bool_]:
        """Return for each entry whether its text holds none of some names; never so for no names."""
        if not names:
            return np.zeros(len(self._texts), dtype=bool)
        return np.array([not any(name in text for name in names) for text in self._texts])

    def rarity(self, gram: str) -> float:
        """Return how rare a gram is in the base; one that it does not hold is the rarest."""
        number = self._bm25.vocab_dict.get(gram)
        if number is None:
            return float(np.log(1 + (len(self.entries) + 0.5) / 0.5))
        return float(self._rarities[number])

    def _holders(self, gram: str) -> NDArray[np.int64]:
        """Return the numbers of the entries whose text holds a gram."""
        number = self._bm25.vocab_dict.get(gram)
        if number is None:
            return np.zeros(0, dtype=np.int64)
        start, end = self._bm25.scores["indptr"][number : number + 2]
        return np.asarray(self._bm25.scores["indices"][start:end], dtype=np.int64)


def grams(text: str) -> list[str]:
    """Return the characters of a text and the pairs of neighbours, punctuation left out."""
    chars = [char for char in text if char.isalnum()]
    return chars + [one + other for one, other in pairwise(chars)]
