"""From a message and what was said before to a reply; it decides and does nothing else."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeAlias

from bot.asking import Ask
from bot.choosing import chooses_none, chosen
from bot.conversation import Conversation, Memory
from bot.facets import Facet
from bot.follow_up import (
    corrected,
    fits,
    is_brief,
    refers_back,
    tells_a_circumstance,
    turns_to_another,
)
from bot.names import CONFIDENCE, Names
from bot.off_limits import is_off_limits
from bot.outcome import Outcome
from bot.question import NOTHING_ASKED, Question, understand
from bot.red_flags import NO_ALARM, Alarm, Level, recognise
from bot.settings import AnswerSettings
from bot.small_talk import SmallTalk
from indexer.alarm import AlarmModel
from indexer.calibration import NO_FEATURES, Calibration, Cuts
from indexer.embedder import Vectors
from indexer.entry import Entry, Section
from indexer.normal_form import LONGEST_QUESTION, has_words, normalise
from indexer.red_flag import RedFlag
from indexer.retriever import MOST_MATCHES, Match

HARDLY = 0.01  # a confidence below it is not worth a line among the choices
SURE_ENOUGH = 0.4  # from this confidence on another entry is meant, however well the last one fits


@dataclass(frozen=True)
class Answered:
    """One entry answers; `facets` are the sections asked for, none for the whole matter."""

    match: Match
    facets: tuple[Facet, ...] = ()
    section: Section | None = None  # a section the worker opened
    others: tuple[Match, ...] = ()  # what else came near
    is_cut: bool = False  # whether a part of a long question was not read
    question: Question = NOTHING_ASKED
    is_worrying: bool = False  # whether a gentle line stands above it
    outcome = Outcome.ANSWERED


@dataclass(frozen=True)
class Suggested:
    """Up to three entries are close: the worker picks, and `question` is then asked of the pick."""

    matches: tuple[Match, ...]
    facets: tuple[Facet, ...] = ()
    question: Question = NOTHING_ASKED
    is_cut: bool = False
    is_worrying: bool = False  # whether a gentle line stands above it
    outcome = Outcome.SUGGESTED


class Reason(StrEnum):
    """Why there is no answer."""

    NOT_KNOWN = "not_known"
    NO_WORDS = "no_words"
    NO_MATTER = "no_matter"
    NONE_CHOSEN = "none_chosen"
    OFF_LIMITS = "off_limits"


@dataclass(frozen=True)
class Unanswered:
    """Nothing in the base answers, and we say so."""

    reason: Reason = Reason.NOT_KNOWN
    near: tuple[Match, ...] = ()
    facets: tuple[Facet, ...] = ()
    is_worrying: bool = False  # whether a gentle line stands above it
    outcome = Outcome.UNANSWERED


@dataclass(frozen=True)
class Chatted:
    """A greeting or thanks, answered politely."""

    kind: SmallTalk
    is_worrying: bool = False  # whether a gentle line stands above it
    outcome = Outcome.SMALL_TALK


Calm: TypeAlias = Answered | Suggested | Unanswered | Chatted


@dataclass(frozen=True)
class Urgent:
    """Somebody is in danger or the law demands a report; `below` is the answer shown beneath."""

    flag: RedFlag
    below: Calm
    outcome = Outcome.URGENT


Reply: TypeAlias = Urgent | Calm


class Finder(Protocol):
    """What finds entries: the retriever of the index in use."""

    @property
    def entries(self) -> Mapping[str, Entry]:
        """All entries, by id; another mapping when the index changed."""

    def find(self, question: str) -> list[Match]:
        """Return up to three matches, best first."""

    @property
    def calibration(self) -> Calibration:
        """What the confidences of matches mean in the index in use."""

    @property
    def alarms(self) -> AlarmModel | None:
        """What recognises red flags, if the index knows any."""

    def vector(self, question: str) -> Vectors:
        """Return the vector of a question that has words; `find` uses the same one."""


class Assistant:
    """The middle of the bot: channels hand it text, and render what comes back."""

    def __init__(self, settings: AnswerSettings) -> None:
        self._settings = settings
        self._memory = Memory(timedelta(minutes=settings.memory_minutes))
        self._lock = threading.Lock()  # channels call from several threads
        self._names: tuple[Mapping[str, Entry], Names] = ({}, Names({}))

    def reply(self, text: str, key: str, now: datetime, finder: Finder) -> Reply:
        """Answer one message of the conversation `key`."""
        with self._lock:
            before = self._memory.recall(key, now)
        alarm = listen(text, finder)
        reply = warned(self._decide(text, before, finder), alarm, finder.entries)
        with self._lock:
            self._memory.keep(key, follow(before, reply, now))
        return reply

    def open(
        self, entry: Match, key: str, now: datetime, section: Section | None = None
    ) -> Answered:
        """Show an entry, or one section of it, that was picked by hand."""
        with self._lock:
            before = self._memory.recall(key, now)
            whole = answer(entry, before.question)
            reply = Answered(entry, section=section) if section else whole
            self._memory.keep(key, follow(before, reply, now))
        return reply

    def _decide(self, text: str, before: Conversation, finder: Finder) -> Calm:
        at_once = decide_unread(text, before)
        if at_once is not None:
            return at_once
        instead = corrected(text)
        if instead is not None:
            text = instead
        question = understand(text)
        if question.small_talk is not None:
            return Chatted(question.small_talk)
        if not has_words(text):
            return Unanswered(Reason.NONE_CHOSEN)
        if refers_back(text) or not question.names_a_matter:
            return go_on(question, before)
        if not question.asks and (instead is not None or turns_to_another(text)):
            question = question.asking_as(before.question)
        return self._search(question, before, finder)

    def _search(self, question: Question, before: Conversation, finder: Finder) -> Calm:
        """Answer a question that names something: the last matter's if it leans on it, else its own."""
        matches = self._called_by_name(question, finder, finder.find(question.text))
        if before.candidates and is_brief(question.text) and not turns_to_another(question.text):
            leaning = self._lean(question, offerable(matches), before, finder)
            if leaning:
                return among(leaning, self._about_last(question))
        is_cut = len(normalise(question.text)) > LONGEST_QUESTION
        reply = self._judge(question, matches, self._cuts(finder), is_cut=is_cut)
        if isinstance(reply, Suggested) and before.match is not None and is_brief(question.text):
            return beside(reply, before.match)
        return reply

    def _cuts(self, finder: Finder) -> Cuts:
        """Return from which confidence on to answer and to offer, in the index in use."""
        return finder.calibration.cuts(self._settings.rates)

    def _about_last(self, question: Question) -> Question:
        """Return a brief question as it asks about the last matter.

        What asks for nothing and is no name tells a circumstance: whether it still goes is asked.
        """
        if question.asks or self._names[1].owner(question.matter) is not None:
            return question
        return replace(question, asks=(Ask.MAY,))

    def _lean(
        self, question: Question, found: Sequence[Match], before: Conversation, finder: Finder
    ) -> tuple[Match, ...]:
        """Return which of the last entries a brief question is still about; () when it is about none.

        It is about an entry that the search names first, if unsurely; or, nothing else being at
        all sure, about those in which what it names stands; or, nothing else coming near, about
        the one of which the search is sure when it is asked together with the question before.
        """
        cuts = self._cuts(finder)
        last = {match.entry.id: match for match in before.candidates}
        sure = found[0].confidence if found else 0.0
        if found and found[0].entry.id in last:
            if sure >= cuts.suggest:
                return (last[found[0].entry.id],)
        elif sure >= SURE_ENOUGH and not tells_a_circumstance(question.text):
            return ()
        fitting = tuple(
            match
            for match in before.candidates
            if fits(question, match.entry)
            and (
                tells_a_circumstance(question.text)
                or not self._names[1].belongs_elsewhere(question.matter, match.entry)
            )
        )
        if fitting or sure >= cuts.suggest:
            return fitting
        together = offerable(finder.find(f"{before.question.text} {question.text}"))[:1]
        return tuple(
            last[match.entry.id]
            for match in together
            if match.entry.id in last and match.confidence >= cuts.answer
        )

    def _called_by_name(
        self, question: Question, finder: Finder, matches: list[Match]
    ) -> list[Match]:
        """Put the entry that the question names, and asks nothing else about, before all others."""
        entries = finder.entries
        if self._names[0] is not entries:
            self._names = (entries, Names(entries))
        return named_first(self._names[1].owner(question.matter), matches, entries)

    def _judge(self, question: Question, matches: list[Match], cuts: Cuts, *, is_cut: bool) -> Calm:
        """Answer when one match is sure, let the worker pick among likely ones, else say 不知道."""
        if matches and matches[0].confidence >= cuts.answer:
            return answer(matches[0], question, tuple(matches[1:]), is_cut=is_cut)
        likely = offerable(matches)
        if likely and likely[0].confidence >= cuts.suggest:
            return Suggested(likely, question.facets, question, is_cut)
        return Unanswered(near=tuple(matches), facets=question.facets)


