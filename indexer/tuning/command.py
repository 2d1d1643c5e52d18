"""The verb `tune`: train the encoder on the knowledge base, measure it beside the old one, write it."""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sentence_transformers import SentenceTransformer

from indexer.bundled_model import bundled_file
from indexer.embedder import Embedder, SentenceEmbedder, load_embedder
from indexer.knowledge_base import KnowledgeBase
from indexer.learnt import Learnt
from indexer.model_error import ModelNotFound
from indexer.tuning.base_model import write_base
from indexer.tuning.lessons import Material, material_of
from indexer.tuning.measuring import (
    Asked,
    Share,
    exam_questions,
    groups_of,
    places,
    share,
)
from indexer.tuning.model_folder import write_model
from indexer.tuning.packed_model import read_packed
from indexer.tuning.training import Progress, Recipe, train

FEWEST = 200  # phrasings; with fewer there is nothing to learn that carries over
SPACE_NEEDED = 2_000_000_000  # bytes: the points to resume from and two models
SHUFFLE = 11  # the seed that deals entries into folds


@dataclass(frozen=True)
class Fold:
    """Part `number` of `count` of the entries, kept out of training."""

    number: int
    count: int

    @classmethod
    def read(cls, text: str) -> Fold:
        """Read 「1/4」; raises ModelNotFound."""
        number, _, count = text.partition("/")
        if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count) > 1):
            raise ModelNotFound(
                f"--leave-out 后面的「{text}」写成 1/4 这样：分成四份，留出第一份。"
            )
        return cls(int(number), int(count))

    def entries(self, all_entries: Sequence[str]) -> frozenset[str]:
        """Return the entries of this part; the same ones for the same base."""
        dealt = sorted(all_entries)
        random.Random(SHUFFLE).shuffle(dealt)  # noqa: S311  # no secret
        return frozenset(dealt[self.number - 1 :: self.count])


@dataclass(frozen=True)
class Row:
    """One line of the table: the same questions by both models."""

    questions: str
    group: str
    before: Share
    after: Share


def run(
    knowledge: KnowledgeBase,
    base: str,
    target: Path,
    work: Path,
    today: date,
    progress: Progress,
    leave_out: str | None,
    sets: Sequence[Path],
) -> list[str]:
    """Do what the verb was asked for; return what to print. Raises ModelNotFound."""
    recipe = Recipe()
    try:
        check_space(work)
        if leave_out is None:
            tune(knowledge, base, target, work, today, progress, recipe)
            return [
                f"写好了 {target}。",
                f"用它：在 config.yaml 写 index.embedder: {target}，再运行 make index。",
            ]
        asked = {path.stem: read_questions(path) for path in sets}
        fold = Fold.read(leave_out)
        return table(examine(knowledge, base, fold, work, progress, recipe, asked))
    except OSError as error:
        raise ModelNotFound(
            f"没做完（{error.strerror or error}：{error.filename or work}）。现在的模型没有动；再运行一次会接着做。"
        ) from error


def materials_of(knowledge: KnowledgeBase, without: frozenset[str]) -> dict[str, Material]:
    """Return what there is to learn from; raises ModelNotFound when it is too little."""
    materials = {
        entry.id: material_of(knowledge, entry)
        for entry in knowledge.entries.values()
        if entry.id not in without
    }
    count = sum(len(material.phrasings) for material in materials.values())
    if count < FEWEST:
        raise ModelNotFound(
            f"只有 {count} 条问法，不够学（至少 {FEWEST} 条）。现在的模型没有动，先给条目补问法。"
        )
    return materials


def base_folder(name: str, work: Path) -> Path:
    """Return the folder of the base: the packed weights written out, or a named model."""
    if name == "packed":
        folder = work / "base"
        if not (folder / "modules.json").exists():
            shutil.rmtree(folder, ignore_errors=True)
            new = work / "base.new"
            shutil.rmtree(new, ignore_errors=True)
            new.mkdir(parents=True)
            write_base(read_packed(bundled_file()), new)
            new.rename(folder)
        return folder
    load_embedder(name)  # says in Chinese what is wrong with the name
    return Path(name)


def check_space(work: Path) -> None:
    """Raise ModelNotFound when the disk cannot hold what training writes."""
    work.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(work).free
    if free < SPACE_NEEDED:
        raise ModelNotFound(
            f"{work} 所在的盘只剩 {free // 1_000_000} MB，训练要 {SPACE_NEEDED // 1_000_000} MB。"
            "腾出地方，或用 QUANKETONG_VAR 换一块盘。现在的模型没有动。"
        )


def tune(
    knowledge: KnowledgeBase,
    base: str,
    target: Path,
    work: Path,
    today: date,
    progress: Progress,
    recipe: Recipe,
) -> None:
    """Train on all entries and write the model to `target`."""
    materials = materials_of(knowledge, frozenset())
    folder = base_folder(base, work)
    model = train(folder, materials, recipe, work / "training", progress)
    write_model(model, target, recipe, Learnt.of(knowledge), today)
    shutil.rmtree(work / "training", ignore_errors=True)


def examine(
    knowledge: KnowledgeBase,
    base: str,
    fold: Fold,
    work: Path,
    progress: Progress,
    recipe: Recipe,
    sets: Mapping[str, Sequence[Asked]],
) -> list[Row]:
    """Train without one fold of the entries and return how both models find exactly those."""
    held = fold.entries(list(knowledge.entries))
    materials = materials_of(knowledge, held)
    folder = base_folder(base, work)
    model = train(folder, materials, recipe, work / f"fold-{fold.number}-{fold.count}", progress)
    before = SentenceEmbedder(SentenceTransformer(str(folder), device="cpu"), "base")
    asked = {
        name: [one for one in questions if held.intersection(one.right)]
        for name, questions in sets.items()
    }
    asked["考题"] = exam_questions(knowledge, held)
    with tempfile.TemporaryDirectory() as scratch:  # as it would be shipped: in half precision
        tuned = Path(scratch) / "model"
        write_model(model, tuned, recipe, Learnt({}), date.min)
        return compare(knowledge, before, load_embedder(str(tuned)), asked)


def compare(
    knowledge: KnowledgeBase,
    before: Embedder,
    after: Embedder,
    sets: Mapping[str, Sequence[Asked]],
) -> list[Row]:
    """Return the table of two models over the same questions."""
    rows = []
    for name, asked in sets.items():
        if not asked:
            continue
        old = groups_of(asked, places(knowledge, before, asked))
        new = groups_of(asked, places(knowledge, after, asked))
        rows += [Row(name, group, share(old[group]), share(new[group])) for group in old]
    return rows


def read_questions(path: Path) -> list[Asked]:
    """Read a set in the form of tests/exam/questions.jsonl; the group is the style."""
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return [Asked(row["q"], tuple(row["ok"]), row.get("style", "")) for row in rows if row["ok"]]


def table(rows: Sequence[Row]) -> list[str]:
    """Return the rows as a Markdown table."""
    lines = [
        "| 问题 | 组 | 题数 | 首位：底子 → 学过 | 95 % 区间（学过） | 前三：底子 → 学过 |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {row.questions} | {row.group} | {row.after.count}"
        f" | {row.before.first:.1%} → {row.after.first:.1%}"
        f" | {row.after.low:.1%}–{row.after.high:.1%}"
        f" | {row.before.among_three:.1%} → {row.after.among_three:.1%} |"
        for row in rows
    ]
    return lines
