"""Whether two characters sound alike: what is typed by sound is mistyped by sound."""

from __future__ import annotations

from functools import lru_cache


def sound_alike(one: str, other: str) -> bool:
    """Whether two characters have a reading in common, tones aside."""
    return bool(readings(one) & readings(other))


@lru_cache(maxsize=1024)
def readings(character: str) -> frozenset[str]:
    """Return a character's readings without tones."""
    from pypinyin import Style, pinyin  # its tables take a while to load

    return frozenset(pinyin(character, style=Style.NORMAL, heteronym=True)[0])
