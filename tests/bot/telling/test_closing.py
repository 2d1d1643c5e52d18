from datetime import timedelta
from typing import Any

import pytest

from bot.ledger.gap_state import GapCause, GapState
from bot.telling.closing import Asking
from indexer.red_flag import NO_RED_FLAGS
from tests.bot.telling.conftest import CHEN, HOUR, LI, WANG, ZHAO, ZHOU, World

QUESTION = "猫能上户口吗"
OTHERS = ("小猫怎么落户", "给猫办户口")


def state_after(world: World, gap: int) -> tuple[GapState, str | None]:
    """Publish, and return what became of a gap."""
    world.teller.after_publish(world.publish())
    found = world.ledger.gaps.find(gap)
    return found.state, found.entry


def test_a_changed_entry_that_answers_each_question_closes_a_gap(published: World) -> None:
    gap = published.gap((QUESTION, WANG), (OTHERS[0], LI))
    published.edit("neighbor-noise", phrasings=("猫",) * 8)
    published.answers = {QUESTION: "neighbor-noise", OTHERS[0]: "neighbor-noise"}
    assert state_after(published, gap) == (GapState.PUBLISHED, "neighbor-noise")


def test_a_new_entry_closes_a_gap(published: World) -> None:
    held_back = published.entries.pop("neighbor-noise")
    published.teller.after_publish(published.publish())
    published.pass_(HOUR)
    gap = published.gap((QUESTION, WANG))
    published.entries["neighbor-noise"] = held_back
    published.answers = {QUESTION: "neighbor-noise"}
    assert state_after(published, gap) == (GapState.PUBLISHED, "neighbor-noise")


def test_an_entry_that_stood_there_already_closes_nothing(published: World) -> None:
    gap = published.gap((QUESTION, WANG))
    published.edit("elderly-allowance", fee=("不收费",))  # some other entry changed
    published.answers = {QUESTION: "neighbor-noise"}
    assert state_after(published, gap) == (GapState.OPEN, None)


def test_what_the_first_version_holds_counts_as_old(world: World) -> None:
    gap = world.gap((QUESTION, WANG))
    world.pass_(HOUR)
    world.answers = {QUESTION: "neighbor-noise"}
    assert state_after(world, gap) == (GapState.OPEN, None)


def test_one_question_left_over_keeps_a_gap_open(published: World) -> None:
    gap = published.gap((QUESTION, WANG), (OTHERS[0], LI))
    published.edit("neighbor-noise", fee=("不收费",))
    published.answers = {QUESTION: "neighbor-noise"}
    assert state_after(published, gap) == (GapState.OPEN, None)


def test_two_entries_for_two_questions_close_nothing(published: World) -> None:
    gap = published.gap((QUESTION, WANG), (OTHERS[0], LI))
    published.edit("neighbor-noise", fee=("不收费",))
    published.edit("elderly-allowance", fee=("不收费",))
    published.answers = {QUESTION: "neighbor-noise", OTHERS[0]: "elderly-allowance"}
    assert state_after(published, gap) == (GapState.OPEN, None)


def test_a_drafted_entry_closes_its_gap_by_the_gaps_own_question(published: World) -> None:
    held_back = published.entries.pop("neighbor-noise")
    published.teller.after_publish(published.publish())
    gap = published.gap((QUESTION, WANG), (OTHERS[0], LI))
    published.ledger.gaps.draft(gap, "neighbor-noise", CHEN, published.now)
    assert state_after(published, gap) == (GapState.DRAFTING, "neighbor-noise")
    published.entries["neighbor-noise"] = held_back
    published.answers = {QUESTION: "neighbor-noise"}
    assert state_after(published, gap) == (GapState.PUBLISHED, "neighbor-noise")


def test_a_drafted_entry_that_does_not_answer_closes_nothing(published: World) -> None:
    gap = published.gap((QUESTION, WANG))
    published.ledger.gaps.draft(gap, "neighbor-noise", CHEN, published.now)
    published.answers = {QUESTION: "elderly-allowance"}
    assert state_after(published, gap) == (GapState.DRAFTING, "neighbor-noise")


