"""Bring the index up to date: embed what changed, examine, publish in one step, say what moved."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from filelock import FileLock, Timeout
from threadpoolctl import threadpool_limits

from indexer.calibration import UNFITTED, Bin, fit
from indexer.embedder import Embedder
from indexer.entry import Entry
from indexer.exam_record import Record, Shift, read_record, shifts_between, write_record
from indexer.examination import Exam, Examined, ExamMiss, hardest, samples
from indexer.index import (
    CLASSIFIER,
    LESSONS,
    SEARCHED,
    STORE,
    Content,
    Seed,
    open_store,
    open_unknowns,
    publish,
    published_version,
    written_form,
)
from indexer.knowledge_base import KnowledgeBase
from indexer.learning import LearntAlarms, learn_alarms, learn_entries, learn_lessons
from indexer.lexical_index import LexicalIndex
from indexer.passages import whole_text
from indexer.retriever import Retriever
from indexer.settings import IndexSettings
from indexer.shelving import Progress, copy_shelves, fill, say_nothing
from indexer.stale_index import StaleIndex
from indexer.unknowns import Unknown
from indexer.vector_store import VectorStore

log = logging.getLogger(__name__)

TOLERATED = 0.005  # of all exam questions, of entries that did not change


class BuildRunning(Exception):
    """Another build holds the index folder; the text says so in Chinese."""


@dataclass(frozen=True)
class Report:
    """What a build did. Counts are entries, `embedded` counts texts."""

    version: str | None  # the version that is published now
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    embedded: int = 0
    misses: tuple[ExamMiss, ...] = ()  # not excused; see Builder.is_blocked
    passed_after_all: tuple[ExamMiss, ...] = ()  # excused in _known_failures.yaml, yet passed
    shifts: tuple[Shift, ...] = ()  # against the version that was published before
    reliability: tuple[Bin, ...] = ()
    published: bool = True

    @property
    def moved(self) -> bool:
        """Whether any entry differs from the version before."""
        return bool(self.added or self.changed or self.removed)


def build(
    knowledge: KnowledgeBase,
    embedder: Embedder,
    settings: IndexSettings,
    progress: Progress = say_nothing,
) -> Report:
    """Build a version from a sound knowledge base and publish it if it passes its exam.

    Whatever happens, the version published before stays whole and goes on answering until the new
    one is published. Raises BuildRunning, StaleIndex (the folder cannot be written).
    """
    try:
        settings.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(settings.folder / "building.lock", timeout=0)
        with lock:
            return Builder(knowledge, embedder, settings, progress).build()
    except Timeout as error:
        raise BuildRunning("另一个 make index 正在运行，等它做完再来。") from error
    except PermissionError as error:
        raise StaleIndex(
            f"写不了索引文件夹 {settings.folder}。改一改它的权限，或在 config.yaml 的 index.folder 换个位置。"
        ) from error


class Builder:
    """One build, under the lock."""

    def __init__(
        self,
        knowledge: KnowledgeBase,
        embedder: Embedder,
        settings: IndexSettings,
        progress: Progress,
    ) -> None:
        self.knowledge = knowledge
        self.embedder = embedder
        self.settings = settings
        self.progress = progress
        self.entries = dict(knowledge.entries)
        self.digests = {entry.id: digest_of(entry) for entry in self.entries.values()}

    def build(self) -> Report:
        """Build, examine, publish."""
        before = self.previous()
        report = self.difference(before)
        if before and not report.moved and self.is_same_exam(before) and self.is_usable(before):
            return Report(
                before.version,
                unchanged=len(self.entries),
                reliability=before.calibration.reliability,
            )
        version = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
        folder = self.settings.folder / version
        store = self.new_store(version, self.newest())
        try:
            embedded = fill(store, self.knowledge, self.embedder, self.progress)
            # The sums are many and small: cores that wait for each other make them slower, and
            # what comes of them would differ from machine to machine.
            with threadpool_limits(1, user_api="blas"), store.reading_once():
                content, examined = self.content(version, store, before)
            report = Report(
                version=version,
                added=report.added,
                changed=report.changed,
                removed=report.removed,
                unchanged=report.unchanged,
                embedded=embedded,
                misses=examined.misses,
                passed_after_all=examined.passed,
                shifts=self.shifts(before, examined.record),
                reliability=content.calibration.reliability,
                published=not (examined.passed or self.is_blocked(examined.misses, report)),
            )
            write_record(folder, examined.record)
            content.write(folder)
            store.close()
        except BaseException:
            store.destroy()
            shutil.rmtree(folder, ignore_errors=True)
            raise
        if report.published:
            publish(self.settings.folder, version)
        # One that failed its exam stays until the next build: its vectors need not be made again.
        self.sweep(keep={version, before.version if before else version})
        return report

    def is_blocked(self, misses: Sequence[ExamMiss], moved: Report) -> bool:
        """Whether misses keep a version from being published.

        Those of an entry that was added or changed always do. Where thousands of questions are put,
        a new entry pushes one or two of others over the edge of the third place: a few of those are
        reported and do not hold the new entry back.
        """
        own = {*moved.added, *moved.changed}
        number = sum(len(entry.exam_questions) for entry in self.entries.values())
        return len(misses) > TOLERATED * number or any(miss.entry in own for miss in misses)

    def shifts(self, before: Content | None, record: Record) -> tuple[Shift, ...]:
        """Return the exam questions that find another entry first than in the published version."""
        if before is None:
            return ()
        old = read_record(self.settings.folder / before.version)
        return tuple(shifts_between(old, record, self.knowledge.exam_places))

    def newest(self) -> Seed | None:
        """Return what is needed of the newest version that was finished, published or not."""
        folders = sorted(self.settings.folder.glob("2*T*"), reverse=True)
        return next(filter(None, map(Seed.read, folders)), None)

    def previous(self) -> Content | None:
        """Return the published version's content, if it can be read."""
        try:
            version = published_version(self.settings.folder)
            return Content.read(self.settings.folder / version) if version else None
        except StaleIndex as error:
            log.warning("starting from nothing: %s", error)
            return None

    def difference(self, before: Content | None) -> Report:
        """Return which entries are new, changed and gone."""
        old = before.digests if before and before.model == self.embedder.identity else {}
        return Report(
            version=None,
            added=tuple(entry for entry in self.digests if entry not in old),
            changed=tuple(
                entry for entry, digest in self.digests.items() if old.get(entry, digest) != digest
            ),
            removed=tuple(entry for entry in old if entry not in self.digests),
            unchanged=sum(old.get(entry) == digest for entry, digest in self.digests.items()),
        )

    def is_same_exam(self, before: Content) -> bool:
        """Whether the questions that none answers and the topics are the ones of that version."""
        return before.exam == self.exam_digest() and before.topics == dict(self.knowledge.topics)

    def exam_digest(self) -> str:
        """Return what changes when the supplements that steer calibration and gate do."""
        parts = [f"{one.question}\0{one.because}" for one in self.knowledge.unanswerable]
        parts += [f"{miss.entry}\0{miss.question}" for miss in self.knowledge.known_failures]
        parts.append(self.knowledge.red_flags.model_dump_json())
        parts.append(self.knowledge.case_facts.model_dump_json())
        parts += [lesson.model_dump_json() for lesson in self.knowledge.lessons]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    def is_usable(self, before: Content | Seed) -> bool:
        """Whether the store of that version can still be read."""
        try:
            store = open_store(self.settings, before.version)
            return all(store.count(shelf) == before.counts[shelf] for shelf in SEARCHED)
        except StaleIndex:
            return False

    def new_store(self, version: str, newest: Seed | None) -> VectorStore:
        """Return the store of the new version, holding what the newest one held where that helps."""
        (self.settings.folder / version).mkdir()
        if newest and newest.model == self.embedder.identity and self.is_usable(newest):
            if self.settings.server:
                store = open_store(self.settings, version)
                copy_shelves(open_store(self.settings, newest.version), store)
                return store
            shutil.copytree(
                self.settings.folder / newest.version / STORE,
                self.settings.folder / version / STORE,
            )
        return open_store(self.settings, version)

    def content(
        self, version: str, store: VectorStore, before: Content | None
    ) -> tuple[Content, Examined]:
        """Learn, calibrate and examine; return the content and how the exam went."""
        classifier = learn_entries(self.knowledge, store)
        if classifier:
            classifier.write(self.settings.folder / version / CLASSIFIER)
        lessons = learn_lessons(self.knowledge, store)
        if lessons:
            lessons.write(self.settings.folder / version / LESSONS)
        words = LexicalIndex({entry.id: whole_text(entry) for entry in self.entries.values()})
        unknowns = tuple(Unknown(one.question, one.because) for one in self.knowledge.unanswerable)
        retriever = Retriever(
            self.entries,
            store,
            words,
            self.embedder,
            UNFITTED,
            classifier=classifier,
            unknowns=open_unknowns(unknowns, store, words),
        )
        exam = Exam(self.knowledge)
        rankings = exam.rank(retriever, store)
        alarms = learn_alarms(self.knowledge, store, self.alarms_of(before))
        alarms.write(self.settings.folder / version)
        calibration = fit(list(samples(retriever, exam.owners, exam.texts, rankings)))
        retriever.calibration = calibration
        content = Content(
            version=version,
            model=self.embedder.identity,
            created=datetime.now(UTC),
            entries=self.entries,
            topics=dict(self.knowledge.topics),
            digests=self.digests,
            counts={shelf: store.count(shelf) for shelf in SEARCHED},
            calibration=calibration,
            exam=self.exam_digest(),
            leads=hardest(retriever, exam.owners, rankings),
            unknowns=unknowns,
            red_flags=self.knowledge.red_flags,
            case_facts=self.knowledge.case_facts,
            alarms=alarms.fit,
        )
        return content, exam.grade(retriever, rankings)

    def alarms_of(self, before: Content | None) -> LearntAlarms | None:
        """Return what a version learnt of alarms, where the same would be learnt again."""
        if before is None or before.model != self.embedder.identity:
            return None
        if before.red_flags != self.knowledge.red_flags:
            return None
        return LearntAlarms.read(self.settings.folder / before.version, before.alarms)

    def sweep(self, keep: set[str]) -> None:
        """Delete the versions nobody needs: all but the new one and the one before it."""
        for folder in self.settings.folder.iterdir():
            if folder.is_dir() and folder.name not in keep:
                if self.settings.server:
                    open_store(self.settings, folder.name).destroy()
                shutil.rmtree(folder, ignore_errors=True)


def digest_of(entry: Entry) -> str:
    """Return what changes when anything in an entry does."""
    plain = json.dumps([entry.topic, written_form(entry)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]
