"""Every slip a person makes, as the whole printed text."""

from pathlib import Path

import pytest

from indexer.entry_reader import read_entry
from indexer.problem import print_form
from tests.conftest import ALLOWANCE, ELDERLY, NOISE


def problems_of(folder: Path, text: str | bytes, name: str = "living-allowance.yaml") -> str:
    """Return what is printed about an entry with this text."""
    path = folder / "social-assistance" / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return print_form(sorted(read_entry(path).problems))


PATH = "knowledge/social-assistance/living-allowance.yaml"


@pytest.mark.parametrize("text", [ALLOWANCE, ELDERLY, NOISE])
def test_a_sound_entry_has_no_problems(knowledge_folder: Path, text: str) -> None:
    assert problems_of(knowledge_folder, text) == ""


def test_a_full_width_colon_is_shown_where_it_stands(knowledge_folder: Path) -> None:
    assert problems_of(knowledge_folder, ALLOWANCE.replace("注意:", "注意：")) == (
        f"{PATH}:39:3: 「注意」后面是中文冒号 [full-width-colon]\n"
        "   39 | 注意：\n"
        "      |     ^^\n"
        "  怎么改：换成英文冒号：「注意:」。"
    )


def test_a_sentence_may_begin_with_a_word_and_a_full_width_colon(knowledge_folder: Path) -> None:
    text = ALLOWANCE.replace("- 授权书漏签一人就启动不了", "- 代办：要有委托书")
    assert problems_of(knowledge_folder, text) == ""


def test_a_tab_is_shown_where_it_stands(knowledge_folder: Path) -> None:
    assert problems_of(knowledge_folder, ALLOWANCE.replace("  - 本市户籍", "\t- 本市户籍")) == (
        f"{PATH}:7:1: 行首用了 Tab 键 [tab]\n"
        "    7 |  - 本市户籍\n"
        "      | ^\n"
        "  怎么改：YAML 只认空格：把 Tab 换成两个空格。"
    )


def test_an_unclosed_quote_is_shown_where_it_opens(knowledge_folder: Path) -> None:
    text = ALLOWANCE.replace("事项: 最低生活保障申请", '事项: "最低生活保障申请')
    assert problems_of(knowledge_folder, text) == (
        f"{PATH}:2:5: 引号没有收尾 [unclosed-quote]\n"
        '    2 | 事项: "最低生活保障申请\n'
        "      |       ^\n"
        "  怎么改：在句末补上同样的引号。"
    )


def test_a_duplicate_key_names_the_first_one(knowledge_folder: Path) -> None:
    assert problems_of(knowledge_folder, ALLOWANCE + "收费: 十元\n") == (
        f"{PATH}:60:1: 「收费」写了两次（第 25 行已有） [duplicate-key]\n"
        "   60 | 收费: 十元\n"
        "      | ^^^^\n"
        "  怎么改：合成一处，删掉另一处。"
    )


def test_an_unknown_key_suggests_a_near_one_that_is_not_yet_written(knowledge_folder: Path) -> None:
    text = ALLOWANCE.replace("    条款: [第九条]", "    条文: [第九条]")
    assert problems_of(knowledge_folder, text) == (
        f"{PATH}:44:5: 不认识「条文」 [unknown-key]\n"
        "   44 |     条文: [第九条]\n"
        "      |     ^^^^\n"
        "  怎么改：写成「条款」。这里可以写：文件、发文、文号、施行、条款、失效、说明、链接、核实。"
    )


def test_a_misspelt_required_key_is_reported_once(knowledge_folder: Path) -> None:
    text = problems_of(knowledge_folder, ALLOWANCE.replace("事项:", "事向:"))
    assert text.startswith(f"{PATH}:2:1: 不认识「事向」 [unknown-key]")
    assert "怎么改：写成「事项」。" in text
    assert text.count("[") == 1 + text.count("：[")


def test_a_missing_key_is_named(knowledge_folder: Path) -> None:
    assert problems_of(knowledge_folder, ALLOWANCE.replace("收费: 不收费\n", "")) == (
        f"{PATH}:1:1: 缺「收费」 [missing-key]\n"
        "    1 | 类型: 办事\n"
        "      | ^^^^^^^^^^\n"
        "  怎么改：补上「收费:」。写法见 _template.yaml。"
    )


