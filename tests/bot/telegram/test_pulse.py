"""When a bot counts as deaf."""

from __future__ import annotations

import threading

from bot.telegram.pulse import Pulse, Watchdog


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_silence_counts_from_the_last_answer() -> None:
    clock = Clock()
    pulse = Pulse(clock)
    clock.now = 10
    assert pulse.silence == 10
    pulse.beat()
    assert pulse.silence == 0


def test_silence_of_our_own_making_does_not_count() -> None:
    clock = Clock()
    pulse = Pulse(clock)
    with pulse.at_rest():
        clock.now = 1000
        assert pulse.silence == 0
    assert pulse.silence == 0


def test_muteness_counts_from_the_first_request_that_did_not_get_through() -> None:
    clock = Clock()
    pulse = Pulse(clock)
    assert pulse.muteness == 0
    pulse.choked()
    clock.now = 10
    pulse.choked()
    assert pulse.muteness == 10
    pulse.spoke()
    assert pulse.muteness == 0


def test_the_watchdog_bites_when_telegram_is_silent() -> None:
    clock, stopped = Clock(), threading.Event()
    dog = Watchdog(Pulse(clock), 0.1, stopped.set)
    dog.start()
    assert not dog.bit
    clock.now = 1
    assert stopped.wait(60)
    dog.rest()
    dog.join(60)
    assert dog.bit


def test_the_watchdog_sleeps_once_the_bot_ends_by_itself() -> None:
    clock, stopped = Clock(), threading.Event()
    dog = Watchdog(Pulse(clock), 0.1, stopped.set)
    dog.rest()
    clock.now = 1
    dog.start()
    dog.join(60)
    assert not dog.bit
    assert not stopped.is_set()
