"""What a message asks: which sections, about what, or nothing at all."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.asking import Ask, asks_of
from bot.facets import Facet, facets_of
from bot.matter import matter_of
from bot.small_talk import SmallTalk, small_talk_of
from indexer.entry import Entry
from indexer.normal_form import has_words, normalise, shorten


@dataclass(frozen=True)
class Question:
    """A message as it was understood."""

    text: str  # as written
    asks: tuple[Ask, ...]  # how it asks, in its order; () is the whole matter
    matter: str  # what is left without the words that ask for a section or say nothing
    small_talk: SmallTalk | None = None

    @property
    def names_a_matter(self) -> bool:
        """Whether the question says what it is about."""
        return has_words(self.matter)

    @property
    def facets(self) -> tuple[Facet, ...]:
        """The sections asked for as long as no entry is in view."""
        return facets_of(self.asks, None, len(self.text))

    def facets_for(self, entry: Entry) -> tuple[Facet, ...]:
        """Return the sections asked for of one entry: 多少钱 is a fee here and a sum there."""
        return facets_of(self.asks, entry, len(self.text))

    def asking_as(self, other: Question) -> Question:
        """Return this question asking for what another asked for."""
        return replace(self, asks=other.asks)


NOTHING_ASKED = Question("", (), "")


def understand(text: str) -> Question:
    """Read a message; pure rules, the same for everybody."""
    return Question(text, asks_of(shorten(normalise(text))), matter_of(text), small_talk_of(text))
