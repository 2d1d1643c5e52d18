from pathlib import Path

import pytest

from indexer.entry_reader import read_entry
from indexer.style import warnings
from tests.conftest import ALLOWANCE

GOOD = (
    ALLOWANCE.replace("    核实: 原文", "    说明: 2026-04-30 通过\n    核实: 原文")
    .replace(
        "问法:\n",
        "问法:\n"
        + "".join(f"  - 第{number}种问低保的办法是怎么样\n" for number in "一二三四五六七八")
        + "".join(f"  - {'家里老人和孩子都要吃药' * 5}{number}\n" for number in "甲乙"),
    )
    .replace("考题:\n", "考题:\n  - 想领补贴先找哪个\n  - 没饭吃了\n  - 伲屋里厢穷煞\n")
)


def said(folder: Path, text: str) -> str:
    """Return the warnings about an entry with this text."""
    path = folder / "social-assistance" / "living-allowance.yaml"
    path.write_text(text, encoding="utf-8")
    read = read_entry(path)
    assert read.entry is not None, read.problems
    return "\n".join(map(str, warnings(read.file, read.entry)))


def test_a_well_written_entry_gives_no_warning(knowledge_folder: Path) -> None:
    assert said(knowledge_folder, GOOD) == ""


def test_a_warning_shows_its_place_and_says_that_it_is_one(knowledge_folder: Path) -> None:
    text = said(knowledge_folder, GOOD.replace("- 授权书漏签一人就启动不了", "- 尽快补签"))
    assert text == (
        "knowledge/social-assistance/living-allowance.yaml:40:5: 提醒："
        "「尽快」说不清是什么、什么时候、找谁 [vague-word]\n"
        "   40 |   - 尽快补签\n"
        "      |     ^^^^^^^^\n"
        "  怎么改：写出具体的东西、时间、部门；不知道就写（待核）。"
    )


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("- 授权书漏签一人就启动不了", "- " + "很长" * 31, "long-line"),
        ("- 授权书漏签一人就启动不了", "- 带身份证等", "vague-word"),
        ("- 授权书漏签一人就启动不了", "- 罚 500 元", "undated-amount"),
        ("    说明: 2026-04-30 通过\n", "", "unnumbered-authority"),
        (
            "一句话: 收入低于标准的户籍家庭按月领低保金。",
            "一句话: 最低生活保障申请。",
            "summary-repeats-title",
        ),
        ("  - 没饭吃了\n", "", "few-questions"),
        (
            "  - 第一种问低保的办法是怎么样\n  - 第二种问低保的办法是怎么样\n  - 第三种问低保的办法是怎么样\n",
            "",
            "few-phrasings",
        ),
        ("家里老人和孩子都要吃药" * 5 + "甲", "一句不长不短的话", "missing-register"),
    ],
)
def test_each_weakness_is_named(knowledge_folder: Path, old: str, new: str, rule: str) -> None:
    assert old in GOOD
    assert f"[{rule}]" in said(knowledge_folder, GOOD.replace(old, new))


@pytest.mark.parametrize(
    "line",
    [
        "身份证、户口簿、授权书等",
        "2024 年每人 500 元",
        "罚 500 元（待核）",
        "办法第九条：罚 500 元",
    ],
)
def test_what_is_clear_enough_is_left_alone(knowledge_folder: Path, line: str) -> None:
    assert said(knowledge_folder, GOOD.replace("授权书漏签一人就启动不了", line)) == ""
