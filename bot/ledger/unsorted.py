"""Questions that must become part of a gap and are not yet: kept in the step that keeps the question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from bot.ledger.database import Database, changed, insert_new
from bot.ledger.gap_state import GapCause
from bot.ledger.tables import GapQuestionRow, QuestionRow, UnsortedRow
from bot.outcome import Outcome


@dataclass(frozen=True)
class Unsorted:
    """A question that waits; `tries` counts how often sorting it was begun before."""

    question_id: int
    text: str
    outcome: Outcome
    cause: GapCause
    tries: int


class UnsortedQuestions:
    """The questions that wait to become part of a gap."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, question_id: int, cause: GapCause, now: datetime) -> bool:
        """Let a question wait; False when it waits already or is part of a gap."""
        with self._database.write() as session:
            sorted_before = exists().where(GapQuestionRow.question_id == question_id)
            if session.scalar(select(sorted_before)):
                return False
            return insert_new(
                session,
                UnsortedRow,
                question_id=question_id,
                cause=cause,
                tries=0,
                added_at=now,
            )

    def begin(self) -> Unsorted | None:
        """Return the question that waits longest, of those tried least, and count the try.

        The count is kept first, so that a question that kills the process counts too.
        """
        wanted = (
            select(UnsortedRow, QuestionRow)
            .join(QuestionRow, QuestionRow.id == UnsortedRow.question_id)
            .order_by(UnsortedRow.tries, UnsortedRow.added_at, UnsortedRow.question_id)
            .limit(1)
        )
        with self._database.write() as session:
            found = session.execute(wanted).first()
            if found is None:
                return None
            waiting, question = found
            begun = Unsorted(
                question.id, question.text, question.outcome, waiting.cause, waiting.tries
            )
            count_try(session, question.id)
            return begun

    def done(self, question_id: int) -> None:
        """Note that a question waits no longer."""
        with self._database.write() as session:
            changed(session, delete(UnsortedRow).where(UnsortedRow.question_id == question_id))


def count_try(session: Session, question_id: int) -> None:
    """Count within a step that sorting a question was begun."""
    one = update(UnsortedRow).where(UnsortedRow.question_id == question_id)
    changed(session, one.values(tries=UnsortedRow.tries + 1))
