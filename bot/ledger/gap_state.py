"""The states of a gap, and which may follow which."""

from __future__ import annotations

from enum import StrEnum


class GapState(StrEnum):
    """Where a gap stands, in the supervisors' own words."""

    OPEN = "待认领"
    CLAIMED = "已认领"
    DRAFTING = "起草中"
    PUBLISHED = "已发布"
    MERGED = "已并入"
    DISMISSED = "不收录"


class GapCause(StrEnum):
    """Why a question became part of a gap."""

    UNANSWERED = "unanswered"
    NOT_SOLVED = "not_solved"
    NONE_OF_THESE = "none_of_these"
    UNCHOSEN = "unchosen"


UNFINISHED = (GapState.OPEN, GapState.CLAIMED, GapState.DRAFTING)
SETTLED = (GapState.PUBLISHED, GapState.MERGED, GapState.DISMISSED)
FOLLOWERS: dict[GapState, tuple[GapState, ...]] = {
    GapState.OPEN: (GapState.CLAIMED, GapState.MERGED),
    GapState.CLAIMED: (GapState.OPEN, GapState.DRAFTING, *SETTLED),
    GapState.DRAFTING: (GapState.OPEN, GapState.CLAIMED, GapState.DRAFTING, *SETTLED),
    GapState.PUBLISHED: (GapState.OPEN,),
    GapState.MERGED: (GapState.OPEN,),
    GapState.DISMISSED: (GapState.OPEN,),
}


class ForbiddenTransition(Exception):
    """A gap cannot go from where it stands to where somebody wants it."""

    def __init__(self, gap_id: int, state: GapState, wanted: GapState) -> None:
        self.gap_id = gap_id
        self.state = state
        self.wanted = wanted
        super().__init__(f"缺口 {gap_id} 现在是「{state}」，不能改成「{wanted}」。")


def check_transition(gap_id: int, state: GapState, wanted: GapState) -> None:
    """Raise ForbiddenTransition unless the one state may follow the other."""
    if wanted not in FOLLOWERS[state]:
        raise ForbiddenTransition(gap_id, state, wanted)
