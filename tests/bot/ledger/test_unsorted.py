from datetime import timedelta

from bot.ledger.gap_state import GapCause
from bot.ledger.ledger import Ledger
from bot.ledger.unsorted import Unsorted
from bot.outcome import Outcome
from tests.bot.ledger.conftest import NOW, WANG, Ask


def test_a_question_waits_until_it_is_sorted(ledger: Ledger, ask: Ask) -> None:
    first, second = ask("猫能上户口吗"), ask("狗能上户口吗")
    assert ledger.unsorted.put(first, GapCause.UNANSWERED, NOW)
    assert ledger.unsorted.put(second, GapCause.NOT_SOLVED, NOW + timedelta(seconds=1))
    assert ledger.unsorted.begin() == Unsorted(
        first, "猫能上户口吗", Outcome.UNANSWERED, GapCause.UNANSWERED, 0
    )
    ledger.unsorted.done(first)
    begun = ledger.unsorted.begin()
    assert begun is not None
    assert (begun.question_id, begun.cause) == (second, GapCause.NOT_SOLVED)
    ledger.unsorted.done(second)
    assert ledger.unsorted.begin() is None


def test_what_could_not_be_sorted_lets_others_go_first_and_is_counted(
    ledger: Ledger, ask: Ask
) -> None:
    first, second = ask("猫能上户口吗"), ask("狗能上户口吗")
    for number in (first, second):
        ledger.unsorted.put(number, GapCause.UNANSWERED, NOW)
    tried = [ledger.unsorted.begin() for _ in range(4)]
    assert [(one.question_id, one.tries) for one in tried if one is not None] == [
        (first, 0), (second, 0), (first, 1), (second, 1),
    ]  # fmt: skip


def test_a_question_of_a_gap_or_one_that_waits_does_not_wait_again(
    ledger: Ledger, ask: Ask
) -> None:
    known = ask()
    assert ledger.unsorted.put(known, GapCause.UNANSWERED, NOW)
    assert not ledger.unsorted.put(known, GapCause.NOT_SOLVED, NOW)
    ledger.unsorted.done(known)
    ledger.gaps.open(known, GapCause.UNANSWERED, NOW)
    assert not ledger.unsorted.put(known, GapCause.NOT_SOLVED, NOW)
    assert ledger.unsorted.begin() is None


def test_the_question_of_somebody_forgotten_waits_no_more(ledger: Ledger, ask: Ask) -> None:
    ledger.unsorted.put(ask(), GapCause.UNANSWERED, NOW)
    ledger.retention.forget(WANG, NOW, keep_membership=True)
    assert ledger.unsorted.begin() is None
