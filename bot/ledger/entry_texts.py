"""What the entries said in each version of the index, as far as somebody may be told that it changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from bot.ledger.columns import EPOCH
from bot.ledger.database import Database, changed, insert_new
from bot.ledger.tables import EntryTextRow, VersionRow

GONE = ""  # the text of an entry that is not in the base any more


@dataclass(frozen=True)
class EntryText:
    """What an entry said from a time on; a text of "" says that it was gone."""

    entry: str
    since: datetime
    digest: str
    text: str


class EntryTexts:
    """The versions of the index that were noticed, and the texts that they brought."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(
        self, version: str, digests: Mapping[str, str], texts: Mapping[str, str], now: datetime
    ) -> None:
        """Keep what changed with a version, once: entry → digest of its file, entry → text.

        What the very first version holds counts as old: nobody knows since when it stood there.
        """
        with self._database.write() as session:
            if not insert_new(session, VersionRow, version=version, noted_at=now):
                return
            known = {entry: digest for entry, (digest, _) in self._newest().items()}
            since = now if known else EPOCH
            for entry, digest in digests.items():
                if known.get(entry) != digest:
                    text = texts[entry]
                    session.merge(EntryTextRow(entry=entry, since=since, digest=digest, text=text))
            for entry, digest in known.items():
                if digest != GONE and entry not in digests:
                    session.merge(EntryTextRow(entry=entry, since=now, digest=GONE, text=GONE))

    def is_done(self, version: str) -> bool:
        """Whether all was told that a version brought."""
        with self._database.read() as session:
            row = session.get(VersionRow, version)
            return row is not None and row.done_at is not None

    def done(self, version: str, now: datetime) -> None:
        """Note that all was told that a version brought."""
        with self._database.write() as session:
            done = update(VersionRow).where(VersionRow.version == version)
            changed(session, done.values(done_at=now))

    def versions(self) -> dict[str, datetime]:
        """Return when each version was noticed."""
        with self._database.read() as session:
            return {row.version: row.noted_at for row in session.scalars(select(VersionRow))}

    def since(self) -> dict[str, datetime]:
        """Return since when each entry stands as it is, its 问法 and 考题 too."""
        return {entry: since for entry, (digest, since) in self._newest().items() if digest != GONE}

    def histories(self) -> dict[str, tuple[EntryText, ...]]:
        """Return what the entries that ever changed said, oldest first."""
        moved = select(EntryTextRow.entry).group_by(EntryTextRow.entry).having(func.count() > 1)
        wanted = (
            select(EntryTextRow)
            .where(EntryTextRow.entry.in_(moved))
            .order_by(EntryTextRow.entry, EntryTextRow.since)
        )
        found: dict[str, list[EntryText]] = {}
        with self._database.read() as session:
            for row in session.scalars(wanted):
                text = EntryText(row.entry, row.since, row.digest, row.text)
                found.setdefault(row.entry, []).append(text)
        return {entry: tuple(texts) for entry, texts in found.items()}

    def _newest(self) -> dict[str, tuple[str, datetime]]:
        """Return the digest and the first time of what each entry says now."""
        wanted = select(EntryTextRow.entry, EntryTextRow.digest, EntryTextRow.since)
        with self._database.read() as session:
            rows = session.execute(wanted.order_by(EntryTextRow.since))
            return {entry: (digest, since) for entry, digest, since in rows}
