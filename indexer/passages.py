"""Which sentences of an entry are searched, and under which section they stand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from indexer.entry import Entry, Section
from indexer.normal_form import normalise

SEARCHED_LINES = (
    Section.ELIGIBILITY,
    Section.MATERIALS,
    Section.POINTS,
    Section.CAUTIONS,
    Section.PROHIBITIONS,
    Section.RED_FLAGS,
)
LONGEST_PASSAGE = 100  # characters; short lines of a section are joined up to this


class Side(StrEnum):
    """How a passage is compared: as a question like the asked one, or as what answers it."""

    PHRASING = "phrasings"
    SECTION = "sections"


@dataclass(frozen=True)
class Passage:
    """A text of an entry that is searched; entry, section and number say which."""

    entry: str
    side: Side
    section: str
    number: int
    text: str

    @property
    def key(self) -> str:
        """The passage's name in the store."""
        return f"{self.entry}#{self.section}#{self.number}"

    def digest(self, model: str) -> str:
        """Return what changes when the text or the model does."""
        return hashlib.sha256(f"{model}\0{self.side}\0{self.text}".encode()).hexdigest()[:16]


def entry_of(key: str) -> str:
    """Return the entry of a passage's key."""
    return key.partition("#")[0]


def passages_of(entry: Entry) -> Iterator[Passage]:
    """Yield the passages of an entry, normalised as questions are."""
    questions = (entry.title, *(entry.aliases or ()), *entry.phrasings)
    for number, text in enumerate(map(normalise, questions)):
        yield Passage(entry.id, Side.PHRASING, "问法", number, text)
    head = f"{entry.title}：{entry.summary}"
    yield Passage(entry.id, Side.SECTION, Section.SUMMARY, 0, normalise(head))
    for section in SEARCHED_LINES:
        for number, text in enumerate(joined(entry.lines(section))):
            yield Passage(
                entry.id, Side.SECTION, section, number, normalise(f"{entry.title}：{text}")
            )


def joined(lines: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of a section, short neighbours together."""
    text = ""
    for line in lines:
        if text and len(text) + len(line) >= LONGEST_PASSAGE:
            yield text
            text = ""
        text = f"{text}；{line}" if text else line
    if text:
        yield text


def whole_text(entry: Entry) -> str:
    """Return everything of an entry that words may be found in, as one normalised text."""
    steps = (f"{step.who}{step.act}{step.time_limit or ''}" for step in entry.steps_taken)
    authority = (f"{source.document}{source.number or ''}" for source in entry.authority)
    amounts = (f"{amount.item}{amount.content}" for amount in entry.amounts or ())
    channels = entry.channels.model_dump().values() if entry.channels else ()
    lines = (line for section in Section for line in entry.lines(section))
    parts = (
        entry.title,
        *(entry.aliases or ()),
        *entry.phrasings,
        *lines,
        *steps,
        *(str(channel) for channel in channels if channel),
        *amounts,
        *authority,
    )
    return normalise("\n".join(parts))
