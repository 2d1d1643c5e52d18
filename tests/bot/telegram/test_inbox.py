"""What came is kept before it is confirmed; what must arrive is sent once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from telegram import Message, Update
from telegram.error import TimedOut

from bot.ledger.ledger import Ledger
from bot.ledger.unavailable import LedgerUnavailable, Trouble
from bot.settings import LedgerSettings
from bot.telegram.inbox import DurableQueue
from bot.telegram.measures import Measures
from bot.telegram.outbox import Outbox
from bot.telegram.records import Clerk, Records, person
from tests.bot.telegram.test_order import update_of

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)


class Shop:
    """A ledger and what stands on it, with a clock of its own."""

    def __init__(self, ledger: Ledger, folder: Path) -> None:
        self.ledger = ledger
        self.time = NOW
        self.clerk = Clerk()
        self.records = Records(ledger, self.clerk, lambda: self.time, folder / "waiting.jsonl")

    def queue(self) -> DurableQueue:
        """Return the queue of a fresh process."""
        return DurableQueue(self.ledger, self.clerk, lambda: self.time, Measures())


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    ledger = Ledger.open(LedgerSettings(file=tmp_path / "ledger.sqlite"))
    made = Shop(ledger, tmp_path)
    yield made
    made.clerk.close()
    ledger.close()


def test_what_was_not_dealt_with_is_taken_up_in_order(shop: Shop) -> None:
    async def crash() -> None:
        queue = shop.queue()
        for number in (3, 1, 2):
            await queue.put(update_of(number, 7))
        await queue.begin(update_of(1, 7))
        await queue.done(update_of(1, 7))

    async def comeback() -> list[int]:
        queue = shop.queue()
        assert await queue.take_up(None) == 2  # type: ignore[arg-type]  # no bot needed to read
        return [queue.get_nowait().update_id for _ in range(2)]  # type: ignore[attr-defined]  # updates

    asyncio.run(crash())
    assert asyncio.run(comeback()) == [2, 3]


def test_what_telegram_sends_again_is_known(shop: Shop) -> None:
    async def twice() -> int:
        queue = shop.queue()
        await queue.put(update_of(1, 7))
        await queue.put(update_of(1, 7))
        return queue.qsize()

    assert asyncio.run(twice()) == 1


def test_what_kills_the_process_again_and_again_is_set_aside(shop: Shop) -> None:
    async def one_life() -> bool:
        queue = shop.queue()
        await queue.put(update_of(1, 7))
        return await queue.begin(update_of(1, 7))

    assert [asyncio.run(one_life()) for _ in range(4)] == [True, True, True, False]


def test_without_a_ledger_people_are_answered_all_the_same(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: Any, **__: Any) -> None:
        raise LedgerUnavailable(Trouble.DISK_FULL)

    for name in ("put_all", "begin", "done", "waiting"):
        monkeypatch.setattr(shop.ledger.inbox, name, down)

    async def deal() -> bool:
        queue = shop.queue()
        await queue.put(update_of(1, 7))
        going = await queue.begin(update_of(1, 7))
        await queue.done(update_of(1, 7))
        return going and queue.qsize() == 1

    assert asyncio.run(deal())


def test_membership_is_remembered_while_the_ledger_is_down(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.ledger.members.take_from_config([], [person(7)], NOW)
    assert asyncio.run(shop.records.member(7)) is not None

    def down(*_: Any) -> None:
        raise LedgerUnavailable(Trouble.LOCKED)

    monkeypatch.setattr(shop.ledger.members, "find", down)
    assert asyncio.run(shop.records.member(7)) is not None
    assert asyncio.run(shop.records.member(8)) is None


class Mouth:
    """A sender that fails, or reaches nobody, as it is told."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.said: list[str] = []

    async def send(self, chat: int, page: str) -> Message | None:
        self.said.append(page)
        answer = self.answers.pop(0) if self.answers else "arrived"
        if isinstance(answer, Exception):
            raise answer
        return cast("Message | None", answer)


def outbox(shop: Shop, mouth: Mouth) -> Outbox:
    return Outbox(shop.records, mouth)  # type: ignore[arg-type]  # what of a Sender is used here


def test_a_message_goes_out_once(shop: Shop) -> None:
    shop.ledger.deliveries.put("a", person(7), "您问过的有答案了\n低保 < 材料", NOW)
    mouth = Mouth()
    box = outbox(shop, mouth)
    assert [asyncio.run(box.send_next()) for _ in range(2)] == [True, False]
    assert mouth.said == ["<b>您问过的有答案了</b>\n\n低保 &lt; 材料"]


def test_a_message_that_fails_is_sent_later(shop: Shop) -> None:
    shop.ledger.deliveries.put("a", person(7), "好", NOW)
    mouth = Mouth(TimedOut())
    box = outbox(shop, mouth)
    assert [asyncio.run(box.send_next()) for _ in range(2)] == [True, False]
    shop.time += timedelta(minutes=5)
    assert asyncio.run(box.send_next())
    assert len(mouth.said) == 2
    assert shop.ledger.deliveries.count_waiting() == 0


def test_whoever_blocked_the_bot_is_given_up(shop: Shop) -> None:
    shop.ledger.deliveries.put("a", person(7), "好", NOW)
    assert asyncio.run(outbox(shop, Mouth(None)).send_next())
    assert [one.reason for one in shop.ledger.deliveries.given_up(NOW)] == ["blocked"]


def test_updates_are_counted_by_kind(shop: Shop) -> None:
    measures = Measures()

    async def one() -> None:
        queue = DurableQueue(shop.ledger, shop.clerk, lambda: NOW, measures)
        await queue.put(update_of(1, 7))
        await queue.put(object())

    asyncio.run(one())
    counted = measures.registry.get_sample_value("quanketong_updates_total", {"kind": "message"})
    assert counted == 1


def test_an_update_is_kept_word_for_word(shop: Shop) -> None:
    async def keep() -> str:
        queue = shop.queue()
        await queue.put(update_of(1, 7))
        (left,) = shop.ledger.inbox.waiting()
        return left.body

    assert asyncio.run(keep()) == update_of(1, 7).to_json()
    assert isinstance(update_of(1, 7), Update)
