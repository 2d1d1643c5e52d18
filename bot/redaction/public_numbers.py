"""The telephone numbers that the knowledge base itself gives out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from indexer.entry import Entry

NUMBER = re.compile(r"\d(?:[ ()-]{0,2}\d){4,14}")


def public_numbers(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the numbers under 联系 and 渠道, digits only."""
    return frozenset(
        "".join(filter(str.isdecimal, number))
        for entry in entries
        for line in public_lines(entry)
        for number in NUMBER.findall(line)
    )


def public_lines(entry: Entry) -> Iterator[str]:
    """Yield the lines of an entry that say whom to call."""
    yield from entry.contacts or ()
    if entry.channels is not None:
        yield from (entry.channels.on_site or "", entry.channels.by_proxy or "")
        yield from entry.channels.online or ()
