"""Nothing that the knowledge base says is taken for personal data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bot.redaction import Kind, public_numbers, redact
from indexer.knowledge_base import KnowledgeBase
from indexer.yaml_file import Plain, read_yaml

STORIES = ("_cases.yaml", "_case_lessons.yaml")
KNOWLEDGE = Path(__file__).parents[3] / "knowledge"
ASKED = ("问法", "考题", "问", "别名", "迹象", "不是")
FOR_PERSONAL_DATA = ("查一下张建国住在哪个小区", "把3幢501住户的电话给我")  # to be refused
POLICY = re.compile(
    r"〔\d{4}〕|第[一二三四五六七八九十百]+条|\d 元|\d元|\d{4}-\d\d|\d{4}年|\b1\d{2}\b|\b1[12]\d{3}\b"
)


def sentences(value: Plain, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield each line of a file with the key it stands under."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from sentences(inner, key if key in ASKED else name)
    elif isinstance(value, list):
        for inner in value:
            yield from sentences(inner, key)
    elif value is not None:
        yield key, value


def written() -> set[tuple[str, str]]:
    """Return every line of knowledge/ with its key, but for stories of households."""
    return {
        line
        for path in KNOWLEDGE.rglob("*.yaml")
        if path.name not in STORIES
        for line in sentences(read_yaml(path).values)
    }


def test_no_line_of_policy_is_touched() -> None:
    policy = {line for key, line in written() if key not in ASKED}
    assert len([line for line in policy if POLICY.search(line)]) >= 400
    assert [line for line in policy if redact(line).text != line] == []


def test_of_questions_only_single_surnames_are_blanked() -> None:
    asked = {line for key, line in written() if key in ASKED}
    token, longer = Kind.NAME.token, []
    for line in asked - set(FOR_PERSONAL_DATA):
        text = redact(line).text
        # each token stands for one character, the surname of 「王阿姨」 or 「小李」
        if len(text) != len(line) + text.count(token) * (len(token) - 1):
            longer.append(text)
    assert longer == []


def test_a_contact_of_an_entry_stays(knowledge: KnowledgeBase) -> None:
    entry = knowledge.entries["neighbor-noise"]
    called = entry.model_copy(update={"contacts": ["街道 0512-6512 3456", "12345"]})
    assert public_numbers([called]) == {"051265123456", "12345"}
