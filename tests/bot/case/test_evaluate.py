from datetime import date
from typing import Any

import pytest

from bot.case.evaluate import Outcome, Running, outcomes
from bot.case.facts import Case, Person
from indexer.case_fact import CaseFacts
from indexer.entry import Entry, Procedure
from indexer.verdict import Days, Known, Span, Verdict

TODAY = date(2026, 11, 23)
FACTS = CaseFacts.model_validate({})
LOCAL = frozenset({"本区", "本市外区"})
PLAIN: dict[str, Any] = {
    "类型": "办事",
    "事项": "甲",
    "部门": "民政",
    "一句话": "乙。",
    "条件": ["户籍", "年龄"],
    "材料": ["丙"],
    "流程": [{"谁": "街道", "做": "审核"}],
    "渠道": {"现场": "窗口"},
    "时限": "当场",
    "收费": "不收费",
    "依据": [{"文件": "丁", "核实": "待核"}],
    "问法": [str(number) for number in range(8)],
    "考题": ["戊"],
    "状态": "初编",
    "核对": {"日期": "2026-11-23", "核对人": "组", "周期": "6个月"},
}
ALLOWANCE = {
    "起因": {"情况": "年龄", "至少": "80"},
    "全部": [
        {"情况": "户籍", "为": ["本区", "本市外区"], "据": "1"},
        {"情况": "年龄", "至少": "80", "据": "2"},
    ],
}


def entry(eligibility: object, status: str = "初编") -> Entry:
    withdrawn = {"状态": status, "停用原因": "试"} if status == "停用" else {}
    return Procedure.model_validate(
        {**PLAIN, "资格": eligibility, **withdrawn}, context={"id": "a", "topic": "b"}
    )


def only(eligibility: object, *people: dict[str, Known]) -> Outcome:
    case = Case(tuple(Person(f"第 {number} 人", known) for number, known in enumerate(people)))
    (outcome,) = outcomes([entry(eligibility)], case, FACTS, TODAY)
    return outcome


def test_it_is_the_matter_of_the_person_who_fits() -> None:
    outcome = only(ALLOWANCE, {"年龄": Span(58, 58)}, {"年龄": Span(81, 81), "户籍": LOCAL}, {})
    assert (outcome.person.name, outcome.verdict, outcome.is_raised) == (
        "第 1 人",
        Verdict.FITS,
        True,
    )


def test_what_nothing_raises_is_the_matter_of_the_person_of_whom_more_is_known() -> None:
    nobodys = {"全部": ALLOWANCE["全部"]}
    outcome = only(nobodys, {}, {"户籍": LOCAL}, {})
    assert (outcome.person.name, outcome.verdict) == ("第 1 人", Verdict.OPEN)
    outcome = only(nobodys, {}, {"户籍": frozenset({"外地"})})
    assert (outcome.person.name, outcome.verdict) == ("第 1 人", Verdict.MISFITS)


def test_facts_of_two_people_never_make_one_who_fits() -> None:
    outcome = only(ALLOWANCE, {"年龄": Span(58, 58), "户籍": LOCAL}, {"年龄": Span(81, 81)})
    assert outcome.verdict is Verdict.OPEN
    assert outcome.judgement.missing == ("户籍",)


def test_a_matter_that_nothing_calls_for_is_not_raised() -> None:
    outcome = only(ALLOWANCE, {"户籍": LOCAL})
    assert (outcome.verdict, outcome.is_raised) == (Verdict.OPEN, False)


def test_a_reason_against_names_the_fact_and_the_clause() -> None:
    outcome = only(ALLOWANCE, {"年龄": Span(85, 85), "户籍": frozenset({"外地"})})
    assert outcome.verdict is Verdict.MISFITS
    assert [(g.condition.fact, g.clauses) for g in outcome.judgement.grounds] == [("户籍", ("1",))]


def test_what_only_a_person_can_judge_is_never_said_to_fit() -> None:
    written = {"起因": {"情况": "年龄", "至少": "80"}, "人工判断": "要看现场"}
    outcome = only(written, {"年龄": Span(85, 85)})
    assert (outcome.verdict, outcome.is_raised) == (Verdict.OPEN, True)
    assert outcome.judgement.missing == ()


def test_a_withdrawn_entry_is_nobodys_matter() -> None:
    case = Case((Person("本人", {"年龄": Span(85, 85), "户籍": LOCAL}),))
    assert list(outcomes([entry(ALLOWANCE, "停用")], case, FACTS, TODAY)) == []


@pytest.mark.parametrize(
    ("within", "since", "running"),
    [
        ("60天", Days(date(2026, 11, 1), date(2026, 11, 1)), date(2026, 12, 31)),
        ("60天", Days(date(2026, 9, 1), date(2026, 11, 1)), date(2026, 10, 31)),
        ("60天", Days(date(2026, 9, 1), date(2026, 9, 1)), None),
        ("1个月", Days(date(2026, 10, 31), date(2026, 10, 31)), date(2026, 11, 30)),
        ("当年底", Days(date(2026, 1, 5), date(2026, 1, 5)), date(2026, 12, 31)),
        ("次年底", Days(date(2025, 1, 5), date(2025, 1, 5)), date(2026, 12, 31)),
    ],
)
def test_a_deadline_runs_until_the_earliest_day_it_can_be(
    within: str, since: Days, running: date | None
) -> None:
    written = {
        **ALLOWANCE,
        "期限": [{"从": "受伤日期", "内": within, "办": "申请", "据": "2"}],
    }
    outcome = only(written, {"受伤日期": since})
    expected = (Running("申请", running, ("2",)),) if running else ()
    assert outcome.deadlines == expected
