"""What is collected in a conversation."""

from datetime import timedelta

import pytest

from bot.notice.sheet import MOST_MATTERS
from bot.telegram.basket import Baskets
from tests.bot.conftest import NOW

WARM = timedelta(minutes=30)


@pytest.fixture
def baskets() -> Baskets:
    return Baskets(WARM)


def test_an_entry_is_collected_once_and_in_order(baskets: Baskets) -> None:
    assert all(baskets.put("li", entry, NOW) for entry in ("b", "a", "b"))
    assert baskets.held("li", NOW) == ("b", "a")


def test_a_basket_belongs_to_one_conversation(baskets: Baskets) -> None:
    baskets.put("li", "a", NOW)
    assert baskets.held("wang", NOW) == ()


def test_a_full_basket_takes_no_more_but_what_it_holds(baskets: Baskets) -> None:
    for number in range(MOST_MATTERS):
        assert baskets.put("li", str(number), NOW)
    assert not baskets.put("li", "more", NOW)
    assert baskets.put("li", "0", NOW)
    assert len(baskets.held("li", NOW)) == MOST_MATTERS


def test_the_next_resident_does_not_get_the_last_ones_matters(baskets: Baskets) -> None:
    baskets.put("li", "a", NOW)
    later = NOW + WARM + timedelta(seconds=1)
    assert baskets.held("li", later) == ()
    baskets.put("li", "b", later)
    assert baskets.held("li", later) == ("b",)


def test_the_coldest_conversation_makes_room(
    baskets: Baskets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.basket.MOST_CONVERSATIONS", 2)
    for key in ("li", "wang", "chen"):
        baskets.put(key, "a", NOW)
    assert [baskets.held(key, NOW) for key in ("li", "wang", "chen")] == [(), ("a",), ("a",)]
