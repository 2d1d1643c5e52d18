import pytest

from bot.ledger.gap_state import GapCause, GapState
from bot.ledger.terms import MemberState
from bot.telling.withdrawing import restore, withdraw
from tests.bot.telling.conftest import CHEN, DAY, LI, WANG, ZHAO, ZHOU, World

QUESTION = "楼上小孩天天跑跳咋弄"


def closed(world: World, *asked: tuple[str, str]) -> int:
    """Return a gap that a supervisor closed with an entry."""
    people = {"wang": WANG, "li": LI, "zhao": ZHAO}
    gap = world.gap(*((text, people[name]) for text, name in asked))
    world.ledger.gaps.publish(gap, "neighbor-noise", CHEN, world.now)
    return gap


def test_everyone_who_asked_gets_the_answer_with_their_own_question(published: World) -> None:
    closed(published, (QUESTION, "wang"), ("邻居吵", "li"), ("太吵了", "li"))
    index = published.publish()
    assert published.teller.tell_closed(index) == 2
    sent = published.sent()
    assert sent == {
        WANG: [
            "您问过的，现在有答案了\n"
            "您问的是：楼上小孩天天跑跳咋弄\n"
            "\n"
            "邻里噪音纠纷处理\n"
            "\n"
            "先劝阻调解，再报告主管部门。\n"
            "\n"
            "【步骤】\n"
            "1. 社工：记录时间和声源\n"
            "2. 社工：约双方调解\n"
            "\n"
            "【红线】\n"
            "已经动手的报警\n"
            "\n"
            "⚠️ 初编：按公开文件整理，本地口径请向街道核实\n"
            "依据：《人民调解法》主席令第34号（转引）\n"
            "2026-11-23 编写组核对\n"
            "\n"
            "不想再收这样的通知，发 /notices off。"
        ],
        LI: [sent[WANG][0].replace(QUESTION, "邻居吵")],
    }


def test_nobody_is_told_twice(published: World) -> None:
    closed(published, (QUESTION, "wang"))
    index = published.publish()
    published.teller.after_publish(index)
    published.teller.after_publish(index)
    published.teller.tell_closed(published.publish())
    assert [len(letters) for letters in published.sent().values()] == [1]


def test_a_question_about_one_section_gets_that_section(published: World) -> None:
    gap = published.gap(("吃低保材料", WANG))
    published.ledger.gaps.publish(gap, "living-allowance", CHEN, published.now)
    published.answers = {"吃低保材料": "living-allowance"}
    published.teller.tell_closed(published.publish())
    [letter] = published.sent()[WANG]
    assert "【材料】\n1. 身份证、户口簿" in letter
    assert "【流程】" not in letter


def test_folded_lines_say_how_to_see_them_without_a_number(published: World) -> None:
    gap = published.gap(("揭不开锅", WANG))
    published.ledger.gaps.publish(gap, "living-allowance", CHEN, published.now)
    published.teller.tell_closed(published.publish())
    [letter] = published.sent()[WANG]
    assert "3. 收入申报表\n…… 想看全部，问我「最低生活保障申请 材料」" in letter
    assert "还可以看" not in letter


def test_a_dismissed_gap_is_told_with_its_reason(published: World) -> None:
    gap = published.gap((QUESTION, WANG), ("邻居吵", LI))
    published.ledger.gaps.dismiss(gap, "不是社区的事", CHEN, published.now)
    published.teller.tell_closed(published.publish())
    assert published.sent()[LI] == [
        "您问过的，督导看过了，不收进知识库\n"
        "您问的是：邻居吵\n"
        "原因：不是社区的事\n"
        "这件事请向街道或主管部门核实。\n"
        "\n"
        "不想再收这样的通知，发 /notices off。"
    ]


def test_who_asks_later_what_was_dismissed_is_told_too_and_alone(published: World) -> None:
    gap = published.gap((QUESTION, WANG))
    published.ledger.gaps.dismiss(gap, "不是社区的事", CHEN, published.now)
    index = published.publish()
    published.teller.tell_closed(index)
    published.sent()
    published.gap(("先开一个", ZHAO))
    question = published.ask("邻居吵", LI)
    published.ledger.gaps.add(gap, question, GapCause.UNANSWERED, "同一件事", published.now)
    published.teller.tell_closed(index)
    assert list(published.sent()) == [LI]


