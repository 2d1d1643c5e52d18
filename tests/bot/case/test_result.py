from typing import Any

from bot.case.facts import Case, Person
from bot.case.nearness import Nearness
from bot.case.questions import next_question, read_answer
from bot.case.result import find_matters
from indexer.case_fact import CaseFacts
from indexer.entry import Procedure
from indexer.verdict import Days, Known, Span
from tests.bot.case.conftest import TODAY
from tests.bot.case.test_evaluate import ALLOWANCE, PLAIN

FACTS = CaseFacts.model_validate(
    {
        "情况": {
            "年龄": {
                "属于": "本人",
                "类": "数",
                "单位": "岁",
                "范围": ["0", "120"],
                "问": "几岁？",
            },
            "户籍": {
                "属于": "本人",
                "类": "选项",
                "选项": ["本区", "本市外区", "外地"],
                "问": "户口在哪里？",
            },
            "独居": {"属于": "本人", "类": "是否", "问": "一个人住吗？"},
            "断粮": {"属于": "本人", "类": "是否", "问": "没吃的吗？", "紧急": "现在"},
            "去世日期": {"属于": "全家", "类": "日期", "问": "哪天去世的？"},
        }
    }
)
OLD: dict[str, Known] = {"年龄": Span(83, 83)}
LOCAL: dict[str, Known] = {"户籍": frozenset({"本区"})}


def entry(name: str, eligibility: Any, **more: Any) -> Procedure:
    values = {**PLAIN, "事项": name, "资格": eligibility, **more}
    return Procedure.model_validate(values, context={"id": name, "topic": "t"})


def found(known: dict[str, Known], *entries: Procedure) -> tuple[list[str], list[str], list[str]]:
    case = Case((Person("奶奶", known),))
    result = find_matters({one.id: one for one in entries}, case, FACTS, {}, TODAY)
    return (
        [one.entry.id for one in result.must],
        [one.entry.id for one in result.may],
        [one.entry.id for one in result.refused],
    )


def test_a_matter_is_due_possible_or_refused_by_what_is_known() -> None:
    allowance = entry("a", ALLOWANCE)
    assert found({**OLD, **LOCAL}, allowance) == (["a"], [], [])
    assert found(OLD, allowance) == ([], ["a"], [])
    assert found({**OLD, "户籍": frozenset({"外地"})}, allowance) == ([], [], ["a"])


def test_what_households_like_this_one_called_for_is_possible_but_never_due() -> None:
    case = Case((Person("奶奶", LOCAL),))
    two = {one.id: one for one in (entry("a", ALLOWANCE), entry("b", ALLOWANCE))}
    near = {"a": Nearness(0.0, 0.0, 0.6), "b": Nearness(0.0, 0.0, 0.0)}
    result = find_matters(two, case, FACTS, near, TODAY)
    assert [(one.entry.id, one.missing) for one in result.may] == [("a", ("年龄",))]
    assert result.must == ()


def test_what_cannot_wait_comes_first() -> None:
    hungry = {"起因": {"情况": "断粮"}, "全部": [{"情况": "断粮", "据": "1"}]}
    two = (entry("a", ALLOWANCE), entry("b", hungry))
    known = {**OLD, **LOCAL, "断粮": frozenset({"是"})}
    assert found(known, *two) == (["b", "a"], [], [])
    assert found(known, *reversed(two)) == (["b", "a"], [], [])


def test_what_nothing_brings_to_mind_is_not_shown() -> None:
    assert found(LOCAL, entry("a", ALLOWANCE)) == ([], [], [])


def test_of_two_that_cannot_be_had_together_the_first_is_due() -> None:
    first = entry("a", ALLOWANCE, 衔接={"不能同时": ["b"]})
    assert found({**OLD, **LOCAL}, first, entry("b", ALLOWANCE)) == (["a"], [], ["b"])


def test_what_fails_for_want_of_something_that_can_be_had_stays_possible() -> None:
    later = entry("b", ALLOWANCE, 衔接={"需先有": ["a"]})
    first = entry("a", {"起因": {"情况": "年龄", "至少": "60"}, "人工判断": "看情况"})
    known = {**OLD, "户籍": frozenset({"外地"})}
    assert found(known, first, later) == ([], ["a", "b"], [])


def test_the_question_that_settles_most_comes_first_and_never_twice() -> None:
    case = Case((Person("奶奶", OLD),))
    two = {one.id: one for one in (entry("a", ALLOWANCE), entry("b", ALLOWANCE))}
    result = find_matters(two, case, FACTS, {}, TODAY)
    question = next_question(result, FACTS, (), 1)
    assert question is not None
    assert (question.who, question.fact, question.text) == ("奶奶", "户籍", "户口在哪里？")
    assert next_question(result, FACTS, [question.key], 1) is None


def test_answers_are_read_as_people_give_them() -> None:
    facts = FACTS.facts
    assert read_answer("没有", facts["独居"], TODAY) == frozenset({"否"})
    assert read_answer("是的", facts["独居"], TODAY) == frozenset({"是"})
    assert read_answer("本市外区", facts["户籍"], TODAY) == frozenset({"本市外区"})
    assert read_answer("3", facts["户籍"], TODAY) == frozenset({"外地"})
    assert read_answer("八十三", facts["年龄"], TODAY) == Span(83, 83)
    assert read_answer("一百五十", facts["年龄"], TODAY) is None
    day = read_answer("昨天", facts["去世日期"], TODAY)
    assert isinstance(day, Days)
    assert str(day.first) == "2026-11-22"
    assert read_answer("不好说", facts["独居"], TODAY) is None
