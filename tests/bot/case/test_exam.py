"""The base's own cases and the judged households, held against the conditions."""

from pathlib import Path

from bot.case.exam import failed_examples
from indexer.case_fact import CaseFacts
from indexer.knowledge_base import CaseExample, CaseLesson, KnowledgeBase
from tests.bot.case.conftest import TODAY
from tests.bot.case.test_result import entry

FACTS = CaseFacts.model_validate(
    {
        "情况": {
            "断粮": {"属于": "全家", "类": "是否", "问": "没吃的吗？", "说法": {"是": ["断粮"]}},
            "独居": {"属于": "本人", "类": "是否", "问": "一个人？", "说法": {"是": ["独居"]}},
        }
    }
)
HUNGRY = {"起因": {"情况": "断粮"}, "全部": [{"情况": "断粮", "据": "1"}]}
ALONE = {"起因": {"情况": "独居"}, "全部": [{"情况": "独居", "据": "1"}]}
STORY = "老伯七十岁，家里断粮三天了。"


def base(
    cases: tuple[CaseExample, ...] = (), lessons: tuple[CaseLesson, ...] = ()
) -> KnowledgeBase:
    entries = {"a": entry("a", HUNGRY), "b": entry("b", ALONE)}
    return KnowledgeBase(Path(), entries, {}, case_facts=FACTS, cases=cases, lessons=lessons)


def example(must: tuple[str, ...], must_not: tuple[str, ...] = ()) -> CaseExample:
    return CaseExample(案情=STORY, 应当=must, 不应当=must_not)


def lesson(must: tuple[str, ...], must_not: tuple[str, ...] = ()) -> CaseLesson:
    return CaseLesson(案情=STORY, 应当=must, 不应当=must_not)


def test_what_is_raised_and_not_due_passes() -> None:
    assert list(failed_examples(base((example(("a",), ("b",)),)), TODAY)) == []


def test_what_is_missed_or_wrongly_due_is_said() -> None:
    missed, wrong = failed_examples(base((example(("b",), ("a",)),)), TODAY)
    assert STORY in missed
    assert "b" in missed
    assert STORY in wrong
    assert "a" in wrong


def test_of_a_judged_household_only_what_is_wrongly_due_is_said() -> None:
    assert list(failed_examples(base(lessons=(lesson(("b",)),)), TODAY)) == []
    (wrong,) = failed_examples(base(lessons=(lesson(("b",), ("a",)),)), TODAY)
    assert STORY in wrong
    assert "a" in wrong
