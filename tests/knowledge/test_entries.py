"""Every file of the base is sound: one test a file."""

from pathlib import Path

import pytest

from indexer.entry_reader import read_entry
from indexer.knowledge_base import KnowledgeBase, entry_paths
from indexer.problem import print_form
from indexer.schema import schema_text
from indexer.yaml_file import read_yaml

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
FEWEST_PHRASINGS = 12
FEWEST_QUESTIONS = 3


@pytest.mark.parametrize("path", entry_paths(KNOWLEDGE), ids=lambda path: path.stem)
def test_the_entry_is_sound(path: Path) -> None:
    read = read_entry(path)
    assert not read.problems, print_form(read.problems)
    assert read.entry is not None
    assert len(read.entry.phrasings) >= FEWEST_PHRASINGS
    assert len(read.entry.exam_questions) >= FEWEST_QUESTIONS


def test_the_rules_between_entries_hold(base: KnowledgeBase) -> None:
    assert base.entries


def test_every_entry_is_in_the_catalogue_under_its_topic(base: KnowledgeBase) -> None:
    listed = {item.id: item for item in base.catalogue}
    for entry in base.entries.values():
        assert entry.id in listed
        assert base.topics[entry.topic] == listed[entry.id].topic
        assert entry.kind == listed[entry.id].kind


def test_the_schema_for_editors_is_fresh() -> None:
    assert (KNOWLEDGE / "entry.schema.json").read_text(encoding="utf-8") == schema_text()


def test_the_template_is_an_entry(tmp_path: Path) -> None:
    text = (KNOWLEDGE / "_template.yaml").read_text(encoding="utf-8")
    path = tmp_path / "crisis" / "new-entry.yaml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    assert read_entry(path).draft is not None
    path.write_text(text.replace("状态: 草稿", "状态: 初编"), encoding="utf-8")
    assert print_form(read_entry(path).problems) == ""


def test_editors_find_the_schema_sound() -> None:
    import json

    from jsonschema import Draft202012Validator

    schema = json.loads(schema_text())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for path in entry_paths(KNOWLEDGE)[::10]:
        values = read_yaml(path).values
        assert not list(validator.iter_errors(values)), path.name
