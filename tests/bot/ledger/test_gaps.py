from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.ledger.gap_list import Gap, NoSuchGap
from bot.ledger.gap_rows import GapSettled, GapTaken, NothingLeft
from bot.ledger.gap_state import ForbiddenTransition, GapCause, GapState
from bot.ledger.ledger import Ledger
from bot.ledger.person import Channel, Person
from bot.ledger.questions import NoSuchQuestion
from tests.bot.ledger.conftest import CHEN, LI, NOW, WANG, ZHOU, Ask, Child, race

HOUR = timedelta(hours=1)
Refused = Callable[[], object]
DUE = NOW + timedelta(days=3)


def open_gap(ledger: Ledger, ask: Ask, words: str = "猫能上户口吗", person: Person = WANG) -> int:
    return ledger.gaps.open(ask(words, person), GapCause.UNANSWERED, NOW, DUE)


def acts(ledger: Ledger, gap_id: int) -> list[tuple[Person | None, str, str]]:
    deeds = ledger.audit.recent(subject=f"gap:{gap_id}")
    return [(deed.by, deed.act, deed.detail) for deed in reversed(deeds)]


def test_a_question_opens_a_gap(ledger: Ledger, ask: Ask) -> None:
    gap_id = open_gap(ledger, ask)
    assert ledger.gaps.find(gap_id) == Gap(
        id=gap_id,
        text="猫能上户口吗",
        state=GapState.OPEN,
        is_urgent=False,
        opened_at=NOW,
        due_at=DUE,
        owner=None,
        claimed_at=None,
        closed_at=None,
        entry=None,
        reason="",
        merged_into=None,
        questions=1,
        people=1,
        last_asked_at=NOW,
    )


def test_a_question_is_part_of_one_gap_however_often_it_is_dealt_with(
    ledger: Ledger, ask: Ask
) -> None:
    question, other = ask(), open_gap(ledger, ask)
    gap_id = ledger.gaps.open(question, GapCause.UNANSWERED, NOW)
    assert ledger.gaps.open(question, GapCause.NOT_SOLVED, NOW) == gap_id
    assert ledger.gaps.add(other, question, GapCause.NOT_SOLVED, "像", NOW) == gap_id
    assert len(ledger.gaps.listed()) == 2


def test_alike_questions_are_added_with_the_reason_and_people_counted_once(
    ledger: Ledger, ask: Ask
) -> None:
    gap_id = open_gap(ledger, ask)
    for words, person in (("猫咪落户", LI), ("给猫上户口", LI)):
        question = ask(words, person, now=NOW + HOUR)
        ledger.gaps.add(gap_id, question, GapCause.NONE_OF_THESE, "都说到「户口」", NOW + HOUR)
    gap = ledger.gaps.find(gap_id)
    assert (gap.questions, gap.people, gap.last_asked_at) == (3, 2, NOW + HOUR)
    assert [
        (link.question.text, link.cause, link.reason, link.gap_id)
        for link in ledger.gaps.questions(gap_id)
    ] == [
        ("猫能上户口吗", GapCause.UNANSWERED, "", gap_id),
        ("猫咪落户", GapCause.NONE_OF_THESE, "都说到「户口」", gap_id),
        ("给猫上户口", GapCause.NONE_OF_THESE, "都说到「户口」", gap_id),
    ]


def test_gaps_come_urgent_first_then_by_people_then_the_latest(ledger: Ledger, ask: Ask) -> None:
    lone = open_gap(ledger, ask, "一个人问")
    many = open_gap(ledger, ask, "两个人问")
    ledger.gaps.add(many, ask(person=LI), GapCause.UNANSWERED, "像", NOW)
    urgent = ledger.gaps.open(ask("急"), GapCause.UNANSWERED, NOW, is_urgent=True)
    late = ledger.gaps.open(ask("晚", now=NOW + HOUR), GapCause.UNANSWERED, NOW)
    assert [gap.id for gap in ledger.gaps.listed()] == [urgent, many, late, lone]


