import dataclasses
import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.ledger import retention
from bot.ledger.gap_state import GapCause, GapState
from bot.ledger.ledger import Ledger
from bot.ledger.members import Region
from bot.ledger.retention import Forgotten, Swept
from bot.ledger.tables import Table
from bot.ledger.terms import FeedbackKind, Role
from bot.outcome import Outcome
from bot.settings import LedgerSettings
from tests.bot.ledger.conftest import CHEN, LI, NOW, WANG, ZHOU, Ask

DAY = timedelta(days=1)
OLD = NOW - 40 * DAY
NOTHING = Swept(0, 0, 0, 0, 0, 0, 0, 0)


def everything(ledger: Ledger) -> str:
    """Return all that the ledger holds, as one text."""
    with ledger._database.read() as session:
        return "\n".join(
            str(row)
            for table in Table.metadata.tables
            for row in session.execute(text(f"SELECT * FROM {table}"))  # noqa: S608  # our own names
        )


def test_old_questions_go_with_what_was_said_of_them(ledger: Ledger, ask: Ask) -> None:
    old, new = ask("旧的", now=OLD), ask("新的")
    ledger.questions.say(old, FeedbackKind.HELPFUL, None, OLD)
    assert ledger.retention.sweep(NOW, 30) == dataclasses.replace(NOTHING, questions=1)
    assert ledger.questions.find(old) is None
    assert ledger.questions.find(new) is not None
    assert "旧的" not in everything(ledger)
    assert ledger.retention.sweep(NOW, 30) == NOTHING


def test_more_than_a_step_takes_goes_too(
    ledger: Ledger, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 3)
    for _ in range(7):
        ask(now=OLD, entry="a-b", outcome=Outcome.ANSWERED)
    assert ledger.retention.sweep(NOW, 30).questions == 7


def test_a_question_stays_until_its_gap_is_closed_and_the_gap_stays(
    ledger: Ledger, ask: Ask
) -> None:
    first, second = ask("猫能上户口吗", now=OLD), ask("猫咪落户", now=OLD)
    gap_id = ledger.gaps.open(first, GapCause.UNANSWERED, OLD)
    merged = ledger.gaps.open(second, GapCause.UNANSWERED, OLD)
    ledger.gaps.merge(merged, gap_id, "像", None, OLD)
    assert ledger.retention.sweep(NOW, 30).questions == 0
    ledger.gaps.publish(gap_id, "a-b", CHEN, NOW)
    assert ledger.retention.sweep(NOW, 30).questions == 0
    assert ledger.retention.sweep(NOW + 31 * DAY, 30).questions == 2
    gap = ledger.gaps.find(gap_id)
    assert (gap.text, gap.state, gap.questions, gap.last_asked_at) == (
        "猫能上户口吗",
        GapState.PUBLISHED,
        0,
        None,
    )


def test_what_is_done_with_goes_and_what_waits_stays(ledger: Ledger) -> None:
    ledger.members.take_from_config([], [WANG], OLD)
    ledger.members.take_from_config([], [], OLD)
    ledger.invitations.invite(Role.WORKER, CHEN, OLD + DAY, OLD)
    ledger.shown.record(WANG, "a-b", "v1", OLD)
    ledger.saved_cases.put(WANG, 12, "{}", OLD)
    ledger.saved_cases.put(WANG, 13, "{}", NOW)
    for key in ("sent", "waiting"):
        ledger.deliveries.put(key, WANG, "x", OLD)
    sent = ledger.deliveries.claim(OLD)
    assert sent is not None
    ledger.deliveries.sent(sent, OLD)
    for update_id in (1, 2):
        ledger.inbox.put(update_id, "x", OLD)
    ledger.inbox.done(1, NOW - 8 * DAY)
    assert ledger.retention.sweep(NOW, 30) == Swept(
        questions=0, shown=1, cases=1, deliveries=1, updates=1, invitations=1, members=1, audit=3
    )
    assert ledger.deliveries.count_waiting() == 1
    assert ledger.inbox.count_waiting() == 1


