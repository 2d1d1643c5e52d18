from pathlib import Path

import pytest

from indexer.knowledge_base import KnowledgeBase
from indexer.problem import Problem
from tests.conftest import ALLOWANCE

FACTS = """情况:
  年龄:
    属于: 本人
    类: 数
    单位: 岁
    范围: [0, 120]
    问: 几岁？
    算自: 出生日期
  出生日期:
    属于: 本人
    类: 日期
    问: 哪天出生？
  独居:
    属于: 本人
    类: 是否
    问: 一个人住吗？
    说法:
      是: [独居, 一个人 住]
  户籍:
    属于: 本人
    类: 选项
    选项: [本市, 外地]
    问: 户口在哪？
"""
BY_HAND = "资格: {人工判断: 要看现场}"
NAME = "social-assistance/living-allowance.yaml"


def look(folder: Path, written: str, facts: str = FACTS) -> list[str]:
    """Return the rule and the words of each finding in an entry that says `written`."""
    (folder / "_case_facts.yaml").write_text(facts, encoding="utf-8")
    text = ALLOWANCE.replace("状态:", f"{written}\n状态:", 1)
    (folder / NAME).write_text(text, encoding="utf-8")
    found = KnowledgeBase.look_at(folder, {"living-allowance"})
    return [f"{problem.rule}: {problem.message}" for problem in found if not problem.is_warning]


def printed(folder: Path, written: str) -> Problem:
    look(folder, written)
    (only,) = [p for p in KnowledgeBase.look_at(folder, {"living-allowance"}) if not p.is_warning]
    return only


SOUND = """资格:
  起因: {情况: 年龄, 至少: 80}
  全部:
    - {情况: 户籍, 为: 本市, 据: 1}
    - 任一:
        - {情况: 年龄, 至少: 80}
        - {情况: 独居}
      据: [1]
  都不:
    - {情况: 户籍, 为: 外地, 据: 一句话}
  除非:
    - {情况: 独居, 为: 否, 据: 1}
  期限:
    - {从: 出生日期, 内: 60天, 办: 登记, 据: 1}
  窗口再核: 1
衔接:
  通常一起办: [elderly-allowance]"""


def test_sound_conditions_are_accepted(knowledge_folder: Path) -> None:
    assert look(knowledge_folder, SOUND) == []


def test_a_finding_names_its_line_and_what_could_stand_there(knowledge_folder: Path) -> None:
    finding = printed(knowledge_folder, "资格:\n  全部:\n    - {情况: 户籍, 为: 苏州, 据: 1}")
    line = finding.place.line
    assert str(finding).partition(":")[2] == (
        f"{line}:19: 「户籍」没有「苏州」这一样 [bad-choice]\n"
        f"{line:5d} |     - {{情况: 户籍, 为: 苏州, 据: 1}}\n"
        f"      | {' ' * 23}^^^^\n"
        "  怎么改：只能写：本市、外地。"
    )


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("{情况: 年纪, 至少: 60, 据: 1}", ["unknown-fact: 词表里没有情况「年纪」"]),
        ("{情况: 年龄, 据: 1}", ["bad-test: 「年龄」没写要怎样"]),
        ("{情况: 独居, 至少: 1, 据: 1}", ["bad-test: 「独居」的类是「是否」，不能写「至少」"]),
        ("{情况: 年龄, 至少: 600, 据: 1}", ["out-of-range: 「年龄」不会是 600"]),
        (
            "{情况: 年龄, 至少: 六十, 据: 1}",
            ["bad-number: 「资格」的「全部」第 1 条的「至少」的「六十」不是数"],
        ),
        (
            "{情况: 出生日期, 距今至多: 半年, 据: 1}",
            ["bad-duration: 「资格」的「全部」第 1 条的「距今至多」的「半年」不是一段时间"],
        ),
        ("{情况: 独居}", ["no-clause: 「独居」没写「据」"]),
        ("{窗口定: 看口径}", ["no-clause: 「看口径」没写「据」"]),
        ("{情况: 独居, 据: 99}", ["no-such-line: 「99」不是这个条目里的一行"]),
        ("{情况: 独居, 据: 渠道 1}", ["no-such-line: 「渠道 1」不是这个条目里的一行"]),
        ("{据: 1}", ["no-condition: 这一条缺「情况」"]),
        (
            "{情况: 年龄, 至少: 60, 至多: 50, 据: 1}",
            ["unsatisfiable: 「资格」谁也满足不了：条件互相矛盾（连同「起因」）"],
        ),
    ],
)
def test_a_condition_that_cannot_be_decided_is_reported(
    knowledge_folder: Path, condition: str, said: list[str]
) -> None:
    assert look(knowledge_folder, f"资格:\n  全部:\n    - {condition}") == said