def test_gaps_are_listed_by_state_owner_and_overdue(ledger: Ledger, ask: Ask) -> None:
    mine, free = open_gap(ledger, ask, "甲"), open_gap(ledger, ask, "乙")
    ledger.gaps.claim(mine, CHEN, NOW)
    assert [gap.id for gap in ledger.gaps.listed(owner=CHEN)] == [mine]
    assert [gap.id for gap in ledger.gaps.listed([GapState.OPEN])] == [free]
    assert ledger.gaps.overdue(DUE) == ()
    assert {gap.id for gap in ledger.gaps.overdue(DUE + HOUR)} == {mine, free}
    ledger.gaps.set_due(free, DUE + 2 * HOUR, CHEN, NOW)
    assert [gap.id for gap in ledger.gaps.overdue(DUE + HOUR)] == [mine]


def test_the_whole_way_of_a_gap_is_in_the_audit(ledger: Ledger, ask: Ask) -> None:
    gap_id = open_gap(ledger, ask)
    claimed = ledger.gaps.claim(gap_id, CHEN, NOW)
    assert (claimed.state, claimed.owner, claimed.claimed_at) == (GapState.CLAIMED, CHEN, NOW)
    drafted = ledger.gaps.draft(gap_id, "cat-household", CHEN, NOW)
    assert (drafted.state, drafted.entry) == (GapState.DRAFTING, "cat-household")
    done = ledger.gaps.publish(gap_id, "cat-household", CHEN, NOW + HOUR)
    assert (done.state, done.entry, done.closed_at) == (
        GapState.PUBLISHED,
        "cat-household",
        NOW + HOUR,
    )
    again = ledger.gaps.reopen(gap_id, ZHOU, NOW + HOUR, "还是没解决")
    assert (again.state, again.owner, again.entry, again.closed_at) == (
        GapState.OPEN,
        None,
        None,
        None,
    )
    assert acts(ledger, gap_id) == [
        (CHEN, "claim_gap", ""),
        (CHEN, "draft_gap", "cat-household"),
        (CHEN, "publish_gap", "cat-household"),
        (ZHOU, "reopen_gap", "还是没解决"),
    ]


def test_attaching_in_one_tap_claims_first(ledger: Ledger, ask: Ask) -> None:
    gap_id = open_gap(ledger, ask)
    gap = ledger.gaps.publish(gap_id, "a-b", CHEN, NOW)
    assert (gap.state, gap.owner) == (GapState.PUBLISHED, CHEN)
    assert [act for _, act, _ in acts(ledger, gap_id)] == ["claim_gap", "publish_gap"]


def test_a_dismissal_keeps_the_reason(ledger: Ledger, ask: Ask) -> None:
    gap = ledger.gaps.dismiss(open_gap(ledger, ask), "不归社区管", CHEN, NOW)
    assert (gap.state, gap.reason, gap.closed_at) == (GapState.DISMISSED, "不归社区管", NOW)


def test_who_comes_second_is_told_whose_the_gap_is_and_changes_nothing(
    ledger: Ledger, ask: Ask
) -> None:
    gap_id, other = open_gap(ledger, ask), open_gap(ledger, ask, "别的")
    ledger.gaps.claim(gap_id, CHEN, NOW)
    before = (ledger.gaps.find(gap_id), acts(ledger, gap_id))
    refused: list[Refused] = [
        lambda: ledger.gaps.claim(gap_id, ZHOU, NOW),
        lambda: ledger.gaps.release(gap_id, ZHOU, NOW),
        lambda: ledger.gaps.draft(gap_id, "a-b", ZHOU, NOW),
        lambda: ledger.gaps.publish(gap_id, "a-b", ZHOU, NOW),
        lambda: ledger.gaps.dismiss(gap_id, "不收", ZHOU, NOW),
        lambda: ledger.gaps.merge(gap_id, other, "像", ZHOU, NOW),
        lambda: ledger.gaps.merge(gap_id, other, "像", None, NOW),
    ]
    for act in refused:
        with pytest.raises(GapTaken) as taken:
            act()
        assert taken.value.owner == CHEN
    assert (ledger.gaps.find(gap_id), acts(ledger, gap_id)) == before


def test_claiming_twice_oneself_is_no_mistake(ledger: Ledger, ask: Ask) -> None:
    gap_id = open_gap(ledger, ask)
    first = ledger.gaps.claim(gap_id, CHEN, NOW)
    assert ledger.gaps.claim(gap_id, CHEN, NOW + HOUR) == first
    assert len(acts(ledger, gap_id)) == 1


