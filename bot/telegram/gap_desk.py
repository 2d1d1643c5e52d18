"""Gaps in the chat: supervisors list them, look at one, and do something about it."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable

from telegram import CallbackQuery, InlineKeyboardMarkup, Message

from bot import wording
from bot.card import Block, Card
from bot.curation.curator import Curated, Curator, GapCard
from bot.curation.refused import CurationRefused
from bot.ledger.gap_list import Gap
from bot.ledger.gap_state import UNFINISHED
from bot.ledger.person import Person
from bot.telegram.buttons import Press
from bot.telegram.desk import Desk, Visit
from bot.telegram.gap_page import (
    BY_REPLY,
    Deed,
    Prompt,
    answers_keyboard,
    asked_lines,
    gap_card,
    gap_keyboard,
    list_card,
    list_keyboard,
    merge_keyboard,
    owners_keyboard,
    prompt_keyboard,
    prompt_text,
    read_prompt,
)
from bot.telegram.page import escape, messages
from bot.telegram.records import person

LONGEST_NOTICE = 190  # characters that Telegram shows above a chat
NUMBERS = re.compile(r"[0-9]{1,18}")
BETWEEN_NUMBERS = re.compile(r"[\s,，、;；和]+")
KINDS = ("办事", "标准", "政策", "实务")

Act = Callable[[], Curated]


class GapDesk:
    """What supervisors do about gaps; that somebody is one is checked before each."""

    def __init__(self, desk: Desk, curator: Curator) -> None:
        self._desk = desk
        self._curator = curator

    async def show(self, visit: Visit, words: str) -> None:
        """Show the list, or the gap of a number."""
        if not words:
            text, keyboard = await self._list(0)
            await self._desk.sender.send(visit.chat, text, keyboard)
            return
        numbers = numbers_in(words)
        if len(numbers) != 1:
            await self._desk.sender.send(visit.chat, wording.DESK_USAGE)
            return
        await self._send_card(visit, numbers[0])

    async def press(self, visit: Visit, query: CallbackQuery, press: Press) -> None:
        """Turn a page, show a gap, or do what a button says about it."""
        gap, message = press.number(0), query.message
        if not isinstance(message, Message):
            return
        if gap is None:
            await self._desk.sender.answer(query)
            text, keyboard = await self._list(press.number(1) or 0)
            await self._desk.sender.edit(message, text, keyboard)
            return
        named = press.about[1] if len(press.about) > 1 else ""
        deed = next((one for one in Deed if one == named), None)
        about = press.about[2] if len(press.about) > 2 else None
        if deed is None:
            await self._desk.sender.answer(query)
            await self._turn_to_card(visit, message, gap)
        elif not await self._ask_more(visit, query, message, gap, deed, about):
            await self._do(visit, query, message, gap, deed, about or "")

    def prompt_of(self, message: Message) -> Prompt | None:
        """Return what a message replies to, when that is one of our requests."""
        asked = message.reply_to_message
        asker = asked.from_user if asked is not None else None
        if asked is None or asker is None or asker.username != self._desk.username:
            return None
        return read_prompt(asked.text or "")

    async def take_reply(self, visit: Visit, prompt: Prompt, text: str) -> None:
        """Do what a reply to one of our requests says."""
        by, gap = person(visit.user), prompt.gap
        said = unicodedata.normalize("NFKC", text).strip()
        match prompt.deed:
            case Deed.DISMISS:
                reason = self._desk.redact(text.strip(), self._desk.index).text
                if not reason:
                    await self._desk.sender.send(visit.chat, wording.DESK_REASON_WANTED)
                    return
                await self._carry_out(visit, lambda: self._curator.dismiss(gap, reason, by))
            case Deed.DRAFT:
                new_id, topic, kind = read_draft(said)
                await self._carry_out(
                    visit, lambda: self._curator.draft(gap, new_id, by, topic, kind)
                )
            case Deed.MERGE:
                numbers = numbers_in(said)
                if len(numbers) != 1:
                    await self._want_numbers(visit, text)
                    return
                await self._carry_out(visit, lambda: self._curator.merge(gap, numbers[0], by))
            case _:
                await self._split(visit, gap, text)

    async def _ask_more(
        self,
        visit: Visit,
        query: CallbackQuery,
        message: Message,
        gap: int,
        deed: Deed,
        about: str | None,
    ) -> bool:
        """Offer what a deed still needs: an entry, a gap, a person, words; False when nothing."""
        if about is None and deed in (Deed.ANSWER, Deed.MERGE, Deed.HAND_OVER):
            await self._desk.sender.answer(query)
            await self._offer(visit, message, gap, deed)
            return True
        if deed in BY_REPLY and not about:
            await self._desk.sender.answer(query)
            await self._prompt(visit, gap, deed)
            return True
        return False

    async def _offer(self, visit: Visit, message: Message, gap: int, deed: Deed) -> None:
        """Show what a deed can be done with, in place of the card's buttons."""
        shown = await self._card(visit, gap)
        if shown is None:
            return
        if deed is Deed.ANSWER:
            keyboard = answers_keyboard(gap, shown.nearest)
        elif deed is Deed.MERGE:
            others = [one for one in await self._gaps() if one.id != gap]
            keyboard = merge_keyboard(gap, others)
        else:
            records = self._desk.records
            listed = await records.do(records.ledger.members.supervisors)
            others_here = [one for one in listed if one.person != person(visit.user)]
            if not others_here:
                await self._desk.sender.send(visit.chat, wording.NO_OTHER_SUPERVISOR)
                return
            keyboard = owners_keyboard(gap, others_here)
        title, *pages = messages(await self._as_card(shown))
        text = f"{title}\n\n<b>{wording.DESK_CHOOSE[deed]}</b>" if not pages else title
        await self._desk.sender.edit(message, text, keyboard)

    async def _prompt(self, visit: Visit, gap: int, deed: Deed) -> None:
        """Ask for the words that a deed needs, as a reply."""
        shown = await self._card(visit, gap)
        if shown is None:
            return
        more = ""
        if deed is Deed.SPLIT:
            lines = enumerate(asked_lines(shown.questions), 1)
            more = "\n".join(f"{number}. {line}" for number, line in lines)
        text = escape(prompt_text(gap, deed, more))
        await self._desk.sender.send(visit.chat, text, prompt_keyboard(deed))

    async def _do(
        self, visit: Visit, query: CallbackQuery, message: Message, gap: int, deed: Deed, about: str
    ) -> None:
        """Do a deed and show what came of it in place of the card."""
        act = self._act(person(visit.user), gap, deed, about)
        if act is None:
            await self._desk.sender.answer(query, wording.GONE)
            return
        is_slow = deed in (Deed.ATTACH, Deed.ANSWER, Deed.PUBLISH, Deed.UNDO)
        if is_slow:
            await self._desk.sender.answer(query, wording.DESK_UNDER_WAY)
        carry_out = self._desk.curate if is_slow else self._desk.records.do
        try:
            done = await carry_out(act)
        except CurationRefused as refused:
            said, after = str(refused), gap
        else:
            said, after = done.text, done.gap.id
        if is_slow or len(said) > LONGEST_NOTICE:
            if not is_slow:
                await self._desk.sender.answer(query)
            await self._say(visit, said)
        else:
            await self._desk.sender.answer(query, said)
        await self._turn_to_card(visit, message, after)

    def _act(self, by: Person, gap: int, deed: Deed, about: str) -> Act | None:
        """Return what a button does; None for one that is none of ours."""
        curator = self._curator
        other = int(about) if NUMBERS.fullmatch(about) else None
        acts: dict[Deed, Act] = {
            Deed.CLAIM: lambda: curator.claim(gap, by),
            Deed.RELEASE: lambda: curator.release(gap, by),
            Deed.TAKE_OVER: lambda: curator.hand_over(gap, by, by),
            Deed.PUBLISH: lambda: curator.publish(gap, by),
            Deed.UNDO: lambda: curator.undo(gap, by),
        }
        if about:
            acts[Deed.ATTACH] = lambda: curator.attach(gap, about, by)
            acts[Deed.ANSWER] = lambda: curator.answer(gap, about, by)
        if other is not None:
            acts[Deed.MERGE] = lambda: curator.merge(gap, other, by)
            acts[Deed.HAND_OVER] = lambda: self._hand_over(gap, other, by)
        return acts.get(deed)

    def _hand_over(self, gap: int, user: int, by: Person) -> Curated:
        """Make another supervisor the owner: one still, when the button is pressed."""
        to = person(user)
        member = self._desk.records.ledger.members.find(to)
        if member is None or not member.is_supervisor:
            raise CurationRefused(wording.NO_SUCH_MEMBER)
        return self._curator.hand_over(gap, to, by)

    async def _split(self, visit: Visit, gap: int, text: str) -> None:
        """Make those questions a gap of their own whose places a reply names."""
        shown = await self._card(visit, gap)
        if shown is None:
            return
        places = numbers_in(unicodedata.normalize("NFKC", text))
        if not places or not all(1 <= place <= len(shown.questions) for place in places):
            await self._want_numbers(visit, text)
            return
        chosen = [shown.questions[place - 1].question.id for place in places]
        by = person(visit.user)
        await self._carry_out(visit, lambda: self._curator.split(gap, chosen, by))

    async def _carry_out(self, visit: Visit, act: Act) -> None:
        """Do what a reply said; show what came of it, and the gap."""
        try:
            done = await self._desk.curate(act)
        except CurationRefused as refused:
            await self._say(visit, str(refused))
            return
        path = wording.DESK_FILE.format(path=done.path) if done.path is not None else ""
        is_said = path and str(done.path) in done.text
        await self._say(visit, done.text if is_said or not path else f"{done.text}\n{path}")
        await self._send_card(visit, done.gap.id)

    async def _want_numbers(self, visit: Visit, text: str) -> None:
        said = escape(text[:40])
        await self._desk.sender.send(visit.chat, wording.DESK_NUMBERS_WANTED.format(said=said))

    async def _say(self, visit: Visit, text: str) -> None:
        """Say what an act came to, however long it is."""
        title, _, rest = text.partition("\n")
        lines = (Block("", tuple(rest.split("\n"))),) if rest else ()
        for page in messages(Card(title, lines)):
            await self._desk.sender.send(visit.chat, page)

    async def _list(self, page: int) -> tuple[str, InlineKeyboardMarkup | None]:
        gaps = await self._gaps()
        card = list_card(gaps, page, await self._names(gaps), self._desk.now)
        return messages(card)[0], list_keyboard(gaps, page)

    async def _gaps(self) -> tuple[Gap, ...]:
        records = self._desk.records
        return await records.do(records.ledger.gaps.listed, UNFINISHED)

    async def _names(self, gaps: tuple[Gap, ...]) -> dict[Person, str]:
        """Return what the supervisors who look after some gaps are called."""
        records, names = self._desk.records, dict[Person, str]()
        for owner in {gap.owner for gap in gaps if gap.owner is not None}:
            member = await records.do(records.ledger.members.find, owner)
            names[owner] = member.name if member is not None and member.name else wording.NO_NAME
        return names

    async def _card(self, visit: Visit, gap: int) -> GapCard | None:
        """Return a gap; None, and why, when there is none."""
        try:
            return await self._desk.records.do(self._curator.card, gap)
        except CurationRefused as refused:
            await self._say(visit, str(refused))
            return None

    async def _as_card(self, shown: GapCard) -> Card:
        return gap_card(shown, await self._names((shown.gap,)), self._desk.now)

    async def _send_card(self, visit: Visit, gap: int) -> None:
        shown = await self._card(visit, gap)
        if shown is not None:
            *first, last = messages(await self._as_card(shown))
            for page in first:
                await self._desk.sender.send(visit.chat, page)
            keyboard = gap_keyboard(shown, person(visit.user))
            await self._desk.sender.send(visit.chat, last, keyboard)

    async def _turn_to_card(self, visit: Visit, message: Message, gap: int) -> None:
        shown = await self._card(visit, gap)
        if shown is not None:
            page = messages(await self._as_card(shown))[0]
            keyboard = gap_keyboard(shown, person(visit.user))
            if not is_shown(message, page, keyboard):
                await self._desk.sender.edit(message, page, keyboard)


def is_shown(message: Message, page: str, keyboard: InlineKeyboardMarkup) -> bool:
    """Whether a message shows a page already: Telegram refuses an edit that changes nothing."""
    return plain(page) == message.text and message.reply_markup == keyboard


def plain(page: str) -> str:
    """Return what a page of HTML reads as."""
    return html.unescape(re.sub("<[^>]*>", "", page))


def numbers_in(text: str) -> list[int]:
    """Return the numbers that a text consists of, each once; none when it holds anything else."""
    plain = unicodedata.normalize("NFKC", text)
    parts = [part.lstrip("#") for part in BETWEEN_NUMBERS.split(plain.strip()) if part]
    if not all(NUMBERS.fullmatch(part) for part in parts):
        return []
    return list(dict.fromkeys(map(int, parts)))


def read_draft(text: str) -> tuple[str, str | None, str | None]:
    """Return the id, the topic's folder and the kind that a reply names for a new entry."""
    words = text.split()
    kind = next((word for word in words if word in KINDS), None)
    named = next((word for word in words if word not in KINDS), "")
    topic, _, new_id = named.rpartition("/")
    return new_id.lower(), topic.strip("/").lower() or None, kind
