from datetime import datetime, timedelta

from tests.bot.telling.conftest import CHEN, DAY, HOUR, LI, MONDAY, WANG, ZHAO, ZHOU, ZONE, World

EVENING = datetime(2026, 11, 23, 17, 30, tzinfo=ZONE)  # of the same Monday


def test_an_owner_is_reminded_on_the_day_a_gap_is_due_once(world: World) -> None:
    world.gap(("猫能上户口吗", WANG), ("小猫落户", LI), due_at=EVENING + DAY)
    later = world.gap(("狗证\n怎么办", ZHAO), due_at=EVENING + 2 * DAY)
    for gap in (1, later):
        world.ledger.gaps.claim(gap, CHEN, world.now)
    assert world.teller.daily(world.now).reminded == 0
    world.pass_(DAY)
    assert world.teller.daily(world.now).reminded == 1
    assert world.teller.daily(world.now + HOUR).reminded == 0
    assert world.sent() == {
        CHEN: [
            "您认领的缺口到期了\n"
            "缺口 1「猫能上户口吗」，2 人问过，期限 2026-11-24\n"
            "补条目、挂到现有条目，或写明原因不收录；办不了的放回给别人。"
        ]
    }


def test_who_takes_a_due_gap_over_is_reminded_too(world: World) -> None:
    gap = world.gap(("猫能上户口吗", WANG), due_at=EVENING)
    world.ledger.gaps.claim(gap, CHEN, world.now)
    world.teller.daily(world.now)
    world.ledger.gaps.hand_over(gap, ZHOU, CHEN, world.now + HOUR)
    assert world.teller.daily(world.now + 2 * HOUR).reminded == 1
    world.pass_(DAY)
    assert set(world.sent()) == {CHEN, ZHOU}


def test_a_gap_that_was_put_off_is_reminded_of_on_its_new_day(world: World) -> None:
    gap = world.gap(("猫能上户口吗", WANG), due_at=EVENING)
    world.ledger.gaps.claim(gap, CHEN, world.now)
    assert world.teller.daily(world.now).reminded == 1
    world.ledger.gaps.set_due(gap, EVENING + 3 * DAY, CHEN, world.now)
    world.pass_(DAY)
    assert world.teller.daily(world.now).reminded == 0
    world.pass_(2 * DAY)
    assert world.teller.daily(world.now).reminded == 1


def test_what_is_overdue_goes_to_all_supervisors_once(world: World) -> None:
    world.gap(("猫能上户口吗", WANG), due_at=EVENING)
    held = world.gap(("狗证怎么办", LI), ("狗要上牌吗", ZHAO), due_at=EVENING)
    world.gap(("还早", LI), due_at=EVENING + 5 * DAY)
    world.gap(("没有期限", LI))
    world.ledger.gaps.claim(held, CHEN, world.now)
    assert world.teller.daily(world.now).escalated == 0
    world.sent()
    world.pass_(DAY)
    assert world.teller.daily(world.now).escalated == 2
    assert world.teller.daily(world.now + HOUR).escalated == 0
    letter = (
        "有缺口过了期限还没补好\n"
        "缺口 2「狗证怎么办」，2 人问过，期限 2026-11-23，已有人认领\n"
        "缺口 1「猫能上户口吗」，1 人问过，期限 2026-11-23，还没人认领\n"
        "没人认领的请认领；有人认领的，请问一问要不要帮忙。"
    )
    assert world.sent() == {CHEN: [letter], ZHOU: [letter]}


def test_a_gap_that_is_overdue_a_second_time_is_told_again(world: World) -> None:
    gap = world.gap(("猫能上户口吗", WANG), due_at=EVENING)
    world.pass_(DAY)
    assert world.teller.daily(world.now).escalated == 1
    world.ledger.gaps.set_due(gap, EVENING + 3 * DAY, CHEN, world.now)
    world.pass_(DAY)
    assert world.teller.daily(world.now).escalated == 0
    world.pass_(2 * DAY)
    assert world.teller.daily(world.now).escalated == 1


def test_closed_gaps_are_neither_reminded_of_nor_overdue(world: World) -> None:
    gap = world.gap(("猫能上户口吗", WANG), due_at=EVENING)
    world.ledger.gaps.dismiss(gap, "不归社区", CHEN, world.now)
    world.pass_(2 * DAY)
    assert world.teller.daily(world.now).escalated == 0
    assert world.ledger.deliveries.count_waiting() == 0


def test_duties_reach_supervisors_who_want_no_notices(world: World) -> None:
    world.ledger.members.set_opted_out(CHEN, opted_out=True)
    gap = world.gap(("猫能上户口吗", WANG), due_at=MONDAY + timedelta(minutes=1))
    world.ledger.gaps.claim(gap, CHEN, world.now)
    told = world.teller.daily(world.now + HOUR)
    assert (told.reminded, told.escalated) == (1, 1)


def test_an_owner_who_is_no_supervisor_any_more_is_not_reminded(world: World) -> None:
    gap = world.gap(("猫能上户口吗", WANG), due_at=EVENING)
    world.ledger.gaps.claim(gap, CHEN, world.now)
    world.ledger.members.take_from_config([ZHOU], [WANG, LI, ZHAO], world.now)
    assert world.teller.daily(world.now).reminded == 0
    world.pass_(DAY)
    assert world.teller.daily(world.now).escalated == 1
    assert set(world.sent()) == {ZHOU}


def test_nothing_is_lost_while_there_is_no_supervisor(world: World) -> None:
    world.gap(("猫能上户口吗", WANG), due_at=EVENING)
    world.ledger.members.take_from_config([], [WANG], world.now)
    world.pass_(DAY)
    assert world.teller.daily(world.now).escalated == 0
    world.ledger.members.take_from_config([ZHOU], [WANG], world.now)
    assert world.teller.daily(world.now).escalated == 1
