"""The outbox looks at once when it is woken."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest

from bot.telegram.outbox import Outbox
from bot.telegram.records import Records
from bot.telegram.sending import Sender


def test_an_outbox_that_is_woken_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.telegram.outbox.LOOK_EVERY", 3600.0)
    looked: list[int] = []

    class Watched(Outbox):
        async def send_next(self) -> bool:
            looked.append(len(looked))
            return False

    async def go() -> None:
        outbox = Watched(cast("Records", None), cast("Sender", None))
        running = asyncio.create_task(outbox.run())
        for wanted in (1, 2, 3):
            while len(looked) < wanted:
                await asyncio.sleep(0)
            outbox.wake()
        while len(looked) < 4:
            await asyncio.sleep(0)
        running.cancel()

    asyncio.run(asyncio.wait_for(go(), 60))
    assert looked[:4] == [0, 1, 2, 3]
