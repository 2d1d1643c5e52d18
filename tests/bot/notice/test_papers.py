"""What a line of 材料 proves, and what it does not."""

import pytest

from bot.notice.papers import Demand, read_line


@pytest.mark.parametrize(
    ("text", "demand"),
    [
        ("身份证、户口簿", Demand()),
        ("出生医学证明（原件）", Demand(original=True)),
        ("身份证（原件和复印件 2 份）", Demand(original=True, copies=2)),
        ("身份证复印件各两份", Demand(copies=2)),
        ("身份证复印件", Demand(copies=1, is_exact=False)),
        ("户口簿（系统能调取的免交复印件）", Demand(is_free_of_copy=True)),
        ("户口簿、身份证（原件核验，必要时复印件）", Demand(original=True)),
        ("结婚证（能共享的免交）", Demand(is_free=True)),
        ("近期照片（系统里有合格照片的可免）", Demand(is_free=True)),
        ("身份证（核验原件，一般免交复印件）", Demand(original=True, is_free_of_copy=True)),
        ("白底两寸彩照 3 张", Demand()),
        ("户口簿能反映监护关系的，免另交监护材料", Demand()),
    ],
)
def test_a_line_is_asked_for_in_the_form_it_says(text: str, demand: Demand) -> None:
    assert read_line(text).demand == demand


@pytest.mark.parametrize(
    ("text", "names", "condition", "remark"),
    [
        ("身份证、户口簿（能共享的免交）", ("身份证", "户口簿"), "", "能共享的免交"),
        ("依申请：身份证、户口簿", ("身份证", "户口簿"), "依申请", ""),
        ("居民身份证、社会保障卡", ("居民身份证", "社会保障卡"), "", ""),
        ("身份证、户口簿或居住证", ("身份证、户口簿或居住证",), "", ""),
        ("本人身份证", ("本人身份证",), "", ""),
        ("全体共同生活成员身份证、户口簿", ("全体共同生活成员身份证、户口簿",), "", ""),
        ("代办：委托书和双方身份证", ("代办：委托书和双方身份证",), "", ""),
        ("死者身份证和社保卡（还在的话）", ("死者身份证", "死者社保卡"), "", "还在的话"),
        ("继承人的银行账户（社保卡）", ("继承人的银行账户（社保卡）",), "", ""),
        ("就读证明，一样即可：学生证、居住证", ("就读证明，一样即可：学生证、居住证",), "", ""),
        (
            "居民死亡医学证明（推断）书、火化证明",
            ("居民死亡医学证明（推断）书", "火化证明"),
            "",
            "",
        ),
        ("身份证（加居住证）、社会保障卡", ("身份证", "社会保障卡"), "", "加居住证"),
    ],
)
def test_a_line_is_taken_apart_only_where_every_part_is_a_known_paper(
    text: str, names: tuple[str, ...], condition: str, remark: str
) -> None:
    line = read_line(text)
    assert (line.names, line.condition, line.papers[0].remark) == (names, condition, remark)


def test_a_remark_after_several_papers_frees_the_last_alone() -> None:
    line = read_line("身份证、户口簿（能共享的免交）")
    first, last = line.papers
    assert not line.demand_of(first).is_free
    assert line.demand_of(last).is_free


@pytest.mark.parametrize(
    ("text", "is_remark"),
    [
        ("能部门比对的不要家属自己跑：服刑、残疾、死亡一般由部门核", True),
        ("苏州的材料要求没查到官方文本（待核）", True),
        ("困难人员证件由系统核验", True),
        ("身份证", False),
        ("就业登记信息（系统核验）", False),
        ("死亡证明（能共享核验的免交）", False),
        ("经济困难状况说明表（个人诚信承诺，不用另开证明）", False),
        ("苏服办线上办：身份证、户口簿可免交", True),
        ("急难型的困难佐证可以后补", True),
    ],
)
def test_a_line_that_names_no_paper_is_told_apart(text: str, is_remark: bool) -> None:
    assert read_line(text).is_remark is is_remark
