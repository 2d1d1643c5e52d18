"""What tuning learns from: pairs of texts of one entry, in batches where no entry stands twice.

A question's register (平实, 短语, 口语方言 …) pulls it to questions of the same register whatever they
are about. So a lesson's pair is either two phrasings of one entry in different registers, or a
phrasing and a line of the entry itself. 考题 are never learnt from.
"""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from indexer.entry import Entry
from indexer.knowledge_base import KnowledgeBase
from indexer.normal_form import normalise
from indexer.passages import Side, passages_of
from indexer.tuning.base_model import PROMPTS

NAMES = "名称"  # the register of titles and aliases
UNMARKED = "未分"  # of phrasings below no comment
SECTION_SHARE = 0.35  # of the pairs: a phrasing with a line of its entry
GROUP = 6  # entries that are easily confused stand together in a batch
REGISTER = re.compile(r"\s*#\s*(\S+)\s*$")
PHRASING = re.compile(r"\s*-\s*(.+?)\s*$")


@dataclass(frozen=True)
class Lesson:
    """Two texts of one entry, each with its prompt in front."""

    anchor: str
    positive: str
    entry: str


@dataclass(frozen=True)
class Material:
    """What one entry gives to learn from, in normal form."""

    phrasings: tuple[tuple[str, str], ...]  # text and register
    sections: tuple[str, ...]


def material_of(knowledge: KnowledgeBase, entry: Entry) -> Material:
    """Return an entry's phrasings with their registers, and its section lines."""
    text = (knowledge.folder / entry.topic / f"{entry.id}.yaml").read_text(encoding="utf-8")
    registers = registers_of(text)
    named = {normalise(name) for name in (entry.title, *(entry.aliases or ()))}
    phrasings = []
    sections = []
    for passage in passages_of(entry):
        if passage.side is Side.PHRASING:
            register = NAMES if passage.text in named else registers.get(passage.text, UNMARKED)
            phrasings.append((passage.text, register))
        else:
            sections.append(passage.text)
    return Material(tuple(phrasings), tuple(sections))


def registers_of(text: str) -> dict[str, str]:
    """Return for each phrasing of an entry file the comment it stands below, its register."""
    registers: dict[str, str] = {}
    register, inside = UNMARKED, False
    for line in text.splitlines():
        if not line.startswith((" ", "-", "#")):
            inside = line.startswith("问法")
        elif inside and (comment := REGISTER.match(line)):
            register = comment[1]
        elif inside and (phrasing := PHRASING.match(line)):
            registers[normalise(phrasing[1].strip("'\""))] = register
    return registers


def lessons_of(materials: Mapping[str, Material], chance: random.Random) -> list[Lesson]:
    """Return one lesson for each phrasing, in random order; call it again for other partners."""
    lessons = [
        Lesson(PROMPTS["query"] + text, partner(material, text, register, chance), entry)
        for entry, material in materials.items()
        for text, register in material.phrasings
    ]
    chance.shuffle(lessons)
    return lessons


def partner(material: Material, text: str, register: str, chance: random.Random) -> str:
    """Return a text that means the same entry: one of its lines, or a phrasing of another register."""
    if material.sections and chance.random() < SECTION_SHARE:
        return PROMPTS["document"] + chance.choice(material.sections)
    others = [one for one, its in material.phrasings if its != register and one != text]
    others = others or [one for one, _ in material.phrasings if one != text] or [text]
    return PROMPTS["query"] + chance.choice(others)


def batches(
    lessons: Sequence[Lesson],
    confusable: Mapping[str, Collection[str]],
    size: int,
    chance: random.Random,
    first: int = 0,
) -> list[list[int]]:
    """Return batches of lesson numbers, counted from `first`, with no two of one entry in a batch.

    Each batch is made of groups of entries that are easily confused, so that they are each other's
    hard negatives. What would make less than half a batch at the end is left out.
    """
    waiting: dict[str, list[int]] = {}
    for number, lesson in enumerate(lessons, first):
        waiting.setdefault(lesson.entry, []).append(number)
    result = []
    while waiting:
        batch = one_batch(waiting, confusable, size, chance)
        if len(batch) >= size // 2:
            result.append(batch)
    return result


def one_batch(
    waiting: dict[str, list[int]],
    confusable: Mapping[str, Collection[str]],
    size: int,
    chance: random.Random,
) -> list[int]:
    """Take one batch out of what is waiting; entries with more lessons left are taken more often."""
    batch: list[int] = []
    used: set[str] = set()
    while len(batch) < size:
        free = [entry for entry in waiting if entry not in used]
        if not free:
            break
        seed = chance.choices(free, [len(waiting[entry]) for entry in free])[0]
        near = [entry for entry in confusable.get(seed, ()) if entry != seed]
        for entry in (seed, *chance.sample(near, min(GROUP - 1, len(near)))):
            if entry in used or entry not in waiting or len(batch) == size:
                continue
            used.add(entry)
            batch.append(waiting[entry].pop())
            if not waiting[entry]:
                del waiting[entry]
    return batch
