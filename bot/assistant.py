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
    is_brief,
    named_pairs,
    refers_back,
    states_a_fact,
    tells_a_circumstance,
    turns_to_another,
)
from bot.leaning import SURE_ALONE, Leaning, offerable
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
            before = self._memory.recall(key, now).among(finder.entries)
        alarm = listen(text, finder)
        decided = without_withdrawn(self._decide(text, before, finder))
        reply = warned(decided, alarm, finder.entries)
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
            return self._go_on(question, before, finder)
        if not question.asks and (instead is not None or turns_to_another(text)):
            question = question.asking_as(before.question)
        return self._search(question, before, finder)

    def _go_on(self, question: Question, before: Conversation, finder: Finder) -> Calm:
        """Answer a question that names no matter about the last one."""
        if refers_back(question.text) and before.candidates:
            return among(before.candidates, question)
        if not (before.candidates and question.asks):
            return Unanswered(Reason.NO_MATTER, facets=question.facets)
        if len(before.candidates) > 1:
            held = self._leaning(question, (), before, finder).held()
            if held is not None:
                return answer(held, question)
        return among(before.candidates, question)

    def _search(self, question: Question, before: Conversation, finder: Finder) -> Calm:
        """Answer a question that names something: the last matter's if it leans on it, else its own.

        What only states a fact is never answered as a matter of its own, however sure the search is.
        """
        found = finder.find(question.text)
        named = self._called_by_name(question, finder, found)
        is_cut = len(normalise(question.text)) > LONGEST_QUESTION
        if not before.candidates or not is_brief(question.text):
            return self._judge(question, named, self._cuts(finder), is_cut=is_cut)
        is_circumstance = tells_a_circumstance(question.text)
        matches = found if is_circumstance else named
        leaning = self._leaning(question, matches, before, finder)
        if not turns_to_another(question.text):
            is_named = named is not found and not is_circumstance
            leant = self._lean(leaning, is_named=is_named)
            if leant is not None:
                return leant
        reply = self._judge(question, leaning.surer(matches), leaning.cuts, is_cut=is_cut)
        if isinstance(reply, Suggested) or (
            isinstance(reply, Answered) and states_a_fact(question.text)
        ):
            return Suggested(leaning.choices(), question.facets, question)
        return reply

    def _leaning(
        self, question: Question, found: Sequence[Match], before: Conversation, finder: Finder
    ) -> Leaning:
        """Search a question together with what brought each of the last entries up."""
        best: dict[str, Match] = {}
        for opening in dict.fromkeys(before.openings.values()):
            for match in finder.find(f"{opening} {question.text}"):
                known = best.get(match.entry.id)
                if known is None or match.confidence > known.confidence:
                    best[match.entry.id] = match
        last = {match.entry.id: match for match in before.candidates}
        cuts = self._cuts(finder)
        alone = replace(cuts, answer=max(cuts.answer, SURE_ALONE))
        return Leaning(question, offerable(found), offerable(best.values()), last, alone)

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

    def _lean(self, leaning: Leaning, *, is_named: bool) -> Calm | None:
        """Answer about the last entries what a brief question asks of them; None when it does not."""
        question = self._about_last(leaning.question)
        unsure = Suggested(leaning.choices(), leaning.question.facets, leaning.question)
        named = leaning.named()
        if named is not None:
            is_in_vain = leaning.sure < leaning.cuts.answer and leaning.asks_in_vain(named.entry)
            return unsure if is_in_vain else answer(named, question)
        if is_named:
            return None
        held = leaning.held()
        if held is None:
            fitting = leaning.fitting(self._names[1])
            if fitting and leaning.finds_another_first():
                return unsure
            return among(fitting, question) if fitting else None
        if leaning.is_about(held.entry):
            return answer(held, question)
        is_unsure = leaning.cuts.suggest <= leaning.sure < leaning.cuts.answer
        return unsure if is_unsure else None

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


def among(matches: tuple[Match, ...], question: Question) -> Calm:
    """Answer with the only entry there is, or let the worker pick."""
    if len(matches) == 1:
        return answer(matches[0], question)
    return Suggested(matches, question.facets, question)


def without_withdrawn(reply: Calm) -> Calm:
    """Return a reply that offers no withdrawn entry; one that is the answer says that it is."""
    if not isinstance(reply, Suggested):
        return reply
    shown = tuple(match for match in reply.matches if not match.entry.is_withdrawn)
    if not shown:
        return Unanswered(near=reply.matches, facets=reply.facets)
    return replace(reply, matches=shown)


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
    practices = (entries[entry] for entry in alarm.flag.entries if entry in entries)
    practice = next((entry for entry in practices if not entry.is_withdrawn), None)
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


def follow(before: Conversation, reply: Reply, now: datetime) -> Conversation:
    """Return the conversation after a reply."""
    match reply:
        case Urgent():
            return follow(before, reply.below, now)
        case Answered():
            asked = reply.question if reply.question.text else before.question
            return Conversation(now, reply.match, (), asked, openings(before, reply, reply.match))
        case Suggested():
            opened = openings(before, reply, *reply.matches)
            return Conversation(now, None, reply.matches, reply.question, opened)
        case Unanswered(reason=Reason.NOT_KNOWN | Reason.NONE_CHOSEN):
            return Conversation(now)
        case _:
            return replace(before, at=now)


def openings(
    before: Conversation, reply: Answered | Suggested, *matches: Match
) -> Mapping[str, str]:
    """Return what brought each entry up: the question that named it best, its title when opened."""
    known = {match.entry.id: match.confidence for match in before.candidates}
    is_asked = bool(reply.question.text) and reply.question != before.question
    is_named = is_asked and bool(named_pairs(reply.question))
    opened: dict[str, str] = {}
    for match in matches:
        entry = match.entry
        said = reply.question.text if is_asked else entry.title
        is_surer = is_named and match.confidence > known.get(entry.id, 0.0)
        opened[entry.id] = said if is_surer else before.openings.get(entry.id, said)
    return opened
