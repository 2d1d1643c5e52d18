"""Every line of every card of the base stands in an entry or in the wording."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import chain

import pytest

from bot import wording
from bot.assistant import Answered, Chatted, Reason, Reply, Suggested, Unanswered
from bot.card import plain_text, render
from bot.facets import Facet
from bot.small_talk import SmallTalk
from indexer.calibration import NO_FEATURES
from indexer.entry import Entry, Section
from indexer.knowledge_base import KnowledgeBase
from indexer.retriever import Match

TODAY = date(2026, 11, 23)
# What the card itself writes between the fields of an entry, and nothing more.
BETWEEN = {*Section, "现场", "网上", "代办", "核对", "起", "待核", "转引", wording.DEPARTMENT}
FORMS = (
    wording.MORE_LINES, wording.LACKS_SECTION, wording.LACKS_SECTION_ALONE, wording.BEFORE,
)  # fmt: skip
FORMED = [re.compile(re.sub(r"\\\{\w+\\\}", "(.*)", re.escape(form))) for form in FORMS]


def texts_of(value: object) -> set[str]:
    """Return every text that stands in a value."""
    if isinstance(value, dict):
        return set(chain.from_iterable(map(texts_of, value.values())))
    if isinstance(value, list | tuple):
        return set(chain.from_iterable(map(texts_of, value)))
    return {str(value)} if value is not None else set()


def said_always() -> set[str]:
    """Return every fixed sentence that can stand on a card: what reports say does not."""
    return texts_of(
        [
            value
            for name, value in vars(wording).items()
            if name.isupper() and not name.startswith("REPORT_")
        ]
    )


def foreign(line: str, known: list[str]) -> str:
    """Return what is left of a line without what is known; `known` has the longest text first."""
    form = next((form for form in FORMED if form.fullmatch(line)), None)
    rest = " ".join(form.fullmatch(line).groups()) if form else line  # type: ignore[union-attr]  # it matched
    for text in known:
        if text in rest:
            rest = rest.replace(text, " ")
    parts = (part for part in re.split(r"[\W_]+", rest) if part and not part.isdecimal())
    return " ".join(part for part in parts if part not in BETWEEN)


def lines_of(*replies: Reply) -> set[str]:
    return {line for reply in replies for line in plain_text(render(reply, TODAY)).split("\n")}


def cards_of(entry: Entry) -> Iterator[Reply]:
    """Yield every answer an entry can give."""
    match = Match(entry, 0.9, NO_FEATURES)
    yield Answered(match, is_cut=True)
    for section in entry.sections:
        yield Answered(match, section=section)
    for one in Facet:
        yield Answered(match, (one,))
        yield from (Answered(match, (one, other)) for other in Facet if other is not one)


def longest_first(texts: set[str]) -> list[str]:
    return sorted(filter(None, texts), key=len, reverse=True)


def test_answers_hold_nothing_but_fields_and_wording(base: KnowledgeBase) -> None:
    for entry in base.entries.values():
        known = longest_first(texts_of(entry.model_dump(mode="json")) | said_always())
        for line in lines_of(*cards_of(entry)):
            assert not foreign(line, known), f"{entry.id}: {line!r} leaves {foreign(line, known)!r}"


def test_choices_hold_nothing_but_fields_and_wording(base: KnowledgeBase) -> None:
    entries = list(base.entries.values())
    for start in range(len(entries)):
        offered = [entries[(start + step) % len(entries)] for step in (0, 1, 2)]
        known = longest_first(
            texts_of([entry.model_dump(mode="json") for entry in offered]) | said_always()
        )
        reply = Suggested(tuple(Match(entry, 0.4, NO_FEATURES) for entry in offered))
        for line in lines_of(reply):
            assert not foreign(line, known), line


@pytest.mark.parametrize("reply", [*map(Unanswered, Reason), *map(Chatted, SmallTalk)])
def test_what_is_no_answer_is_wording_alone(reply: Reply) -> None:
    known = longest_first(said_always())
    for line in lines_of(reply):
        assert not foreign(line, known), line


def test_a_sentence_of_no_field_is_found(base: KnowledgeBase) -> None:
    entry = next(iter(base.entries.values()))
    known = longest_first(texts_of(entry.model_dump(mode="json")) | said_always())
    assert foreign("明天就能办好", known) == "明天就能办好"