def test_a_branch_that_nobody_can_take_is_reported(knowledge_folder: Path) -> None:
    written = """资格:
  全部:
    - {情况: 年龄, 至少: 60, 据: 1}
  任一:
    - {情况: 独居, 据: 1}
    - {情况: 年龄, 低于: 18, 据: 1}"""
    assert look(knowledge_folder, written) == [
        "unsatisfiable: 「年龄」这一条永远满足不了：和别的条件矛盾"
    ]


@pytest.mark.parametrize(
    "written",
    [
        "资格:\n  起因: {情况: 独居}",
        "资格:\n  人工判断: 要看现场\n  全部:\n    - {情况: 独居, 据: 1}",
    ],
)
def test_conditions_and_a_reason_for_none_exclude_each_other(
    knowledge_folder: Path, written: str
) -> None:
    assert look(knowledge_folder, written) == [
        "no-condition: 「资格」里条件和「人工判断」要写一样，也只写一样"
    ]


def test_a_reason_why_only_a_person_can_judge_is_enough(knowledge_folder: Path) -> None:
    assert look(knowledge_folder, BY_HAND) == []


def test_a_procedure_says_who_it_is_for(knowledge_folder: Path) -> None:
    problem = printed(knowledge_folder, "")
    assert (problem.rule, problem.message) == ("no-eligibility", "办事条目没写「资格」")
    assert problem.place.source == "  - 本市户籍"
    assert problem.remedy == "写「资格」：谁够条件；机器判断不了的，写「人工判断: 为什么」。"


def test_without_a_vocabulary_no_procedure_needs_one(knowledge_folder: Path) -> None:
    assert look(knowledge_folder, "", facts="情况: {}\n") == []


def test_a_withdrawn_procedure_needs_none(knowledge_folder: Path) -> None:
    (knowledge_folder / "_case_facts.yaml").write_text(FACTS, encoding="utf-8")
    text = ALLOWANCE.replace("状态: 初编", "状态: 停用\n停用原因: 取消了")
    assert text != ALLOWANCE
    (knowledge_folder / NAME).write_text(text, encoding="utf-8")
    found = KnowledgeBase.look_at(knowledge_folder, {"living-allowance"})
    assert [problem.rule for problem in found if not problem.is_warning] == []


@pytest.mark.parametrize(
    ("links", "said"),
    [
        ("需先有: [nobody]", "unknown-id: 没有编号「nobody」的条目"),
        ("需先有: [living-allowance]", "related-to-itself: 「需先有」里写了自己"),
        (
            "{需先有: [elderly-allowance], 不能同时: [elderly-allowance]}",
            "link-twice: 「elderly-allowance」在「需先有」里也写了",
        ),
    ],
)
def test_a_link_that_leads_nowhere_is_reported(
    knowledge_folder: Path, links: str, said: str
) -> None:
    body = links if links.startswith("{") else f"{{{links}}}"
    assert look(knowledge_folder, f"衔接: {body}\n{BY_HAND}") == [said]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("    选项: [本市, 外地]\n", "", "missing-key: 户籍缺「选项」"),
        ("[0, 120]", "[120, 0]", "out-of-range: 范围前面的数不比后面小"),
        ("一个人 住", "一个人/ 住", "empty-word: 「一个人/ 住」里有空的一截"),
        ("      是: [", "      对: [", "bad-choice: 「说法」里没有「对」这一样"),
        ("算自: 出生日期", "算自: 独居", "bad-test: 「年龄」不能从「独居」算出来"),
        (
            "    问: 户口在哪？\n",
            "    问: 户口在哪？\n    推知: [{得: 本省, 若: {情况: 独居}}]\n",
            "bad-choice: 「户籍」没有「本省」这一样",
        ),
        (
            "    问: 一个人住吗？\n",
            "    问: 一个人住吗？\n    推知: [{得: 是, 若: {情况: 独居}}]\n",
            "circle: 「独居」由自己推知",
        ),
        ("    问: 户口在哪？\n", "    文: 户口在哪？\n", "unknown-key: 不认识「文」"),
    ],
)
def test_a_slip_in_the_vocabulary_is_reported(
    knowledge_folder: Path, old: str, new: str, said: str
) -> None:
    assert said in look(knowledge_folder, "", FACTS.replace(old, new, 1))


def test_an_entry_that_does_not_exist_is_named(knowledge_folder: Path) -> None:
    (finding,) = KnowledgeBase.look_at(knowledge_folder, {"nobody"})
    assert finding.message == "没有编号「nobody」的条目"