def named_first(
    owner: str | None, matches: list[Match], entries: Mapping[str, Entry]
) -> list[Match]:
    """Put the entry that was called by its name, if any was, before what was found."""
    if owner is None:
        return matches
    found = next((match for match in matches if match.entry.id == owner), None)
    named = found or Match(entries[owner], 0.0, NO_FEATURES)
    first = replace(named, confidence=max(named.confidence, CONFIDENCE))
    others = [match for match in matches if match.entry.id != owner]
    return [first, *others[: MOST_MATCHES - 1]]


def answer(
    match: Match, question: Question, others: tuple[Match, ...] = (), *, is_cut: bool = False
) -> Answered:
    """Return an entry as the answer to a question, with the sections it asks of that entry."""
    facets = question.facets_for(match.entry)
    return Answered(match, facets, others=others, is_cut=is_cut, question=question)


def beside(reply: Suggested, last: Match) -> Suggested:
    """Offer the last matter too: a brief question of which the search is unsure may be about it."""
    if any(match.entry.id == last.entry.id for match in reply.matches):
        return reply
    return replace(reply, matches=(*reply.matches[: MOST_MATCHES - 1], last))


def among(matches: tuple[Match, ...], question: Question) -> Calm:
    """Answer with the only entry there is, or let the worker pick."""
    if len(matches) == 1:
        return answer(matches[0], question)
    return Suggested(matches, question.facets, question)


