"""A folder of entries, read whole, and the rules that hold between entries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import Field

from indexer import condition_check, style
from indexer.case_fact import NO_CASE_FACTS, CaseFacts
from indexer.entry import Entry, Kind
from indexer.entry_reader import (
    ID,
    Draft,
    EntryFile,
    all_keys,
    read_entry,
    without_punctuation,
)
from indexer.model_reader import read_model
from indexer.problem import Place, Problem, ProblemsFound, shown_path
from indexer.red_flag import NO_RED_FLAGS, RedFlags, has_empty_part
from indexer.written import Text, Written
from indexer.yaml_file import Path as YamlPath
from indexer.yaml_file import YamlFile, read_yaml

CASE_FACTS, CASES, LESSONS = "_case_facts.yaml", "_cases.yaml", "_case_lessons.yaml"


class Sort(StrEnum):
    """分类: why a question has no answer here."""

    NEAR = "相近"
    FAR = "无关"
    OTHER_CITY = "外地"
    REPEALED = "废止"


class Unanswerable(Written):
    """A question to which the right reply is 不知道."""

    question: Text = Field(alias="问")
    sort: Sort = Field(alias="分类")
    because: Text = Field(alias="原因")


class KnownFailure(Written):
    """An exam question that is not passed yet, and why."""

    entry: Text = Field(alias="条目")
    question: Text = Field(alias="考题")
    because: Text = Field(alias="原因")


class CaseExample(Written):
    """A household's story: what must be raised, and what must not be called due."""

    story: Text = Field(alias="案情")
    must: tuple[Text, ...] = Field(alias="应当")
    must_not: tuple[Text, ...] = Field((), alias="不应当")

    @property
    def named(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield each list of entries under its key."""
        yield from (("应当", self.must), ("不应当", self.must_not))


class CaseLesson(CaseExample):
    """A household that was judged, and may be learnt from: also what may be raised."""

    may: tuple[Text, ...] = Field((), alias="可提")

    @property
    def named(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield each list of entries under its key."""
        yield from (*super().named, ("可提", self.may))


class CatalogueItem(Written):
    """One item the community must be able to answer."""

    id: Text = Field(alias="编号")
    title: Text = Field(alias="事项")
    department: Text = Field(alias="部门")
    topic: Text = Field(alias="领域")
    kind: Kind = Field(alias="类型")


@dataclass(frozen=True)
class KnowledgeBase:
    """All entries, sound together."""

    folder: Path
    entries: Mapping[str, Entry]
    topics: Mapping[str, str]  # folder → 领域, in menu order
    catalogue: tuple[CatalogueItem, ...] = ()
    unanswerable: tuple[Unanswerable, ...] = ()
    known_failures: tuple[KnownFailure, ...] = ()
    drafts: tuple[Draft, ...] = ()
    red_flags: RedFlags = NO_RED_FLAGS
    case_facts: CaseFacts = NO_CASE_FACTS
    cases: tuple[CaseExample, ...] = ()
    lessons: tuple[CaseLesson, ...] = ()
    warnings: tuple[Problem, ...] = ()  # what should be written better
    exam_places: Mapping[tuple[str, str], Place] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> KnowledgeBase:
        """Read every file below a folder.

        Raises ProblemsFound with every finding of every file, sorted by place.
        """
        reading = Reading(folder)
        reading.read()
        if reading.problems:
            raise ProblemsFound(reading.problems)
        return reading.knowledge_base()

    @staticmethod
    def look_at(folder: Path, ids: Collection[str]) -> tuple[Problem, ...]:
        """Return what is wrong or could be better in some entries, each taken by itself.

        The rules between entries are left to `load`.
        """
        reading = Reading(folder)
        reading.read_some(ids)
        return tuple(sorted({*reading.problems, *reading.warnings()}))

    @property
    def missing(self) -> tuple[CatalogueItem, ...]:
        """The items of the catalogue that have no entry yet."""
        return tuple(item for item in self.catalogue if item.id not in self.entries)


class Reading:
    """One walk through the folder: every file, then the rules between them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.files: list[EntryFile] = []
        self.topics: dict[str, str] = {}
        self.catalogue: list[CatalogueItem] = []
        self.unanswerable: list[Unanswerable] = []
        self.known_failures: list[KnownFailure] = []
        self.red_flags = NO_RED_FLAGS
        self.case_facts = NO_CASE_FACTS
        self.cases: list[CaseExample] = []
        self.lessons: list[CaseLesson] = []
        self.supplements: dict[str, YamlFile] = {}

    def read(self) -> None:
        """Read all files and check all rules; findings go to `problems`."""
        if not self.folder.is_dir():
            self.found(
                Place(shown_path(self.folder)),
                "no-folder",
                "找不到知识库文件夹",
                "看看 config.yaml 里 knowledge 的 folder 写得对不对。",
            )
            return
        self.topics = self.supplement("_topics.yaml", dict[Text, Text], {})
        self.catalogue = self.supplement("_catalogue.yaml", list[CatalogueItem], [])
        self.unanswerable = self.supplement("_unanswerable.yaml", list[Unanswerable], [])
        self.known_failures = self.supplement("_known_failures.yaml", list[KnownFailure], [])
        self.red_flags = self.supplement("_red_flags.yaml", RedFlags, NO_RED_FLAGS)
        self.case_facts = self.supplement(CASE_FACTS, CaseFacts, NO_CASE_FACTS)
        self.cases = self.supplement(CASES, list[CaseExample], [])
        self.lessons = self.supplement(LESSONS, list[CaseLesson], [])
        self.files = [read_entry(path) for path in entry_paths(self.folder)]
        for file in self.files:
            self.problems += file.problems
        self.check_topics()
        self.check_ids()
        self.check_related()
        self.check_phrasings()
        self.check_known_failures()
        self.check_catalogue()
        self.check_red_flags()
        self.check_conditions()
        self.check_cases()
        if not self.files and not self.problems:
            self.found(
                Place(shown_path(self.folder)),
                "no-entries",
                "知识库里一个条目也没有",
                "照 _template.yaml 写第一条，放进领域文件夹。",
            )

    def read_some(self, ids: Collection[str]) -> None:
        """Read some entries and check what each must be by itself; findings go to `problems`."""
        self.case_facts = self.supplement(CASE_FACTS, CaseFacts, NO_CASE_FACTS)
        self.files = [read_entry(path) for path in entry_paths(self.folder) if path.stem in ids]
        for absent in sorted(set(ids) - {file.path.stem for file in self.files}):
            self.found(
                Place(shown_path(self.folder)),
                "unknown-id",
                f"没有编号「{absent}」的条目",
                "写文件名（带不带 .yaml 都行）。",
            )
        for file in self.files:
            self.problems += file.problems
        self.check_conditions()

    def supplement(self, name: str, kind: Any, absent: Any) -> Any:
        """Read a file that is no entry; one that is not there, or holds only comments, is empty."""
        path = self.folder / name
        if not path.exists():
            return absent
        file = read_yaml(
            path,
            tuple(
                all_keys(
                    [CatalogueItem, Unanswerable, KnownFailure, RedFlags, CaseFacts, CaseLesson]
                )
            ),
        )
        self.supplements[name] = file
        if [problem.rule for problem in file.problems] == ["empty-file"]:
            return absent
        value = read_model(file, kind)
        self.problems += file.problems
        return absent if value is None else value

    def knowledge_base(self) -> KnowledgeBase:
        """Return what was read; only after `read` found nothing."""
        entries = {file.entry.id: file.entry for file in self.files if file.entry}
        return KnowledgeBase(
            folder=self.folder,
            entries=dict(sorted(entries.items())),
            topics=self.topics,
            catalogue=tuple(self.catalogue),
            unanswerable=tuple(self.unanswerable),
            known_failures=tuple(self.known_failures),
            red_flags=self.red_flags,
            case_facts=self.case_facts,
            cases=tuple(self.cases),
            lessons=tuple(self.lessons),
            drafts=tuple(file.draft for file in self.files if file.draft),
            warnings=tuple(sorted(self.warnings())),
            exam_places=dict(self.exam_places()),
        )

    def warnings(self) -> Iterator[Problem]:
        """Yield what should be written better in the entries."""
        for file in self.files:
            if file.entry:
                yield from style.warnings(file.file, file.entry)

    def exam_places(self) -> Iterator[tuple[tuple[str, str], Place]]:
        """Yield where each exam question stands."""
        for file in self.files:
            if file.entry:
                for number, question in enumerate(file.entry.exam_questions):
                    yield (file.entry.id, question), file.file.place_of(("考题", number))

    def check_topics(self) -> None:
        """Every entry lies in a folder that _topics.yaml names."""
        for file in self.files:
            folder = file.path.parent
            if folder.parent != self.folder:
                self.found(
                    file.file.place(0),
                    "wrong-folder",
                    "条目不在领域文件夹里",
                    f"移到 {self.folder.name}/<领域>/ 下面。",
                )
            elif folder.name not in self.topics:
                self.found(
                    file.file.place(0),
                    "unknown-topic",
                    f"文件夹「{folder.name}」不在 _topics.yaml 里",
                    f"在 _topics.yaml 补一行「{folder.name}: 领域名」，或把文件移到已有的文件夹。",
                )

    def check_ids(self) -> None:
        """No two files have one name."""
        first: dict[str, EntryFile] = {}
        for file in self.files:
            if file.path.stem in first:
                self.found(
                    file.file.place(0),
                    "duplicate-id",
                    f"编号「{file.path.stem}」已有（{first[file.path.stem].file.path}）",
                    "给其中一个文件改名；编号在整个知识库里只能用一次。",
                )
            first.setdefault(file.path.stem, file)

    def check_related(self) -> None:
        """Each related id is an entry, or one the catalogue says is still to be written."""
        known = {file.path.stem for file in self.files} | {item.id for item in self.catalogue}
        for file in self.files:
            for number, other in enumerate(file.entry.related if file.entry else ()):
                if other not in known:
                    self.found(
                        file.file.place_of(("相关", number)),
                        "unknown-id",
                        f"没有编号「{other}」的条目",
                        "改成已有条目的文件名（不带 .yaml），或删掉。",
                    )

    def check_phrasings(self) -> None:
        """No phrasing stands in two entries, no exam question is a phrasing of another entry."""
        owners: dict[str, EntryFile] = {}
        for file in self.files:
            for number, phrasing in enumerate(file.entry.phrasings if file.entry else ()):
                owner = owners.setdefault(without_punctuation(phrasing), file)
                if owner is not file:
                    self.found(
                        file.file.place_of(("问法", number)),
                        "phrasing-in-two-entries",
                        f"这条问法在「{owner.path.stem}」里也有",
                        "留给真正该答它的那一条，另一条换个说法。",
                    )
        for file in self.files:
            for number, question in enumerate(file.entry.exam_questions if file.entry else ()):
                owner = owners.get(without_punctuation(question), file)
                if owner is not file:
                    self.found(
                        file.file.place_of(("考题", number)),
                        "copied-question",
                        f"这条考题是「{owner.path.stem}」的问法",
                        "考题换个说法；如果两条都该答，说明两条要合并或分清。",
                    )

    def check_known_failures(self) -> None:
        """A known failure names an exam question that stands in its entry."""
        asked = {
            (file.entry.id, question)
            for file in self.files
            if file.entry
            for question in file.entry.exam_questions
        }
        for number, failure in enumerate(self.known_failures):
            if (failure.entry, failure.question) not in asked:
                self.found(
                    self.supplements["_known_failures.yaml"].place_of((number, "考题")),
                    "unknown-question",
                    f"「{failure.entry}」没有这道考题",
                    "照抄条目里的考题，或删掉这一条。",
                )

    def check_catalogue(self) -> None:
        """Catalogue ids are ids, once each, in topics that exist."""
        seen: set[str] = set()
        for number, item in enumerate(self.catalogue):
            place = self.supplements["_catalogue.yaml"].place_of((number, "编号"))
            if item.id in seen or not ID.fullmatch(item.id):
                self.found(
                    place,
                    "duplicate-id",
                    f"编号「{item.id}」重复或不合规矩",
                    "一个编号一行；小写英文字母、数字和连字符。",
                )
            if item.topic not in self.topics.values():
                self.found(
                    self.supplements["_catalogue.yaml"].place_of((number, "领域")),
                    "unknown-topic",
                    f"没有叫「{item.topic}」的领域",
                    f"只能写：{'、'.join(self.topics.values())}。",
                )
            seen.add(item.id)

    def check_red_flags(self) -> None:
        """Red flags have ids of their own, lead to entries that exist and use whole word patterns."""
        seen: set[str] = set()
        owners: dict[str, str] = {}
        for number, flag in enumerate(self.red_flags.flags):
            at = ("红线", number)
            if flag.id in seen:
                self.found_in_flags(
                    (*at, "编号"), "duplicate-id", f"编号「{flag.id}」已有", "一条红线一个编号。"
                )
            seen.add(flag.id)
            for key, ids in (("打开", flag.entries), ("出处", flag.sources)):
                self.check_flag_entries((*at, key), ids)
            for key, patterns in (("词", flag.words), ("排除", flag.excluded)):
                self.check_word_patterns((*at, key), patterns)
            for key, texts in (("迹象", flag.signs), ("不是", flag.decoys)):
                self.check_sentences((*at, key), texts, owners)
        self.check_word_patterns(("通用排除",), self.red_flags.excluded)

    def check_flag_entries(self, at: YamlPath, ids: tuple[str, ...]) -> None:
        """What a red flag opens and rests on are entries."""
        known = {file.path.stem for file in self.files}
        for number, entry in enumerate(ids):
            if entry not in known:
                self.found_in_flags(
                    (*at, number),
                    "unknown-id",
                    f"没有编号「{entry}」的条目",
                    "改成已有条目的文件名（不带 .yaml），或删掉。",
                )

    def check_word_patterns(self, at: YamlPath, patterns: tuple[str, ...]) -> None:
        """No part of a word pattern is empty: it would be found everywhere."""
        for number, pattern in enumerate(patterns):
            if has_empty_part(pattern):
                self.found_in_flags(
                    (*at, number),
                    "empty-word",
                    f"「{pattern}」里有空的一截",
                    "「/」两边都要有字；空格隔开的每一截都要有字。",
                )

    def check_sentences(self, at: YamlPath, texts: tuple[str, ...], owners: dict[str, str]) -> None:
        """No sentence stands twice, in one list or as a sign here and a decoy there."""
        for number, text in enumerate(texts):
            owner = owners.setdefault(without_punctuation(text), str((*at, number)))
            if owner != str((*at, number)):
                self.found_in_flags(
                    (*at, number),
                    "repeated-sentence",
                    f"「{text}」在红线里写了两遍",
                    "只留一处；既像迹象又像「不是」的，说得具体些。",
                )

    def check_conditions(self) -> None:
        """The vocabulary is sound; 资格 keeps to it and can be met; 衔接 leads to entries."""
        facts = self.supplements.get(CASE_FACTS)
        if facts is not None:
            self.problems += condition_check.vocabulary_findings(facts, self.case_facts)
        entries = {file.entry.id: file.entry for file in self.files if file.entry}
        known = {path.stem for path in entry_paths(self.folder)}
        for file in self.files:
            if file.entry:
                self.problems += condition_check.findings(
                    file.file, file.entry, self.case_facts, known, entries
                )

    def check_cases(self) -> None:
        """The base's own cases name entries; what is learnt from says one thing of each."""
        known = {path.stem for path in entry_paths(self.folder)}
        for name, cases in ((CASES, self.cases), (LESSONS, self.lessons)):
            for number, case in enumerate(cases):
                for key, ids in case.named:
                    for position, entry in enumerate(ids):
                        if entry not in known:
                            self.found(
                                self.supplements[name].place_of((number, key, position)),
                                "unknown-id",
                                f"没有编号「{entry}」的条目",
                                "改成已有条目的文件名（不带 .yaml），或删掉。",
                            )
        self.check_lessons()

    def check_lessons(self) -> None:
        """No household is judged twice, and of none is the same entry said twice."""
        first: dict[str, int] = {}
        for number, lesson in enumerate(self.lessons):
            earlier = first.setdefault(lesson.story, number)
            if earlier != number:
                line = self.supplements[LESSONS].place_of((earlier, "案情")).line
                self.found(
                    self.supplements[LESSONS].place_of((number, "案情")),
                    "duplicate-case",
                    f"这一户在第 {line} 行已经判过",
                    "两处留一处。",
                )
            seen: set[str] = set()
            for key, ids in lesson.named:
                for position, entry in enumerate(ids):
                    if entry in seen:
                        self.found(
                            self.supplements[LESSONS].place_of((number, key, position)),
                            "duplicate-judgement",
                            f"「{entry}」在这一户里写了两次",
                            "应当、可提、不应当里只留一处。",
                        )
                    seen.add(entry)

    def found_in_flags(self, at: YamlPath, rule: str, message: str, remedy: str) -> None:
        """Keep one finding about _red_flags.yaml."""
        self.found(self.supplements["_red_flags.yaml"].place_of(at), rule, message, remedy)

    def found(self, place: Place, rule: str, message: str, remedy: str) -> None:
        """Keep one finding."""
        self.problems.append(Problem(place, rule, message, remedy))


def entry_paths(folder: Path) -> list[Path]:
    """Return the files below a folder that should be entries; a leading _ or . says they are not."""
    found: Iterable[Path] = (*folder.rglob("*.yaml"), *folder.rglob("*.yml"))
    return sorted(path for path in found if not path.name.startswith(("_", ".")))
