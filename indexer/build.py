"""Bring the index up to date: embed what changed, examine, publish in one step, say what moved."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from filelock import FileLock, Timeout

from indexer.alarm import AlarmFit, Sentences, sentences_of
from indexer.alarm_fit import fit_alarms
from indexer.calibration import UNFITTED, Bin, Role, Sample, fit
from indexer.classifier import Classifier, fit_classifier
from indexer.embedder import Embedder, Vectors
from indexer.entry import Entry
from indexer.exam_questions import NOBODY, exam_of, owner_of
from indexer.exam_record import (
    First,
    Record,
    Shift,
    read_record,
    shifts_between,
    write_record,
)
from indexer.index import (
    CLASSIFIER,
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
from indexer.lexical_index import LexicalIndex
from indexer.normal_form import normalise, shorten
from indexer.passages import Passage, Side, entry_of, passages_of, whole_text
from indexer.problem import Place
from indexer.retriever import MOST_MATCHES, Ranking, Retriever
from indexer.settings import IndexSettings
from indexer.stale_index import StaleIndex
from indexer.unknowns import Unknown
from indexer.vector_store import Shelf, VectorStore

log = logging.getLogger(__name__)

STEP = 64  # texts embedded between two steps of the progress bar
TOLERATED = 0.005  # of all exam questions, of entries that did not change

Progress = Callable[[int, int], None]  # texts embedded so far, texts to embed


def say_nothing(done: int, total: int) -> None:
    """Keep progress to oneself."""
    del done, total


class BuildRunning(Exception):
    """Another build holds the index folder; the text says so in Chinese."""


@dataclass(frozen=True)
class ExamMiss:
    """An exam question whose entry is not among the three that would be offered."""

    place: Place
    question: str
    entry: str
    found: tuple[tuple[str, float], ...]  # the entries offered instead, with their confidence


@dataclass(frozen=True)
class Examined:
    """How the exam of a version went; see Report."""

    record: Record
    misses: tuple[ExamMiss, ...]
    passed: tuple[ExamMiss, ...]


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
            embedded = self.fill(store)
            content, examined = self.content(version, store)
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

    def fill(self, store: VectorStore) -> int:
        """Make the shelves hold exactly what the entries say; return how many texts were embedded."""
        shelves: dict[Shelf, dict[str, tuple[str, str]]] = {
            Shelf.SECTIONS: {},
            Shelf.PHRASINGS: {},
            Shelf.EXAM: {},
            Shelf.ALARMS: {},
        }
        for entry in self.entries.values():
            for passage in passages_of(entry):
                shelf = Shelf.PHRASINGS if passage.side is Side.PHRASING else Shelf.SECTIONS
                shelves[shelf][passage.key] = (passage.text, passage.digest(self.embedder.identity))
        for shelf, questions in (
            (Shelf.EXAM, exam_of(self.knowledge)),
            (Shelf.ALARMS, sentences_of(self.knowledge.red_flags)),
        ):
            for key, question in questions:
                text = shorten(normalise(question))
                mark = Passage("", Side.PHRASING, "", 0, text).digest(self.embedder.identity)
                shelves[shelf][key] = (text, mark)
        todo = {shelf: self.stale_rows(store, shelf, rows) for shelf, rows in shelves.items()}
        total = sum(map(len, todo.values()))
        done = 0
        for shelf, rows in todo.items():
            for start in range(0, len(rows), STEP):
                self.progress(done, total)
                some = rows[start : start + STEP]
                texts = [shelves[shelf][key][0] for key in some]
                embed = (
                    self.embedder.embed_passages
                    if shelf is Shelf.SECTIONS
                    else self.embedder.embed_questions
                )
                store.put(shelf, some, embed(texts), [shelves[shelf][key][1] for key in some])
                done += len(some)
        self.progress(total, total)
        self.fill_centres(store, shelves[Shelf.PHRASINGS])
        return total

    def stale_rows(
        self, store: VectorStore, shelf: Shelf, rows: Mapping[str, tuple[str, str]]
    ) -> list[str]:
        """Remove the rows that should not be there; return the keys to embed, short texts first."""
        there = store.marks(shelf)
        gone = [key for key in there if key not in rows]
        if gone:
            store.remove(shelf, gone)
        missing = [key for key, (_, mark) in rows.items() if there.get(key) != mark]
        return sorted(
            missing, key=lambda key: (len(rows[key][0]), key)
        )  # alike lengths embed faster

    def fill_centres(self, store: VectorStore, phrasings: Mapping[str, tuple[str, str]]) -> None:
        """Put the middle of each entry's phrasings on its shelf."""
        keys: dict[str, list[str]] = {entry: [] for entry in self.entries}
        for key in phrasings:
            keys[key.partition("#")[0]].append(key)
        marks = {
            entry: hashlib.sha256("".join(phrasings[key][1] for key in own).encode()).hexdigest()[
                :16
            ]
            for entry, own in keys.items()
        }
        there = store.marks(Shelf.CENTRES)
        gone = [entry for entry in there if entry not in marks]
        if gone:
            store.remove(Shelf.CENTRES, gone)
        stale = [entry for entry, mark in marks.items() if there.get(entry) != mark]
        if stale:
            wanted = [key for entry in stale for key in keys[entry]]
            vectors = dict(zip(wanted, store.vectors(Shelf.PHRASINGS, wanted), strict=True))
            centres = [middle(np.array([vectors[key] for key in keys[entry]])) for entry in stale]
            store.put(Shelf.CENTRES, stale, np.array(centres), [marks[entry] for entry in stale])

    def content(self, version: str, store: VectorStore) -> tuple[Content, Examined]:
        """Calibrate and examine; return the content and how the exam went."""
        words = LexicalIndex({entry.id: whole_text(entry) for entry in self.entries.values()})
        unknowns = tuple(Unknown(one.question, one.because) for one in self.knowledge.unanswerable)
        retriever = Retriever(
            self.entries,
            store,
            words,
            self.embedder,
            UNFITTED,
            classifier=self.classifier(version, store),
            unknowns=open_unknowns(unknowns, store, words),
        )
        exam = list(exam_of(self.knowledge))
        keys = [key for key, _ in exam]
        texts = [shorten(normalise(question)) for _, question in exam]
        owners = [owner_of(key) for key in keys]
        # a question that none answers must not find itself, nor its like, among those
        matters = [""] * (len(exam) - len(unknowns)) + [unknown.because for unknown in unknowns]
        rankings = retriever.rank(texts, store.vectors(Shelf.EXAM, keys), matters) if keys else []
        calibration = fit(list(samples(retriever, owners, texts, rankings)))
        retriever.calibration = calibration
        examined = self.grade(retriever, exam, rankings)
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
            leads=hardest(retriever, owners, rankings),
            unknowns=unknowns,
            red_flags=self.knowledge.red_flags,
            case_facts=self.knowledge.case_facts,
            alarms=self.fit_alarms(store),
        )
        return content, examined

    def classifier(self, version: str, store: VectorStore) -> Classifier | None:
        """Learn which entry a phrasing belongs to, and keep that with the version."""
        keys = list(store.marks(Shelf.PHRASINGS))
        numbers = {entry: number for number, entry in enumerate(self.entries)}
        classifier = fit_classifier(
            store.vectors(Shelf.PHRASINGS, keys),
            [numbers[entry_of(key)] for key in keys],
            len(numbers),
        )
        if classifier:
            classifier.write(self.settings.folder / version / CLASSIFIER)
        return classifier

    def fit_alarms(self, store: VectorStore) -> AlarmFit | None:
        """Learn to tell the signs of red flags from decoys and from what is asked every day.

        What is asked of entries that a flag opens is left out: it may be an emergency.
        """
        flags = self.knowledge.red_flags
        opened = {entry for flag in flags.flags for entry in flag.entries}
        texts = dict(sentences_of(flags))
        if not texts:
            return None
        phrasings = {
            passage.key: passage.text
            for entry in self.entries.values()
            if entry.id not in opened
            for passage in passages_of(entry)
            if passage.side is Side.PHRASING
        }
        asked = {
            key: question
            for key, question in exam_of(self.knowledge)
            if owner_of(key) not in opened
        }
        ordinary = together(
            sentences_in(store, Shelf.PHRASINGS, phrasings), sentences_in(store, Shelf.EXAM, asked)
        )
        return fit_alarms(
            flags,
            list(texts),
            sentences_in(store, Shelf.ALARMS, texts),
            ordinary,
            [owner_of(key) for key in (*phrasings, *asked)],
            [False] * len(phrasings) + [True] * len(asked),
        )

    def grade(
        self, retriever: Retriever, exam: Sequence[tuple[str, str]], rankings: Sequence[Ranking]
    ) -> Examined:
        """Return what came first, what misses its entry without excuse, what is excused for nothing."""
        excused = {(failure.entry, failure.question) for failure in self.knowledge.known_failures}
        misses: list[ExamMiss] = []
        passed: list[ExamMiss] = []
        record: dict[tuple[str, str], First] = {}
        for (key, question), ranking in zip(exam, rankings, strict=True):
            owner = owner_of(key)
            if owner == NOBODY:
                continue
            offered = ranking.best(MOST_MATCHES)
            first = retriever.match(ranking, offered[0])
            record[owner, question] = First(first.entry.id, round(first.confidence, 2))
            is_hit = retriever.place(owner) in offered
            if is_hit is ((owner, question) in excused):
                found = [retriever.match(ranking, place) for place in offered]
                miss = ExamMiss(
                    place=self.knowledge.exam_places[owner, question],
                    question=question,
                    entry=owner,
                    found=tuple((match.entry.id, match.confidence) for match in found),
                )
                (passed if is_hit else misses).append(miss)
        return Examined(record, tuple(misses), tuple(passed))

    def sweep(self, keep: set[str]) -> None:
        """Delete the versions nobody needs: all but the new one and the one before it."""
        for folder in self.settings.folder.iterdir():
            if folder.is_dir() and folder.name not in keep:
                if self.settings.server:
                    open_store(self.settings, folder.name).destroy()
                shutil.rmtree(folder, ignore_errors=True)