def test_a_gap_is_put_back_or_handed_over(ledger: Ledger, ask: Ask) -> None:
    gap_id = open_gap(ledger, ask)
    ledger.gaps.claim(gap_id, CHEN, NOW)
    handed = ledger.gaps.hand_over(gap_id, ZHOU, CHEN, NOW)
    assert (handed.state, handed.owner) == (GapState.CLAIMED, ZHOU)
    back = ledger.gaps.release(gap_id, ZHOU, NOW)
    assert (back.state, back.owner, back.claimed_at) == (GapState.OPEN, None, None)
    given = ledger.gaps.hand_over(gap_id, ZHOU, CHEN, NOW)
    assert (given.state, given.owner) == (GapState.CLAIMED, ZHOU)


def test_a_closed_gap_is_not_claimed_drafted_closed_or_handed_over(
    ledger: Ledger, ask: Ask
) -> None:
    gap_id = open_gap(ledger, ask)
    ledger.gaps.publish(gap_id, "a-b", CHEN, NOW)
    refused: list[Refused] = [
        lambda: ledger.gaps.claim(gap_id, ZHOU, NOW),
        lambda: ledger.gaps.draft(gap_id, "a-b", CHEN, NOW),
        lambda: ledger.gaps.dismiss(gap_id, "不收", ZHOU, NOW),
        lambda: ledger.gaps.publish(gap_id, "c-d", CHEN, NOW),
        lambda: ledger.gaps.hand_over(gap_id, ZHOU, CHEN, NOW),
    ]
    for act in refused:
        with pytest.raises(ForbiddenTransition, match=f"^缺口 {gap_id} 现在是「已发布」，不能改成"):
            act()
    with pytest.raises(ForbiddenTransition):
        ledger.gaps.reopen(open_gap(ledger, ask), CHEN, NOW)


def test_a_merge_brings_the_askers_along_and_can_be_undone(ledger: Ledger, ask: Ask) -> None:
    first, second = open_gap(ledger, ask), open_gap(ledger, ask, "猫咪落户", LI)
    third = open_gap(ledger, ask, "猫户口", CHEN)
    ledger.gaps.merge(third, second, "同一件事", None, NOW)
    target = ledger.gaps.merge(second, first, "同一件事", CHEN, NOW)
    assert (target.id, target.questions, target.people) == (first, 3, 3)
    merged = ledger.gaps.find(second)
    assert (merged.state, merged.merged_into, merged.reason) == (
        GapState.MERGED,
        first,
        "同一件事",
    )
    assert [gap.id for gap in ledger.gaps.listed()] == [first]
    assert [link.gap_id for link in ledger.gaps.questions(first)] == [first, second, third]
    ledger.gaps.reopen(second, CHEN, NOW)
    assert ledger.gaps.find(first).people == 1
    again = ledger.gaps.find(second)
    assert (again.state, again.merged_into, again.people) == (GapState.OPEN, None, 2)


def test_what_belongs_to_a_merged_gap_goes_to_where_it_went(ledger: Ledger, ask: Ask) -> None:
    first, second = open_gap(ledger, ask), open_gap(ledger, ask, "猫咪落户")
    ledger.gaps.merge(second, first, "像", None, NOW)
    question = ask("给猫上户口")
    assert ledger.gaps.add(second, question, GapCause.UNANSWERED, "像", NOW) == first
    assert ledger.gaps.gap_of(question) == first
    assert ledger.gaps.gap_of(ask()) is None


def test_no_gap_is_merged_into_itself_a_closed_one_or_one_merged_into_it(
    ledger: Ledger, ask: Ask
) -> None:
    first, second, closed = (open_gap(ledger, ask, words) for words in "甲乙丙")
    ledger.gaps.publish(closed, "a-b", CHEN, NOW)
    ledger.gaps.merge(second, first, "像", None, NOW)
    for into in (first, closed, second):
        with pytest.raises(GapSettled):
            ledger.gaps.merge(first, into, "像", CHEN, NOW)


def test_a_published_gap_takes_no_more_questions(ledger: Ledger, ask: Ask) -> None:
    gap_id = open_gap(ledger, ask)
    ledger.gaps.publish(gap_id, "a-b", CHEN, NOW)
    with pytest.raises(
        GapSettled, match=f"缺口 {gap_id} 已经是「已发布」，新来的问题要另开一个缺口。"
    ):
        ledger.gaps.add(gap_id, ask(), GapCause.UNANSWERED, "像", NOW)


