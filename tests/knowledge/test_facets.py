"""Which section a question asks for, over questions written for it: one half to tune by, one unseen."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.facets import Facet
from bot.question import understand
from indexer.knowledge_base import KnowledgeBase

QUESTIONS = Path(__file__).parents[1] / "bot" / "facet_questions.jsonl"
ENOUGH = 0.93  # of a half; a single question may stay doubtful


def questions(half: str) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["half"] == half]


@pytest.mark.parametrize("half", ["tuning", "unseen"])
def test_the_asked_section_is_recognised(base: KnowledgeBase, half: str) -> None:
    rows = questions(half)
    missed = []
    for row in rows:
        facets = understand(row["q"]).facets_for(base.entries[row["ok"][0]])
        if row["facet"] not in (facets or (Facet.WHOLE,)):
            missed.append(f"「{row['q']}」→ {'、'.join(facets) or 'whole'}，应为 {row['facet']}")
    assert 1 - len(missed) / len(rows) >= ENOUGH, "\n".join(missed)
