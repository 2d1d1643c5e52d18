from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from bot.ledger.deliveries import LEASE, LONGEST_WAIT, Delivery, GivenUp, back_off
from bot.ledger.ledger import Ledger
from tests.bot.ledger.conftest import LI, NOW, WANG, Child, race

SECOND = timedelta(seconds=1)


def claimed(ledger: Ledger) -> Delivery:
    delivery = ledger.deliveries.claim(NOW)
    assert delivery is not None
    return delivery


def test_a_message_is_kept_once_for_each_key(ledger: Ledger) -> None:
    assert ledger.deliveries.put("gap:1:a", WANG, "答案", NOW)
    assert not ledger.deliveries.put("gap:1:a", WANG, "别的", NOW)
    delivery = claimed(ledger)
    assert delivery == Delivery(delivery.id, "gap:1:a", WANG, "答案", 1)
    ledger.deliveries.sent(delivery, NOW)
    assert not ledger.deliveries.put("gap:1:a", WANG, "答案", NOW)
    assert ledger.deliveries.count_waiting() == 0


def test_messages_come_when_due_the_longest_due_first(ledger: Ledger) -> None:
    ledger.deliveries.put("later", WANG, "x", NOW, NOW + SECOND)
    ledger.deliveries.put("second", WANG, "x", NOW)
    ledger.deliveries.put("first", WANG, "x", NOW, NOW - SECOND)
    assert [claimed(ledger).key, claimed(ledger).key] == ["first", "second"]
    assert ledger.deliveries.claim(NOW) is None
    assert ledger.deliveries.count_waiting() == 3


def test_a_claim_that_runs_out_is_claimed_again(ledger: Ledger) -> None:
    ledger.deliveries.put("k", WANG, "x", NOW)
    first = claimed(ledger)
    assert ledger.deliveries.claim(NOW + LEASE - SECOND) is None
    again = ledger.deliveries.claim(NOW + LEASE)
    assert again is not None
    assert (again.id, again.tries) == (first.id, 2)


def test_a_message_that_failed_waits_longer_each_time(ledger: Ledger) -> None:
    ledger.deliveries.put("k", WANG, "x", NOW)
    due = ledger.deliveries.retry(claimed(ledger), "502", NOW)
    assert due == NOW + timedelta(seconds=15)
    assert ledger.deliveries.claim(due - SECOND) is None
    again = ledger.deliveries.claim(due)
    assert again is not None
    assert ledger.deliveries.retry(again, "502", due) == due + timedelta(seconds=30)


def test_a_wait_that_the_channel_asks_for_is_kept(ledger: Ledger) -> None:
    ledger.deliveries.put("k", WANG, "x", NOW)
    due = ledger.deliveries.retry(claimed(ledger), "429", NOW, timedelta(minutes=5))
    assert due == NOW + timedelta(minutes=5)


def test_waits_end_growing(ledger: Ledger) -> None:
    assert back_off(1) == timedelta(seconds=15)
    assert back_off(1000) == LONGEST_WAIT


def test_a_message_to_who_blocked_the_bot_is_given_up_and_said(ledger: Ledger) -> None:
    ledger.deliveries.put("k", LI, "x", NOW)
    ledger.deliveries.give_up(claimed(ledger), "blocked", NOW)
    assert ledger.deliveries.claim(NOW + LEASE) is None
    assert ledger.deliveries.given_up(NOW) == (GivenUp("k", LI, "blocked", NOW),)
    assert ledger.deliveries.given_up(NOW + SECOND) == ()


def test_who_comes_too_late_does_not_undo_what_the_next_one_did(ledger: Ledger) -> None:
    ledger.deliveries.put("k", WANG, "x", NOW)
    slow = claimed(ledger)
    quick = ledger.deliveries.claim(NOW + LEASE)
    assert quick is not None
    ledger.deliveries.retry(slow, "timed out", NOW + LEASE)
    almost = NOW + 2 * LEASE - SECOND
    assert ledger.deliveries.claim(almost) is None  # the quick one's claim holds
    ledger.deliveries.sent(quick, NOW + LEASE)
    ledger.deliveries.give_up(slow, "timed out", NOW + LEASE)
    ledger.deliveries.retry(slow, "timed out", NOW + LEASE)
    assert ledger.deliveries.given_up(NOW) == ()
    assert ledger.deliveries.claim(NOW + timedelta(days=1)) is None


def test_threads_claim_each_message_once(ledger: Ledger) -> None:
    for number in range(40):
        ledger.deliveries.put(str(number), WANG, "x", NOW)

    def work(_: int) -> list[str]:
        keys = []
        while delivery := ledger.deliveries.claim(NOW):
            keys.append(delivery.key)
        return keys

    with ThreadPoolExecutor(8) as threads:
        claims = [key for keys in threads.map(work, range(8)) for key in keys]
    assert sorted(claims, key=int) == [str(number) for number in range(40)]


def test_two_processes_write_at_once_and_nothing_is_refused(ledger: Ledger, child: Child) -> None:
    answers = race(
        child("write", "a", 100, NOW.isoformat()), child("write", "b", 100, NOW.isoformat())
    )
    assert answers == ["written", "written"]
    assert ledger.deliveries.count_waiting() == 200


@pytest.mark.parametrize("deadly", [1, 2, 3, 4, 5])
def test_a_kill_between_any_two_steps_loses_no_message_and_doubles_one_at_most(
    ledger: Ledger, child: Child, tmp_path: Path, deadly: int
) -> None:
    for number in (1, 2):
        ledger.deliveries.put(f"gap:{number}", WANG, f"answer {number}", NOW)
    sent, at = tmp_path / "sent", NOW
    for killed_after in (deadly, 0):
        race(child("deliver", sent, killed_after, at.isoformat()))
        at += LEASE
    lines = sent.read_text(encoding="utf-8").splitlines()
    assert set(lines) == {"gap:1 answer 1", "gap:2 answer 2"}
    # only the message that had gone out without being noted is sent again
    assert len(lines) == 2 + (deadly in (2, 5))
    assert ledger.deliveries.count_waiting() == 0
