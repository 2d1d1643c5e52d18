"""The published index: a version in a folder, the pointer to it, and switching to the next one."""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from indexer.alarm import AlarmFit, AlarmModel, sentences_of
from indexer.calibration import Calibration
from indexer.case_fact import NO_CASE_FACTS, CaseFacts
from indexer.classifier import Classifier
from indexer.embedder import Embedder
from indexer.entry import ENTRY_KINDS, Entry
from indexer.exam_questions import unknown_key
from indexer.lessons import Lessons
from indexer.lexical_index import LexicalIndex
from indexer.passages import whole_text
from indexer.red_flag import NO_RED_FLAGS, RedFlags
from indexer.retriever import Retriever
from indexer.settings import IndexSettings
from indexer.stale_index import StaleIndex
from indexer.unknowns import Unknown, Unknowns
from indexer.vector_store import Shelf, VectorStore, damaged

log = logging.getLogger(__name__)

FORMAT = 3  # raise when an older version's content cannot be read any more; its vectors still can
POINTER = "current"
CONTENT = "index.json"
STORE = "chroma"
CLASSIFIER = "classifier.npz"
LESSONS = "lessons.npz"
NOTHING_WITHDRAWN: Mapping[str, str] = {}
SEARCHED = (Shelf.SECTIONS, Shelf.PHRASINGS, Shelf.CENTRES)


@dataclass(frozen=True)
class Seed:
    """Of a version of any form, what it takes to copy its vectors."""

    version: str
    model: str
    counts: dict[Shelf, int]

    @classmethod
    def read(cls, folder: Path) -> Seed | None:
        """Read it from a version's folder; None for a build that was cut off or cannot be used."""
        try:
            plain = json.loads((folder / CONTENT).read_text(encoding="utf-8"))
            counts = {Shelf(shelf): int(count) for shelf, count in plain["counts"].items()}
            return cls(plain["version"], plain["model"], counts)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None


@dataclass(frozen=True)
class Content:
    """What a version holds beside its vectors: the entries as they were, whole."""

    version: str
    model: str
    created: datetime
    entries: dict[str, Entry]
    topics: dict[str, str]
    digests: dict[str, str]  # entry → what changes when its file does
    counts: dict[Shelf, int]
    calibration: Calibration
    exam: str  # what changes when the questions that none answers do
    leads: dict[str, float]  # entry → how far it led, or fell behind, in its hardest exam question
    unknowns: tuple[Unknown, ...] = ()
    red_flags: RedFlags = NO_RED_FLAGS
    case_facts: CaseFacts = NO_CASE_FACTS
    alarms: AlarmFit | None = None

    def write(self, folder: Path) -> None:
        """Write the content into a version's folder."""
        plain = {
            "format": FORMAT,
            "version": self.version,
            "model": self.model,
            "created": self.created.isoformat(),
            "topics": self.topics,
            "entries": [
                {
                    "id": entry.id,
                    "topic": entry.topic,
                    "digest": self.digests[entry.id],
                    "values": written_form(entry),
                }
                for entry in self.entries.values()
            ],
            "counts": self.counts,
            "calibration": self.calibration.to_json(),
            "exam": self.exam,
            "leads": self.leads,
            "unknowns": [[unknown.question, unknown.because] for unknown in self.unknowns],
            "red_flags": self.red_flags.model_dump(mode="json"),
            "case_facts": self.case_facts.model_dump(mode="json", exclude_none=True),
            "alarms": self.alarms.to_json() if self.alarms else None,
        }
        write_whole(folder / CONTENT, json.dumps(plain, ensure_ascii=False))

    @classmethod
    def read(cls, folder: Path) -> Content:
        """Read a version's content; raises StaleIndex when it is missing or of another form."""
        try:
            plain = json.loads((folder / CONTENT).read_text(encoding="utf-8"))
            if plain["format"] != FORMAT:
                raise StaleIndex("索引是别的版本的全科通建的。运行 make index 重建。")
            return cls(
                version=plain["version"],
                model=plain["model"],
                created=datetime.fromisoformat(plain["created"]),
                entries={row["id"]: entry_from(row) for row in plain["entries"]},
                topics=plain["topics"],
                digests={row["id"]: row["digest"] for row in plain["entries"]},
                counts={Shelf(shelf): int(count) for shelf, count in plain["counts"].items()},
                calibration=Calibration.from_json(plain["calibration"]),
                exam=plain["exam"],
                leads=dict(plain["leads"]),
                unknowns=tuple(Unknown(*row) for row in plain["unknowns"]),
                # A version of before the red flags has none: its vectors can still be copied.
                red_flags=RedFlags.model_validate(plain.get("red_flags", {})),
                case_facts=CaseFacts.model_validate(plain.get("case_facts", {})),
                alarms=AlarmFit.from_json(plain["alarms"]) if plain.get("alarms") else None,
            )
        except FileNotFoundError as error:
            raise StaleIndex(damaged(f"少了 {CONTENT}")) from error
        except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
            raise StaleIndex(damaged(f"{CONTENT} 读不出来")) from error


