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
        for entry in entries.values():
            for name in (entry.title, SUBTITLE.split(entry.title)[0], *(entry.aliases or ())):
                matter = matter_of(name)
                if len(matter) >= SHORTEST_NAME:
                    self._owners.setdefault(matter, set()).add(entry.id)

    def owner(self, matter: str) -> str | None:
        """Return the id of the one entry of this name."""
        owners = self._owners.get(matter, set())
        return next(iter(owners)) if len(owners) == 1 else None
