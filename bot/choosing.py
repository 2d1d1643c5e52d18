"""Choosing among entries that were offered: by number, by words of the title, or none of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.likeness import pairs
from bot.matter import matter_of
from indexer.entry import Entry

NONE = re.compile(r"^(一个)?都?(不是|不对)(的|啊|呀)?$|^都不$|^0$|^没有(一个)?(对|是)的?$")
NUMBER = re.compile(r"^(我?[选要]|就|是|看)?第?([1-9一二三])(个|条|号|项|种)?(吧|呀|啊|的)?[.。]?$")
LAST = re.compile(r"^(我?[选要]|就|是|看)?(最后|末|后面?|后头|下面)(那)?(一|1)?(个|条)(吧|呀|啊)?$")
FIRST = re.compile(r"^(我?[选要]|就|是|看)?(前面?|前头|上面|头)(那)?(一|1)?(个|条)(吧|呀|啊)?$")
NUMERALS = {"一": 1, "二": 2, "三": 3}
BY_TITLE = re.compile(r"^(我?[选要问]|就|是|应该是)*(.{2,}?)的?(那|这)?一?[个条](吧|呀|啊)?$")
LONGEST_CHOICE = 20  # characters
TITLE_SHARE = 0.6  # of the pairs of characters said that must stand in the title


def chooses_none(plain: str, number: int) -> bool:
    """Whether a message says that none of so many is meant; the number after the last says so too."""
    return bool(NONE.match(plain)) or plain == str(number + 1)


def chosen(plain: str, offered: Sequence[Entry]) -> int | None:
    """Return the place of the entry that a normalised message chooses; None when it chooses none."""
    if len(plain) > LONGEST_CHOICE:
        return None
    number = NUMBER.match(plain)
    if number:
        place = NUMERALS.get(number[2]) or int(number[2])
        return place - 1 if place <= len(offered) else None
    if LAST.match(plain):
        return len(offered) - 1
    if FIRST.match(plain):
        return 0
    return by_title(plain, offered)


def by_title(plain: str, offered: Sequence[Entry]) -> int | None:
    """Return the one entry whose names hold what 「低保那个」 says; None when two do, or none."""
    match = BY_TITLE.match(plain)
    said = match[2] if match else plain
    shares = [max(share_held(said, entry), share_held(matter_of(said), entry)) for entry in offered]
    best = max(shares, default=0.0)
    enough = TITLE_SHARE if match else 1.0
    return shares.index(best) if best >= enough and shares.count(best) == 1 else None


def share_held(said: str, entry: Entry) -> float:
    """Return the share of what was said that the best of an entry's names holds."""
    wanted = pairs(said)
    names = (entry.title, *(entry.aliases or ()))
    return max(len(wanted & pairs(name)) for name in names) / len(wanted) if wanted else 0.0