def written_form(entry: Entry) -> dict[str, Any]:
    """Return an entry's values as they stand in its file."""
    plain: dict[str, Any] = entry.model_dump(mode="json", exclude_none=True)
    return plain


def entry_from(row: dict[str, Any]) -> Entry:
    """Return an entry from its written form."""
    values = row["values"]
    kind = ENTRY_KINDS[values["类型"]]
    entry: Entry = TypeAdapter(kind).validate_python(
        values, context={"id": row["id"], "topic": row["topic"]}
    )
    return entry


@dataclass(frozen=True)
class Index:
    """An opened version: the entries and the search over them."""

    content: Content
    retriever: Retriever
    store: VectorStore
    whole: Index | None = None  # as it was published, where some entries are withdrawn in this one

    @property
    def as_published(self) -> Index:
        """The version with nothing withdrawn but what its entries say themselves."""
        return self.whole or self

    @property
    def version(self) -> str:
        """The version's name."""
        return self.content.version

    @property
    def entries(self) -> dict[str, Entry]:
        """All entries that are searched, by id."""
        return self.content.entries

    def without(self, reasons: Mapping[str, str]) -> Index:
        """Return the version with some entries withdrawn, each for a reason; found as before."""
        whole = self.as_published
        if not reasons:
            return whole
        entries = shut(whole.entries, reasons)
        return replace(
            whole,
            content=replace(whole.content, entries=entries),
            retriever=whole.retriever.showing(entries),
            whole=whole,
        )

    @classmethod
    def open(cls, settings: IndexSettings, embedder: Embedder) -> Index:
        """Open the published version.

        Raises StaleIndex when there is none, it is damaged, or another model made it.
        """
        version = published_version(settings.folder)
        if version is None:
            raise StaleIndex("还没有索引。运行 make index 建一个。")
        return cls.open_version(settings, embedder, version)

    @classmethod
    def open_version(cls, settings: IndexSettings, embedder: Embedder, version: str) -> Index:
        """Open a version by name; raises StaleIndex."""
        content = Content.read(settings.folder / version)
        if content.model != embedder.identity:
            raise StaleIndex(
                f"索引是用模型 {content.model} 建的，现在用的是 {embedder.identity}。运行 make index 重建。"
            )
        store = open_store(settings, version)
        for shelf in SEARCHED:
            if store.count(shelf) != content.counts[shelf]:
                raise StaleIndex(damaged(f"{shelf} 的条数不对"))
        words = LexicalIndex({entry.id: whole_text(entry) for entry in content.entries.values()})
        retriever = Retriever(
            content.entries,
            store,
            words,
            embedder,
            content.calibration,
            alarms=open_alarms(content, store),
            classifier=open_classifier(settings.folder / version),
            unknowns=open_unknowns(content.unknowns, store, words),
            lessons=open_lessons(settings.folder / version),
        )
        return cls(content, retriever, store)