def test_a_missing_key_deep_inside_names_its_item(knowledge_folder: Path) -> None:
    text = problems_of(knowledge_folder, ALLOWANCE.replace("    核实: 原文\n", ""))
    assert text.startswith(f"{PATH}:42:5: 「依据」第 1 条缺「核实」 [missing-key]")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  - 银行卡", "  - 银行卡: 有则交", "「材料」第 4 条应当是一句话"),
        ("材料:\n  - 身份证、户口簿", "材料: 身份证\n其他:\n  - 身份证、户口簿", "不认识「其他」"),
        ("类型: 办事", "类型: 办理", "「类型」写了「办理」 [bad-choice]"),
        ("类型: 办事\n", "", "缺「类型」 [missing-key]"),
        ("核实: 原文", "核实: 真的", "「依据」第 1 条的「核实」写了「真的」 [bad-choice]"),
        ("状态: 初编", "状态: 正式", "「状态」写了「正式」 [bad-choice]"),
        ("自: 2025-07-01", "自: 2025年7月", "的「2025年7月」不是日期 [bad-date]"),
        ("自: 2025-07-01", "自: 2025-02-30", "的「2025-02-30」不是日期 [bad-date]"),
        ("周期: 6个月", "周期: 半年", "的「半年」不是周期 [bad-period]"),
        (
            "一句话: 收入低于标准的户籍家庭按月领低保金。",
            "一句话:",
            "「一句话」是空的 [empty-value]",
        ),
        ("考题:\n  - 家里没钱吃饭低保找谁", "考题: []", "「考题」是空的 [empty-value]"),
        ("  - 地保怎么办\n", "", "「问法」只有 7 条 [too-few]"),
        ("  - 地保怎么办", "  - 低保审核！", "「问法」第 8 条和第 7 条一样 [repeated-sentence]"),
        ("家里没钱吃饭低保找谁", "低保多久批下来？", "几乎一样 [copied-question]"),
        ("相关: [elderly-allowance]", "相关: [living-allowance]", "写了自己 [related-to-itself]"),
        ("状态: 初编", "状态: 停用", "停用的条目缺「停用原因」 [missing-key]"),
        ("  - 本市户籍", "   - 本市户籍", "缩进没有对齐 [bad-indent]"),
        (
            "别名: [低保, 吃低保]",
            "别名: [低保, 吃低保",
            "方括号或花括号没有收尾 [unclosed-bracket]",
        ),
        ("  - 本市户籍", "  - 户籍: 本市: 市区", "句子里有英文冒号加空格 [stray-colon]"),
        ("  - 本市户籍", "  - *本市户籍", "这里的 * 会被当成引用 [anchor]"),
        ("  - 本市户籍", "  - @本市户籍", "这一行以特殊符号开头 [odd-character]"),
        ("  - 本市户籍", "  - 本市\x07户籍", "有一个看不见的控制字符 [control-character]"),
        ("类型: 办事", "---\n类型: 办事\n---\n部门: 民政", "一个文件里有两份"),
        ("类型: 办事", "[办事]: 类型", "[odd-key]"),
        ("事项: 最低生活保障申请", "事项\n条目: 一", "[missing-colon]"),
    ],
)
def test_each_slip_is_named(knowledge_folder: Path, old: str, new: str, said: str) -> None:
    assert old in ALLOWANCE
    text = problems_of(knowledge_folder, ALLOWANCE.replace(old, new, 1))
    assert said in text
    assert "怎么改：" in text


def test_a_sentence_that_became_a_mapping_is_explained(knowledge_folder: Path) -> None:
    text = ALLOWANCE.replace("  - 银行卡", "  - 银行卡: 有则交")
    assert problems_of(knowledge_folder, text) == (
        f"{PATH}:13:5: 「材料」第 4 条应当是一句话，这里成了「银行卡: …」的样子 [wrong-type]\n"
        "   13 |   - 银行卡: 有则交\n"
        "      |     ^^^^^^^^^^^^^^\n"
        "  怎么改：句子里的英文冒号换成中文冒号「：」，或用引号把整句括起来。"
    )


