from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.ledger.invitations import InvitationRefused, Refusal
from bot.ledger.ledger import Ledger
from bot.ledger.person import Channel, Person
from bot.ledger.terms import MemberState, Role
from tests.bot.ledger.conftest import CHEN, LI, NOW, WANG, ZHOU, Child, race

TOMORROW = NOW + timedelta(days=1)


def refusal(ledger: Ledger, code: str, person: Person = LI, **when: object) -> Refusal:
    with pytest.raises(InvitationRefused) as refused:
        ledger.invitations.redeem(code, person, when.get("now", NOW))  # type: ignore[arg-type]  # only times are given
    return refused.value.refusal


def test_a_code_makes_one_person_a_member(ledger: Ledger) -> None:
    code = ledger.invitations.invite(Role.WORKER, CHEN, TOMORROW, NOW, "城北社区")
    member = ledger.invitations.redeem(code, WANG, NOW)
    assert (member.role, member.state, member.name) == (
        Role.WORKER,
        MemberState.ACTIVE,
        "城北社区",
    )
    assert refusal(ledger, code) is Refusal.USED
    assert ledger.members.find(LI) is None


def test_using_a_code_twice_oneself_is_no_mistake(ledger: Ledger) -> None:
    code = ledger.invitations.invite(Role.WORKER, CHEN, TOMORROW, NOW)
    first = ledger.invitations.redeem(code, WANG, NOW)
    assert ledger.invitations.redeem(code, WANG, TOMORROW) == first


def test_a_code_works_however_it_is_typed(ledger: Ledger) -> None:
    code = ledger.invitations.invite(Role.WORKER, CHEN, TOMORROW, NOW)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    wide = "".join(chr(ord(char) + 0xFEE0) if char.isalnum() else char for char in typed)
    assert ledger.invitations.redeem(f" {wide} ", WANG, NOW).person == WANG


def test_only_the_digest_of_a_code_is_kept(ledger: Ledger) -> None:
    code = ledger.invitations.invite(Role.WORKER, CHEN, TOMORROW, NOW)
    with ledger._database.read() as session:
        kept = str(session.execute(text("SELECT * FROM invitations")).all())
    assert code not in kept
    assert code.replace("-", "") not in kept


def test_codes_that_do_not_work_say_why_to_the_program_and_one_thing_to_people(
    ledger: Ledger,
) -> None:
    expired = ledger.invitations.invite(Role.WORKER, CHEN, TOMORROW, NOW)
    revoked = ledger.invitations.invite(Role.WORKER, CHEN, TOMORROW, NOW)
    assert ledger.invitations.revoke(2, CHEN, NOW)
    assert refusal(ledger, expired, now=TOMORROW) is Refusal.EXPIRED
    assert refusal(ledger, revoked) is Refusal.REVOKED
    assert refusal(ledger, "0000-0000-0000-0000") is Refusal.UNKNOWN
    assert refusal(ledger, "") is Refusal.UNKNOWN
    with pytest.raises(InvitationRefused) as refused:
        ledger.invitations.redeem(revoked, LI, NOW)
    assert str(refused.value) == (
        "邀请码不能用：可能打错了、过期了，或者已经有人用过。请督导再发一个。"
    )


def test_open_codes_are_listed_until_they_are_used_revoked_or_expired(ledger: Ledger) -> None:
    used = ledger.invitations.invite(Role.WORKER, CHEN, TOMORROW, NOW)
    ledger.invitations.invite(Role.SUPERVISOR, CHEN, TOMORROW, NOW, "给周")
    ledger.invitations.invite(Role.WORKER, CHEN, NOW + timedelta(hours=1), NOW)
    ledger.invitations.redeem(used, WANG, NOW)
    assert [invitation.id for invitation in ledger.invitations.listed(NOW)] == [2, 3]
    (left,) = ledger.invitations.listed(NOW + timedelta(hours=1))
    assert (left.id, left.role, left.note, left.by) == (2, Role.SUPERVISOR, "给周", CHEN)
    assert ledger.invitations.revoke(2, CHEN, NOW)
    assert not ledger.invitations.revoke(2, CHEN, NOW)
    assert not ledger.invitations.revoke(99, CHEN, NOW)


