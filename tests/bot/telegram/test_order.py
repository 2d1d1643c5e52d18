"""Updates of one chat in order, others meanwhile, each dealt with once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Update

from bot.telegram.order import IN_A_HURRY, PerChat


class Journal:
    """Writes down what it hears."""

    def __init__(self, known: tuple[int, ...] = ()) -> None:
        self.known = known
        self.ended: list[int] = []

    async def begin(self, update: Update) -> bool:
        return update.update_id not in self.known

    async def done(self, update: Update) -> None:
        self.ended.append(update.update_id)


def update_of(number: int, chat: int) -> Update:
    person = {"id": chat, "is_bot": False, "first_name": "x"}
    message = {
        "message_id": number, "date": 0, "chat": {"id": chat, "type": "private"}, "from": person,
    }  # fmt: skip
    return Update.de_json({"update_id": number, "message": message}, None)


def press_of(number: int, chat: int) -> Update:
    person = {"id": chat, "is_bot": False, "first_name": "x"}
    press = {"id": str(number), "from": person, "chat_instance": "1", "data": "s"}
    return Update.de_json({"update_id": number, "callback_query": press}, None)


def run(work: Callable[[], Awaitable[Any]]) -> None:
    asyncio.run(work())  # type: ignore[arg-type]  # a coroutine function's result


def test_one_chat_is_served_in_order_and_others_meanwhile() -> None:
    done: list[int] = []

    async def all_at_once() -> None:
        gate = asyncio.Event()

        async def slow() -> None:
            await gate.wait()
            done.append(1)

        async def quick(number: int) -> None:
            done.append(number)
            if number == 3:
                gate.set()

        order = PerChat(Journal())
        await asyncio.gather(
            order.process_update(update_of(1, 7), slow()),
            order.process_update(update_of(2, 7), quick(2)),
            order.process_update(update_of(3, 8), quick(3)),
        )
        assert order.waiting == 0

    run(all_at_once)
    assert done == [3, 1, 2]


def test_who_waits_in_a_busy_chat_takes_nobody_elses_place() -> None:
    done: list[int] = []

    async def all_at_once() -> None:
        gate = asyncio.Event()

        async def slow(number: int) -> None:
            await gate.wait()
            done.append(number)

        async def other() -> None:
            done.append(100)
            gate.set()

        order = PerChat(Journal(), at_once=2)
        flood = [order.process_update(update_of(n, 7), slow(n)) for n in range(20)]
        await asyncio.gather(*flood, order.process_update(update_of(100, 8), other()))

    run(all_at_once)
    assert done == [100, *range(20)]


def test_the_next_part_of_a_story_is_taken_and_dealt_with_once() -> None:
    journal = Journal()
    seen: list[int | None] = []

    async def two_parts() -> None:
        order = PerChat(journal)
        first, second, third = (update_of(number, 7) for number in (1, 2, 3))

        async def take() -> None:
            await asyncio.sleep(0)
            taken = order.take_next(first)
            seen.append(taken.update_id if taken else None)

        async def note(number: int) -> None:
            seen.append(number)

        await asyncio.gather(
            order.process_update(first, take()),
            order.process_update(second, note(2)),
            order.process_update(third, note(3)),
        )
        assert order.take_next(third) is None
        assert order.waiting == 0

    run(two_parts)
    assert seen == [2, 3]
    assert sorted(journal.ended) == [1, 2, 3]


def test_what_was_dealt_with_before_is_left_alone() -> None:
    journal, done = Journal(known=(1,)), []

    async def again() -> None:
        async def work(number: int) -> None:
            done.append(number)

        order = PerChat(journal)
        await order.process_update(update_of(1, 7), work(1))
        await order.process_update(update_of(2, 7), work(2))

    run(again)
    assert done == [2]


def test_a_fault_in_one_update_does_not_hold_up_the_next() -> None:
    done = []

    async def faulty() -> None:
        async def bad() -> None:
            raise ValueError("bad")

        async def good() -> None:
            done.append(2)

        order = PerChat(Journal())
        results = await asyncio.gather(
            order.process_update(update_of(1, 7), bad()),
            order.process_update(update_of(2, 7), good()),
            return_exceptions=True,
        )
        assert isinstance(results[0], ValueError)
        assert order.waiting == 0

    run(faulty)
    assert done == [2]


def test_a_press_is_in_a_hurry_and_a_question_is_not() -> None:
    hurried: list[tuple[int, bool]] = []

    async def work(number: int) -> None:
        await asyncio.sleep(0)
        hurried.append((number, IN_A_HURRY.get()))

    async def both() -> None:
        order = PerChat(Journal())
        updates = (press_of(1, 7), update_of(2, 8))
        await asyncio.gather(
            *(
                asyncio.create_task(order.process_update(update, work(update.update_id)))
                for update in updates
            )
        )

    run(both)
    assert sorted(hurried) == [(1, True), (2, False)]
