"""What was asked, redacted, what came of it, and what the asker said of that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.ledger.asker import AskerKeys
from bot.ledger.database import Database, changed, insert_new
from bot.ledger.person import Person
from bot.ledger.shown import note_showing
from bot.ledger.tables import FeedbackRow, QuestionRow
from bot.ledger.terms import FeedbackKind
from bot.outcome import Outcome

LOOKED_BACK = 500  # of an asker's questions, when the distinct ones are wanted


@dataclass(frozen=True)
class NewQuestion:
    """A question as the bot dealt with it.

    `key` names the message, so that dealing with it twice counts once; `text` is redacted;
    `version` is that of the index; `features` are the search's numbers for the first match.
    """

    key: str
    person: Person
    channel: str
    text: str
    outcome: Outcome
    version: str
    entry: str | None = None  # the one that was shown as the answer
    confidence: float = 0.0
    facets: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()  # entries to choose from
    features: tuple[float, ...] = ()


@dataclass(frozen=True)
class Feedback:
    """What the asker said of a reply, last."""

    kind: FeedbackKind
    entry: str | None  # the card it was said of
    at: datetime


@dataclass(frozen=True)
class Question:
    """A question of the ledger; `asker` is a key, not a name."""

    id: int
    key: str
    asker: str
    channel: str
    text: str
    outcome: Outcome
    entry: str | None  # shown as the answer, or chosen since
    version: str
    confidence: float
    facets: tuple[str, ...]
    offered: tuple[str, ...]
    features: tuple[float, ...]
    asked_at: datetime
    chosen_at: datetime | None
    feedback: Feedback | None


class NoSuchQuestion(Exception):
    """The ledger has no such question, or does not keep it any more."""

    def __init__(self) -> None:
        super().__init__("这个问题已经不在台账里了，请再问一次。")


class Questions:
    """The questions of the ledger."""

    def __init__(self, database: Database, askers: AskerKeys) -> None:
        self._database = database
        self._askers = askers

    def record(self, question: NewQuestion, now: datetime) -> int:
        """Keep a question, once for each key, and who saw which entry; return its id."""
        asker = self._askers.key_of(question.person)
        with self._database.write() as session:
            is_new = insert_new(
                session,
                QuestionRow,
                key=question.key,
                asker=asker,
                channel=question.channel,
                text=question.text,
                outcome=question.outcome,
                entry=question.entry,
                version=question.version,
                confidence=question.confidence,
                facets=question.facets,
                offered=question.offered,
                features=question.features,
                asked_at=now,
            )
            if is_new and question.entry is not None:
                note_showing(session, asker, question.entry, question.version, now)
            known = select(QuestionRow.id).where(QuestionRow.key == question.key)
            return session.scalars(known).one()

    def find(self, question_id: int) -> Question | None:
        """Return a question; None when it is not kept."""
        with self._database.read() as session:
            row = session.get(QuestionRow, question_id)
            return None if row is None else question_of(row, session.get(FeedbackRow, row.id))

    def find_by_key(self, key: str) -> Question | None:
        """Return the question of a message; None when it is not kept."""
        with self._database.read() as session:
            row = session.scalar(select(QuestionRow).where(QuestionRow.key == key))
            return None if row is None else question_of(row, session.get(FeedbackRow, row.id))

    def is_of(self, question: Question, person: Person) -> bool:
        """Whether somebody asked a question."""
        return question.asker == self._askers.key_of(person)

    def choose(self, question_id: int, entry: str, version: str, now: datetime) -> None:
        """Note that the asker took one of the entries offered; raises NoSuchQuestion."""
        with self._database.write() as session:
            row = existing(session, question_id)
            row.entry, row.chosen_at = entry, now
            note_showing(session, row.asker, entry, version, now)

    def say(self, question_id: int, kind: FeedbackKind, entry: str | None, now: datetime) -> bool:
        """Note what the asker says of the reply, instead of what they said before.

        False when they said the same already; raises NoSuchQuestion.
        """
        with self._database.write() as session:
            existing(session, question_id)
            values = {"kind": kind, "entry": entry, "given_at": now}
            if insert_new(session, FeedbackRow, question_id=question_id, **values):
                return True
            other = update(FeedbackRow).where(
                FeedbackRow.question_id == question_id,
                (FeedbackRow.kind != kind) | FeedbackRow.entry.is_distinct_from(entry),
            )
            return changed(session, other.values(**values)) == 1

    def mine(self, person: Person, limit: int = 10) -> tuple[Question, ...]:
        """Return somebody's last questions about a matter, newest first.

        Each wording comes once for each entry it was about: 「要带啥」 is asked of many.
        """
        own = (
            select(QuestionRow.id, QuestionRow.text, QuestionRow.entry)
            .where(
                QuestionRow.asker == self._askers.key_of(person),
                QuestionRow.outcome != Outcome.SMALL_TALK,
            )
            .order_by(QuestionRow.asked_at.desc(), QuestionRow.id.desc())
            .limit(LOOKED_BACK)
            .subquery()
        )
        newest = select(func.max(own.c.id)).group_by(own.c.text, own.c.entry)
        wanted = (
            select(QuestionRow, FeedbackRow)
            .outerjoin(FeedbackRow, FeedbackRow.question_id == QuestionRow.id)
            .where(QuestionRow.id.in_(newest))
            .order_by(QuestionRow.asked_at.desc(), QuestionRow.id.desc())
            .limit(limit)
        )
        with self._database.read() as session:
            return tuple(question_of(row, said) for row, said in session.execute(wanted))


def existing(session: Session, question_id: int) -> QuestionRow:
    """Return a question's row, held until the step ends; raises NoSuchQuestion."""
    row = session.get(QuestionRow, question_id, with_for_update=True)
    if row is None:
        raise NoSuchQuestion
    return row


def question_of(row: QuestionRow, said: FeedbackRow | None) -> Question:
    """Return what a row says, with what the asker said."""
    return Question(
        id=row.id,
        key=row.key,
        asker=row.asker,
        channel=row.channel,
        text=row.text,
        outcome=row.outcome,
        entry=row.entry,
        version=row.version,
        confidence=row.confidence,
        facets=row.facets,
        offered=row.offered,
        features=row.features,
        asked_at=row.asked_at,
        chosen_at=row.chosen_at,
        feedback=Feedback(said.kind, said.entry, said.given_at) if said else None,
    )
