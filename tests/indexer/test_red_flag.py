from pathlib import Path

import pytest

from indexer.knowledge_base import KnowledgeBase
from indexer.problem import ProblemsFound
from indexer.red_flag import Urgency, compile_words
from tests.red_flags import write_flags


def findings(folder: Path) -> list[str]:
    with pytest.raises(ProblemsFound) as found:
        KnowledgeBase.load(folder)
    return [f"{p.place.line}:{p.place.column} {p.rule}" for p in found.value.problems]


def test_the_flags_are_read_as_they_are_written(knowledge_folder: Path) -> None:
    write_flags(knowledge_folder)
    (fire, poison) = KnowledgeBase.load(knowledge_folder).red_flags.flags
    assert (fire.id, fire.name, fire.urgency, fire.call) == ("fire", "火灾", Urgency.NOW, "119")
    assert fire.duties[0].articles == "第四十四条"
    assert fire.entries == ("neighbor-noise",)
    assert poison.urgency is Urgency.DUTY


def test_a_base_without_the_file_has_no_flags(knowledge: KnowledgeBase) -> None:
    assert knowledge.red_flags.flags == ()


@pytest.mark.parametrize(
    ("slip", "finding"),
    [
        (("紧急程度: 现在", "紧急程度: 马上"), "5:11 bad-choice"),
        (("紧急程度: 现在", "紧急成度: 现在"), "5:5 unknown-key"),
        (("打开: [neighbor-noise]", "打开: [nobody]"), "15:10 unknown-id"),
        (("出处: [neighbor-noise]", "出处: [nobody]"), "16:10 unknown-id"),
        (("着火/起火", "着火//起火"), "18:9 empty-word"),
        (("编号: poison", "编号: fire"), "113:9 duplicate-id"),
        (("楼上着火了 0", "楼上着火了 1"), "23:9 repeated-sentence"),
        (("消防演练 0", "楼上着火了 1"), "68:9 repeated-sentence"),
    ],
)
def test_a_slip_is_found_at_its_place(
    knowledge_folder: Path, slip: tuple[str, str], finding: str
) -> None:
    write_flags(knowledge_folder, lambda text: text.replace(*slip, 1))
    assert findings(knowledge_folder) == [finding]


def test_three_acts_are_too_many(knowledge_folder: Path) -> None:
    write_flags(
        knowledge_folder, lambda text: text.replace("[喊人, 疏散]", "[喊人, 疏散, 断电]", 1)
    )
    assert findings(knowledge_folder) == ["11:5 too-many"]


@pytest.mark.parametrize(
    ("pattern", "text", "is_found"),
    [
        ("老公/男人 打", "他说老公昨晚又打了人", True),
        ("老公/男人 打", "打老公", False),
        ("老公/男人 打", "老公说今天的天气很好我们出去买点菜再打伞", False),
        ("a.c", "abc", False),
        ("(", "说（(", True),
    ],
)
def test_words_stand_in_order_and_near_each_other(pattern: str, text: str, is_found: bool) -> None:
    assert bool(compile_words((pattern,)).search(text)) is is_found


def test_no_pattern_is_found_nowhere() -> None:
    assert compile_words(()).search("着火") is None
