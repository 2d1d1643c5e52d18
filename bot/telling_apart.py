"""The sentence of each of a few entries that tells it from the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.likeness import likeness, pairs
from indexer.entry import Entry, Section

NEAR = 0.5  # two sentences that share more than this say nearly the same
# Where a sentence may come from, the best one first.
TELLING = (Section.SUMMARY, Section.ELIGIBILITY, Section.POINTS, Section.CAUTIONS)


def tell_apart(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Return for each entry one of its sentences, word for word.

    It is the summary, unless another of the entries has one that is nearly the same: then the
    first line of its conditions, points or cautions that none of the others has.
    """
    return tuple(
        telling_sentence(entry, [other for other in entries if other is not entry])
        for entry in entries
    )


def telling_sentence(entry: Entry, others: Sequence[Entry]) -> str:
    """Return the first sentence of an entry that no other entry has nearly so."""
    theirs = [pairs(line) for other in others for line in sentences(other)]
    for line in sentences(entry):
        mine = pairs(line)
        if mine and all(likeness(mine, other) <= NEAR for other in theirs):
            return line
    return entry.summary


def sentences(entry: Entry) -> Iterator[str]:
    """Yield the sentences that may tell an entry apart."""
    for section in TELLING:
        yield from entry.lines(section)