class LiveIndex:
    """The published index, looked at again before each question: a new version is taken up by itself."""

    def __init__(self, settings: IndexSettings, embedder: Embedder) -> None:
        self._settings = settings
        self._embedder = embedder
        self._lock = threading.Lock()
        self._index = Index.open(settings, embedder)
        self._refused: str | None = None
        self._withdrawn: Callable[[], Mapping[str, str]] = lambda: NOTHING_WITHDRAWN
        self._shown = (self._index, NOTHING_WITHDRAWN, self._index)

    def heed(self, withdrawn: Callable[[], Mapping[str, str]]) -> None:
        """Show no more what is withdrawn: entry → reason, asked for before each question.

        It has to answer at once, and with the same mapping as long as nothing changed.
        """
        self._withdrawn = withdrawn

    def published(self) -> Index:
        """Return the newest published version; the last good one while a newer cannot be opened."""
        with self._lock:
            version = published_version(self._settings.folder)
            if version not in (None, self._index.version, self._refused):
                self._take_up(str(version))
            return self._index

    def current(self) -> Index:
        """Return the newest published version, what is withdrawn now being shut in it."""
        index, reasons = self.published(), self._withdrawn()
        version, known, shown = self._shown
        if version is not index or known is not reasons:
            shown = index.without(reasons)
            self._shown = (index, reasons, shown)
        return shown

    def _take_up(self, version: str) -> None:
        try:
            index = Index.open_version(self._settings, self._embedder, version)
        except StaleIndex as error:
            self._refused = version
            log.error("cannot switch to index %s: %s", version, error)
        else:
            log.info("switched from index %s to %s", self._index.version, version)
            self._index = index


def shut(entries: Mapping[str, Entry], reasons: Mapping[str, str]) -> dict[str, Entry]:
    """Return entries by id, those withdrawn for a reason among them as such."""
    return {
        entry.id: entry.withdrawn(reasons[entry.id]) if entry.id in reasons else entry
        for entry in entries.values()
    }


def open_alarms(content: Content, store: VectorStore) -> AlarmModel | None:
    """Return what recognises the red flags; None when the version knows none."""
    if content.alarms is None:
        return None
    keys = [key for key, _ in sentences_of(content.red_flags)]
    vectors = dict(zip(keys, store.vectors(Shelf.ALARMS, keys), strict=True))
    return AlarmModel(content.red_flags, content.alarms, vectors, keys)


def open_classifier(folder: Path) -> Classifier | None:
    """Return a version's classifier; None where the base is too small or too large for one."""
    if not (folder / CLASSIFIER).exists():
        return None
    return Classifier.read(folder / CLASSIFIER, damaged(f"{CLASSIFIER} 读不出来"))


def open_lessons(folder: Path) -> Lessons | None:
    """Return what a version learnt from judged households; None where they were too few."""
    if not (folder / LESSONS).exists():
        return None
    return Lessons.read(folder / LESSONS, damaged(f"{LESSONS} 读不出来"))


def open_unknowns(
    unknowns: Sequence[Unknown], store: VectorStore, words: LexicalIndex
) -> Unknowns | None:
    """Return the neighbours that no entry answers; None when the base knows none."""
    if not unknowns:
        return None
    keys = [unknown_key(number) for number in range(len(unknowns))]
    return Unknowns(unknowns, store.vectors(Shelf.EXAM, keys), words)


def open_store(settings: IndexSettings, version: str) -> VectorStore:
    """Open the vectors of a version where config.yaml says they are kept."""
    if settings.server:
        return VectorStore.on_server(settings.server, version)
    return VectorStore.embedded(settings.folder / version / STORE)


def published_version(folder: Path) -> str | None:
    """Return the name of the published version; None when nothing was published yet."""
    try:
        name = (folder / POINTER).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise StaleIndex(damaged("读不了指针文件 current")) from error
    return name or None


def publish(folder: Path, version: str) -> None:
    """Make a version the published one, in one step."""
    write_whole(folder / POINTER, version + "\n")


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a crash at any moment leaves the old one or the new one, never half."""
    beside = path.with_name(path.name + ".new")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
