from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.ledger.inbox import Inbox, Update
from bot.ledger.ledger import Ledger
from tests.bot.ledger.conftest import NOW, WANG, Child, race


def test_an_update_is_taken_once(ledger: Ledger) -> None:
    assert ledger.inbox.put(7, "first", NOW)
    assert not ledger.inbox.put(7, "again", NOW)
    assert ledger.inbox.waiting() == (Update(7, "first", 0),)


def test_updates_wait_in_the_order_of_their_ids(ledger: Ledger) -> None:
    for update_id in (12, 3, 5_000_000_000, 7):
        ledger.inbox.put(update_id, "x", NOW)
    assert [update.update_id for update in ledger.inbox.waiting()] == [3, 7, 12, 5_000_000_000]
    assert ledger.inbox.count_waiting() == 4


def test_a_done_update_is_known_waits_no_more_and_says_nothing(ledger: Ledger) -> None:
    ledger.inbox.put(7, "王阿姨的事", NOW, WANG)
    assert ledger.inbox.begin(7, NOW)
    ledger.inbox.done(7, NOW)
    assert ledger.inbox.waiting() == ()
    assert not ledger.inbox.put(7, "again", NOW)
    assert not ledger.inbox.begin(7, NOW)
    with ledger._database.read() as session:
        assert session.execute(text("SELECT body, sender FROM inbox")).all() == [("", None)]


def test_an_update_that_is_begun_too_often_is_set_aside(ledger: Ledger) -> None:
    inbox = Inbox(ledger._database, most_tries=2)
    inbox.put(1, "poison", NOW)
    inbox.put(2, "sound", NOW)
    assert [inbox.begin(1, NOW) for _ in range(4)] == [True, True, False, False]
    assert inbox.waiting() == (Update(2, "sound", 0),)
    assert inbox.set_aside() == (Update(1, "poison", 2),)
    assert inbox.count_waiting() == 1


def test_beginning_what_never_came_does_nothing(ledger: Ledger) -> None:
    assert not ledger.inbox.begin(404, NOW)
    ledger.inbox.done(404, NOW)
    assert ledger.inbox.put(404, "x", NOW)


def test_text_that_no_database_takes_is_kept_nearly_as_it_is(ledger: Ledger) -> None:
    ledger.inbox.put(1, "a\0b\ud83dc'; DROP TABLE inbox; --\r\n=1+1", NOW)
    (update,) = ledger.inbox.waiting()
    assert update.body == "a\ufffdb?c'; DROP TABLE inbox; --\r\n=1+1"


def test_threads_that_put_the_same_updates_put_each_once(ledger: Ledger) -> None:
    with ThreadPoolExecutor(8) as threads:
        taken = threads.map(lambda number: ledger.inbox.put(number % 20, "x", NOW), range(160))
        assert sum(taken) == 20
    assert ledger.inbox.count_waiting() == 20


@pytest.mark.parametrize("deadly", [2, 4, 5, 6, 7])
def test_a_kill_between_any_two_steps_loses_no_update(
    ledger: Ledger, child: Child, tmp_path: Path, deadly: int
) -> None:
    dealt_with, at = tmp_path / "dealt_with", NOW
    for killed_after in (deadly, 0):
        race(child("take_in", dealt_with, killed_after, at.isoformat()))
        at += timedelta(minutes=5)
    lines = dealt_with.read_text(encoding="utf-8").splitlines()
    assert set(lines) == {f"{number} body {number}" for number in (1, 2, 3, 4)}
    assert len(lines) <= 5  # the one under way may come twice
    assert ledger.inbox.waiting() == ()


def test_of_many_kept_at_once_the_new_ones_are_told(ledger: Ledger) -> None:
    ledger.inbox.put(2, "known", NOW)
    kept = [(number, f"body {number}", WANG) for number in (1, 2, 3)]
    assert ledger.inbox.put_all(kept, NOW) == {1, 3}
    assert [one.body for one in ledger.inbox.waiting()] == ["body 1", "known", "body 3"]
    assert ledger.inbox.put_all([], NOW) == set()
