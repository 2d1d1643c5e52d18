import pytest

from bot.ledger.gap_state import GapCause
from bot.telling.withdrawing import restore, withdraw
from indexer.entry import Status
from tests.bot.telling.conftest import CHEN, DAY, LI, WANG, World


def raise_amount(world: World, content: str) -> None:
    """Change what 低保 pays."""
    amounts = world.entries["living-allowance"].amounts
    assert amounts is not None
    changed = amounts[0].model_copy(update={"content": content})
    world.edit("living-allowance", amounts=(changed, amounts[1]))


def tomorrow(world: World) -> int:
    """Publish, and tell the next day what changed; return to how many."""
    world.teller.after_publish(world.publish())
    world.pass_(DAY)
    return world.teller.daily(world.now).changes


def test_who_saw_an_entry_is_told_what_changed_in_it(published: World) -> None:
    published.ask("低保多少", WANG, "living-allowance")
    published.ask("尊老金", LI, "elderly-allowance")
    raise_amount(published, "每人每月 1250 元")
    assert tomorrow(published) == 1
    assert published.sent() == {
        WANG: [
            "您看过的条目有变化\n"
            "「最低生活保障申请」\n"
            "【金额】原来：低保标准：每人每月 1208 元（苏州市，2025-07-01 起）\n"
            "　→ 现在：低保标准：每人每月 1250 元（苏州市，2025-07-01 起）\n"
            "\n"
            "用之前请再问我一遍，以现在的为准。\n"
            "不想再收这样的通知，发 /notices off。"
        ]
    }


def test_several_entries_come_in_one_message_once(published: World) -> None:
    for entry in published.entries:
        published.ask("看看", WANG, entry)
    published.edit("elderly-allowance", points=("年满七十周岁", "多数自动发放", "可代领"))
    steps = published.entries["neighbor-noise"].steps_taken
    published.edit("neighbor-noise", steps=tuple(reversed(steps)), red_flags=None)
    assert tomorrow(published) == 1
    [letter] = published.sent()[WANG]
    assert letter.startswith(
        "您看过的条目有变化\n"
        "「尊老金发放」\n"
        "【要点】原来：年满八十周岁\n"
        "　→ 现在：年满七十周岁\n"
        "【要点】新增：可代领\n"
        "\n"
        "「邻里噪音纠纷处理」\n"
        "【步骤】先后顺序变了。\n"
        "【红线】删去：已经动手的报警\n"
    )
    published.pass_(DAY)
    assert published.teller.daily(published.now).changes == 0
    assert published.sent() == {}


def test_a_day_brings_one_message_and_the_rest_comes_the_next(published: World) -> None:
    published.ask("低保多少", WANG, "living-allowance")
    raise_amount(published, "每人每月 1250 元")
    assert tomorrow(published) == 1
    raise_amount(published, "每人每月 1300 元")
    published.teller.after_publish(published.publish())
    assert published.teller.daily(published.now).changes == 0
    published.pass_(DAY)
    assert published.teller.daily(published.now).changes == 1
    first, second = published.sent()[WANG]
    assert "1208 元" in first
    assert "1250 元（苏州市，2025-07-01 起）\n　→ 现在：低保标准：每人每月 1300 元" in second


def test_several_changes_are_told_as_one_from_what_was_seen(published: World) -> None:
    published.ask("低保多少", WANG, "living-allowance")
    raise_amount(published, "每人每月 1250 元")
    published.teller.after_publish(published.publish())
    published.ask("低保多少", LI, "living-allowance", version="v2")
    raise_amount(published, "每人每月 1300 元")
    assert tomorrow(published) == 2
    sent = published.sent()
    assert "原来：低保标准：每人每月 1208 元" in sent[WANG][0]
    assert "原来：低保标准：每人每月 1250 元" in sent[LI][0]


def test_who_saw_the_new_version_is_told_nothing(published: World) -> None:
    raise_amount(published, "每人每月 1250 元")
    index = published.publish()
    # shown before the bot noticed that it was new
    published.ask("低保多少", WANG, "living-allowance", version=index.version)
    published.teller.after_publish(index)
    published.pass_(DAY)
    assert published.teller.daily(published.now).changes == 0


def test_a_version_nobody_noted_counts_by_the_time_it_was_shown(published: World) -> None:
    published.ask("低保多少", WANG, "living-allowance", version="before telling began")
    raise_amount(published, "每人每月 1250 元")
    assert tomorrow(published) == 1


def test_a_slip_put_right_and_a_new_phrasing_tell_nobody(published: World) -> None:
    published.ask("噪音", WANG, "neighbor-noise")
    published.edit("neighbor-noise", summary="先劝阻调解，再报告主管部门", phrasings=("吵",) * 8)
    assert tomorrow(published) == 0


def test_what_was_changed_and_changed_back_tells_nobody(published: World) -> None:
    published.ask("低保多少", WANG, "living-allowance")
    raise_amount(published, "每人每月 1250 元")
    published.teller.after_publish(published.publish())
    raise_amount(published, "每人每月 1208 元")
    assert tomorrow(published) == 0


