"""Conversations as readable scripts: one step a line.

@小李          go on as this user (made when new)
> 低保         send a text
! 材料         press a button
< 你好         the next message or edit must contain this (waits)
<! 错误        nothing that comes within a second contains this
= 你好         the newest bot message, edits counted, contains this (waits)
^ 已收到       the last pressed button's notice contains this
# …            a remark
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from tests.telegram_emulator.client import EmulatorError, Seat, Telegram, User

PATIENCE = 60.0  # seconds


class Conversation:
    """One script while it is played."""

    def __init__(self, tg: Telegram) -> None:
        self._tg = tg
        self._users: dict[str, User] = {}
        self.seat: Seat = Seat(tg, 0, 0)
        self._steps: dict[str, Callable[[str], None]] = {
            "@": self._go_on_as,
            ">": self._say,
            "!": self._press,
            "<": self._hear,
            "<!": self._not_hear,
            "=": self._see,
            "^": self._notice,
        }

    def play(self, lines: Iterable[str]) -> None:
        """Play all steps; raises AssertionError naming the line that fails."""
        for number, raw in enumerate(lines, 1):
            line = raw.strip()
            if not line or line.startswith("#"):
                continue
            step, _, text = ("@", "", line[1:]) if line[0] == "@" else line.partition(" ")
            act = self._steps.get(step)
            try:
                assert act is not None, "unknown step"
                act(text.strip())
            except (AssertionError, EmulatorError) as error:
                raise AssertionError(f"line {number}: {line}\n{error}") from error

    def add(self, user: User) -> None:
        """Let somebody who exists already take part."""
        self._users[user.name] = user

    def _go_on_as(self, name: str) -> None:
        if name not in self._users:
            self._users[name] = self._tg.user(name)
        self.seat = self._users[name]

    def _say(self, text: str) -> None:
        self.seat.send(text.replace("\\n", "\n"))

    def _press(self, label: str) -> None:
        until(lambda: bool(self.seat.press(label)))

    def _hear(self, text: str) -> None:
        self.seat.wait_any(contains=text, timeout=PATIENCE)

    def _not_hear(self, text: str) -> None:
        for message in self.seat.settle(1.0):
            assert text not in message.text, message.text

    def _see(self, text: str) -> None:
        until(lambda: text in self.seat.last().text)

    def _notice(self, text: str) -> None:
        assert text in self.seat.wait_answer(PATIENCE)["text"]


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds; an EmulatorError means not yet."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            if holds():
                return
        except EmulatorError:
            if time.monotonic() > end:
                raise
        assert time.monotonic() < end, "it did not come true"
        time.sleep(0.05)
