"""The vocabulary as supervisors keep it, and a reader of stories with it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.case.story import Story, StoryReader
from indexer.case_fact import NO_CASE_FACTS, CaseFacts
from indexer.knowledge_base import CASE_FACTS, Reading
from indexer.verdict import Days, Known, Span

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def vocabulary() -> CaseFacts:
    """The facts of knowledge/."""
    reading = Reading(Path(__file__).parents[3] / "knowledge")
    facts = reading.supplement(CASE_FACTS, CaseFacts, NO_CASE_FACTS)
    assert not reading.problems
    assert isinstance(facts, CaseFacts)
    return facts


@pytest.fixture(scope="session")
def reader(vocabulary: CaseFacts) -> StoryReader:
    """Reads stories."""
    return StoryReader(vocabulary)


def shown(known: Known) -> str:
    """Return what is known in a short form: 是, 本区/本市外区, 83, 12–23, a day."""
    match known:
        case frozenset():
            return "/".join(sorted(known))
        case Span():
            low, high = f"{known.low:g}", f"{known.high:g}"
            return low if low == high else f"{low}–{high}"
        case Days():
            return f"{known.first}" if known.first == known.last else f"{known.first}–{known.last}"


def told(story: Story) -> dict[str, dict[str, str]]:
    """Return what was read: whose ("" is the household's) → fact → value; 性别 left out."""
    found = {
        person.name: {name: shown(one) for name, one in person.known.items() if name != "性别"}
        for person in story.case.people
    }
    household = {name: shown(one) for name, one in story.case.household.items()}
    return {who: facts for who, facts in {**found, "": household}.items() if facts}
