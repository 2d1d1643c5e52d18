"""Whether a brief question leans on the last matter: it is searched alone and together with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.asking import Ask
from bot.follow_up import fits, named_pairs, share_standing, tells_a_circumstance
from bot.names import Names
from bot.question import Question
from indexer.calibration import Cuts
from indexer.entry import Entry
from indexer.retriever import MOST_MATCHES, Match

HARDLY = 0.01  # a confidence below it is not worth a line among the choices
UNLIKELY = 0.05  # a confidence below it names no new matter
SURE_ALONE = 0.6  # a brief question is answered by itself only from this confidence on
SURE_ENOUGH = 0.4  # from this confidence on another entry is meant, however well the last one fits
# What keeps less than this share of the last matter's confidence, once that one is named, is gone.
GONE = 0.25
FEW = 2  # pairs of characters; a circumstance told in so few need not stand in the entry
SOME, MUCH = 0.25, 0.5  # share of the pairs named that stand in the entry
# What asks openly is answered by an entry only where what it names stands there.
OPENLY = re.compile(r"什么|啥|哪(?!能)|多少|怎么|谁|你(有|知道|晓得)")
OF_CONDITIONS = frozenset({Ask.ELIGIBILITY, Ask.COUNT})


@dataclass(frozen=True)
class Leaning:
    """A brief question as the search hears it, alone and together with what was asked before."""

    question: Question
    found: Sequence[Match]  # alone, the likeliest first
    together: Sequence[Match]  # together with what brought the last entries up, the likeliest first
    last: Mapping[str, Match]  # the entries the conversation is about, by id
    cuts: Cuts

    @property
    def best(self) -> Match | None:
        """What the question alone finds first."""
        return self.found[0] if self.found else None

    @property
    def sure(self) -> float:
        """How sure the search is of the question alone."""
        return self.best.confidence if self.best else 0.0

    @property
    def rival(self) -> float:
        """What is left of the confidence in the entry found first, once the last matter is named."""
        return next(
            (m.confidence for m in self.together if self.best and m.entry.id == self.best.entry.id),
            0.0,
        )

    def named(self) -> Match | None:
        """Return the last entry that the question alone finds first, if only just."""
        if self.best and self.best.entry.id in self.last and self.sure >= self.cuts.suggest:
            last = self.last[self.best.entry.id]
            return max(last, self.best, key=lambda match: match.confidence)
        return None

    def held(self) -> Match | None:
        """Return the last entry that the search is sure of together, and no other beside it.

        Who asks on without choosing means one of those offered: they are weighed among themselves.
        """
        first = self.together[0] if self.together else None
        if first is None or first.entry.id not in self.last:
            return None
        among = sum(m.confidence for m in self.together if m.entry.id in self.last)
        is_chosen = len(self.last) > 1 and first.confidence >= max(
            self.cuts.suggest, self.cuts.answer * among
        )
        if first.confidence < self.cuts.answer and not is_chosen:
            return None
        is_other = self.best is not None and self.best.entry.id not in self.last
        if is_other and self.rival >= GONE * first.confidence:
            return None
        return self.last[first.entry.id]

    def is_about(self, entry: Entry) -> bool:
        """Whether what the question names may belong to an entry: the surer another, the more of it.

        Where the search is sure of another, only a question that names next to nothing does.
        """
        named = named_pairs(self.question)
        share = share_standing(named, entry)
        if self.sure >= self.cuts.answer:
            return not named
        if self.sure >= SURE_ENOUGH:
            return len(named) <= 1 or share >= MUCH
        return (len(named) <= FEW or share >= SOME) and not self.asks_in_vain(entry)

    def asks_in_vain(self, entry: Entry) -> bool:
        """Whether it asks openly, of anything but conditions, for what does not stand in an entry."""
        is_open = OPENLY.search(self.question.text) and not (
            OF_CONDITIONS & set(self.question.asks)
        )
        return bool(is_open) and not fits(self.question, entry)

    def fitting(self, names: Names) -> tuple[Match, ...]:
        """Return the last entries in which what the question names stands."""
        is_circumstance = tells_a_circumstance(self.question.text)
        if self.sure >= SURE_ENOUGH and not is_circumstance:
            return ()
        if min(self.sure, self.rival) >= self.cuts.suggest:
            return ()
        return tuple(
            match
            for match in self.last.values()
            if fits(self.question, match.entry)
            and (is_circumstance or not names.belongs_elsewhere(self.question.matter, match.entry))
        )

    def finds_another_first(self) -> bool:
        """Whether nothing offered was chosen, and the question alone likely means none of it."""
        return (
            len(self.last) > 1
            and self.best is not None
            and self.best.entry.id not in self.last
            and self.sure >= self.cuts.suggest
        )

    def surer(self, matches: Sequence[Match]) -> list[Match]:
        """Return matches of the question alone; a new one first together too is as sure as there."""
        both = {match.entry.id for match in (*matches[:1], *self.together[:1])}
        if len(both) > 1 or not matches or not self.together or both <= self.last.keys():
            return list(matches)
        if matches[0].confidence < UNLIKELY:
            return list(matches)
        return [max(matches[0], self.together[0], key=lambda m: m.confidence), *matches[1:]]

    def choices(self) -> tuple[Match, ...]:
        """Return what to offer when unsure: first alone, first together, the last matter, the rest."""
        likely = (*self.surer(self.found)[:1], *self.together[:1])
        last = list(self.last.values()) if len(self.last) == 1 else []
        unique: dict[str, Match] = {}
        for match in (*likely, *last, *offerable(self.found)):
            unique.setdefault(match.entry.id, match)
        return tuple(unique.values())[:MOST_MATCHES]


def offerable(matches: Iterable[Match]) -> tuple[Match, ...]:
    """Return the matches worth offering, the likeliest first."""
    likely = (match for match in matches if match.confidence >= HARDLY)
    return tuple(sorted(likely, key=lambda match: -match.confidence))