def sentences_in(store: VectorStore, shelf: Shelf, texts: Mapping[str, str]) -> Sentences:
    """Return texts of a shelf with their vectors."""
    return Sentences(store.vectors(shelf, list(texts)), tuple(map(normalise, texts.values())))


def together(some: Sentences, others: Sentences) -> Sentences:
    """Return sentences and more sentences as one."""
    vectors = np.vstack([one.vectors for one in (some, others) if one.texts] or [some.vectors])
    return Sentences(vectors, some.texts + others.texts)


def copy_shelves(old: VectorStore, new: VectorStore) -> None:
    """Copy all rows of one version's store into another's."""
    for shelf in Shelf:
        marks = old.marks(shelf)
        if marks:
            new.put(shelf, list(marks), old.vectors(shelf, list(marks)), list(marks.values()))


def hardest(
    retriever: Retriever, owners: Sequence[str], rankings: Sequence[Ranking]
) -> dict[str, float]:
    """Return for each entry how far it led in the exam question that suited it least."""
    leads: dict[str, float] = {}
    for owner, ranking in zip(owners, rankings, strict=True):
        if owner != NOBODY:
            lead = ranking.features(retriever.place(owner)).lead
            leads[owner] = round(min(lead, leads.get(owner, lead)), 3)
    return leads


def samples(
    retriever: Retriever, owners: Sequence[str], texts: Sequence[str], rankings: Sequence[Ranking]
) -> Iterable[Sample]:
    """Yield what calibration learns from.

    Each exam question gives its first two candidates, and the first candidate as if the right entry
    did not exist: the nearest thing to a question of the field that the base cannot answer.
    """
    for owner, text, ranking in zip(owners, texts, rankings, strict=True):
        if owner == NOBODY:
            for place in ranking.best(1):
                yield Sample(ranking.features(place), False, text, Role.UNKNOWN)
            continue
        right = retriever.place(owner)
        for place, role in zip(ranking.best(2), (Role.FIRST, Role.SECOND), strict=False):
            yield Sample(ranking.features(place), place == right, text, role)
        for place in ranking.best(1, without=right):
            yield Sample(ranking.features(place, without=right), False, text, Role.WITHHELD)


def middle(vectors: Vectors) -> Vectors:
    """Return the mean direction of vectors."""
    mean = vectors.mean(axis=0)
    return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)


def digest_of(entry: Entry) -> str:
    """Return what changes when anything in an entry does."""
    plain = json.dumps([entry.topic, written_form(entry)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()[:16]
