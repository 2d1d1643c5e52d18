from datetime import timedelta

from bot.ledger.gap_state import GapCause, GapState
from bot.ledger.ledger import Ledger
from bot.ledger.reports import Asked, EntryAsked, EntryJudged, GapSpan, Said
from bot.ledger.terms import FeedbackKind
from bot.outcome import Outcome
from tests.bot.ledger.conftest import CHEN, LI, NOW, WANG, Ask

DAY = timedelta(days=1)
WEEK = (NOW, NOW + 7 * DAY)


def test_a_period_counts_from_its_first_moment_to_before_its_last(ledger: Ledger, ask: Ask) -> None:
    for day in (-1, 0, 6, 7):
        ask(now=NOW + day * DAY)
    assert ledger.reports.asked(*WEEK) == (Asked(Outcome.UNANSWERED, 2, 0),)


def test_questions_are_counted_by_outcome_and_choices_among_them(ledger: Ledger, ask: Ask) -> None:
    ask(outcome=Outcome.ANSWERED, entry="a-b")
    ledger.questions.choose(ask(outcome=Outcome.SUGGESTED), "c-d", "v1", NOW)
    ask(outcome=Outcome.SUGGESTED, person=LI)
    assert ledger.reports.asked(*WEEK) == (
        Asked(Outcome.SUGGESTED, 2, 1),
        Asked(Outcome.ANSWERED, 1, 0),
    )
    assert ledger.reports.people(*WEEK) == 2


def test_an_empty_ledger_counts_nothing(ledger: Ledger) -> None:
    assert ledger.reports.asked(*WEEK) == ()
    assert ledger.reports.people(*WEEK) == 0
    assert ledger.reports.most_asked(*WEEK) == ()
    assert ledger.reports.gaps(*WEEK) == ()


def test_the_most_asked_entries_come_first(ledger: Ledger, ask: Ask) -> None:
    for entry in ("c-d", "a-b", "c-d", None, "e-f"):
        ask(entry=entry, outcome=Outcome.ANSWERED)
    assert ledger.reports.most_asked(*WEEK, limit=2) == (EntryAsked("c-d", 2), EntryAsked("a-b", 1))


def test_the_least_helpful_entries_come_first(ledger: Ledger, ask: Ask) -> None:
    for entry, kinds in {
        "bad": (FeedbackKind.NOT_SOLVED, FeedbackKind.NOT_SOLVED, FeedbackKind.HELPFUL),
        "mixed": (FeedbackKind.NOT_SOLVED, FeedbackKind.HELPFUL),
        "good": (FeedbackKind.HELPFUL,),
    }.items():
        for kind in kinds:
            ledger.questions.say(ask(), kind, entry, NOW)
    ledger.questions.say(ask(), FeedbackKind.NONE_OF_THESE, None, NOW)
    assert ledger.reports.least_helpful(*WEEK) == (
        EntryJudged("bad", 1, 2),
        EntryJudged("mixed", 1, 1),
    )
    assert ledger.reports.said(*WEEK) == (
        Said(FeedbackKind.HELPFUL, 3),
        Said(FeedbackKind.NONE_OF_THESE, 1),
        Said(FeedbackKind.NOT_SOLVED, 3),
    )


def test_gaps_that_were_open_in_a_period_come_with_their_dates(ledger: Ledger, ask: Ask) -> None:
    def gap(opened: int) -> int:
        at = NOW + opened * DAY
        return ledger.gaps.open(ask(person=WANG, now=at), GapCause.UNANSWERED, at, at + DAY)

    before, within, merged, _after = gap(-9), gap(1), gap(1), gap(8)
    closed_before = gap(-9)
    ledger.gaps.publish(closed_before, "a-b", CHEN, NOW - DAY)
    ledger.gaps.publish(before, "a-b", CHEN, NOW + DAY)
    ledger.gaps.merge(merged, within, "像", None, NOW + DAY)
    asked = "猫能上户口吗"
    assert ledger.reports.gaps(*WEEK) == (
        GapSpan(before, GapState.PUBLISHED, NOW - 9 * DAY, NOW - 8 * DAY, NOW + DAY, asked),
        GapSpan(within, GapState.OPEN, NOW + DAY, NOW + 2 * DAY, None, asked),
    )