def offerable(matches: Sequence[Match]) -> tuple[Match, ...]:
    """Return the matches worth offering, the likeliest first."""
    likely = (match for match in matches if match.confidence >= HARDLY)
    return tuple(sorted(likely, key=lambda match: -match.confidence))


def decide_unread(text: str, before: Conversation) -> Calm | None:
    """Reply to what is no question at all; None when the message must be read."""
    plain = normalise(text)
    if not has_words(plain):
        return Unanswered(Reason.NO_WORDS)
    if is_off_limits(text):
        return Unanswered(Reason.OFF_LIMITS)
    return pick(plain, before)


def listen(text: str, finder: Finder) -> Alarm:
    """Look for red flags in a message, whatever it follows on."""
    if finder.alarms is None or not has_words(normalise(text)):
        return NO_ALARM
    return recognise(text, finder.vector(text), finder.alarms)


def warned(reply: Calm, alarm: Alarm, entries: Mapping[str, Entry]) -> Reply:
    """Return a reply as loud as the alarm is.

    Below an emergency stands what answers the question; where nothing does for sure, the flag's
    practice entry is opened.
    """
    if alarm.level is Level.NONE or alarm.flag is None:
        return reply
    if alarm.level is Level.GENTLE:
        return replace(reply, is_worrying=True)
    if isinstance(reply, Answered):
        return Urgent(alarm.flag, reply)
    practice = next((entries[entry] for entry in alarm.flag.entries if entry in entries), None)
    if practice is None:
        return Urgent(alarm.flag, reply)
    offered = reply.matches if isinstance(reply, Suggested) else ()
    others = tuple(match for match in offered if match.entry.id != practice.id)
    return Urgent(
        alarm.flag, Answered(Match(practice, alarm.probability, NO_FEATURES), others=others)
    )


def beneath(reply: Reply) -> Calm:
    """Return what a reply says about the matter: of an emergency, what stands below it."""
    return reply.below if isinstance(reply, Urgent) else reply


def pick(plain: str, before: Conversation) -> Calm | None:
    """Return what a number, a title or 都不是 chooses; None when the message is no choice."""
    if before.offered:
        if chooses_none(plain, len(before.offered)):
            return Unanswered(Reason.NONE_CHOSEN, before.offered, before.question.facets)
        place = chosen(plain, [match.entry for match in before.offered])
        return None if place is None else answer(before.offered[place], before.question)
    if before.match is not None and plain.isdecimal():
        sections = numbered_sections(before.match.entry)
        if 1 <= int(plain) <= len(sections):
            return Answered(before.match, section=sections[int(plain) - 1])
    return None


def numbered_sections(entry: Entry) -> tuple[Section, ...]:
    """Return the sections a worker can open, in the order of their numbers."""
    return tuple(section for section in entry.sections if section is not Section.SUMMARY)


def go_on(question: Question, before: Conversation) -> Calm:
    """Answer a question that names no matter about the last one."""
    if before.candidates and (question.asks or refers_back(question.text)):
        return among(before.candidates, question)
    return Unanswered(Reason.NO_MATTER, facets=question.facets)


def follow(before: Conversation, reply: Reply, now: datetime) -> Conversation:
    """Return the conversation after a reply."""
    match reply:
        case Urgent():
            return follow(before, reply.below, now)
        case Answered():
            asked = reply.question if reply.question.text else before.question
            return Conversation(now, reply.match, (), asked)
        case Suggested():
            return Conversation(now, None, reply.matches, reply.question)
        case Unanswered(reason=Reason.NOT_KNOWN | Reason.NONE_CHOSEN):
            return Conversation(now)
        case _:
            return replace(before, at=now)
