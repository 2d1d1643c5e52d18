"""Put alarms, decoys and ordinary questions to the recogniser, and count what a worker would see."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.assistant import Finder, listen
from bot.red_flags import Alarm, Level


@dataclass(frozen=True)
class Message:
    """A message with the flags it should raise; none where it is no emergency."""

    text: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Heard:
    """A message and what was recognised in it."""

    message: Message
    alarm: Alarm

    @property
    def is_good(self) -> bool:
        """Whether an emergency got its card, or anything else got none."""
        return (self.alarm.level is Level.CARD) is bool(self.message.flags)

    def __str__(self) -> str:
        flag = self.alarm.flag.id if self.alarm.flag else "-"
        wanted = "、".join(self.message.flags) or "不响"
        level = {Level.CARD: "紧急卡", Level.GENTLE: "提醒", Level.NONE: "没响"}[self.alarm.level]
        return (
            f"「{self.message.text}」→ {level} {flag} {self.alarm.probability:.2f}，应为 {wanted}"
        )


@dataclass(frozen=True)
class AlarmReport:
    """How a set of messages was heard."""

    name: str
    heard: Sequence[Heard]

    def share(self, *levels: Level) -> float:
        """Return the share of messages that were heard this loud."""
        return sum(one.alarm.level in levels for one in self.heard) / max(1, len(self.heard))

    def lines(self) -> Iterator[str]:
        """Yield the report as lines, per flag where there are flags."""
        yield (
            f"{self.name}：{len(self.heard)} 句，紧急卡 {100 * self.share(Level.CARD):.1f} %，"
            f"卡或提醒 {100 * self.share(Level.CARD, Level.GENTLE):.1f} %"
        )
        flags = dict.fromkeys(one.message.flags[0] for one in self.heard if one.message.flags)
        for flag in flags:
            own = [one for one in self.heard if one.message.flags[:1] == (flag,)]
            cards = sum(one.alarm.level is Level.CARD for one in own)
            gentle = sum(one.alarm.level is Level.GENTLE for one in own)
            named = sum(
                bool(one.alarm.flag and one.alarm.flag.id in one.message.flags) for one in own
            )
            yield f"  {flag}：{len(own)} 句，卡 {cards}，提醒 {gentle}，认对 {named}"

    def failures(self) -> Iterator[str]:
        """Yield the emergencies without a card and the cards without an emergency."""
        yield from (f"  {one}" for one in self.heard if not one.is_good)


def read_messages(path: Path) -> Iterator[Message]:
    """Yield the messages of a JSON-lines file in the form of tests/exam.

    Raises ValueError, naming the line, when one is not of that form.
    """
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                row: dict[str, Any] = json.loads(line)
                flags = (row["flag"], *row.get("also", ())) if "flag" in row else ()
                yield Message(row["q"], flags)
            except (json.JSONDecodeError, KeyError, TypeError) as error:
                raise ValueError(
                    f"{path}:{number}: 不是红线考题的写法（要有 q，可有 flag、also）"
                ) from error


def hear(name: str, messages: Iterable[Message], finder: Finder) -> AlarmReport:
    """Put all messages of a set to the recogniser."""
    return AlarmReport(name, [Heard(one, listen(one.text, finder)) for one in messages])
