"""Adding one sentence to a list: one line differs, and the file reads as before but for it."""

from __future__ import annotations

import difflib
import random
from pathlib import Path

import pytest

from bot.curation.refused import CurationRefused
from bot.curation.sentences import clean, with_item, with_sentence, without_item
from indexer.entry_reader import ENTRY_KEYS
from indexer.knowledge_base import entry_paths
from indexer.problem import ProblemsFound
from indexer.yaml_file import parse_yaml

ENTRIES = entry_paths(Path(__file__).parents[3] / "knowledge")
NASTY = (
    "低保要什么材料",
    "文件：这样开头的",
    "价钱: 多少 # 不是注释",
    "- 像列表",
    "'; DROP TABLE gaps; --",
    "<b>粗</b> & {大括号} [方括号]",
    '他说"要"\\反斜杠',
    "null",
    "~",
    "否",
    "12345",
    "2026-01-01",
    "=1+1",
    "@all",
    "%号",
    "*星",
    "&锚",
    "!标签",
    "| 竖线",
    "> 大于",
    "? 问号",
    "末尾冒号:",
    "“引号”",
    "🔴 表情",
)


@pytest.mark.parametrize("path", ENTRIES, ids=lambda path: path.stem)
def test_every_entry_takes_one_more_sentence_on_one_line(path: Path) -> None:
    text = path.read_bytes().decode()
    chosen = random.Random(path.stem)
    for key in ("问法", "考题"):
        sentence = chosen.choice(NASTY)
        after = with_sentence(path.name, text, key, sentence)
        changed = [
            line
            for line in difflib.ndiff(text.splitlines(keepends=True), after.splitlines(True))
            if line[0] in "+-"
        ]
        assert len(changed) == 1
        assert changed[0][0] == "+"
        before, now = parse_yaml("", text, ENTRY_KEYS), parse_yaml("", after, ENTRY_KEYS)
        assert isinstance(before.values, dict)
        assert isinstance(now.values, dict)
        assert now.values.pop(key) == [*before.values.pop(key), sentence]  # type: ignore[misc]  # a list
        assert list(now.values.items()) == list(before.values.items())


@pytest.mark.parametrize("sentence", NASTY)
@pytest.mark.parametrize(
    "text",
    [
        "问法:\n  - 一\n  # 说明\n  - 二   # 尾注\n状态: 草稿\n",
        "问法:\r\n- 一\r\n- 二\r\n状态: 草稿\r\n",
        "\ufeff问法:\n  - 一\n  - 二",
        "问法: [一, 二]   # 尾注\n状态: 草稿\n",
        "问法:\n  - 一\n  - 二第一行\n    第二行\n\n# 下面是状态\n状态: 草稿\n",
        "状态: 草稿\n问法: []\n",
    ],
)
def test_malicious_text_stays_text_in_any_form_of_list(text: str, sentence: str) -> None:
    before = parse_yaml("", text.removeprefix("\ufeff"), ENTRY_KEYS).values
    after = with_sentence("a.yaml", text, "问法", sentence)
    assert isinstance(before, dict)
    listed = before["问法"]
    assert isinstance(listed, list)
    assert parse_yaml("", after.removeprefix("\ufeff"), ENTRY_KEYS).values == before | {
        "问法": [*listed, sentence]
    }
    assert ("\r\n" in text) == ("\r\n" in after)
    for line in text.splitlines():
        if not line.startswith("问法: ["):
            assert line in after.splitlines()


def test_a_list_that_is_not_there_is_refused() -> None:
    with pytest.raises(CurationRefused) as refused:
        with_sentence("knowledge/a.yaml", "状态: 草稿\n", "问法", "一")
    assert str(refused.value) == (
        "knowledge/a.yaml 里没有「问法」，没法往下加。用编辑器补上「问法:」和第一条，再来一次。"
    )


def test_a_list_in_brackets_over_several_lines_is_refused() -> None:
    with pytest.raises(CurationRefused) as refused:
        with_sentence("a.yaml", "问法: [一,\n  二]\n", "问法", "三")
    assert str(refused.value) == (
        "a.yaml:1:5：「问法」的写法没法自动往下加。改成一行一条「- 」的写法，再来一次。"
    )


def test_a_file_with_a_slip_is_not_touched() -> None:
    with pytest.raises(ProblemsFound):
        with_sentence("a.yaml", "问法：\n  - 一\n", "问法", "二")


def test_a_sentence_is_cleaned_to_one_line() -> None:
    assert clean("〔姓名〕家的\n低保\x00停了\u200b \u2028怎么办 ") == "家的 低保停了 怎么办"
    assert clean("依据民发〔2021〕57号") == "依据民发〔2021〕57号"


ITEM = {"条目": "a-b", "考题": "问: 一句 # 话", "原因": "说不清"}


@pytest.mark.parametrize(
    "text", ["", "# 只有说明\n", "- {条目: x, 考题: y, 原因: z}", "# 说明\r\n"]
)
def test_an_item_is_added_and_taken_out_again(text: str) -> None:
    with_it = with_item("_known_failures.yaml", text, ITEM)
    values = parse_yaml("", with_it).values
    assert isinstance(values, list)
    assert values[-1] == ITEM
    left = without_item("_known_failures.yaml", with_it, {"条目": "a-b", "考题": ITEM["考题"]})
    assert left.rstrip() == text.rstrip()


def test_only_the_item_itself_is_taken_out() -> None:
    text = "# 头\n- 条目: a\n  考题: 一\n\n# 说 b\n- 条目: b\n  考题: 二\n"
    assert without_item("f", text, {"考题": "一"}) == "# 头\n\n# 说 b\n- 条目: b\n  考题: 二\n"
    assert without_item("f", text, {"考题": "二"}) == "# 头\n- 条目: a\n  考题: 一\n\n# 说 b\n"
