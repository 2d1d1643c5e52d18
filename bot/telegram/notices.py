"""告知单 at the counter: which form, what is missing, which matters go on one sheet."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence

from telegram import CallbackQuery, Message

from bot import wording
from bot.assistant import Answered
from bot.card import render
from bot.names import Names
from bot.notice.called import Called, find_called, names_in
from bot.notice.sheet import MOST_MATTERS, is_procedure, short_title
from bot.telegram.buttons import Press, card_keyboard
from bot.telegram.desk import Desk, Visit
from bot.telegram.notice_buttons import (
    CLEAR,
    DROP,
    NO_CARD,
    PAPERS_A_PAGE,
    Form,
    basket_keyboard,
    boxes,
    choices_keyboard,
    home_of,
    paper_labels,
    ticks_keyboard,
    which_keyboard,
)
from bot.telegram.page import escape
from bot.telegram.sheets import Order, Sheets
from indexer.calibration import NO_FEATURES
from indexer.entry import Entry, Procedure
from indexer.retriever import Match

MOST_TICKED = 10_000  # messages


class Notices:
    """Hands out sheets."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._sheets = Sheets(desk)
        self._ticked: OrderedDict[tuple[int, int], frozenset[int]] = OrderedDict()
        self._names: tuple[Mapping[str, Entry], Names] = ({}, Names({}))

    async def open_choices(self, visit: Visit, query: CallbackQuery, press: Press) -> None:
        """Show, in place of a card's buttons, the forms its sheet can be had in."""
        entry, message = await self._entry(visit, query, press.first)
        if entry is None or message is None:
            return
        await self._desk.sender.answer(query)
        await self._show_choices(visit, message, entry, press.about[-1] if press.about[1:] else "")

    async def back_to_card(self, visit: Visit, query: CallbackQuery, press: Press) -> None:
        """Show a card's own buttons again."""
        entry, message = await self._entry(visit, query, press.first)
        if entry is None or message is None:
            return
        await self._desk.sender.answer(query)
        card = render(Answered(Match(entry, 1.0, NO_FEATURES)), self._desk.now.date())
        held = len(self._held(visit))
        await self._desk.sender.set_keyboard(message, card_keyboard(card, press.number(1), held))

    async def give(self, visit: Visit, query: CallbackQuery, press: Press) -> None:
        """Send a sheet: of an entry, of its missing papers, or of all that was collected."""
        form = next((one for one in Form if one == press.first), None)
        if form is None:
            await self._desk.sender.answer(query, wording.GONE)
        elif len(press.about) == 1:
            await self._give_together(visit, query, form)
        else:
            await self._give_one_of(visit, query, press, form)

    async def _give_together(self, visit: Visit, query: CallbackQuery, form: Form) -> None:
        """Send one sheet of all that was collected."""
        entries = self._held(visit)
        await self._desk.sender.answer(query)
        if entries:
            await self._sheets.give(visit.chat, Order(tuple(entries), form), query.data or "")
        else:
            await self._desk.sender.send(visit.chat, wording.NOTICE_EMPTY)

    async def _give_one_of(
        self, visit: Visit, query: CallbackQuery, press: Press, form: Form
    ) -> None:
        """Send the sheet of an entry, or of those of its papers that are ticked."""
        entry, message = await self._entry(visit, query, press.about[1])
        if entry is None or message is None:
            return
        missing: frozenset[int] = frozenset()
        if press.about[2:]:
            ticked = await self._ticks(query, message, entry)
            if ticked is None:
                return
            if not ticked:
                await self._desk.sender.answer(query, wording.NOTICE_TICK_FIRST)
                return
            missing = ticked
        await self._desk.sender.answer(query)
        order = Order((entry,), form, tuple(sorted(missing)))
        await self._sheets.give(visit.chat, order, query.data or "")

    async def open_ticks(self, visit: Visit, query: CallbackQuery, press: Press) -> None:
        """Show, in place of a message's buttons, a page of papers to tick off as missing."""
        entry, message = await self._entry(visit, query, press.first)
        if entry is None or message is None:
            return
        if not paper_labels(entry):
            await self._desk.sender.answer(query, wording.NOTICE_NO_PAPERS)
            return
        fresh = not any(True for _ in boxes(message))
        ticked = frozenset() if fresh else await self._ticks(query, message, entry)
        if ticked is None:
            return
        await self._desk.sender.answer(query)
        home = press.about[2] if press.about[2:] else NO_CARD
        await self._show_ticks(message, entry, press.number(1) or 0, ticked, home)

    async def tick(self, visit: Visit, query: CallbackQuery, press: Press) -> None:
        """Tick a paper off as missing, or take that back."""
        entry, message = await self._entry(visit, query, press.first)
        if entry is None or message is None:
            return
        ticked = await self._ticks(query, message, entry)
        if ticked is None:
            return
        number = press.number(1)
        if number is None or number not in paper_labels(entry):
            await self._desk.sender.answer(query, wording.GONE)
            return
        await self._desk.sender.answer(query)
        page = list(paper_labels(entry)).index(number) // PAPERS_A_PAGE
        await self._show_ticks(message, entry, page, ticked ^ {number}, home_of(message))

    async def collect(self, visit: Visit, query: CallbackQuery, press: Press) -> None:
        """Put an entry among those that share a sheet."""
        entry, message = await self._entry(visit, query, press.first)
        if entry is None or message is None:
            return
        has_room = self._desk.baskets.put(visit.key, entry.id, self._desk.now)
        held = self._held(visit)
        said = wording.NOTICE_ADDED.format(count=len(held))
        full = wording.NOTICE_FULL.format(most=MOST_MATTERS)
        await self._desk.sender.answer(query, said if has_room else full)
        home = press.about[1] if press.about[1:] else ""
        if home != NO_CARD:
            await self._show_choices(visit, message, entry, home)
        elif has_room:
            await self._show_basket(visit, held)

    async def change_basket(self, visit: Visit, query: CallbackQuery, press: Press) -> None:
        """Show what was collected; empty it or take one out first, when that was pressed."""
        message = query.message
        if not isinstance(message, Message):
            await self._desk.sender.answer(query, wording.GONE)
            return
        await self._desk.sender.answer(query)
        held = self._held(visit)
        if press.first not in (CLEAR, DROP):
            await self._show_basket(visit, held)
            return
        dropped = press.about[1:] if press.first == DROP else [entry.id for entry in held]
        left = [entry for entry in held if entry.id not in dropped]
        self._desk.baskets.replace(visit.key, [entry.id for entry in left], self._desk.now)
        keyboard = basket_keyboard(left) if left else None
        await self._desk.sender.edit(message, basket_text(left), keyboard)

    async def command(self, visit: Visit, words: str) -> None:
        """Send the sheet of the entries that were named; without names, say how to name them."""
        names = names_in(words)
        if not names:
            await self._show_basket(visit, self._held(visit))
        elif len(names) > MOST_MATTERS:
            said = wording.NOTICE_TOO_MANY.format(most=MOST_MATTERS)
            await self._desk.sender.send(visit.chat, said)
        else:
            called = await self._desk.think(lambda: self._find(names))
            for one in called:
                if not one.is_sure:
                    await self._ask_which(visit, one)
            await self._give_called(visit, called)

    async def _give_called(self, visit: Visit, called: Sequence[Called]) -> None:
        """Send the sheet of what was named; what is still to be said which is waited for."""
        sure = list(dict.fromkeys(one.entries[0] for one in called if one.is_sure))
        if len(called) == 1:
            for entry in sure:
                await self._give_one(visit, entry)
            return
        self._desk.baskets.replace(visit.key, [entry.id for entry in sure], self._desk.now)
        if all(one.is_sure for one in called):
            await self._sheets.give(visit.chat, Order(tuple(sure), Form.PDF))
        if sure:
            await self._show_basket(visit, sure)

    async def _show_basket(self, visit: Visit, held: Sequence[Entry]) -> None:
        keyboard = basket_keyboard(held) if held else None
        await self._desk.sender.send(visit.chat, basket_text(held), keyboard)

    async def _give_one(self, visit: Visit, entry: Entry) -> None:
        """Send the sheet of one entry, and offer its other forms."""
        await self._sheets.give(visit.chat, Order((entry,), Form.PDF))
        keyboard = choices_keyboard(entry, NO_CARD, [one.id for one in self._held(visit)])
        text = wording.NOTICE_OF_ONE.format(title=escape(short_title(entry)))
        await self._desk.sender.send(visit.chat, text, keyboard)

    async def _ask_which(self, visit: Visit, called: Called) -> None:
        """Say that a name is no entry's, or of which it may be."""
        name = escape(called.name)
        if called.entries:
            text, keyboard = wording.NOTICE_WHICH.format(name=name), which_keyboard(called.entries)
            await self._desk.sender.send(visit.chat, text, keyboard)
        else:
            await self._desk.sender.send(visit.chat, wording.NOTICE_NOT_FOUND.format(name=name))

    def _find(self, names: Iterable[str]) -> list[Called]:
        index = self._desk.index
        if self._names[0] is not index.entries:
            self._names = (index.entries, Names(index.entries))
        finder = index.retriever
        cuts = finder.calibration.cuts(self._desk.settings.answers.rates)
        return [find_called(name, finder, self._names[1], cuts) for name in names]

    def _held(self, visit: Visit) -> list[Entry]:
        """Return what is collected, as the index has it now; what it lost is dropped."""
        entries = self._desk.index.entries
        held = self._desk.baskets.held(visit.key, self._desk.now)
        left = [entries[one] for one in held if one in entries and is_procedure(entries[one])]
        if len(left) < len(held):
            self._desk.baskets.replace(visit.key, [entry.id for entry in left], self._desk.now)
        return left

    async def _entry(
        self, visit: Visit, query: CallbackQuery, entry: str
    ) -> tuple[Procedure | None, Message | None]:
        """Return what was pressed for and on; None, and say why, when there is no such sheet."""
        found, message = self._desk.index.entries.get(entry), query.message
        if isinstance(found, Procedure) and is_procedure(found) and isinstance(message, Message):
            return found, message
        await self._desk.sender.answer(query)
        await self._desk.sender.send(visit.chat, wording.GONE)
        return None, None

    async def _show_choices(self, visit: Visit, message: Message, entry: Entry, home: str) -> None:
        self._ticked.pop(place_of(message), None)
        held = [one.id for one in self._held(visit)]
        await self._desk.sender.set_keyboard(message, choices_keyboard(entry, home, held))

    async def _show_ticks(
        self, message: Message, entry: Procedure, page: int, ticked: frozenset[int], home: str
    ) -> None:
        self._ticked[place_of(message)] = ticked
        self._ticked.move_to_end(place_of(message))
        while len(self._ticked) > MOST_TICKED:
            self._ticked.popitem(last=False)
        await self._desk.sender.set_keyboard(message, ticks_keyboard(entry, page, ticked, home))

    async def _ticks(
        self, query: CallbackQuery, message: Message, entry: Procedure
    ) -> frozenset[int] | None:
        """Return what is ticked on a message: as remembered, else as its buttons show.

        None when the entry asks for other papers than the buttons say: they are drawn anew, so that
        nobody is told that a paper is missing which bore that number before.
        """
        labels, shown = paper_labels(entry), list(boxes(message))
        if any(labels.get(number) != label for number, label, _ in shown):
            await self._desk.sender.answer(query, wording.NOTICE_PAPERS_CHANGED)
            await self._show_ticks(message, entry, 0, frozenset(), home_of(message))
            return None
        seen = frozenset(number for number, _, is_ticked in shown if is_ticked)
        return self._ticked.get(place_of(message), seen)


def basket_text(entries: Sequence[Entry]) -> str:
    """Return what is collected as HTML, or how to collect."""
    if not entries:
        return wording.NOTICE_EMPTY
    lines = (f"{number}. {escape(entry.title)}" for number, entry in enumerate(entries, 1))
    return "\n".join((wording.NOTICE_HELD.format(count=len(entries)), *lines))


def place_of(message: Message) -> tuple[int, int]:
    """Return which message it is: numbers repeat between chats."""
    return message.chat_id, message.message_id
