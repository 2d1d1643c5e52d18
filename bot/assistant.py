"""From a message and what was said before to a reply; it decides and does nothing else."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeAlias

from bot.names import CONFIDENCE, Names
from bot.question import Facet, Question, SmallTalk, understand
from bot.red_flags import NO_ALARM, Alarm, Level, recognise
from bot.settings import AnswerSettings
from indexer.alarm import AlarmModel
from indexer.calibration import NO_FEATURES
from indexer.embedder import Vectors
from indexer.entry import Entry, Section
from indexer.normal_form import LONGEST_QUESTION, has_words, normalise
from indexer.red_flag import RedFlag
from indexer.retriever import MOST_MATCHES, Match

MOST_CONVERSATIONS = 10_000


class Outcome(StrEnum):
    """What kind of reply it is, as `ask --json` names it."""

    URGENT = "urgent"
    ANSWERED = "answered"
    SUGGESTED = "suggested"
    UNANSWERED = "unanswered"
    SMALL_TALK = "smalltalk"


@dataclass(frozen=True)
class Answered:
    """One entry answers; `facets` are the sections asked for, none for the whole matter."""

    match: Match
    facets: tuple[Facet, ...] = ()
    section: Section | None = None  # a section the worker opened
    others: tuple[Match, ...] = ()  # what else came near
    is_cut: bool = False  # whether a part of a long question was not read
    is_worrying: bool = False  # whether a gentle line stands above it
    outcome = Outcome.ANSWERED


@dataclass(frozen=True)
class Suggested:
    """Up to three entries are close: the worker picks."""

    matches: tuple[Match, ...]
    facets: tuple[Facet, ...] = ()
    is_cut: bool = False
    is_worrying: bool = False  # whether a gentle line stands above it
    outcome = Outcome.SUGGESTED


class Reason(StrEnum):
    """Why there is no answer."""

    NOT_KNOWN = "not_known"
    NO_WORDS = "no_words"
    NO_MATTER = "no_matter"
    NONE_CHOSEN = "none_chosen"


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
    def alarms(self) -> AlarmModel | None:
        """What recognises red flags, if the index knows any."""

    def vector(self, question: str) -> Vectors:
        """Return the vector of a question that has words; `find` uses the same one."""


@dataclass
class Conversation:
    """What was said last between one person and the bot."""

    at: datetime
    match: Match | None = None  # the entry shown last
    offered: tuple[Match, ...] = ()  # the entries to choose from
    facets: tuple[Facet, ...] = ()


@dataclass
class Memory:
    """The conversations that are still warm, by key."""

    lasts: timedelta
    conversations: OrderedDict[str, Conversation] = field(default_factory=OrderedDict)

    def recall(self, key: str, now: datetime) -> Conversation:
        """Return a conversation; one that went cold is forgotten."""
        known = self.conversations.get(key)
        if known is None or now - known.at > self.lasts:
            return Conversation(now)
        return known

    def keep(self, key: str, conversation: Conversation) -> None:
        """Remember a conversation; the coldest make room."""
        self.conversations[key] = conversation
        self.conversations.move_to_end(key)
        while len(self.conversations) > MOST_CONVERSATIONS:
            self.conversations.popitem(last=False)


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
            reply = Answered(entry, () if section else before.facets, section)
            self._memory.keep(key, follow(before, reply, now))
        return reply

    def _decide(self, text: str, before: Conversation, finder: Finder) -> Calm:
        plain = normalise(text)
        if not has_words(plain):
            return Unanswered(Reason.NO_WORDS)
        picked = pick(plain, before)
        if picked is not None:
            return picked
        question = understand(text)
        if question.small_talk is not None:
            return Chatted(question.small_talk)
        if not question.names_a_matter:
            return go_on(question, before)
        matches = self._called_by_name(question, finder, finder.find(text))
        return self._judge(question, matches, is_cut=len(plain) > LONGEST_QUESTION)

    def _called_by_name(
        self, question: Question, finder: Finder, matches: list[Match]
    ) -> list[Match]:
        """Put the entry that the question names, and asks nothing else about, before all others."""
        entries = finder.entries
        if self._names[0] is not entries:
            self._names = (entries, Names(entries))
        owner = self._names[1].owner(question.matter)
        if owner is None:
            return matches
        found = next((match for match in matches if match.entry.id == owner), None)
        named = found or Match(entries[owner], 0.0, NO_FEATURES)
        first = replace(named, confidence=max(named.confidence, CONFIDENCE))
        others = [match for match in matches if match.entry.id != owner]
        return [first, *others[: MOST_MATCHES - 1]]

    def _judge(self, question: Question, matches: list[Match], *, is_cut: bool) -> Calm:
        """Answer when one match is sure, let the worker pick among likely ones, else say 不知道."""
        if matches and matches[0].confidence >= self._settings.answer_above:
            return Answered(matches[0], question.facets, others=tuple(matches[1:]), is_cut=is_cut)
        if matches and matches[0].confidence >= self._settings.suggest_above:
            return Suggested(tuple(matches), question.facets, is_cut)
        return Unanswered(near=tuple(matches), facets=question.facets)


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
    """Return what a bare number or 都不是 chooses; None when the message is no choice."""
    if before.offered:
        if plain in ("都不是", "都不对", "不是", "0", str(len(before.offered) + 1)):
            return Unanswered(Reason.NONE_CHOSEN, before.offered, before.facets)
        if plain.isdecimal() and 1 <= int(plain) <= len(before.offered):
            return Answered(before.offered[int(plain) - 1], before.facets)
        return None
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
    if before.match is not None and question.facets:
        return Answered(before.match, question.facets)
    if before.offered and question.facets:
        return Suggested(before.offered, question.facets)
    return Unanswered(Reason.NO_MATTER, facets=question.facets)


def follow(before: Conversation, reply: Reply, now: datetime) -> Conversation:
    """Return the conversation after a reply."""
    match reply:
        case Urgent():
            return follow(before, reply.below, now)
        case Answered():
            return Conversation(now, reply.match, (), reply.facets)
        case Suggested():
            return Conversation(now, None, reply.matches, reply.facets)
        case Unanswered(reason=Reason.NOT_KNOWN | Reason.NONE_CHOSEN):
            return Conversation(now)
        case _:
            return replace(before, at=now)