@pytest.mark.parametrize("days", [89, 91])
def test_only_who_saw_it_of_late_is_told(published: World, days: int) -> None:
    published.ask("低保多少", WANG, "living-allowance")
    published.pass_((days - 1) * DAY)
    raise_amount(published, "每人每月 1250 元")
    assert tomorrow(published) == (1 if days < published.settings.telling.days else 0)


def test_who_wants_no_notices_is_not_told(published: World) -> None:
    published.ask("低保多少", WANG, "living-allowance")
    published.ledger.members.set_opted_out(WANG, opted_out=True)
    raise_amount(published, "每人每月 1250 元")
    assert tomorrow(published) == 0


def test_an_entry_that_was_stopped_or_taken_out_is_told(published: World) -> None:
    published.ask("低保多少", WANG, "living-allowance")
    published.ask("吵", WANG, "neighbor-noise")
    published.edit("living-allowance", status=Status.WITHDRAWN, withdrawn_because="标准在调整")
    del published.entries["neighbor-noise"]
    assert tomorrow(published) == 1
    [letter] = published.sent()[WANG]
    assert "「最低生活保障申请」\n这一条已停用。原因：标准在调整\n" in letter
    assert "「邻里噪音纠纷处理」\n这一条已经不在知识库里了。\n" in letter


def test_what_is_withdrawn_is_not_told_and_its_withdrawal_is_no_change(published: World) -> None:
    published.ask("低保多少", WANG, "living-allowance")
    raise_amount(published, "每人每月 1250 元")
    published.ledger.withdrawals.withdraw("living-allowance", "在改", CHEN, published.now)
    reasons = {"living-allowance": "在改"}
    published.teller.after_publish(published.publish().without(reasons))
    published.pass_(DAY)
    assert published.teller.daily(published.now).changes == 0
    published.ledger.withdrawals.restore("living-allowance", CHEN, published.now)
    assert published.teller.daily(published.now).changes == 1
    [letter] = published.sent()[WANG]
    assert "每人每月 1250 元" in letter
    assert "停用" not in letter


def test_what_is_withdrawn_before_the_message_is_sent_is_taken_out_of_it(published: World) -> None:
    published.ask("低保多少", WANG, "living-allowance")
    published.ask("尊老金", WANG, "elderly-allowance")
    published.ask("低保多少", LI, "living-allowance")
    raise_amount(published, "每人每月 1250 元")
    published.edit("elderly-allowance", points=("年满七十周岁", "多数自动发放"))
    assert tomorrow(published) == 2
    published.edit("living-allowance", phrasings=("低保",) * 8)  # no change that anybody is told
    published.teller.after_publish(published.publish())
    withdraw(published.ledger, published.entries, "living-allowance", "在改", CHEN, published.now)
    assert published.sent() == {
        WANG: [
            "您看过的条目有变化\n"
            "「尊老金发放」\n"
            "【要点】原来：年满八十周岁\n"
            "　→ 现在：年满七十周岁\n"
            "\n"
            "用之前请再问我一遍，以现在的为准。\n"
            "不想再收这样的通知，发 /notices off。"
        ]
    }
    published.pass_(DAY)
    assert published.teller.daily(published.now).changes == 0
    restore(published.ledger, published.entries, "living-allowance", CHEN, published.now)
    published.pass_(DAY)
    assert published.teller.daily(published.now).changes == 2
    sent = published.sent()
    for person in (WANG, LI):
        [letter] = sent[person]
        assert "1208 元（苏州市，2025-07-01 起）\n　→ 现在：低保标准：每人每月 1250 元" in letter
        assert "尊老金" not in letter


def test_what_is_stopped_for_good_is_taken_out_and_told_as_stopped(published: World) -> None:
    published.ask("低保多少", WANG, "living-allowance")
    raise_amount(published, "每人每月 1250 元")
    assert tomorrow(published) == 1
    published.edit("living-allowance", status=Status.WITHDRAWN, withdrawn_because="标准在调整")
    published.teller.after_publish(published.publish())
    assert published.sent() == {}
    published.pass_(DAY)
    assert published.teller.daily(published.now).changes == 1
    [letter] = published.sent()[WANG]
    assert "「最低生活保障申请」\n这一条已停用。原因：标准在调整\n" in letter
    assert "1250" not in letter


def test_a_message_that_is_being_sent_is_left_as_it_is(published: World) -> None:
    published.ask("低保多少", WANG, "living-allowance")
    raise_amount(published, "每人每月 1250 元")
    assert tomorrow(published) == 1
    claimed = published.ledger.deliveries.claim(published.now)
    assert claimed is not None
    withdraw(published.ledger, published.entries, "living-allowance", "在改", CHEN, published.now)
    published.ledger.deliveries.sent(claimed, published.now)
    published.pass_(DAY)
    assert published.teller.daily(published.now).changes == 0  # who was told knows


def test_nothing_is_told_before_anything_was_published(world: World) -> None:
    world.gap(("猫", WANG), cause=GapCause.UNANSWERED)
    assert world.teller.daily(world.now).changes == 0
