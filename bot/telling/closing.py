"""Which entry closes a gap by itself: rather none than a wrong one, a supervisor can always do it.

The rule. An entry closes a gap when it is published, is not withdrawn, answers for sure what was
asked, put in a fresh conversation, and either

- a supervisor drafted it for this gap: then the gap's own question is enough; or
- it came or changed since the gap was opened, answers each of the gap's questions, and none of the
  askers had it before them and turned it down or let it lie.

An emergency that opens a practice entry answers nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.assistant import Answered, Assistant
from bot.ledger.gap_list import Gap, GapQuestion
from bot.settings import AnswerSettings
from indexer.entry import Entry
from indexer.index import Index


@dataclass(frozen=True)
class Candidates:
    """What may close a gap."""

    gap: Gap
    questions: tuple[str, ...]  # each once, the gap's own first
    drafted: str | None
    fresh: frozenset[str]

    @classmethod
    def of(
        cls,
        gap: Gap,
        questions: Sequence[GapQuestion],
        since: Mapping[str, datetime],
        entries: Mapping[str, Entry],
    ) -> Candidates:
        """Return the entries that may close a gap; `since` says since when each stands as it is."""
        fresh = {entry for entry, at in since.items() if at > gap.opened_at}
        texts = (gap.text, *(one.question.text for one in questions))
        return cls(
            gap=gap,
            questions=tuple(dict.fromkeys(texts)),
            drafted=gap.entry if gap.entry in entries else None,
            fresh=frozenset(fresh & entries.keys()) - turned_down(questions),
        )

    @property
    def entries(self) -> frozenset[str]:
        """All of them."""
        return self.fresh | {self.drafted} if self.drafted else self.fresh

    def closing(self, ask: Callable[[str], Entry | None]) -> Entry | None:
        """Return the entry that closes the gap; None when none does for sure."""
        own, *others = self.questions
        entry = ask(own)
        if entry is None or entry.id not in self.entries:
            return None
        if entry.id == self.drafted:
            return entry
        answers = map(ask, others)
        is_same = all(other is not None and other.id == entry.id for other in answers)
        return entry if is_same else None


def turned_down(questions: Sequence[GapQuestion]) -> frozenset[str]:
    """Return the entries that the askers had before them, and that did not help."""
    shown = (entry for one in questions for entry in (one.question.entry, *one.question.offered))
    return frozenset(entry for entry in shown if entry is not None)


class Asking:
    """Puts questions to one version of the index, each as the first of a conversation."""

    def __init__(self, settings: AnswerSettings, index: Index, now: datetime) -> None:
        self.index = index
        self._assistant = Assistant(settings)
        self._now = now
        self._replies: dict[str, Answered | None] = {}

    def reply(self, text: str) -> Answered | None:
        """Return the answer to a question; None when there is none for sure."""
        if text not in self._replies:
            key = f"telling {len(self._replies)}"
            reply = self._assistant.reply(text, key, self._now, self.index.retriever)
            self._replies[text] = reply if isinstance(reply, Answered) else None
        return self._replies[text]

    def entry(self, text: str) -> Entry | None:
        """Return the entry that answers a question."""
        reply = self.reply(text)
        if reply is None or reply.match.entry.is_withdrawn:
            return None
        return reply.match.entry
