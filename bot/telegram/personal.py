"""What concerns one member alone: help, topics, own questions, region, privacy, being forgotten."""

from __future__ import annotations

import re

from telegram import CallbackQuery, InlineKeyboardMarkup, Message

from bot import wording
from bot.follow_up import refers_back, states_a_fact
from bot.ledger.members import Region
from bot.ledger.questions import Question
from bot.question import understand
from bot.telegram.asking import Asking
from bot.telegram.buttons import (
    Act,
    Press,
    button,
    entries_keyboard,
    in_rows,
    topics_keyboard,
)
from bot.telegram.commands import Name, menu
from bot.telegram.desk import Desk, Visit
from bot.telegram.page import escape
from bot.telegram.records import person
from indexer.entry import Entry

LAST_QUESTIONS = 10
LOOKED_AT = 3 * LAST_QUESTIONS  # one wording may have been about several matters
PLACE = re.compile(r"[一-鿿]{2,15}")
YES = "yes"
WANTED = {
    "on": True,
    "off": False,
    "开": True,
    "打开": True,
    "关": False,
    "关掉": False,
    "关闭": False,
}


class Personal:
    """What a member does for himself."""

    def __init__(self, desk: Desk, asking: Asking) -> None:
        self._desk = desk
        self._asking = asking

    async def greet(self, visit: Visit, words: str) -> None:
        """Greet, or open the entry that a link names."""
        entry = self._asking.entry_of_link(words)
        if entry is not None and not visit.in_group:
            await self._asking.show_entry(visit, entry)
            return
        await self._say(visit, wording.GROUP_HELP if visit.in_group else wording.TELEGRAM_WELCOME)

    async def help(self, visit: Visit) -> None:
        """Say what can be done."""
        if visit.in_group:
            await self._say(visit, wording.GROUP_HELP)
            return
        lines = [
            wording.COMMAND_LINE.format(name=name, what=what)
            for name, what in menu(supervisor=visit.is_supervisor)
            if name != Name.HELP
        ]
        await self._say(visit, "\n".join([wording.HELP, *lines]))

    async def tell_privacy(self, visit: Visit) -> None:
        """Say what is kept, and who gets to see what."""
        alerts = wording.PRIVACY_ALERTS if self._desk.settings.red_flags.alert else ""
        await self._say(visit, wording.PRIVACY.format(alerts=alerts))

    async def show_topics(self, visit: Visit) -> None:
        """Show the topics."""
        await self._desk.sender.send(visit.chat, wording.TOPICS, topics_keyboard(self._topics()))

    async def turn_to_topics(self, query: CallbackQuery) -> None:
        """Show the topics in place of what the message showed."""
        await self._desk.sender.answer(query)
        if isinstance(query.message, Message):
            keyboard = topics_keyboard(self._topics())
            await self._desk.sender.edit(query.message, wording.TOPICS, keyboard)

    async def turn_to_topic(self, visit: Visit, query: CallbackQuery, press: Press) -> None:
        """Show a page of a topic's entries in place of what the message showed."""
        index = self._desk.index
        topic, page = press.first, press.number(1) or 0
        entries = [entry for entry in index.entries.values() if entry.topic == topic]
        await self._desk.sender.answer(query)
        if not entries or not isinstance(query.message, Message):
            await self._desk.sender.send(visit.chat, wording.GONE)
            return
        name = escape(index.content.topics.get(topic, topic))
        text = wording.TOPIC.format(name=name, count=len(entries))
        keyboard = entries_keyboard(topic, entries, page)
        await self._desk.sender.edit(query.message, text, keyboard)

    async def show_mine(self, visit: Visit) -> None:
        """Show a member's last questions, each asked again by a tap."""
        records = self._desk.records
        mine = await records.do(records.ledger.questions.mine, person(visit.user), LOOKED_AT)
        labels: dict[str, int] = {}
        for question in mine:  # the newest first
            labels.setdefault(self._named(question), question.id)
        last = list(labels.items())[:LAST_QUESTIONS]
        rows = [[button(label, Act.ASK_AGAIN, number)] for label, number in last]
        text = wording.MINE if rows else wording.NOTHING_ASKED
        await self._desk.sender.send(visit.chat, text, InlineKeyboardMarkup(rows) if rows else None)

    async def ask_again(self, visit: Visit, query: CallbackQuery, press: Press) -> None:
        """Ask one's own question again."""
        await self._desk.sender.answer(query)
        records = self._desk.records
        known = await records.do(records.ledger.questions.find, press.number(0) or 0)
        if known is None or not records.ledger.questions.is_of(known, person(visit.user)):
            await self._desk.sender.send(visit.chat, wording.GONE)
            return
        await self._say(visit, wording.ASKED_AGAIN.format(question=escape(self._named(known))))
        about = self._matter_of(known)
        if about is not None:
            self._asking.bring_up(visit, about)
        await self._asking.ask(visit, known.text, f"telegram press {query.id}")

    async def region(self, visit: Visit, words: str) -> None:
        """Show or set where a member works."""
        places = PLACE.findall(words)
        if places:
            await self._set_region(visit, Region(places[0], "".join(places[1:2])))
            return
        now = visit.member.region if visit.member is not None else Region()
        shown = escape(f"{now.district}{now.street}") or wording.NOT_SAID
        buttons = [button(name, Act.DISTRICT, name) for name in wording.DISTRICTS]
        text = wording.REGION.format(region=shown)
        keyboard = InlineKeyboardMarkup(list(in_rows(buttons, 3)))
        await self._desk.sender.send(visit.chat, text, keyboard)

    async def take_district(self, visit: Visit, query: CallbackQuery, press: Press) -> None:
        """Keep the district that was pressed."""
        await self._desk.sender.answer(query)
        if press.first in wording.DISTRICTS:
            await self._set_region(visit, Region(press.first))

    async def notices(self, visit: Visit, words: str) -> None:
        """Show or set whether a member wants to be told."""
        wanted = WANTED.get(words.strip().lower())
        is_on = visit.member is not None and not visit.member.opted_out
        if wanted is not None:
            is_on = await self._set_notices(visit, wanted)
        await self._desk.sender.send(
            visit.chat, wording.NOTICES_ARE[is_on], notices_keyboard(is_on)
        )

    async def take_notices(self, visit: Visit, query: CallbackQuery, press: Press) -> None:
        """Set by a press whether a member wants to be told."""
        await self._desk.sender.answer(query)
        wanted = WANTED.get(press.first)
        if wanted is None or not isinstance(query.message, Message):
            return
        is_on = await self._set_notices(visit, wanted)
        await self._desk.sender.edit(
            query.message, wording.NOTICES_ARE[is_on], notices_keyboard(is_on)
        )

    async def offer_to_forget(self, visit: Visit) -> None:
        """Ask whether somebody really wants to be forgotten."""
        keyboard = InlineKeyboardMarkup([[button(wording.FORGET_ME, Act.DELETE_ME, YES)]])
        await self._desk.sender.send(visit.chat, wording.FORGET_WHAT, keyboard)

    def _named(self, question: Question) -> str:
        """Return a question's text, with its matter where the text alone does not tell it."""
        matter = self._matter_of(question)
        if matter is None:
            return question.text
        return wording.ASKED_ABOUT.format(question=question.text, matter=matter.title)

    def _matter_of(self, question: Question) -> Entry | None:
        """Return the entry that a question was about whose own words do not tell it."""
        entry = self._desk.index.entries.get(question.entry or "")
        if entry is None or entry.is_withdrawn or not leans(question.text):
            return None
        return entry

    async def _set_notices(self, visit: Visit, is_on: bool) -> bool:
        records = self._desk.records
        await records.do(records.ledger.members.set_opted_out, person(visit.user), not is_on)
        return is_on

    async def _set_region(self, visit: Visit, region: Region) -> None:
        records = self._desk.records
        await records.do(records.ledger.members.set_region, person(visit.user), region)
        kept = escape(f"{region.district}{region.street}")
        hint = wording.STREET_HINT.format(district=escape(region.district))
        text = wording.REGION_KEPT.format(region=kept)
        await self._say(visit, text if region.street else f"{text}\n{hint}")

    async def _say(self, visit: Visit, text: str) -> None:
        await self._desk.sender.send(visit.chat, text, reply_to=visit.reply_to)

    def _topics(self) -> list[tuple[str, str, int]]:
        index = self._desk.index
        held = [entry.topic for entry in index.entries.values()]
        return [
            (folder, name, held.count(folder))
            for folder, name in index.content.topics.items()
            if folder in held
        ]


def notices_keyboard(is_on: bool) -> InlineKeyboardMarkup:
    """Return the button that switches notices over."""
    to = "off" if is_on else "on"
    return InlineKeyboardMarkup([[button(wording.NOTICES_SWITCH[to], Act.NOTICES, to)]])


def leans(text: str) -> bool:
    """Whether a question says little without what was said before it."""
    names_nothing = not understand(text).names_a_matter
    return names_nothing or states_a_fact(text) or refers_back(text)