def test_a_sentence_where_a_list_belongs_is_explained(knowledge_folder: Path) -> None:
    text = ALLOWANCE.replace("  - 授权书漏签一人就启动不了", "").replace("注意:", "注意: 别漏签")
    assert "「注意」应当是列表 [wrong-type]" in problems_of(knowledge_folder, text)


def test_practice_needs_red_flags_or_cautions(knowledge_folder: Path) -> None:
    text = NOISE.replace("红线:\n  - 已经动手的报警\n", "")
    assert "实务条目缺「红线」或「注意」 [missing-key]" in problems_of(knowledge_folder, text)


@pytest.mark.parametrize("text", ["", "  \n\n", "# 只有注释\n"])
def test_an_empty_file_is_named(knowledge_folder: Path, text: str) -> None:
    assert "[empty-file]" in problems_of(knowledge_folder, text)


def test_a_binary_file_is_named(knowledge_folder: Path) -> None:
    assert problems_of(knowledge_folder, b"PK\x03\x04\x00\x00") == (
        f"{PATH}:1:1: 这不是文本文件 [binary-file]\n"
        "  怎么改：条目要用文本编辑器写，另存为 UTF-8 的 .yaml 文件。"
    )


def test_a_gbk_file_is_named(knowledge_folder: Path) -> None:
    text = problems_of(knowledge_folder, ALLOWANCE.encode("gb18030"))
    assert text.startswith(f"{PATH}:1:1: 文件是 GBK 编码，不是 UTF-8 [encoding]")


def test_bytes_that_are_no_text_are_named(knowledge_folder: Path) -> None:
    assert "文件不是 UTF-8 编码 [encoding]" in problems_of(knowledge_folder, b"\xff\xff\xff")


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(knowledge_folder: Path) -> None:
    text = b"\xef\xbb\xbf" + ALLOWANCE.replace("\n", "\r\n").encode()
    assert problems_of(knowledge_folder, text) == ""


def test_a_list_is_no_entry(knowledge_folder: Path) -> None:
    assert "条目应当分项写 [wrong-type]" in problems_of(knowledge_folder, "- 一\n- 二\n")


def test_endless_nesting_is_named(knowledge_folder: Path) -> None:
    assert "[too-deep]" in problems_of(knowledge_folder, "类型: " + "[" * 5000 + "]" * 5000)


def test_a_file_name_that_is_no_id_is_named(knowledge_folder: Path) -> None:
    assert "文件名「低保.yaml」不能当编号 [file-name]" in problems_of(
        knowledge_folder, ALLOWANCE, "低保.yaml"
    )


def test_an_id_longer_than_a_button_carries_is_named(knowledge_folder: Path) -> None:
    assert "[file-name]" in problems_of(knowledge_folder, ALLOWANCE, f"{'a' * 49}.yaml")


def test_a_draft_may_lack_anything(knowledge_folder: Path) -> None:
    path = knowledge_folder / "social-assistance" / "new.yaml"
    path.write_text("状态: 草稿\n事项: 新事项\n", encoding="utf-8")
    read = read_entry(path)
    assert read.problems == []
    assert read.draft is not None


def test_a_file_that_cannot_be_read_is_named(knowledge_folder: Path) -> None:
    path = knowledge_folder / "social-assistance" / "gone.yaml"
    assert "[unreadable-file]" in print_form(read_entry(path).problems)


def test_a_sheet_that_would_not_say_where_to_go_is_reported(knowledge_folder: Path) -> None:
    text = ALLOWANCE.replace("  现场: 社区综合窗口\n  网上: [江苏政务服务网]\n", "  代办: 可以\n")
    assert problems_of(knowledge_folder, text) == (
        f"{PATH}:22:3: 告知单上没有去哪里办：「渠道」缺「现场」和「网上」 [notice-lacks]\n"
        "   22 |   代办: 可以\n"
        "      |   ^^^^^^^^^^\n"
        "  怎么改：至少写一样：去哪个窗口，或在哪个网站、小程序办。"
    )


def test_a_sheet_without_a_step_for_residents_is_reported(knowledge_folder: Path) -> None:
    text = ALLOWANCE.replace("谁: 街道", "谁: 社区社工（儿童主任）")
    said = problems_of(knowledge_folder, text)
    assert "告知单上没有流程：每一步都是社区社工自己的活 [notice-lacks]" in said
