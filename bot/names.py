"""Which entry a question calls by its name, and asks nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.matter import matter_of
from indexer.entry import Entry

SHORTEST_NAME = 2  # characters
# Of questions that were nothing but one entry's name and a section, 17 of 17 in the dev set and the
# base's exam meant that entry, and 773 of 778 of the base's own phrasings.
CONFIDENCE = 0.95
SUBTITLE = re.compile(r"[（(：:]")


class Names:
    """The titles and aliases of all entries, by what they are about.

    A name that two entries share names neither.
    """

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._owners: dict[str, set[str]] = {}
        self._names = {
            entry.id: (entry.title, SUBTITLE.split(entry.title)[0], *(entry.aliases or ()))
            for entry in entries.values()
        }
        for entry in entries.values():
            for name in self._names[entry.id]:
                matter = matter_of(name)
                if len(matter) >= SHORTEST_NAME:
                    self._owners.setdefault(matter, set()).add(entry.id)

    def owner(self, matter: str) -> str | None:
        """Return the id of the one entry of this name."""
        owners = self._owners.get(matter, set())
        return next(iter(owners)) if len(owners) == 1 else None

    def belongs_elsewhere(self, matter: str, entry: Entry) -> bool:
        """Whether a matter stands in the names of other entries and in none of this one's."""
        if len(matter) < SHORTEST_NAME or any(matter in name for name in self._names[entry.id]):
            return False
        return any(matter in name for names in self._names.values() for name in names)
