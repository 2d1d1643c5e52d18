"""Tells who saw an entry what changed in it since: one message a day for each person at most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from bot import wording
from bot.ledger.entry_texts import GONE, EntryText
from bot.ledger.ledger import Ledger
from bot.ledger.person import Person
from bot.settings import TellingSettings
from bot.telling.changes import changes_between
from bot.telling.letters import changes_letter, changes_letter_without, entry_lines
from bot.telling.substance import Substance

Lines = tuple[str, ...]
DIGESTS = "changes:"  # begins the keys of these messages
JUST = timedelta(microseconds=1)


class Digest:
    """Compares what people saw with what stands there now."""

    def __init__(self, settings: TellingSettings, ledger: Ledger) -> None:
        self._settings = settings
        self._ledger = ledger
        self._compared: dict[tuple[EntryText, EntryText], Lines] = {}

    def tell_changes(self, day: date, now: datetime) -> int:
        """Put a message for each who saw something that changed; return how many.

        Who was told today already is told of the rest tomorrow.
        """
        versions = self._ledger.entry_texts.versions()
        if not versions:
            return 0
        version = max(versions, key=lambda name: versions[name])
        return sum(
            self._put(person, changed, version, day, now)
            for person, changed in self._news(versions, now).items()
        )

    def _news(
        self, versions: Mapping[str, datetime], now: datetime
    ) -> dict[Person, dict[str, Lines]]:
        """Return for each person the entries that changed since they saw them, and how."""
        news: dict[Person, dict[str, Lines]] = {}
        down = {one.entry for one in self._ledger.withdrawals.in_force()}
        since = now - timedelta(days=self._settings.days)
        for entry, texts in self._ledger.entry_texts.histories().items():
            if entry in down:
                continue
            for showing in self._ledger.shown.to_whom(entry, since):
                if showing.member.opted_out:
                    continue
                seen = text_at(texts, versions.get(showing.version, showing.at))
                lines = self._lines(seen, texts[-1])
                if lines:
                    news.setdefault(showing.member.person, {})[entry] = lines
        return news

    def _put(
        self, person: Person, changed: Mapping[str, Lines], version: str, day: date, now: datetime
    ) -> bool:
        """Put one person's message and note that they know now, in one step."""
        with self._ledger.one_step():
            letter = changes_letter(changed.values())
            if not self._ledger.deliveries.put(f"{DIGESTS}{day}:{person}", person, letter, now):
                return False
            for entry in changed:
                self._ledger.shown.record(person, entry, version, now)
            return True

    def _lines(self, was: EntryText, now: EntryText) -> Lines:
        """Return what changed between two texts of an entry; () for nothing in substance."""
        if (was, now) not in self._compared:
            self._compared[was, now] = tuple(what_changed(was, now))
        return self._compared[was, now]


def take_back(ledger: Ledger, entry: str, title: str, now: datetime) -> int:
    """Take what changed in an entry out of the messages that still wait; return of how many.

    Who was to be told counts as not told: the change comes with a later digest, if it still stands.
    """
    texts = ledger.entry_texts.histories().get(entry, ())
    others = [place for place, text in enumerate(texts) if text.text != texts[-1].text]
    taken = 0
    for waiting in ledger.deliveries.waiting(DIGESTS, now) if others else ():
        letter = changes_letter_without(waiting.body, title)
        if letter != waiting.body and ledger.deliveries.reword(waiting, letter, now):
            changed_at = texts[others[-1] + 1].since
            ledger.shown.forget_since(waiting.recipient, entry, changed_at - JUST)
            taken += 1
    return taken


def text_at(texts: Sequence[EntryText], at: datetime) -> EntryText:
    """Return what an entry said at a time; the oldest that is known for a time before."""
    return next((text for text in reversed(texts) if text.since <= at), texts[0])


def what_changed(was: EntryText, now: EntryText) -> Lines:
    """Return the lines that tell what changed; () for nothing in substance."""
    if was == now or was.text == GONE:
        return ()
    old = Substance.read(was.text)
    if now.text == GONE:
        return (wording.CHANGED_TITLE.format(title=old.title), wording.CHANGED_GONE)
    new = Substance.read(now.text)
    if new.stopped:
        stopped = wording.CHANGED_STOPPED.format(reason=new.stopped)
        return () if old.stopped else (wording.CHANGED_TITLE.format(title=new.title), stopped)
    changes = changes_between(old, new)
    return tuple(entry_lines(new.title, changes)) if changes else ()
