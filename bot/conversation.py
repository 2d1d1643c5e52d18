"""What was said last between a person and the bot, for as long as it is warm."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.question import NOTHING_ASKED, Question
from indexer.entry import Entry
from indexer.retriever import Match

MOST_CONVERSATIONS = 10_000


@dataclass
class Conversation:
    """What was said last between one person and the bot."""

    at: datetime
    match: Match | None = None  # the entry shown last
    offered: tuple[Match, ...] = ()  # the entries to choose from
    question: Question = NOTHING_ASKED  # what was asked last about a matter
    openings: Mapping[str, str] = field(default_factory=dict)  # what brought each entry up, by id

    @property
    def candidates(self) -> tuple[Match, ...]:
        """The entries that what comes next may be about."""
        return (self.match,) if self.match is not None else self.offered

    def among(self, entries: Mapping[str, Entry]) -> Conversation:
        """Return the conversation about the entries as they are now; about none that is gone."""
        match = shown_now(self.match, entries) if self.match is not None else None
        offered = tuple(shown_now(one, entries) or one for one in self.offered)
        if any(one.entry.id not in entries for one in offered):
            offered = ()  # numbers that were shown would mean others
        return replace(self, match=match, offered=offered)


def shown_now(match: Match, entries: Mapping[str, Entry]) -> Match | None:
    """Return a match with its entry as it is now; None when it is gone."""
    entry = entries.get(match.entry.id)
    return None if entry is None else replace(match, entry=entry)


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
