"""Members: invited by codes, managed by supervisors; strangers learn nothing."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta

from telegram import CallbackQuery, InlineKeyboardMarkup, Message

from bot import wording
from bot.ledger.invitations import ALPHABET, LENGTH, InvitationRefused
from bot.ledger.members import LastSupervisor, Member, NamedInConfig, NoSuchMember
from bot.ledger.person import Channel
from bot.ledger.terms import MemberState, Role
from bot.telegram.buttons import A_PAGE, Act, Press, button
from bot.telegram.desk import Desk, Visit
from bot.telegram.page import escape
from bot.telegram.records import person

log = logging.getLogger(__name__)

LASTS = timedelta(days=3)  # a code
STRANGER_PAUSE = timedelta(hours=1)  # until a stranger is told again
CODES_AN_HOUR = 5  # that a stranger may try
MOST_STRANGERS = 10_000
CODE = re.compile(rf"[{ALPHABET}OIL]{{{LENGTH}}}")
REFUSALS = (NoSuchMember, NamedInConfig, LastSupervisor)
STATES = {
    "suspend": MemberState.SUSPENDED,
    "remove": MemberState.REMOVED,
    "restore": MemberState.ACTIVE,
}
ROLES = {"supervisor": Role.SUPERVISOR, "worker": Role.WORKER}


class People:
    """Who may come in."""

    def __init__(self, desk: Desk, set_menu: Callable[[int, Member | None], None]) -> None:
        self._desk = desk
        self._set_menu = set_menu
        self._told = Doorbell(1)
        self._tried = Doorbell(CODES_AN_HOUR)

    async def meet_stranger(self, visit: Visit, text: str) -> None:
        """Let somebody in by a code, else say once an hour that this is not for them."""
        self._desk.measures.strangers.inc()
        code = None if visit.in_group else code_in(text)
        if code is not None and self._tried.rings(visit.user, self._desk):
            if await self._redeem(visit, code):
                return
            await self._desk.sender.send(visit.chat, wording.CODE_REFUSED)
        elif self._told.rings(visit.user, self._desk):
            await self._desk.sender.send(visit.chat, wording.MEMBERS_ONLY, reply_to=visit.reply_to)

    async def redeem(self, visit: Visit, code: str) -> None:
        """Give a member who sends a code what it holds."""
        if not await self._redeem(visit, code):
            await self._desk.sender.send(visit.chat, wording.CODE_REFUSED)

    async def _redeem(self, visit: Visit, code: str) -> bool:
        records = self._desk.records
        try:
            member = await records.do(
                records.ledger.invitations.redeem,
                code,
                person(visit.user),
                records.now(),
                visit.name,
            )
        except InvitationRefused as refused:
            log.info("a code was refused: %s", refused.refusal)
            return False
        self._set_menu(visit.user, member)
        welcome = wording.WELCOME_IN.format(role=wording.ROLES[member.role])
        await self._desk.sender.send(visit.chat, f"{welcome}\n\n{wording.TELEGRAM_WELCOME}")
        return True

    async def offer_invitation(self, visit: Visit) -> None:
        """Ask as what somebody is to be invited."""
        rows = [[button(wording.INVITE_AS[role], Act.INVITE, role)] for role in Role]
        await self._desk.sender.send(visit.chat, wording.INVITE_WHOM, InlineKeyboardMarkup(rows))

    async def invite(self, visit: Visit, query: CallbackQuery, press: Press) -> None:
        """Make a code, and show it."""
        await self._desk.sender.answer(query)
        role = ROLES.get(press.first)
        if role is None:
            return
        records, now = self._desk.records, self._desk.now
        code = await records.do(
            records.ledger.invitations.invite, role, person(visit.user), now + LASTS, now
        )
        link = f"https://t.me/{self._desk.username}?start={code}"
        text = wording.INVITATION.format(
            role=wording.ROLES[role], link=link, code=code, days=LASTS.days
        )
        await self._desk.sender.send(visit.chat, text)

    async def list_members(self, visit: Visit) -> None:
        """Show the members, a button each."""
        text, keyboard = await self._list(0)
        await self._desk.sender.send(visit.chat, text, keyboard)

    async def manage(self, visit: Visit, query: CallbackQuery, press: Press) -> None:
        """Show the list or one member, or change a member's state or role."""
        user, act = press.number(0), press.about[1] if len(press.about) > 1 else ""
        notice = None if user is None else await self._change(visit, user, act)
        await self._desk.sender.answer(query, notice)
        if not isinstance(query.message, Message) or notice not in (None, wording.DONE):
            return  # refused: what is shown still holds
        page = press.number(1) or 0
        text, keyboard = await (self._list(page) if user is None else self._one(user))
        await self._desk.sender.edit(query.message, text, keyboard)

    async def _change(self, visit: Visit, user: int, act: str) -> str | None:
        """Change a member; return that it is done, or why not; None when nothing was to be done."""
        records = self._desk.records
        members, by, now = records.ledger.members, person(visit.user), records.now()
        try:
            if act in STATES:
                member = await records.do(members.set_state, person(user), STATES[act], by, now)
            elif act in ROLES:
                member = await records.do(members.set_role, person(user), ROLES[act], by, now)
            else:
                return None
        except REFUSALS as refused:
            return str(refused)
        self._set_menu(user, member if member.is_active else None)
        return wording.DONE

    async def _list(self, page: int) -> tuple[str, InlineKeyboardMarkup]:
        """Return a page of the members, those first whom the chat can change, newest first."""
        records = self._desk.records
        listed = await records.do(
            records.ledger.members.listed, MemberState.ACTIVE, MemberState.SUSPENDED
        )
        here = [one for one in listed if one.person.channel is Channel.TELEGRAM]
        ranked = sorted(here, key=lambda one: (one.from_config, -one.since.timestamp()))
        shown = ranked[page * A_PAGE : (page + 1) * A_PAGE]
        rows = [[button(label_of(one), Act.MEMBERS, one.person.user_id)] for one in shown]
        turn = []
        if page > 0:
            turn.append(button(wording.PREVIOUS_PAGE, Act.MEMBERS, "", page - 1))
        if (page + 1) * A_PAGE < len(ranked):
            turn.append(button(wording.NEXT_PAGE, Act.MEMBERS, "", page + 1))
        text = wording.MEMBERS.format(count=len(ranked))
        return text, InlineKeyboardMarkup([*rows, turn] if turn else rows)

    async def _one(self, user: int) -> tuple[str, InlineKeyboardMarkup]:
        records = self._desk.records
        member = await records.do(records.ledger.members.find, person(user))
        back = [button(wording.BACK_TO_MEMBERS, Act.MEMBERS)]
        if member is None:
            return wording.NO_SUCH_MEMBER, InlineKeyboardMarkup([back])
        text = wording.MEMBER.format(
            name=escape(member.name or wording.NO_NAME),
            number=user,
            role=wording.ROLES[member.role],
            state=wording.STATES[member.state],
            since=member.since.astimezone(self._desk.now.tzinfo).date(),
        )
        acts = [button(wording.MEMBER_ACTS[act], Act.MEMBERS, user, act) for act in acts_on(member)]
        return text, InlineKeyboardMarkup([acts, back] if acts else [back])


