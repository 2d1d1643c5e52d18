from datetime import datetime, timedelta

from bot.ledger.gap_state import GapCause, GapState
from bot.ledger.ledger import Ledger
from tests.bot.ledger.conftest import CHEN, LI, NOW, WANG, ZHOU, Ask

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def opened(ledger: Ledger, question: int, due_at: datetime | None = None) -> int:
    return ledger.gaps.open(question, GapCause.UNANSWERED, NOW, due_at=due_at)


def test_a_closed_gap_has_untold_askers_until_they_are_told(ledger: Ledger, ask: Ask) -> None:
    first, second = ask("猫", WANG), ask("小猫", LI)
    gap = opened(ledger, first)
    ledger.gaps.add(gap, second, GapCause.UNANSWERED, "同一件事", NOW)
    assert ledger.gap_news.untold() == ()
    ledger.gaps.publish(gap, "cat", CHEN, NOW + HOUR)
    news = ledger.gap_news.untold()
    assert [(one.gap, one.state, one.entry, one.question, one.text) for one in news] == [
        (gap, GapState.PUBLISHED, "cat", first, "猫"),
        (gap, GapState.PUBLISHED, "cat", second, "小猫"),
    ]
    assert [one.asker for one in news] == [ledger.askers.key_of(WANG), ledger.askers.key_of(LI)]
    assert ledger.gap_news.tell(news, NOW + 2 * HOUR)
    assert ledger.gap_news.untold() == ()


def test_a_gap_that_was_opened_again_meanwhile_is_not_told(ledger: Ledger, ask: Ask) -> None:
    gap = opened(ledger, ask("猫", WANG))
    ledger.gaps.dismiss(gap, "不归社区", CHEN, NOW)
    news = ledger.gap_news.untold()
    ledger.gaps.reopen(gap, CHEN, NOW + HOUR)
    assert not ledger.gap_news.tell(news, NOW + HOUR)
    ledger.gaps.dismiss(gap, "真不归社区", CHEN, NOW + 2 * HOUR)
    assert not ledger.gap_news.tell(news, NOW + 2 * HOUR)
    assert [one.reason for one in ledger.gap_news.untold()] == ["真不归社区"]


def test_what_was_told_before_a_gap_was_closed_again_is_told_again(
    ledger: Ledger, ask: Ask
) -> None:
    gap = opened(ledger, ask("猫", WANG))
    ledger.gaps.publish(gap, "cat", CHEN, NOW)
    ledger.gap_news.tell(ledger.gap_news.untold(), NOW + HOUR)
    ledger.gaps.reopen(gap, CHEN, NOW + 2 * HOUR)
    ledger.gaps.publish(gap, "cat", CHEN, NOW + 3 * HOUR)
    assert len(ledger.gap_news.untold()) == 1


def test_only_answers_that_wait_are_taken_back(ledger: Ledger, ask: Ask) -> None:
    gap = opened(ledger, ask("猫", WANG))
    other = opened(ledger, ask("狗", LI))
    for one, entry in ((gap, "cat"), (other, "cattle")):
        ledger.gaps.publish(one, entry, CHEN, NOW)
    for news in ledger.gap_news.untold():
        ledger.gap_news.tell([news], NOW)
        ledger.deliveries.put(f"gap:{news.gap}:{news.entry}:x:{WANG}", WANG, "答案", NOW)
    assert ledger.gap_news.recall("cat", NOW) == 1
    assert [news.gap for news in ledger.gap_news.untold()] == [gap]
    assert ledger.deliveries.count_waiting() == 1
    leased = ledger.deliveries.claim(NOW)
    assert leased is not None
    assert ledger.gap_news.recall("cattle", NOW) == 0  # it is on its way
    assert ledger.gap_news.recall("cattle", NOW + HOUR) == 1  # its sender died


def test_the_program_closes_a_gap_whoever_looks_after_it(ledger: Ledger, ask: Ask) -> None:
    gap = opened(ledger, ask("猫", WANG))
    held = opened(ledger, ask("狗", WANG))
    ledger.gaps.claim(held, CHEN, NOW)
    for one in (gap, held):
        assert ledger.gaps.settle(one, "cat", NOW + HOUR)
        found = ledger.gaps.find(one)
        assert (found.state, found.entry, found.closed_at) == (
            GapState.PUBLISHED,
            "cat",
            NOW + HOUR,
        )
        assert not ledger.gaps.settle(one, "other", NOW + 2 * HOUR)
    [deed] = ledger.audit.recent(1, f"gap:{held}")
    assert (deed.act, deed.by, deed.detail) == ("publish_gap", None, "cat")


def test_a_gap_is_reminded_of_once_an_owner_and_a_day(ledger: Ledger, ask: Ask) -> None:
    news = ledger.gap_news
    gap = opened(ledger, ask("猫", WANG), NOW + HOUR)
    assert news.unreminded(NOW, NOW + DAY) == ()  # nobody's
    ledger.gaps.claim(gap, CHEN, NOW)
    assert news.unreminded(NOW - DAY, NOW) == ()  # not due yet
    assert [one.id for one in news.unreminded(NOW, NOW + DAY)] == [gap]
    assert news.remind([gap], NOW, NOW + HOUR) == [gap]
    assert news.remind([gap], NOW, NOW + HOUR) == []
    assert news.unreminded(NOW + DAY, NOW + 2 * DAY) == ()
    ledger.gaps.hand_over(gap, ZHOU, CHEN, NOW + 2 * HOUR)
    assert [one.id for one in news.unreminded(NOW, NOW + DAY)] == [gap]


def test_a_gap_is_escalated_once_for_each_time_it_is_due(ledger: Ledger, ask: Ask) -> None:
    news = ledger.gap_news
    gap = opened(ledger, ask("猫", WANG), NOW + HOUR)
    assert news.unescalated(NOW) == ()
    assert [one.id for one in news.unescalated(NOW + 2 * HOUR)] == [gap]
    assert news.escalate([gap], NOW + 2 * HOUR) == [gap]
    assert news.escalate([gap], NOW + 2 * HOUR) == []
    ledger.gaps.set_due(gap, NOW + DAY, CHEN, NOW)
    assert [one.id for one in news.unescalated(NOW + 2 * DAY)] == [gap]
