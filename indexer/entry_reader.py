"""One file as one entry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from indexer.entry import ENTRY_KINDS, Entry, EntryBase, Kind, Procedure, Status
from indexer.model_reader import key_names, models, read_model
from indexer.problem import Problem
from indexer.yaml_file import YamlFile, read_yaml

LONGEST_ID = 48  # bytes: Telegram's buttons carry the id
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TOO_ALIKE = 0.9  # an exam question this close to a phrasing proves nothing


@dataclass(frozen=True)
class Draft:
    """An entry that is still being written: neither searched nor examined."""

    id: str
    topic: str
    path: Path


@dataclass(frozen=True)
class EntryFile:
    """What one file gave: an entry, a draft or only findings."""

    path: Path
    file: YamlFile
    entry: Entry | None = None
    draft: Draft | None = None

    @property
    def problems(self) -> list[Problem]:
        """Everything wrong with the file alone."""
        return self.file.problems


def entry_keys() -> tuple[str, ...]:
    """Return every word that may be a key in an entry, at any depth."""
    return tuple(sorted(set(all_keys(ENTRY_KINDS.values()))))


def all_keys(
    kinds: Iterable[type[BaseModel]], seen: set[type[BaseModel]] | None = None
) -> Iterator[str]:
    """Yield the keys of models and of the models inside them, which may hold themselves."""
    seen = set() if seen is None else seen
    for kind in kinds:
        if kind not in seen:
            seen.add(kind)
            yield from key_names(kind)
            for field in kind.model_fields.values():
                yield from all_keys(models(field.annotation), seen)


ENTRY_KEYS = entry_keys()


def read_entry(path: Path) -> EntryFile:
    """Read one entry; its id is the file's name, its topic the folder's."""
    file = read_yaml(path, ENTRY_KEYS)
    check_name(path, file)
    if file.problems and file.values is None:
        return EntryFile(path, file)
    identity = {"id": path.stem, "topic": path.parent.name}
    if isinstance(file.values, dict) and file.values.get("状态") == Status.DRAFT:
        return EntryFile(path, file, draft=Draft(path.stem, path.parent.name, path))
    kind = kind_of(file)
    if kind is None:
        return EntryFile(path, file)
    named_right = not file.problems
    entry: Entry | None = read_model(file, kind, identity) if named_right else None
    if entry is not None:
        check_inside(file, entry)
    return EntryFile(path, file, entry=None if file.problems else entry)


def check_name(path: Path, file: YamlFile) -> None:
    """Report a file name that cannot be an id."""
    if not ID.fullmatch(path.stem) or len(path.stem) > LONGEST_ID:
        file.report(
            file.place(0),
            "file-name",
            f"文件名「{path.name}」不能当编号",
            f"用小写英文字母、数字和连字符，不超过 {LONGEST_ID} 个字符，例如 senior-allowance.yaml。",
        )


def kind_of(file: YamlFile) -> type[EntryBase] | None:
    """Return the model of the 类型 that was written, reporting what is not one."""
    if not isinstance(file.values, dict):
        file.report(
            file.place_of(()),
            "wrong-type",
            "条目应当分项写",
            "写成「键: 内容」的样子，见 _template.yaml。",
        )
        return None
    written: Any = file.values.get("类型")
    if isinstance(written, str) and written in ENTRY_KINDS:
        return ENTRY_KINDS[written]
    choices = f"只能写：{'、'.join(Kind)}。"
    if written is None and ("类型",) not in file.keys:
        file.report(file.place(0), "missing-key", "缺「类型」", f"补上「类型:」。{choices}")
    else:
        file.report(
            file.place_of(("类型",)), "bad-choice", f"「类型」写了「{written or ''}」", choices
        )
    return None


def check_inside(file: YamlFile, entry: Entry) -> None:
    """Check what the fields of one entry owe to each other."""
    if entry.kind is Kind.PRACTICE and not (entry.red_flags or entry.cautions):
        file.report(
            file.place_of(()),
            "missing-key",
            "实务条目缺「红线」或「注意」",
            "至少写一节：什么时候要立刻上报，或什么不能做。",
        )
    if entry.is_withdrawn and not entry.withdrawn_because:
        file.report(
            file.place_of(("状态",)),
            "missing-key",
            "停用的条目缺「停用原因」",
            "补上「停用原因:」，问到的人会看到它。",
        )
    if entry.id in entry.related:
        file.report(
            file.place_of(("相关", entry.related.index(entry.id))),
            "related-to-itself",
            "「相关」里写了自己",
            "删掉这一条。",
        )
    if isinstance(entry, Procedure):
        check_notice(file, entry)
    check_repeats(file, "问法", entry.phrasings)
    check_repeats(file, "考题", entry.exam_questions)
    check_exam_is_no_copy(file, entry)


def check_notice(file: YamlFile, entry: Procedure) -> None:
    """Report what a resident's sheet would lack although the keys are there."""
    if not (entry.channels.on_site or entry.channels.online):
        file.report(
            file.place_of(("渠道",)),
            "notice-lacks",
            "告知单上没有去哪里办：「渠道」缺「现场」和「网上」",
            "至少写一样：去哪个窗口，或在哪个网站、小程序办。",
        )
    if not entry.resident_steps:
        file.report(
            file.place_of(("流程",)),
            "notice-lacks",
            "告知单上没有流程：每一步都是社区社工自己的活",
            "写上居民要做的、街道或部门要做的步骤（谁、做、时限）。",
        )


def check_repeats(file: YamlFile, key: str, sentences: tuple[str, ...]) -> None:
    """Report a sentence that stands twice in one list."""
    seen: dict[str, int] = {}
    for number, sentence in enumerate(sentences):
        bare = without_punctuation(sentence)
        if bare in seen:
            file.report(
                file.place_of((key, number)),
                "repeated-sentence",
                f"「{key}」第 {number + 1} 条和第 {seen[bare] + 1} 条一样",
                "删掉一条，或换一种真的会有人说的问法。",
            )
        seen.setdefault(bare, number)


def check_exam_is_no_copy(file: YamlFile, entry: Entry) -> None:
    """Report exam questions that repeat a phrasing of the entry: they would always pass."""
    bare_phrasings = [without_punctuation(phrasing) for phrasing in entry.phrasings]
    for number, question in enumerate(entry.exam_questions):
        bare = without_punctuation(question)
        for phrasing, copied in zip(entry.phrasings, bare_phrasings, strict=True):
            if are_alike(bare, copied):
                file.report(
                    file.place_of(("考题", number)),
                    "copied-question",
                    f"考题和问法「{phrasing}」几乎一样",
                    "考题是用来考机器人的：换一个人、换一种说法来问。",
                )
                break


def are_alike(one: str, other: str) -> bool:
    """Whether two bare sentences are equal, or nearly."""
    if one == other:
        return True
    both = len(one) + len(other)
    shared = min(len(one) - len({*one} - {*other}), len(other))  # at most; most pairs end here
    if 2 * shared < TOO_ALIKE * both:
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= TOO_ALIKE <= matcher.quick_ratio() and (
        matcher.ratio() >= TOO_ALIKE
    )


def without_punctuation(sentence: str) -> str:
    """Return the letters, digits and characters of a sentence alone."""
    return re.sub(r"[\W_]+", "", sentence).lower()
