"""All sheets as one book: contents by 领域, and an index of what people call the matters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.notice.sheet import is_procedure
from indexer.entry import Entry
from indexer.knowledge_base import KnowledgeBase

# GB 2312 has its common characters in the order of their sounds: the first of each letter.
FIRST_OF_LETTER = "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"
LETTERS = "ABCDEFGHJKLMNOPQRSTWXYZ"
LAST_BY_SOUND = "座"
OTHER = "#"


@dataclass(frozen=True)
class Booklet:
    """What stands around the sheets; a sheet is known by its place in the book, from 0."""

    topics: tuple[tuple[str, int], ...]  # 领域 and how many of the next sheets belong to it
    index: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]  # letter, then name and sheet


def booklet_entries(knowledge: KnowledgeBase) -> tuple[Entry, ...]:
    """Return every entry that has a sheet, by topic in menu order, then by title."""
    order = {topic: place for place, topic in enumerate(knowledge.topics)}
    entries = filter(is_procedure, knowledge.entries.values())
    return tuple(sorted(entries, key=lambda entry: (order[entry.topic], sort_key(entry.title))))


def make_booklet(entries: Sequence[Entry], topics: Mapping[str, str]) -> Booklet:
    """Return contents and index of the sheets of some entries, in their order."""
    counts: dict[str, int] = {}
    for entry in entries:
        counts[topics[entry.topic]] = counts.get(topics[entry.topic], 0) + 1
    return Booklet(tuple(counts.items()), tuple(index_of(entries)))


def index_of(
    entries: Sequence[Entry],
) -> Iterable[tuple[str, tuple[tuple[str, int], ...]]]:
    """Yield the names of all matters by first letter of their sound."""
    names = {
        (name, place)
        for place, entry in enumerate(entries)
        for name in (entry.title, *(entry.aliases or ()))
    }
    letters: dict[str, list[tuple[str, int]]] = {}
    for name, place in sorted(names, key=lambda row: (sort_key(row[0]), row[1])):
        letters.setdefault(letter_of(name), []).append((name, place))
    for letter, rows in sorted(letters.items(), key=lambda row: (row[0] == OTHER, row[0])):
        yield letter, tuple(rows)


def sort_key(name: str) -> bytes:
    """Return what sorts names by sound, as a Chinese index does."""
    return name.upper().encode("gb18030")


def letter_of(name: str) -> str:
    """Return the letter a name stands under; # for one that is not known."""
    first = name[:1].upper()
    if first.isascii():
        return first if first.isalpha() else OTHER
    code = first.encode("gb18030")
    if not FIRST_OF_LETTER[0].encode("gb18030") <= code <= LAST_BY_SOUND.encode("gb18030"):
        return OTHER
    place = sum(code >= bound.encode("gb18030") for bound in FIRST_OF_LETTER)
    return LETTERS[place - 1]