def test_a_split_makes_a_gap_of_some_questions(ledger: Ledger, ask: Ask) -> None:
    gap_id, other = open_gap(ledger, ask), ask("狗证怎么办", LI)
    ledger.gaps.add(gap_id, other, GapCause.UNANSWERED, "像", NOW)
    new = ledger.gaps.split(gap_id, [other], CHEN, NOW + HOUR)
    assert (new.text, new.state, new.questions, new.due_at) == ("狗证怎么办", GapState.OPEN, 1, DUE)
    assert ledger.gaps.find(gap_id).questions == 1
    assert acts(ledger, gap_id) == [(CHEN, "split_gap", f"→ {new.id}")]


def test_a_split_leaves_a_question_on_either_side(ledger: Ledger, ask: Ask) -> None:
    gap_id = open_gap(ledger, ask)
    (only,) = ledger.gaps.questions(gap_id)
    with pytest.raises(NothingLeft):
        ledger.gaps.split(gap_id, [only.question.id], CHEN, NOW)
    with pytest.raises(NothingLeft):
        ledger.gaps.split(gap_id, [], CHEN, NOW)
    with pytest.raises(NoSuchQuestion):
        ledger.gaps.split(gap_id, [ask("别处的")], CHEN, NOW)


def test_the_people_asking_are_members_who_can_be_written_to(ledger: Ledger, ask: Ask) -> None:
    ledger.members.take_from_config([CHEN], [WANG, LI], NOW)
    first, second = open_gap(ledger, ask), open_gap(ledger, ask, "猫咪落户", LI)
    open_gap(ledger, ask, "别的事", CHEN)
    ledger.gaps.add(first, ask(person=ZHOU), GapCause.UNANSWERED, "像", NOW)  # no member any more
    ledger.gaps.merge(second, first, "像", None, NOW)
    assert {member.person for member in ledger.gaps.people_asking(first)} == {WANG, LI}


def test_a_gap_that_is_not_there_is_said_so_everywhere(ledger: Ledger, ask: Ask) -> None:
    here = open_gap(ledger, ask)
    refused: list[Refused] = [
        lambda: ledger.gaps.find(404),
        lambda: ledger.gaps.questions(404),
        lambda: ledger.gaps.people_asking(404),
        lambda: ledger.gaps.claim(404, CHEN, NOW),
        lambda: ledger.gaps.publish(404, "a-b", CHEN, NOW),
        lambda: ledger.gaps.merge(here, 404, "像", CHEN, NOW),
        lambda: ledger.gaps.add(404, ask(), GapCause.UNANSWERED, "像", NOW),
    ]
    for act in refused:
        with pytest.raises(NoSuchGap, match="没有编号 404 的缺口。用 /gaps 看现有的。"):
            act()


def test_of_many_threads_that_claim_a_gap_one_wins(ledger: Ledger, ask: Ask) -> None:
    gap_id = open_gap(ledger, ask)

    def claim(number: int) -> bool:
        try:
            ledger.gaps.claim(gap_id, Person(Channel.TELEGRAM, number), NOW)
        except GapTaken:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(claim, range(1, 25))) == 1
    assert len(acts(ledger, gap_id)) == 1


def test_of_two_processes_that_claim_a_gap_one_wins_and_the_other_hears_who(
    ledger: Ledger, ask: Ask, child: Child
) -> None:
    gap_id = open_gap(ledger, ask)
    answers = race(
        child("claim", gap_id, CHEN, NOW.isoformat()), child("claim", gap_id, ZHOU, NOW.isoformat())
    )
    owner = ledger.gaps.find(gap_id).owner
    assert sorted(answers) == ["mine", f"taken by {owner}"]


def test_two_merges_into_each_other_do_not_make_a_ring(ledger: Ledger, ask: Ask) -> None:
    pairs = [(open_gap(ledger, ask, "甲"), open_gap(ledger, ask, "乙")) for _ in range(5)]

    def merge(gap_and_other: tuple[int, int]) -> bool:
        try:
            ledger.gaps.merge(*gap_and_other, "像", None, NOW)
        except GapSettled:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        for first, second in pairs:
            assert sorted(threads.map(merge, [(first, second), (second, first)])) == [False, True]
