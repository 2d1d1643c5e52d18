"""Questions: from a message to a card, its sections, its whole text, and what was thought of it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update

from bot import wording
from bot.asked import cause_of
from bot.assistant import Answered, Reason, Reply, Unanswered, Urgent
from bot.card import Card, plain_text, render
from bot.ledger.questions import NoSuchQuestion
from bot.ledger.terms import FeedbackKind
from bot.ledger.unavailable import LedgerUnavailable
from bot.redaction import Redacted
from bot.telegram.alerts import Alerts
from bot.telegram.buttons import Act, Press, card_keyboard, question_of, without_feedback
from bot.telegram.desk import Desk, Visit
from bot.telegram.offers import Offers
from bot.telegram.page import messages, utf16_length, whole_card
from bot.telegram.records import person
from bot.telegram.sending import Unsent
from indexer.calibration import NO_FEATURES
from indexer.entry import Entry, Section
from indexer.retriever import Match

log = logging.getLogger(__name__)

TYPING_LASTS = 4.0  # seconds; Telegram shows it for five
TYPING_WHEN_BUSY = 1.0  # seconds of thinking until it is shown
TYPING_MAY_DELAY = 0.5  # seconds that an answer waits for it at most
LATER = timedelta(seconds=15)
CUT_AT = 4000  # UTF-16 units; apps cut longer texts, and the rest comes as a message of its own
REST_COMES_WITHIN = 1.0  # seconds
LINES_IN_GROUPS = 6
BLOCKS_IN_GROUPS = 2
MOST_SHOWN = 10_000  # messages
ENTRY_LINK = "e_"
KINDS = {
    Act.HELPFUL: FeedbackKind.HELPFUL,
    Act.NOT_SOLVED: FeedbackKind.NOT_SOLVED,
    Act.NONE_OF_THESE: FeedbackKind.NONE_OF_THESE,
}


class Asking:
    """Answers questions."""

    def __init__(
        self, desk: Desk, offer: Callable[[Visit, str], InlineKeyboardButton | None]
    ) -> None:
        self._desk = desk
        self._offer = offer  # what else a question could be taken up as
        self._shown = Shown()
        self._alerts = Alerts(desk)
        self._offers = Offers()
        self._showing: set[asyncio.Task[None]] = set()

    async def ask(self, visit: Visit, text: str, key: str, reply_to: int | None = None) -> None:
        """Answer a question; `key` names it in the ledger, once."""
        started = time.perf_counter()
        async with self._typing(visit.chat):
            redacted, reply, version = await self._desk.think(lambda: self._think(text, visit.key))
            question = await self._desk.records.question(
                key, visit.user, redacted.text, reply, version
            )
            is_kept = question is not None and cause_of(reply) is not None
            is_kept |= await self._settle(visit, reply, version)
        self._offers.remember(visit.key, question, reply)
        card = render(reply, self._desk.now.date())
        card = with_note(with_promise(card, visit) if is_kept else card, redacted)
        if isinstance(reply, Urgent):
            told = await self._alerts.raise_for(visit, key, reply.flag, redacted.text)
            card = with_line(card, wording.alerted(told))
        offered = await self._desk.think(lambda: self._offer(visit, redacted.text))
        await self._send(visit, card, question, reply_to or visit.reply_to, offered)
        self._desk.measures.replies.labels(str(reply.outcome)).inc()
        self._desk.measures.reply_seconds.observe(time.perf_counter() - started)

    async def whole_message(self, update: Update, text: str) -> str:
        """Return a text with the parts of it that an app cut off and sent after it."""
        while utf16_length(text) >= CUT_AT:
            await asyncio.sleep(REST_COMES_WITHIN)
            following = self._desk.order.take_next(update)
            more = following.effective_message if following is not None else None
            if more is None or not more.text:
                break
            text += more.text
            if utf16_length(more.text) < CUT_AT:
                break
        return text

    async def open_section(self, visit: Visit, query: CallbackQuery, press: Press) -> None:
        """Show a section in place of what the message showed."""
        message = query.message
        entry = self._desk.index.entries.get(press.first)
        name = press.about[1] if len(press.about) > 1 else ""
        section = next((one for one in Section if one == name), None)
        if entry is None or not isinstance(message, Message) or not shows(entry, section):
            await self._say_gone(visit, query)
            return
        question = question_of(message)
        if await self._is_anothers(visit, question):
            await self._desk.sender.answer(query, wording.ANOTHERS_BUTTON)
            return
        await self._desk.sender.answer(query)
        if not self._shown.changes(message, query.data or ""):
            return
        reply = self._opened(entry, visit, section)
        card = to_tap(render(reply, self._desk.now.date()))
        first, *rest = messages(card)
        keyboard = card_keyboard(card, question, self._collected(visit))
        await self._desk.sender.edit(message, first, None if rest else keyboard)
        for number, page in enumerate(rest, 1):
            last = number == len(rest)
            await self._desk.sender.send(visit.chat, page, keyboard if last else None)

    async def open_entry(self, visit: Visit, query: CallbackQuery, press: Press) -> None:
        """Show the entry that was picked, below what it was picked from."""
        entry = self._desk.index.entries.get(press.first)
        question = press.number(1)
        if entry is None:
            await self._say_gone(visit, query)
            return
        if await self._is_anothers(visit, question):
            await self._desk.sender.answer(query, wording.ANOTHERS_BUTTON)
            return
        await self._desk.sender.answer(query)
        if question is not None and not await self._choose(visit, question, entry):
            question = None
        await self.show_entry(visit, entry, question)

    async def show_entry(self, visit: Visit, entry: Entry, question: int | None = None) -> None:
        """Show an entry."""
        reply = self._opened(entry, visit, None)
        await self._send(visit, render(reply, self._desk.now.date()), question, visit.reply_to)

    async def show_whole(self, visit: Visit, query: CallbackQuery, press: Press) -> None:
        """Show all sections of an entry, whole."""
        entry = self._desk.index.entries.get(press.first)
        if entry is None:
            await self._say_gone(visit, query)
            return
        await self._desk.sender.answer(query)
        if entry.is_withdrawn:
            await self.show_entry(visit, entry)
            return
        for page in messages(whole_card(entry, self._desk.now.date())):
            await self._desk.sender.send(visit.chat, page)

    async def take_feedback(self, visit: Visit, query: CallbackQuery, press: Press) -> None:
        """Keep what somebody thinks of a reply, and say what comes of it; a second press is quiet."""
        question, message = press.number(0), query.message
        if await self._is_anothers(visit, question):
            await self._desk.sender.answer(query, wording.ANOTHERS_BUTTON)
            return
        is_news = question is not None and await self._desk.records.say(
            question, visit.user, KINDS[press.act]
        )
        await self._desk.sender.answer(query, wording.THANKS_FOR[press.act])
        if press.act is Act.NONE_OF_THESE:
            await self._turn_down(visit, message, is_kept=is_news, is_new=is_news or not question)
        elif isinstance(message, Message) and question_of(message) is not None:
            await self._desk.sender.set_keyboard(message, without_feedback(message))
            if press.act is Act.NOT_SOLVED and is_news:
                said = f"{wording.NOT_SOLVED_NEXT}\n{promise(visit)}"
                await self._desk.sender.send(visit.chat, said)

    def bring_up(self, visit: Visit, entry: Entry) -> None:
        """Let what is asked next be about an entry."""
        self._opened(entry, visit, None)

    def entry_of_link(self, words: str) -> Entry | None:
        """Return the entry that a link to the bot names."""
        if not words.startswith(ENTRY_LINK):
            return None
        return self._desk.index.entries.get(words.removeprefix(ENTRY_LINK))

    def _think(self, text: str, key: str) -> tuple[Redacted, Reply, str]:
        index = self._desk.index
        redacted = self._desk.redact(text, index)
        reply = self._desk.assistant.reply(redacted.text, key, self._desk.now, index.retriever)
        return redacted, reply, index.version

    def _opened(self, entry: Entry, visit: Visit, section: Section | None) -> Answered:
        picked = Match(entry, 1.0, NO_FEATURES)
        return self._desk.assistant.open(picked, visit.key, self._desk.now, section)

    async def _send(
        self,
        visit: Visit,
        card: Card,
        question: int | None,
        reply_to: int | None,
        offered: InlineKeyboardButton | None = None,
    ) -> None:
        if visit.in_group:
            card, keyboard = brief(card), self._group_keyboard(card, question)
        else:
            card, keyboard = to_tap(card), card_keyboard(card, question, self._collected(visit))
        if offered is not None:
            rows = keyboard.inline_keyboard if keyboard else ()
            keyboard = InlineKeyboardMarkup([*rows, (offered,)])
        *first, last = messages(card)
        try:
            for page in first:
                await self._desk.sender.send(visit.chat, page, reply_to=reply_to)
            await self._desk.sender.send(visit.chat, last, keyboard, reply_to)
        except Unsent:
            if visit.in_group:
                raise
            await self._send_later(visit, card)

    async def _send_later(self, visit: Visit, card: Card) -> None:
        """Leave an answer that did not get through to the outbox, as text."""
        records, now = self._desk.records, self._desk.now
        message = visit.message.message_id if visit.message is not None else 0
        await records.do(
            records.ledger.deliveries.put,
            f"answer {visit.chat} {message} {now.isoformat()}",
            person(visit.user),
            plain_text(card),
            now,
            now + LATER,
        )
        log.warning("an answer did not get through and is sent later")

    def _collected(self, visit: Visit) -> int:
        """Return how many entries wait for a 告知单 together."""
        return len(self._desk.baskets.held(visit.key, self._desk.now))

    def _group_keyboard(self, card: Card, question: int | None) -> InlineKeyboardMarkup | None:
        """Return choices as they are; for an entry, the way to all of it in private."""
        if not card.choices or card.choices[0].section is None:
            return card_keyboard(card, question)
        link = f"https://t.me/{self._desk.username}?start={ENTRY_LINK}{card.choices[0].entry}"
        return InlineKeyboardMarkup([[InlineKeyboardButton(wording.IN_PRIVATE, url=link)]])

    async def _turn_down(
        self, visit: Visit, message: object, *, is_kept: bool, is_new: bool
    ) -> None:
        """Say that none of the entries offered was meant."""
        if not isinstance(message, Message):
            return
        await self._desk.sender.set_keyboard(message, None)
        if is_new:
            card = render(Unanswered(Reason.NONE_CHOSEN), self._desk.now.date())
            card = with_promise(card, visit) if is_kept else card
            await self._send(visit, card, None, visit.reply_to)

    async def _settle(self, visit: Visit, reply: Reply, version: str) -> bool:
        """Keep which of the entries offered before was typed; whether none of them opens a gap."""
        settled, records = self._offers.settle(visit.key, reply), self._desk.records
        if settled is None:
            return False
        try:
            if settled.entry is None:
                return await records.say(settled.question, visit.user, FeedbackKind.NONE_OF_THESE)
            choose = records.ledger.questions.choose
            await records.do(choose, settled.question, settled.entry, version, records.now())
        except (LedgerUnavailable, NoSuchQuestion) as error:
            log.error("what was chosen is not kept: %s", error)
        return False

    async def _choose(self, visit: Visit, question: int, entry: Entry) -> bool:
        """Keep which entry was chosen; whether the question is the visitor's and still known."""
        records = self._desk.records
        known = await records.do(records.ledger.questions.find, question)
        if known is None or not records.ledger.questions.is_of(known, person(visit.user)):
            return False
        with contextlib.suppress(NoSuchQuestion):
            await records.do(
                records.ledger.questions.choose,
                question,
                entry.id,
                self._desk.index.version,
                records.now(),
            )
        return True

    async def _is_anothers(self, visit: Visit, question: int | None) -> bool:
        """Whether a button belongs to somebody else's question: in a group, all can press it."""
        if question is None or not visit.in_group:
            return False
        records = self._desk.records
        known = await records.do(records.ledger.questions.find, question)
        return known is not None and not records.ledger.questions.is_of(known, person(visit.user))

    async def _say_gone(self, visit: Visit, query: CallbackQuery) -> None:
        await self._desk.sender.answer(query)
        await self._desk.sender.send(visit.chat, wording.GONE)

    @contextlib.asynccontextmanager
    async def _typing(self, chat: int) -> AsyncIterator[None]:
        """Show that an answer is on its way for as long as it takes.

        A request under way is never cancelled: the pool would lose its connection for good.
        """
        thought = asyncio.Event()

        async def show() -> None:
            if self._desk.order.is_busy:  # then it costs others more than it tells this one
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(thought.wait(), TYPING_WHEN_BUSY)
            while not thought.is_set():
                await self._desk.sender.typing(chat)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(thought.wait(), TYPING_LASTS)

        showing = asyncio.create_task(show())
        self._showing.add(showing)
        showing.add_done_callback(self._showing.discard)
        try:
            yield
        finally:
            thought.set()
            # else it would be shown after the answer, for seconds
            await asyncio.wait([showing], timeout=TYPING_MAY_DELAY)