def test_askers_of_a_merged_gap_are_told(published: World) -> None:
    other = published.gap(("邻居吵", LI))
    gap = published.gap((QUESTION, WANG))
    published.ledger.gaps.merge(other, gap, "同一件事", CHEN, published.now)
    published.ledger.gaps.publish(gap, "neighbor-noise", CHEN, published.now)
    published.teller.tell_closed(published.publish())
    assert set(published.sent()) == {WANG, LI}


@pytest.mark.parametrize("how", ["opted out", "suspended", "forgotten"])
def test_who_wants_no_notices_or_is_gone_is_not_told(published: World, how: str) -> None:
    members, ledger = published.ledger.members, published.ledger
    ledger.members.take_from_config([CHEN, ZHOU], [], published.now)
    for person in (WANG, LI):
        ledger.members.set_state(person, MemberState.ACTIVE, CHEN, published.now)
    closed(published, (QUESTION, "wang"), ("邻居吵", "li"))
    if how == "opted out":
        members.set_opted_out(WANG, opted_out=True)
    elif how == "suspended":
        members.set_state(WANG, MemberState.SUSPENDED, CHEN, published.now)
    else:
        ledger.retention.forget(WANG, published.now, keep_membership=True)
    index = published.publish()
    published.teller.tell_closed(index)
    assert set(published.sent()) == {LI}
    members.set_opted_out(WANG, opted_out=False) if how != "suspended" else None
    published.teller.tell_closed(index)  # nor later, when it is no news any more
    assert published.sent() == {}


def test_a_gap_that_was_opened_again_is_told_of_again_when_it_is_closed(published: World) -> None:
    gap = closed(published, (QUESTION, "wang"))
    index = published.publish()
    published.teller.tell_closed(index)
    assert len(published.sent()[WANG]) == 1
    published.pass_(DAY)
    published.ledger.gaps.reopen(gap, CHEN, published.now, "答错了")
    published.teller.tell_closed(index)
    assert published.sent() == {}
    published.ledger.gaps.publish(gap, "neighbor-noise", CHEN, published.now)
    published.teller.tell_closed(index)
    assert len(published.sent()[WANG]) == 1


def test_an_entry_that_is_not_published_yet_is_waited_for(published: World) -> None:
    entry = published.entries.pop("neighbor-noise")
    closed(published, (QUESTION, "wang"))
    published.teller.after_publish(published.publish())
    assert published.sent() == {}
    published.entries["neighbor-noise"] = entry
    published.teller.after_publish(published.publish())
    assert set(published.sent()) == {WANG}


def test_answers_that_wait_are_held_back_while_their_entry_is_down(published: World) -> None:
    closed(published, (QUESTION, "wang"), ("邻居吵", "li"))
    index = published.publish()
    published.teller.tell_closed(index)
    first = published.ledger.deliveries.claim(published.now)
    assert first is not None
    published.ledger.deliveries.sent(first, published.now)
    ledger, entries = published.ledger, index.entries
    withdraw(ledger, entries, "neighbor-noise", "在改", CHEN, published.now)
    assert published.teller.tell_closed(index) == 0
    assert published.sent() == {}
    restore(ledger, entries, "neighbor-noise", CHEN, published.now)
    assert published.teller.tell_closed(index) == 1
    assert set(published.sent()) == {WANG, LI} - {first.recipient}
    assert ledger.gaps.find(1).state is GapState.PUBLISHED


def test_who_was_told_an_answer_saw_it(published: World) -> None:
    closed(published, (QUESTION, "wang"))
    index = published.publish()
    published.teller.tell_closed(index)
    seen = published.ledger.shown.to_whom("neighbor-noise", published.now - DAY)
    assert [(one.member.person, one.version) for one in seen] == [(WANG, index.version)]
