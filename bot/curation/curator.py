"""What a supervisor does about a gap: one method an act, each done whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from bot.curation.refused import CurationRefused as CurationRefused
from bot.ledger.gap_list import Gap, GapQuestion
from bot.ledger.ledger import Ledger
from bot.ledger.person import Person
from bot.settings import Settings
from indexer.entry import Entry
from indexer.index import Index


class CurrentIndex(Protocol):
    """What gives the published index, such as LiveIndex; asked only by acts that need it."""

    def current(self) -> Index:
        """Return the published index."""


@dataclass(frozen=True)
class Curated:
    """What an act changed."""

    gap: Gap  # as it stands now; of merge and split the other gap, which is the one to go on with
    text: str  # what was done, in one or a few lines for the supervisor
    entry: str | None = None  # the entry that was written
    added: tuple[str, ...] = ()  # the sentences that were written into it
    path: Path | None = None  # its file
    version: str | None = None  # of the index that was published by the act
    is_known_failure: bool = False  # the question does not find the entry yet, see `answer`


@dataclass(frozen=True)
class GapCard:
    """A gap with all that a supervisor needs to decide what becomes of it."""

    gap: Gap
    questions: tuple[GapQuestion, ...]  # oldest first, redacted, each with why it is here
    nearest: tuple[Entry, ...]  # up to three entries its first question finds now, best first


class Curator:
    """The acts on gaps.

    All methods may be called from any thread, not from the event loop: those that write an entry
    take seconds. They raise CurationRefused when nothing was changed, and LedgerUnavailable.
    `by` is the supervisor; whether somebody is one is checked by the channel. A free gap that is
    acted on is claimed by the act.
    """

    def __init__(
        self,
        settings: Settings,
        ledger: Ledger,
        live_index: CurrentIndex,
        now: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._ledger = ledger
        self._live = live_index
        self._now = now

    # reading

    def card(self, gap_id: int) -> GapCard:
        """Return a gap with its questions and the entries nearest to it."""
        raise NotImplementedError

    # acts that change the ledger alone

    def claim(self, gap_id: int, by: Person) -> Curated:
        """Take a gap on."""
        raise NotImplementedError

    def release(self, gap_id: int, by: Person) -> Curated:
        """Put a gap back for others."""
        raise NotImplementedError

    def hand_over(self, gap_id: int, to: Person, by: Person) -> Curated:
        """Make another supervisor the owner of a gap."""
        raise NotImplementedError

    def merge(self, gap_id: int, into: int, by: Person) -> Curated:
        """Make a gap part of another one; the other one is returned."""
        raise NotImplementedError

    def split(self, gap_id: int, question_ids: Collection[int], by: Person) -> Curated:
        """Make some questions of a gap a gap of their own; the new one is returned."""
        raise NotImplementedError

    def dismiss(self, gap_id: int, reason: str, by: Person) -> Curated:
        """Close a gap without an entry, for a reason that the askers see."""
        raise NotImplementedError

    # acts that change the base: written, checked, examined and published, or undone whole

    def attach(self, gap_id: int, entry_id: str, by: Person, wording: str | None = None) -> Curated:
        """Make the gap's question a 问法 of an entry, publish, and close the gap with that entry.

        `wording` is written instead of the question, where it is given. The question itself must
        then find the entry, or all is undone.
        """
        raise NotImplementedError

    def answer(self, gap_id: int, entry_id: str, by: Person, wording: str | None = None) -> Curated:
        """Say that an entry answers already: the question becomes its 考题, the gap is closed.

        Where the question does not find the entry it goes into _known_failures.yaml until it does
        (`is_known_failure`); the askers are to be told all the same.
        """
        raise NotImplementedError

    def draft(
        self,
        gap_id: int,
        new_id: str,
        by: Person,
        topic: str | None = None,
        kind: str | None = None,
    ) -> Curated:
        """Write a new entry as 草稿 from the template; `path` is where to go on writing.

        `topic` is a folder of the base, `kind` one of 办事, 标准, 政策, 实务; where they are not
        given the catalogue's, else those of the nearest entry.
        """
        raise NotImplementedError

    def publish(self, gap_id: int, by: Person) -> Curated:
        """Publish the draft of a gap (its 状态 becomes 初编) and close the gap with it.

        Refused, with all findings and missed 考题 as the reason, when it is not sound yet; it is
        then a 草稿 as before.
        """
        raise NotImplementedError

    def undo(self, gap_id: int, by: Person) -> Curated:
        """Take back what closed a gap or drafted for it; the gap is the supervisor's again.

        What was written into the base is taken out again and the index published without it; who
        was told already stays told. Refused when the file was changed since.
        """
        raise NotImplementedError