class Shown:
    """Which section a message shows now, so that a second press of one button changes nothing."""

    def __init__(self) -> None:
        self._last: OrderedDict[tuple[int, int], str] = OrderedDict()

    def changes(self, message: Message, pressed: str) -> bool:
        """Whether a press shows something else than is shown; the oldest are forgotten."""
        place = (message.chat_id, message.message_id)
        if self._last.get(place) == pressed:
            return False
        self._last[place] = pressed
        self._last.move_to_end(place)
        while len(self._last) > MOST_SHOWN:
            self._last.popitem(last=False)
        return True


def shows(entry: Entry, section: Section | None) -> bool:
    """Whether an entry has a section to show."""
    return section is not None and section in entry.sections


def with_note(card: Card, redacted: Redacted) -> Card:
    """Return a card that also says which personal data was blanked."""
    return with_line(card, wording.blanked(redacted.kinds))


def with_line(card: Card, line: str) -> Card:
    """Return a card with one more line at its foot; "" is none."""
    return replace(card, footer=(*card.footer, line)) if line else card


def with_promise(card: Card, visit: Visit) -> Card:
    """Return a card that also says what becomes of the question."""
    return replace(card, footer=(*card.footer, promise(visit)))


def promise(visit: Visit) -> str:
    """Say that a question was kept, and whether the asker hears back."""
    wants_no_notices = visit.member is not None and visit.member.opted_out
    return wording.KEPT_QUIETLY if wants_no_notices else wording.KEPT


def to_tap(card: Card) -> Card:
    """Return a card whose folded sections say which button unfolds them."""
    blocks = tuple(
        replace(block, more=wording.MORE_BY_TAP.format(section=block.heading))
        if block.more
        else block
        for block in card.blocks
    )
    return replace(card, blocks=blocks)


def brief(card: Card) -> Card:
    """Return a card short enough for a group; what is left out is one tap away."""
    shown = []
    for block in card.blocks[:BLOCKS_IN_GROUPS]:
        is_cut = bool(block.more) or len(block.lines) > LINES_IN_GROUPS
        lines = block.lines[:LINES_IN_GROUPS]
        shown.append(replace(block, lines=lines, more=wording.MORE_IN_PRIVATE if is_cut else ""))
    return replace(card, blocks=tuple(shown))
