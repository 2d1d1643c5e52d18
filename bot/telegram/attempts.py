"""What is tried again and again, whatever went wrong before."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.ledger.unavailable import LedgerUnavailable

log = logging.getLogger(__name__)


async def every(seconds: float, name: str, act: Callable[[], Awaitable[None]]) -> None:
    """Do something again and again until the bot stops."""
    while True:
        await attempt(name, act)
        await asyncio.sleep(seconds)


async def attempt(name: str, act: Callable[[], Awaitable[None]]) -> bool:
    """Do something; log what goes wrong, so that the next round comes. Whether it went well."""
    try:
        await act()
    except LedgerUnavailable as error:
        log.error("%s has to wait: %s", name, error)
        return False
    except Exception:  # a round that fails must not end the rounds
        log.exception("%s failed", name)
        return False
    return True
