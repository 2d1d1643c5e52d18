from itertools import product

import pytest

from bot.ledger.gap_state import FOLLOWERS, ForbiddenTransition, GapState, check_transition

FORBIDDEN = [
    (state, wanted)
    for state, wanted in product(GapState, GapState)
    if wanted not in FOLLOWERS[state]
]


def test_every_state_can_be_left_and_reached() -> None:
    assert set(FOLLOWERS) == set(GapState)
    assert all(FOLLOWERS.values())
    assert {state for followers in FOLLOWERS.values() for state in followers} == set(GapState)


def test_a_closed_gap_can_only_be_opened_again() -> None:
    for state in (GapState.PUBLISHED, GapState.MERGED, GapState.DISMISSED):
        assert FOLLOWERS[state] == (GapState.OPEN,)


def test_nothing_is_published_or_dismissed_that_nobody_claimed() -> None:
    assert set(FOLLOWERS[GapState.OPEN]) == {GapState.CLAIMED, GapState.MERGED}


@pytest.mark.parametrize(("state", "wanted"), FORBIDDEN)
def test_a_forbidden_transition_says_what_the_gap_is(state: GapState, wanted: GapState) -> None:
    with pytest.raises(ForbiddenTransition) as forbidden:
        check_transition(7, state, wanted)
    assert str(forbidden.value) == f"缺口 7 现在是「{state}」，不能改成「{wanted}」。"