def test_a_code_does_not_lift_a_suspension_but_takes_back_who_was_removed(ledger: Ledger) -> None:
    ledger.invitations.redeem(
        ledger.invitations.invite(Role.WORKER, CHEN, TOMORROW, NOW), WANG, NOW
    )
    ledger.members.set_state(WANG, MemberState.SUSPENDED, CHEN, NOW)
    code = ledger.invitations.invite(Role.WORKER, CHEN, TOMORROW, NOW)
    assert refusal(ledger, code, WANG) is Refusal.SUSPENDED
    ledger.members.set_state(WANG, MemberState.REMOVED, CHEN, NOW)
    assert ledger.invitations.redeem(code, WANG, NOW).is_active


def test_a_supervisor_who_tries_a_code_leaves_it_for_whom_it_is(ledger: Ledger) -> None:
    ledger.members.take_from_config([CHEN], [], NOW)
    code = ledger.invitations.invite(Role.WORKER, CHEN, TOMORROW, NOW)
    assert ledger.invitations.redeem(code, CHEN, NOW).is_supervisor
    assert ledger.invitations.redeem(code, WANG, NOW).person == WANG


def test_a_worker_becomes_a_supervisor_by_a_supervisors_code(ledger: Ledger) -> None:
    for role in (Role.WORKER, Role.SUPERVISOR):
        code = ledger.invitations.invite(role, CHEN, TOMORROW, NOW)
        assert ledger.invitations.redeem(code, WANG, NOW).role is role


def test_the_first_code_is_made_once_while_there_is_no_supervisor(ledger: Ledger) -> None:
    code = ledger.invitations.first_code(TOMORROW, NOW)
    assert code is not None
    assert ledger.invitations.first_code(TOMORROW, NOW) is None
    assert ledger.invitations.redeem(code, CHEN, NOW).is_supervisor
    assert ledger.invitations.first_code(TOMORROW, NOW, renew=True) is None


def test_a_lost_first_code_is_replaced_and_then_works_no_more(ledger: Ledger) -> None:
    lost = ledger.invitations.first_code(TOMORROW, NOW)
    later = ledger.invitations.first_code(TOMORROW, NOW, renew=True)
    assert refusal(ledger, lost or "") is Refusal.REVOKED
    assert ledger.invitations.redeem(later or "", CHEN, NOW).is_supervisor


def test_an_expired_first_code_is_replaced_by_itself(ledger: Ledger) -> None:
    assert ledger.invitations.first_code(TOMORROW, NOW) is not None
    assert ledger.invitations.first_code(TOMORROW + timedelta(1), TOMORROW) is not None


def test_of_many_threads_that_redeem_a_code_one_wins(ledger: Ledger) -> None:
    code = ledger.invitations.invite(Role.WORKER, CHEN, TOMORROW, NOW)

    def redeem(number: int) -> bool:
        try:
            ledger.invitations.redeem(code, Person(Channel.TELEGRAM, number), NOW)
        except InvitationRefused:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(redeem, range(1, 25))) == 1
    assert len(ledger.members.listed()) == 1


def test_of_two_processes_that_redeem_a_code_one_wins(ledger: Ledger, child: Child) -> None:
    code = ledger.invitations.invite(Role.SUPERVISOR, CHEN, TOMORROW, NOW)
    answers = race(
        child("redeem", code, LI, NOW.isoformat()), child("redeem", code, ZHOU, NOW.isoformat())
    )
    assert sorted(answers) == ["supervisor", "used"]
    assert len(ledger.members.supervisors()) == 1
