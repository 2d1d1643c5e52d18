"""Emergencies and duties to report, recognised before anything else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from indexer.normal_form import has_words, normalise
from indexer.red_flag import RedFlag

if TYPE_CHECKING:
    from indexer.alarm import AlarmModel
    from indexer.embedder import Vectors


class Level(StrEnum):
    """How loud to be."""

    CARD = "card"  # the emergency card comes first
    GENTLE = "gentle"  # one line above the normal answer
    NONE = "none"


@dataclass(frozen=True)
class Alarm:
    """What was recognised; `why` is the sign that came nearest, never what the worker wrote."""

    level: Level
    flag: RedFlag | None = None
    probability: float = 0.0
    why: str = ""


NO_ALARM = Alarm(Level.NONE)


def recognise(text: str, vector: Vectors, model: AlarmModel | None) -> Alarm:
    """Say whether a message with its vector speaks of an emergency.

    The thresholds are the ones of the index: another model or other signs set them anew.
    """
    plain = normalise(text)
    if model is None or not has_words(plain):
        return NO_ALARM
    seen = model.assess(plain, vector)
    if seen.is_card:
        level = Level.CARD
    elif seen.is_gentle:
        level = Level.GENTLE
    else:
        level = Level.NONE
    return Alarm(level, seen.flag, seen.probability, seen.why)