@pytest.mark.parametrize(
    ("cause", "shown"),
    [
        (GapCause.NOT_SOLVED, {"entry": "neighbor-noise"}),
        (GapCause.NONE_OF_THESE, {"offered": ("elderly-allowance", "neighbor-noise")}),
        (GapCause.UNCHOSEN, {"offered": ("neighbor-noise",)}),
    ],
)
def test_what_an_asker_turned_down_does_not_close_the_gap(
    published: World, cause: GapCause, shown: dict[str, Any]
) -> None:
    gap = published.gap((QUESTION, WANG), cause=cause, **shown)
    published.edit("neighbor-noise", fee=("不收费",))
    published.answers = {QUESTION: "neighbor-noise"}
    assert state_after(published, gap) == (GapState.OPEN, None)


def test_a_withdrawn_entry_closes_nothing_until_it_is_restored(published: World) -> None:
    gap = published.gap((QUESTION, WANG))
    published.edit("neighbor-noise", fee=("不收费",))
    published.answers = {QUESTION: "neighbor-noise"}
    published.ledger.withdrawals.withdraw("neighbor-noise", "在改", CHEN, published.now)
    assert state_after(published, gap) == (GapState.OPEN, None)
    published.ledger.withdrawals.restore("neighbor-noise", CHEN, published.now)
    assert state_after(published, gap) == (GapState.PUBLISHED, "neighbor-noise")


def test_a_version_that_was_cut_off_is_gone_through_again(published: World) -> None:
    gap = published.gap((QUESTION, WANG))
    published.edit("neighbor-noise", fee=("不收费",))
    published.answers = {QUESTION: "neighbor-noise"}
    index = published.publish()
    published.teller.stop.set()
    published.teller.after_publish(index)
    assert not published.teller.is_done(index)
    assert published.ledger.gaps.find(gap).state is GapState.OPEN
    published.teller.stop.clear()
    published.teller.after_publish(index)
    assert published.teller.is_done(index)
    assert published.ledger.gaps.find(gap).state is GapState.PUBLISHED


def test_only_questions_that_the_changed_entry_may_answer_are_put_in_full(published: World) -> None:
    for number in range(30):
        published.gap((f"别的事 {number}", WANG))
    gap = published.gap((QUESTION, WANG))
    published.edit("neighbor-noise", fee=("不收费",))
    published.answers = {QUESTION: "neighbor-noise", "别的事 3": "elderly-allowance"}
    index = published.publish()
    asked = index.retriever.asked  # type: ignore[attr-defined]  # the double's
    published.teller.after_publish(index)
    assert published.ledger.gaps.find(gap).state is GapState.PUBLISHED
    assert set(asked) == {QUESTION}


def test_the_owner_hears_of_what_was_closed_else_all_supervisors(published: World) -> None:
    published.gap((QUESTION, WANG))
    mine = published.gap((OTHERS[0], LI), (OTHERS[1], ZHAO))
    published.ledger.gaps.claim(mine, CHEN, published.now)
    published.edit("neighbor-noise", fee=("不收费",))
    published.answers = dict.fromkeys((QUESTION, *OTHERS), "neighbor-noise")
    published.teller.after_publish(published.publish())
    sent = published.sent()
    assert sent[ZHOU] == [
        "有缺口由新发布的条目答上了，已经关闭\n"
        "缺口 1「猫能上户口吗」→ 邻里噪音纠纷处理\n"
        "问过的人会收到答案。答得不对，请把缺口重新打开，再 /withdraw 那一条。"
    ]
    assert sent[CHEN] == [
        "有缺口由新发布的条目答上了，已经关闭\n"
        "缺口 2「小猫怎么落户」→ 邻里噪音纠纷处理\n"
        "缺口 1「猫能上户口吗」→ 邻里噪音纠纷处理\n"
        "问过的人会收到答案。答得不对，请把缺口重新打开，再 /withdraw 那一条。"
    ]


def test_each_question_begins_a_conversation_of_its_own(published: World) -> None:
    published.answers = {QUESTION: "neighbor-noise"}
    index = published.publish()
    asking = Asking(published.settings.answers, index, published.now + timedelta(seconds=1))
    assert asking.entry(QUESTION) == index.entries["neighbor-noise"]
    assert asking.entry("要带什么材料") is None
    assert index.content.red_flags == NO_RED_FLAGS
