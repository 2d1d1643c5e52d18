import pytest

from bot.ledger.ledger import Ledger
from bot.ledger.members import LastSupervisor, NamedInConfig, NoSuchMember, Region
from bot.ledger.terms import MemberState, Role
from tests.bot.ledger.conftest import CHEN, LI, NOW, WANG, ZHOU


def acts(ledger: Ledger) -> list[tuple[str, str, str]]:
    return [(deed.act, deed.subject, deed.detail) for deed in reversed(ledger.audit.recent())]


@pytest.fixture
def staff(ledger: Ledger) -> Ledger:
    """A ledger with two supervisors, CHEN from config.yaml, and the worker WANG."""
    ledger.members.take_from_config([CHEN], [], NOW)
    for role, person in ((Role.SUPERVISOR, ZHOU), (Role.WORKER, WANG)):
        code = ledger.invitations.invite(role, CHEN, NOW.replace(day=24), NOW)
        ledger.invitations.redeem(code, person, NOW)
    return ledger


def test_nobody_is_a_member_by_default(ledger: Ledger) -> None:
    assert ledger.members.find(WANG) is None
    assert ledger.members.listed() == ()


def test_those_named_in_config_are_members(ledger: Ledger) -> None:
    ledger.members.take_from_config([CHEN], [WANG, CHEN], NOW)
    chen, wang = ledger.members.find(CHEN), ledger.members.find(WANG)
    assert chen is not None
    assert wang is not None
    assert (chen.is_supervisor, wang.is_supervisor, wang.is_active) == (True, False, True)
    assert (chen.from_config, chen.since, chen.region) == (True, NOW, Region())


def test_reading_the_same_config_again_changes_nothing(ledger: Ledger) -> None:
    ledger.members.take_from_config([CHEN], [WANG], NOW)
    before = (ledger.members.listed(), acts(ledger))
    ledger.members.take_from_config([CHEN], [WANG], NOW.replace(day=24))
    assert (ledger.members.listed(), acts(ledger)) == before


def test_who_is_no_longer_named_in_config_is_removed_and_comes_back_when_named(
    staff: Ledger,
) -> None:
    staff.members.take_from_config([ZHOU], [], NOW)
    chen = staff.members.find(CHEN)
    assert chen is not None
    assert (chen.state, chen.from_config) == (MemberState.REMOVED, False)
    assert [member.person for member in staff.members.supervisors()] == [ZHOU]
    staff.members.take_from_config([CHEN], [], NOW)
    assert {member.person for member in staff.members.supervisors()} == {CHEN}


def test_a_suspended_member_is_no_supervisor(staff: Ledger) -> None:
    member = staff.members.set_state(ZHOU, MemberState.SUSPENDED, CHEN, NOW)
    assert (member.is_active, member.is_supervisor) == (False, False)
    assert staff.members.listed(MemberState.SUSPENDED) == (member,)
    assert staff.members.set_state(ZHOU, MemberState.ACTIVE, CHEN, NOW).is_supervisor


def test_who_changed_what_is_noted_once(staff: Ledger) -> None:
    before = len(acts(staff))
    for _ in range(2):
        staff.members.set_role(WANG, Role.SUPERVISOR, ZHOU, NOW)
        staff.members.set_state(WANG, MemberState.SUSPENDED, ZHOU, NOW)
    assert acts(staff)[before:] == [
        ("set_role", "telegram:1001", "worker → supervisor"),
        ("set_state", "telegram:1001", "active → suspended"),
    ]
    assert staff.audit.recent(1)[0].by == ZHOU


def test_rights_from_config_cannot_be_taken_in_the_chat(staff: Ledger) -> None:
    with pytest.raises(NamedInConfig):
        staff.members.set_state(CHEN, MemberState.REMOVED, ZHOU, NOW)
    with pytest.raises(NamedInConfig):
        staff.members.set_role(CHEN, Role.WORKER, ZHOU, NOW)


def test_the_last_supervisor_stays(ledger: Ledger) -> None:
    code = ledger.invitations.first_code(NOW.replace(day=24), NOW)
    ledger.invitations.redeem(code or "", CHEN, NOW)
    with pytest.raises(LastSupervisor):
        ledger.members.set_role(CHEN, Role.WORKER, CHEN, NOW)
    with pytest.raises(LastSupervisor):
        ledger.members.set_state(CHEN, MemberState.SUSPENDED, CHEN, NOW)
    member = ledger.members.find(CHEN)
    assert member is not None
    assert member.is_supervisor


def test_a_member_says_where_they_work_and_that_they_want_no_notices(staff: Ledger) -> None:
    region = Region("姑苏区", "平江街道'; DROP TABLE members; --")
    staff.members.set_region(WANG, region)
    member = staff.members.set_opted_out(WANG, True)
    assert (member.region, member.opted_out) == (region, True)
    assert staff.members.find(WANG) == member


def test_acts_on_strangers_are_refused(staff: Ledger) -> None:
    with pytest.raises(NoSuchMember):
        staff.members.set_state(LI, MemberState.ACTIVE, CHEN, NOW)
    with pytest.raises(NoSuchMember):
        staff.members.set_region(LI, Region())