class Doorbell:
    """How often somebody may be answered within an hour; only so many are remembered."""

    def __init__(self, an_hour: int) -> None:
        self._an_hour = an_hour
        self._rung: OrderedDict[int, list[float]] = OrderedDict()

    def rings(self, user: int, desk: Desk) -> bool:
        """Whether somebody may be answered now; counted when so."""
        now = desk.now.timestamp()
        since = now - STRANGER_PAUSE.total_seconds()
        rung = [at for at in self._rung.pop(user, []) if at > since]
        may = len(rung) < self._an_hour
        self._rung[user] = [*rung, now] if may else rung
        while len(self._rung) > MOST_STRANGERS:
            self._rung.popitem(last=False)
        return may


def code_in(text: str) -> str | None:
    """Return the code that a message is, however it was typed; None when it is none."""
    plain = unicodedata.normalize("NFKC", text).upper()
    plain = re.sub(r"^/START\b|[\s-]", "", plain)
    return plain if CODE.fullmatch(plain) else None


def acts_on(member: Member) -> list[str]:
    """Return what can be done with a member."""
    if member.from_config:
        return []
    if not member.is_active:
        return ["restore", "remove"] if member.state is MemberState.SUSPENDED else ["restore"]
    return ["suspend", "remove", "worker" if member.is_supervisor else "supervisor"]


def label_of(member: Member) -> str:
    """Return a member as one line."""
    name = member.name or str(member.person.user_id)
    state = "" if member.is_active else f" · {wording.STATES[member.state]}"
    return f"{name} · {wording.ROLES[member.role]}{state}"
