"""Pairs to learn from, their registers, and batches where no entry stands twice."""

from __future__ import annotations

from pathlib import Path
from random import Random as Chance

from indexer.knowledge_base import KnowledgeBase
from indexer.tuning.lessons import Lesson, Material, batches, lessons_of, material_of, registers_of

FILE = """\
问法:
  # 平实
  - 低保怎么办
  - '低保：要什么'
  # 口语方言
  - 吃低保哪能办
考题:
  # 平实
  - 这一句不学
"""


def test_a_phrasing_has_the_register_of_the_comment_above_it() -> None:
    assert registers_of(FILE) == {
        "低保怎么办": "平实",
        "低保:要什么": "平实",
        "吃低保哪能办": "口语方言",
    }


def test_material_holds_names_phrasings_and_section_lines_but_no_exam_question(
    knowledge: KnowledgeBase,
) -> None:
    entry = knowledge.entries["living-allowance"]
    material = material_of(knowledge, entry)
    texts = [text for text, _ in material.phrasings]
    assert ("低保", "名称") in material.phrasings
    assert all(question not in texts for question in entry.exam_questions)
    assert any("授权书漏签一人" in line for line in material.sections)


def test_a_partner_is_of_the_same_entry_and_of_another_register() -> None:
    material = Material(
        phrasings=(("甲", "平实"), ("乙", "平实"), ("丙", "短语")), sections=("正文",)
    )
    lessons = [
        lesson
        for seed in range(40)
        for lesson in lessons_of({"one": material}, Chance(seed))
        if lesson.anchor == "query: 甲"
    ]
    assert {lesson.positive for lesson in lessons} == {"query: 丙", "passage: 正文"}


def test_no_batch_holds_two_lessons_of_an_entry_and_few_are_left_out() -> None:
    lessons = [Lesson("问", "答", f"entry-{number % 20}") for number in range(200)]
    made = batches(lessons, {}, 8, Chance(1), first=1000)
    numbers = [number for batch in made for number in batch]
    assert len(set(numbers)) == len(numbers) >= 190
    assert min(numbers) >= 1000
    for batch in made:
        entries = [lessons[number - 1000].entry for number in batch]
        assert len(set(entries)) == len(entries)


def test_entries_that_are_easily_confused_stand_together() -> None:
    lessons = [Lesson("问", "答", f"entry-{number % 40}") for number in range(400)]
    pairs = {f"entry-{number}": [f"entry-{(number + 20) % 40}"] for number in range(40)}
    together = 0
    made = batches(lessons, pairs, 8, Chance(1))
    for batch in made:
        held = {lessons[number].entry for number in batch}
        together += sum(pairs[entry][0] in held for entry in held)
    assert together > 0.8 * sum(map(len, made))


def test_all_registers_of_the_knowledge_base_are_marked() -> None:
    folder = Path(__file__).parents[3] / "knowledge"
    unmarked = [
        path.name
        for path in folder.glob("*/*.yaml")
        if "未分" in registers_of(path.read_text(encoding="utf-8")).values()
    ]
    assert unmarked == []
