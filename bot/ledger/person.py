"""A person as their channel knows them: the one key under which somebody can be written to."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    """Where somebody talks to the bot."""

    TELEGRAM = "telegram"
    TERMINAL = "terminal"


@dataclass(frozen=True, order=True)
class Person:
    """Somebody on a channel; `user_id` is the channel's own number for them."""

    channel: Channel
    user_id: int

    def __str__(self) -> str:
        return f"{self.channel}:{self.user_id}"

    @classmethod
    def read(cls, text: str) -> Person:
        """Return the person that `str` wrote; raises ValueError."""
        channel, _, user_id = text.partition(":")
        return cls(Channel(channel), int(user_id))


def who_types() -> Person:
    """Return whoever types at this terminal: by the number that the machine knows them by."""
    return Person(Channel.TERMINAL, os.getuid() if hasattr(os, "getuid") else 0)
