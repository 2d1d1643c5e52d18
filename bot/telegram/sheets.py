"""Sheets on their way to a chat: typeset beside the event loop, sent again without typesetting."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from telegram.constants import ChatAction
from telegram.error import BadRequest

from bot import wording
from bot.notice.document import notice_messages, notice_pdf, notice_png
from bot.notice.sheet import NoNotice, short_title
from bot.telegram.desk import Desk
from bot.telegram.notice_buttons import Form
from bot.telegram.page import escape
from bot.telegram.sending import Unsent
from indexer.entry import Entry

log = logging.getLogger(__name__)

TWICE_WITHIN = 2.0  # seconds in which a second press of one button is the same press
MOST_FILES = 2000  # ids of files that Telegram keeps for us
LONGEST_NAME = 60  # characters of a file's name
LONGEST_CAPTION = 1000  # characters
UNFIT = re.compile(r'[\\/:*?"<>|\s]+')  # for a file's name, on some machine or other


@dataclass(frozen=True)
class Order:
    """A sheet that was asked for."""

    entries: tuple[Entry, ...]
    form: Form
    missing: tuple[int, ...] = ()

    @property
    def mark(self) -> tuple[object, ...]:
        """What two orders of the same sheet share, as long as the index stays."""
        return tuple(entry.id for entry in self.entries), self.form, self.missing

    @property
    def is_picture(self) -> bool:
        """Whether it is to be looked at in the chat."""
        return self.form is Form.PICTURE

    @property
    def kind(self) -> str:
        """What the sheet is called."""
        return wording.NOTICE_OF_MISSING if self.missing else wording.NOTICE


class Sheets:
    """Makes sheets and sends them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._files: OrderedDict[tuple[object, ...], tuple[str, ...]] = OrderedDict()
        self._last: OrderedDict[int, tuple[str, float]] = OrderedDict()  # by chat: press and time

    async def give(self, chat: int, order: Order, pressed: str = "") -> None:
        """Send a sheet; say plainly why not when it cannot be made or sent.

        `pressed` is what the button sent back: a second press at once is no second order.
        """
        mark = f"{pressed} {order.missing}"
        same, at = self._last.get(chat, ("", 0.0))
        if pressed and same == mark and time.monotonic() - at < TWICE_WITHIN:
            return
        try:
            await self._send(chat, order)
        except NoNotice as error:
            await self._desk.sender.send(chat, escape(str(error)))
        except Unsent as error:
            log.error("a notice was not sent: %s", error)
            await self._desk.sender.send(chat, wording.NOTICE_UNSENT)
        else:
            self._last[chat] = mark, time.monotonic()
            forget_oldest(self._last)

    async def _send(self, chat: int, order: Order) -> None:
        today = self._desk.now.date()
        if order.form is Form.TEXT:
            for page in await asyncio.to_thread(self._texts, order, today):
                await self._desk.sender.send(chat, escape(page))
            return
        key = (self._desk.index.version, today, *order.mark)
        known = self._files.get(key)
        if known is not None and await self._send_again(chat, order, known):
            return
        action = ChatAction.UPLOAD_PHOTO if order.is_picture else ChatAction.UPLOAD_DOCUMENT
        try:
            _, files = await asyncio.gather(
                self._desk.sender.typing(chat, action),
                asyncio.to_thread(self._typeset, order, today),
            )
        except RuntimeError as error:  # the typesetter's own kind
            log.error("a notice of %s could not be set: %s", order.mark[0], error)
            await self._desk.sender.send(chat, wording.NOTICE_NOT_SET)
            await self._send(chat, Order(order.entries, Form.TEXT, order.missing))
            return
        sent = await self._upload(chat, order, files)
        if sent:
            self._files[key] = sent
            forget_oldest(self._files)

    async def _send_again(self, chat: int, order: Order, known: tuple[str, ...]) -> bool:
        """Send files that Telegram has; whether it still has them."""
        try:
            await self._upload(chat, order, known)
        except BadRequest:
            log.info("a notice is typeset anew: Telegram has forgotten the file")
            return False
        return True

    async def _upload(
        self, chat: int, order: Order, files: Sequence[bytes | str]
    ) -> tuple[str, ...]:
        """Send files, the first with its caption; return the ids that Telegram gave them."""
        ids = []
        for number, file in enumerate(files):
            said = "" if number else caption(order, self._desk.now.date())
            sent = await self._desk.sender.send_file(
                chat, file, file_name(order), said, is_picture=order.is_picture
            )
            if sent is None:
                return ()  # blocked: the other pages would not get through either
            ids.append(sent)
        return tuple(ids)

    def _texts(self, order: Order, today: date) -> tuple[str, ...]:
        others = self._desk.index.entries.values()
        return notice_messages(
            order.entries, self._desk.settings, today, missing=order.missing, others=others
        )

    def _typeset(self, order: Order, today: date) -> tuple[bytes, ...]:
        others, settings = self._desk.index.entries.values(), self._desk.settings
        wanted, missing = order.entries, order.missing
        if order.is_picture:
            return notice_png(wanted, settings, today, missing=missing, others=others)
        large = order.form is Form.LARGE
        return (notice_pdf(wanted, settings, today, missing=missing, others=others, large=large),)


def forget_oldest(kept: OrderedDict[Any, Any]) -> None:
    """Make room for what comes next."""
    while len(kept) > MOST_FILES:
        kept.popitem(last=False)


def caption(order: Order, today: date) -> str:
    """Return what stands under a file: of which matters, what it is, of which day."""
    form = wording.NOTICE_CAPTION_MISSING if order.missing else wording.NOTICE_CAPTION
    return form.format(
        titles="、".join(map(short_title, order.entries))[:LONGEST_CAPTION],
        kind=order.kind,
        numbers="、".join(map(str, order.missing)),
        day=today,
    )


def file_name(order: Order) -> str:
    """Return a name for a file that says whose sheet it is."""
    several = len(order.entries) > 1
    form = wording.NOTICE_FILE_OF_SEVERAL if several else wording.NOTICE_FILE
    title = short_title(order.entries[0])
    name = form.format(title=title, count=len(order.entries), kind=order.kind)
    return f"{UNFIT.sub('', name)[:LONGEST_NAME]}.{'png' if order.is_picture else 'pdf'}"
