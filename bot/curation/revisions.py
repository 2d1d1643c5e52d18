"""A change of the base as one step: written, checked, examined, published, or taken back whole."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from bot.curation import history
from bot.curation.journal import FileChange, Journal, Record, Stage, content_of
from bot.curation.refused import CurationRefused
from bot.curation.sentences import with_item, without_item
from bot.settings import Settings
from bot.wording import CURATION
from indexer.build import BuildRunning, Report, build
from indexer.entry_reader import read_entry
from indexer.index import Index, published_version
from indexer.knowledge_base import KnowledgeBase, entry_paths
from indexer.problem import ProblemsFound, shown_path
from indexer.settings import IndexSettings
from indexer.stale_index import StaleIndex

log = logging.getLogger(__name__)

PATIENCE = 60  # seconds to wait for another supervisor's change: it takes a few
KNOWN_FAILURES = "_known_failures.yaml"
MISSES_SHOWN = 5


class CurrentIndex(Protocol):
    """What gives the published index, such as LiveIndex; asked only by acts that need it."""

    def current(self) -> Index:
        """Return the published index."""


@dataclass(frozen=True)
class Signed:
    """For which gap a change is, what it is in one line, and the key of who makes it."""

    gap: int
    line: str
    key: str
    is_undoing: bool = False


class Blocked(Exception):
    """The base with the change fails its exam; the text says where."""

    def __init__(self, report: Report) -> None:
        lines = [
            CURATION["miss"].format(
                question=miss.question,
                entry=miss.entry,
                found="、".join(entry for entry, _ in miss.found),
            )
            for miss in report.misses
        ]
        lines += [
            CURATION["passes"].format(question=miss.question, entry=miss.entry)
            for miss in report.passed_after_all
        ]
        more = len(lines) - MISSES_SHOWN
        shown = lines[:MISSES_SHOWN]
        super().__init__(
            "\n".join([*shown, CURATION["more_misses"].format(count=more)] if more > 0 else shown)
        )


class Revisions:
    """The changes of the base, one at a time on this machine.

    A record of every change is kept before the first file is touched. What a crash left half done
    is finished or taken back before the next change begins.
    """

    def __init__(self, settings: Settings, live: CurrentIndex) -> None:
        self.folder = settings.knowledge.folder
        self._index = settings.index
        self._live = live
        self._home = settings.index.folder.parent / "curation"
        self._journal = Journal(self._home / "journal")

    @contextmanager
    def begin(self, signed: Signed) -> Iterator[Revision]:
        """Yield a change to write; it stands when the block ends and is taken back when it raises.

        Other supervisors wait. Raises CurationRefused with the reason, everything being as before.
        """
        with self._alone():
            self.recover()
            record = self._journal.begin(signed.gap, published_version(self._index.folder))
            revision = Revision(self.folder, self._index, self._live, self._journal, record)
            try:
                yield revision
            except BaseException as error:
                revision.take_back()
                if isinstance(error, REASONS):
                    raise CurationRefused(CURATION["undone"].format(reason=error)) from error
                raise
            revision.stand(Stage.UNDONE if signed.is_undoing else Stage.DONE)
        self._remember(revision.changes, signed)

    def recover(self) -> None:
        """Finish or take back what was cut off: it stands if an index was published since."""
        for record in self._journal.newest_first():
            if record.stage is not Stage.BEGUN:
                return
            if published_version(self._index.folder) != record.version:
                self._journal.keep(replace(record, stage=Stage.DONE))
                continue
            log.warning("taking back a change of the base that was cut off")
            Revision(self.folder, self._index, self._live, self._journal, record).take_back()

    def path_of(self, entry: str) -> Path | None:
        """Return an entry's or a draft's file."""
        return next((path for path in entry_paths(self.folder) if path.stem == entry), None)

    def last_of(self, gap: int) -> Record | None:
        """Return the last change that was made for a gap and stands."""
        records = (record for record in self._journal.newest_first() if record.gap == gap)
        return next((record for record in records if record.stage is Stage.DONE), None)

    def forget(self, record: Record) -> None:
        """Note that a change was undone by a later one."""
        self._journal.keep(replace(record, stage=Stage.UNDONE))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            self._home.mkdir(parents=True, exist_ok=True)
            with FileLock(self._home / "lock", timeout=PATIENCE):
                yield
        except Timeout as error:
            raise CurationRefused(CURATION["busy"]) from error
        except OSError as error:
            place = error.filename or self._home
            raise CurationRefused(
                CURATION["not_written"].format(path=place, why=error.strerror)
            ) from error

    def _remember(self, changes: Sequence[FileChange], signed: Signed) -> None:
        files = {
            change.path: None if change.after is None else change.after.encode()
            for change in changes
        }
        if files:
            message = f"缺口 {signed.gap}：{signed.line}（督导 {signed.key}）"
            history.commit(self.folder, files, message, signed.key)


class Revision:
    """One change while it is made."""

    def __init__(
        self,
        folder: Path,
        index: IndexSettings,
        live: CurrentIndex,
        journal: Journal,
        record: Record,
    ) -> None:
        self._folder, self._index, self._live = folder, index, live
        self._journal, self._record = journal, record
        self.is_excused = False  # whether the failure that `publish` was to excuse was written down

    @property
    def changes(self) -> tuple[FileChange, ...]:
        """The files that were written."""
        return self._record.changes

    def write(self, change: FileChange) -> None:
        """Write a file; raises CurationRefused when somebody else changed it meanwhile."""
        if change.before == change.after:
            return
        self._record = replace(self._record, changes=(*self._record.changes, change))
        self._journal.keep(self._record)
        if not change.is_as_before():
            raise CurationRefused(
                CURATION["changed_meanwhile"].format(path=shown_path(change.path))
            )
        change.put_in_place()

    def publish(self, excuse: Mapping[str, str] | None = None) -> Report:
        """Check, examine and publish the base as it is now.

        Known failures that pass now are struck out; `excuse` is one that is written down should its
        question miss its entry. Raises one of REASONS.
        """
        report = self._build()
        if not report.published and self._excused(report, excuse):
            report = self._build()
        if not report.published:
            raise Blocked(report)
        return report

    def stand(self, stage: Stage) -> None:
        """Note how the change ended."""
        self._record = replace(self._record, stage=stage)
        self._journal.keep(self._record)

    def take_back(self) -> None:
        """Make files and index what they were, but for files somebody else has changed since."""
        for change in reversed(self._record.changes):
            if change.is_as_after() and not change.is_as_before():
                change.reversed().put_in_place()
        if published_version(self._index.folder) != self._record.version:
            try:
                self._build()
            except REASONS as error:
                log.error("the index still holds a change that was taken back: %s", error)
        self._journal.keep(replace(self._record, stage=Stage.UNDONE))

    def _build(self) -> Report:
        knowledge = KnowledgeBase.load(self._folder)
        embedder = self._live.current().retriever.embedder
        return build(knowledge, embedder, self._index)

    def _excused(self, report: Report, excuse: Mapping[str, str] | None) -> bool:
        """Bring the known failures up to date; say whether that may help."""
        own = {*report.added, *report.changed}
        question = excuse["考题"] if excuse else None
        if any(miss.entry in own and miss.question != question for miss in report.misses):
            return False
        path = self._folder / KNOWN_FAILURES
        before = content_of(path)
        after, shown = before or "", shown_path(path)
        for passed in report.passed_after_all:
            after = without_item(shown, after, {"条目": passed.entry, "考题": passed.question})
        if excuse and any(miss.question == question for miss in report.misses):
            after = with_item(shown, after, excuse)
            self.is_excused = True
        if after == (before or ""):
            return False
        self.write(FileChange(path, before, after))
        return True


REASONS = (ProblemsFound, BuildRunning, StaleIndex, Blocked)


def text_of(path: Path) -> str:
    """Return a file's text, ends of lines and all; raises CurationRefused."""
    try:
        text = content_of(path)
    except UnicodeDecodeError as error:
        raise CurationRefused(str(ProblemsFound(read_entry(path).problems))) from error
    if text is None:
        raise CurationRefused(CURATION["gone"].format(path=shown_path(path)))
    return text
