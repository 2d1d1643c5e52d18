"""The outbox: messages of the ledger that must arrive are sent, once, however often we crash."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import timedelta

from telegram.error import TelegramError

from bot.card import Block, Card
from bot.ledger.deliveries import Delivery
from bot.ledger.person import Channel
from bot.ledger.unavailable import LedgerUnavailable
from bot.telegram.page import messages
from bot.telegram.records import Records
from bot.telegram.sending import Sender, Unsent

log = logging.getLogger(__name__)

LOOK_EVERY = 2.0  # seconds
BETWEEN = 0.06  # seconds: a good many people at once, and still room for answers
BLOCKED = "blocked"


class Outbox:
    """Sends what waits, oldest first; a text's first line is its heading."""

    def __init__(self, records: Records, sender: Sender) -> None:
        self._records = records
        self._sender = sender
        self._put = asyncio.Event()

    def wake(self) -> None:
        """Look at once: something was put in that cannot wait."""
        self._put.set()

    async def run(self) -> None:
        """Send until the bot stops."""
        while True:
            self._put.clear()  # before looking: what is put in while we look is seen next time
            try:
                busy = await self.send_next()
            except LedgerUnavailable as error:
                log.error("nothing is sent from the outbox: %s", error)
                busy = False
            if busy:
                await asyncio.sleep(BETWEEN)
                continue
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._put.wait(), LOOK_EVERY)

    async def send_next(self) -> bool:
        """Send the next message that is due; False when there is none."""
        deliveries, do = self._records.ledger.deliveries, self._records.do
        delivery = await do(deliveries.claim, self._records.now(), channel=Channel.TELEGRAM)
        if delivery is None:
            return False
        try:
            arrived = await self._send(delivery)
        except (Unsent, TelegramError) as error:
            reason = type(error).__name__
            await do(deliveries.retry, delivery, reason, self._records.now(), timedelta(seconds=15))
            return True
        if arrived:
            await do(deliveries.sent, delivery, self._records.now())
        else:
            await do(deliveries.give_up, delivery, BLOCKED, self._records.now())
        return True

    async def _send(self, delivery: Delivery) -> bool:
        title, _, rest = delivery.body.partition("\n")
        card = Card(title, (Block("", tuple(rest.split("\n"))),) if rest else ())
        sent = [
            await self._sender.send(delivery.recipient.user_id, page) for page in messages(card)
        ]
        return all(message is not None for message in sent)