def test_nothing_of_a_person_stays_but_what_a_gap_needs(ledger: Ledger, ask: Ask) -> None:
    ledger.members.take_from_config([CHEN], [], NOW)
    code = ledger.invitations.invite(Role.SUPERVISOR, CHEN, NOW + DAY, NOW)
    ledger.invitations.redeem(code, WANG, NOW, "王某的名字")
    code = ledger.invitations.invite(Role.WORKER, WANG, NOW + DAY, NOW)
    ledger.invitations.redeem(code, LI, NOW)
    ask("没有缺口的问题", key="telegram:1001:5", entry="a-b", outcome=Outcome.ANSWERED)
    gap_id = ledger.gaps.open(ask(key="telegram:1001:6"), GapCause.UNANSWERED, NOW)
    ledger.gaps.add(gap_id, ask(), GapCause.UNANSWERED, "像", NOW)
    ledger.gaps.add(gap_id, ask(person=LI), GapCause.UNANSWERED, "像", NOW)
    other = ledger.gaps.open(ask("别的事"), GapCause.UNANSWERED, NOW)
    ledger.gaps.claim(other, WANG, NOW)
    ledger.gaps.claim(gap_id, CHEN, NOW)
    ledger.gaps.hand_over(gap_id, WANG, CHEN, NOW)
    ledger.gaps.publish(gap_id, "a-b", WANG, NOW)
    ledger.withdrawals.withdraw("a-b", "口径变了", WANG, NOW)
    ledger.deliveries.put("k", WANG, "答案", NOW)
    ledger.saved_cases.put(WANG, 12, "老奶奶独居", NOW)
    ledger.inbox.put(9, "WANG said", NOW, WANG)
    for _ in range(4):
        ledger.inbox.begin(9, NOW)

    assert ledger.retention.forget(WANG, NOW, keep_membership=False) == Forgotten(1, 3, 1, 1, True)

    left = everything(ledger)
    # a random key may hold the digits by chance: only a whole number is a trace
    assert re.search(r"(?<![0-9a-f-])1001(?![0-9a-f-])", left) is None
    for trace in (ledger.askers.key_of(WANG), "没有缺口", "王某", "WANG said", "老奶奶"):
        assert trace not in left
    assert ledger.questions.mine(WANG) == ()
    assert ledger.members.find(WANG) is None
    gap = ledger.gaps.find(gap_id)
    assert (gap.text, gap.questions, gap.people, gap.owner) == ("猫能上户口吗", 3, 2, None)
    free = ledger.gaps.find(other)
    assert (free.state, free.owner, free.people) == (GapState.OPEN, None, 1)


def test_the_same_person_in_two_gaps_is_two_nobodies(ledger: Ledger, ask: Ask) -> None:
    for words in ("猫能上户口吗", "狗证怎么办"):
        ledger.gaps.open(ask(words), GapCause.UNANSWERED, NOW)
    ledger.retention.forget(WANG, NOW, keep_membership=True)
    askers = {
        link.question.asker
        for gap in ledger.gaps.listed()
        for link in ledger.gaps.questions(gap.id)
    }
    assert len(askers) == 2


def test_a_membership_stays_where_it_is_to_stay_but_not_the_region(
    ledger: Ledger, ask: Ask
) -> None:
    ledger.members.take_from_config([ZHOU], [WANG], NOW)
    ledger.members.set_region(WANG, Region("姑苏区", "平江街道"))
    ledger.members.set_opted_out(WANG, True)
    ask()
    assert ledger.retention.forget(WANG, NOW, keep_membership=True) == Forgotten(1, 0, 0, 0, False)
    member = ledger.members.find(WANG)
    assert member is not None
    assert (member.is_active, member.region, member.opted_out) == (True, Region(), True)


def test_others_keep_all_when_one_is_forgotten(ledger: Ledger, ask: Ask) -> None:
    ask(person=LI)
    ledger.shown.record(LI, "a-b", "v1", NOW)
    ledger.deliveries.put("k", LI, "x", NOW)
    ledger.saved_cases.put(LI, 12, "{}", NOW)
    before = everything(ledger)
    assert ledger.retention.forget(WANG, NOW, keep_membership=False) == Forgotten(0, 0, 0, 0, True)
    assert everything(ledger).startswith(before)  # and one line in the audit


def test_forgotten_words_are_not_even_in_the_file(file_settings: LedgerSettings) -> None:
    ledger = Ledger.open(file_settings)
    ledger.inbox.put(1, "unforgettable words", NOW, WANG)
    for _ in range(4):
        ledger.inbox.begin(1, NOW)

    def bytes_kept() -> bytes:
        folder = file_settings.file.parent
        return b"".join(path.read_bytes() for path in folder.glob("ledger.sqlite*"))

    assert b"unforgettable" in bytes_kept()
    ledger.retention.forget(WANG, NOW, keep_membership=False)
    assert b"unforgettable" not in bytes_kept()
    ledger.close()
