"""The ledger as a whole: opened once, with a part for each subject."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from bot.ledger.asker import AskerKeys
from bot.ledger.audit import Audit
from bot.ledger.database import Database, connect
from bot.ledger.deliveries import Deliveries
from bot.ledger.entry_texts import EntryTexts
from bot.ledger.gap_news import GapNews
from bot.ledger.gaps import Gaps
from bot.ledger.inbox import Inbox
from bot.ledger.invitations import Invitations
from bot.ledger.lost_key import note_lost_key, unrecognised
from bot.ledger.members import Members
from bot.ledger.questions import Questions
from bot.ledger.reports import Reports
from bot.ledger.retention import Retention
from bot.ledger.saved_cases import SavedCases
from bot.ledger.schema import migrate
from bot.ledger.shown import Shown
from bot.ledger.unsorted import UnsortedQuestions
from bot.ledger.withdrawals import Withdrawals
from bot.settings import LedgerSettings


class Ledger:
    """An opened ledger. Its parts may be used by many threads at once; each call is one step."""

    def __init__(self, database: Database, askers: AskerKeys) -> None:
        self._database = database
        self.askers = askers
        self.audit = Audit(database)
        self.members = Members(database)
        self.invitations = Invitations(database)
        self.inbox = Inbox(database)
        self.deliveries = Deliveries(database)
        self.shown = Shown(database, askers, self.members)
        self.questions = Questions(database, askers)
        self.saved_cases = SavedCases(database, askers)
        self.unsorted = UnsortedQuestions(database)
        self.gaps = Gaps(database, askers, self.members)
        self.gap_news = GapNews(database)
        self.entry_texts = EntryTexts(database)
        self.withdrawals = Withdrawals(database)
        self.retention = Retention(database, askers)
        self.reports = Reports(database)

    @classmethod
    def open(cls, settings: LedgerSettings) -> Ledger:
        """Open the ledger of config.yaml, made or brought up to date; raises LedgerUnavailable."""
        askers = AskerKeys.open(settings.file.parent)
        database = connect(settings.address, settings.file)
        try:
            migrate(database)
            note_lost_key(database, askers, datetime.now(UTC))
        except BaseException:
            database.close()
            raise
        return cls(database, askers)

    @contextmanager
    def one_step(self) -> Iterator[None]:
        """Make all that is done within one step: kept whole, or not at all when anything is raised.

        Keep it short, and send nothing within: on SQLite all other writers wait.
        """
        with self._database.write():
            yield

    def unrecognised(self) -> tuple[datetime, int] | None:
        """Return since when, and in how many old questions, askers are not recognised any more.

        None when the askers' secret was never lost.
        """
        return unrecognised(self._database, self.askers)

    def close(self) -> None:
        """Let the database go."""
        self._database.close()
