"""Are two questions about one matter: by their sense, their words and what the search finds for them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.curation.same_matter import SameMatter, fit_same_matter
from bot.matter import matter_of
from bot.wording import CURATION
from indexer.embedder import Vectors
from indexer.entry_reader import without_punctuation
from indexer.lexical_index import grams
from indexer.normal_form import has_words, normalise, shorten
from indexer.passages import entry_of
from indexer.retriever import Retriever
from indexer.vector_store import Shelf

# Fitted and measured on tests/bot/curation/alike_pairs.jsonl, see docs/adr/0015-same-matter.md;
# tests/knowledge/test_alike.py fits them again.
WEIGHTS = (-0.282, 1.264, -0.04, 0.634, -0.122, 0.402, 0.125, 2.529)
BIAS = 0.056
SURE = 0.83  # as likely as this, two questions are one matter
NEIGHBOURS = 5  # entries whose nearest phrasings say how crowded it is around a question
SHARPNESS = 0.3  # how far the score of an entry must lead to be the only one a question means
SAMPLE = 300  # exam questions that show how near any two questions are
WORDS_SHOWN, SHORTEST_WORD, LONGEST_SHOWN = 3, 2, 40
COMMON = 1.5  # rarity below which a word says nothing about the matter


@dataclass(frozen=True)
class Sense:
    """What is known of a question."""

    text: str
    vector: Vectors
    near: float  # mean cosine to what is nearest in the base
    score: NDArray[np.float64]  # of every entry
    grams: frozenset[str]  # of its matter
    unknown: NDArray[np.float64]  # how much of it goes to which matter that no entry answers

    @cached_property
    def meant(self) -> NDArray[np.float64]:
        """How much of the question goes to which entry; the shares sum up to 1."""
        weights = np.exp((self.score - self.score.max()) / SHARPNESS)
        return np.asarray(weights / weights.sum(), dtype=np.float64)

    @cached_property
    def first(self) -> int:
        """The entry that comes first."""
        return int(self.score.argmax())


class Alike:
    """Compares questions by one version of the index."""

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever
        self._seen: dict[str, Sense] = {}

    def see(self, texts: Sequence[str]) -> list[Sense]:
        """Return what is known of texts that have words; each is looked at once."""
        new = [text for text in dict.fromkeys(texts) if text not in self._seen]
        if new:
            asked = [shorten(normalise(text)) for text in new]
            vectors = self._retriever.embedder.embed_questions(asked)
            rankings = self._retriever.rank(asked, vectors)
            unknowns = self._retriever.unknowns
            for text, vector, ranking in zip(new, vectors, rankings, strict=True):
                nearest = np.sort(ranking.cosines[Shelf.PHRASINGS])[-NEIGHBOURS:]
                matter = normalise(matter_of(text)) or normalise(text)
                self._seen[text] = Sense(
                    text,
                    vector,
                    float(nearest.mean()),
                    ranking.score,
                    frozenset(grams(matter)),
                    unknowns.meant(vector) if unknowns else np.zeros(0),
                )
        return [self._seen[text] for text in texts]

    def likeliness(self, one: Sense, other: Sense) -> float:
        """Return how likely two questions are about one matter, 0 to 1."""
        if without_punctuation(one.text) == without_punctuation(other.text):
            return 1.0
        seen = self.features(one, other)
        total = BIAS + sum(weight * value for weight, value in zip(WEIGHTS, seen, strict=True))
        return 1 / (1 + math.exp(-total))

    def features(self, one: Sense, other: Sense) -> tuple[float, ...]:
        """Return what speaks for one matter; cosines are in deviations from those of any two questions."""
        mean, deviation = self._usual
        cosine = float(one.vector @ other.vector)
        crossed = (
            one.score[other.first] - one.score.max() + other.score[one.first] - other.score.max()
        )
        return (
            (cosine - mean) / deviation,
            (cosine - (one.near + other.near) / 2) / deviation,
            self._shared_words(one, other),
            math.sqrt(float(one.meant @ other.meant)),
            float(one.first == other.first),
            float(crossed),
            self._model.odds(one.vector, other.vector),
            math.sqrt(float(np.sqrt(one.unknown * other.unknown).sum())),
        )

    def reason(self, one: Sense, other: Sense) -> str:
        """Return in words why two questions are taken for one matter; `one` was there first."""
        text = one.text if len(one.text) <= LONGEST_SHOWN else f"{one.text[:LONGEST_SHOWN]}…"
        if without_punctuation(one.text) == without_punctuation(other.text):
            return CURATION["alike_same"].format(text=text)
        words = self._words_of_both(one.text, other.text)
        if words:
            named = "、".join(f"「{word}」" for word in words)
            return CURATION["alike_words"].format(text=text, words=named)
        return CURATION["alike_sense"].format(text=text)

    @cached_property
    def _model(self) -> SameMatter:
        """What the phrasings of the base say about being of one matter."""
        store = self._retriever.store
        keys = sorted(store.marks(Shelf.PHRASINGS))
        return fit_same_matter(
            store.vectors(Shelf.PHRASINGS, keys), [entry_of(key) for key in keys]
        )

    @cached_property
    def _usual(self) -> tuple[float, float]:
        """The mean and the deviation of the cosines of questions that have nothing to do with each other."""
        store = self._retriever.store
        keys = sorted(store.marks(Shelf.EXAM))
        some = keys[:: max(1, len(keys) // SAMPLE)]
        if len(some) < 2:
            return 0.0, 1.0
        vectors = store.vectors(Shelf.EXAM, some)
        cosines = (vectors @ vectors.T)[np.triu_indices(len(some), 1)]
        return float(cosines.mean()), max(float(cosines.std()), 1e-3)

    def _shared_words(self, one: Sense, other: Sense) -> float:
        """Return the share of the words of both matters that both have; rare ones weigh more."""
        rarity = self._retriever.words.rarity
        whole = sum(map(rarity, one.grams)) + sum(map(rarity, other.grams))
        return 2 * sum(map(rarity, one.grams & other.grams)) / whole if whole else 0.0

    def _words_of_both(self, one: str, other: str) -> list[str]:
        """Return the longest words that both texts hold and that say something about a matter."""
        bare = matter_of(one), matter_of(other)
        blocks = SequenceMatcher(None, *bare, autojunk=False).get_matching_blocks()
        words = {bare[0][block.a : block.a + block.size] for block in blocks}
        rarity = self._retriever.words.rarity
        telling = [
            word
            for word in words
            if len(word) >= SHORTEST_WORD and has_words(word) and rarity(word[:2]) > COMMON
        ]
        return sorted(telling, key=lambda word: (-len(word), word))[:WORDS_SHOWN]
