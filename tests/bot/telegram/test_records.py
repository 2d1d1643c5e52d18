"""Whose steps in the ledger wait for whose."""

from __future__ import annotations

import asyncio
import threading

from bot.telegram.order import IN_A_HURRY
from bot.telegram.records import AT_ONCE, Clerk


def test_a_press_does_not_wait_behind_all_who_ask() -> None:
    clerk, over = Clerk(), threading.Event()

    async def pressed() -> str:
        IN_A_HURRY.set(True)
        return await clerk.do(lambda: "pressed")

    async def one_day() -> str:
        asked = [asyncio.create_task(clerk.do(over.wait, 60)) for _ in range(2 * AT_ONCE)]
        await asyncio.sleep(0)  # all of them stand in line
        try:
            return await asyncio.wait_for(asyncio.create_task(pressed()), 30)
        finally:
            over.set()
            await asyncio.gather(*asked)

    assert asyncio.run(one_day()) == "pressed"
    clerk.close()
