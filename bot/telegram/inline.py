"""Inline mode: a member types the bot's name and a matter in any chat, and sends an entry there."""

from __future__ import annotations

from collections.abc import Iterator

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot import wording
from bot.card import Card
from bot.telegram.desk import Desk
from bot.telegram.page import escape, messages, whole_card
from indexer.entry import Entry
from indexer.normal_form import has_words, normalise

MOST = 10
CACHE = 4  # seconds; what is withdrawn must not be offered any more within ten
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class Inline:
    """Offers entries to send into any chat."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def offer(self, query: InlineQuery) -> None:
        """Offer the entries that what was typed may mean; nothing to strangers."""
        member = await self._desk.records.member(query.from_user.id)
        entries: list[Entry] = []
        if member is not None and has_words(query.query):
            entries = await self._desk.think(lambda: self._find(query.query))
        today = self._desk.now.date()
        articles = [
            InlineQueryResultArticle(
                id=entry.id,
                title=entry.title,
                description=entry.summary,
                input_message_content=InputTextMessageContent(
                    one_page(whole_card(entry, today)),
                    ParseMode.HTML,
                    link_preview_options=NO_PREVIEW,
                ),
            )
            for entry in entries
        ]
        try:
            await self._desk.sender.insist(
                lambda: query.answer(articles, cache_time=CACHE, is_personal=True)
            )
        except BadRequest:  # typed on, or too long ago
            return

    def _find(self, text: str) -> list[Entry]:
        """Return entries: those that bear the name first, then what the search finds."""
        index = self._desk.index
        typed = normalise(text)
        named = (entry for entry in index.entries.values() if bears(entry, typed))
        found = (match.entry for match in index.retriever.find(text))
        shown = dict.fromkeys(entry.id for entries in (named, found) for entry in entries)
        usable = (index.entries[entry] for entry in shown)
        return [entry for entry in usable if not entry.is_withdrawn][:MOST]


def bears(entry: Entry, typed: str) -> bool:
    """Whether an entry's title or one of its names holds what was typed."""
    return any(typed in normalise(name) for name in names_of(entry))


def names_of(entry: Entry) -> Iterator[str]:
    """Yield what an entry is called."""
    yield entry.title
    yield from entry.aliases or ()


def one_page(card: Card) -> str:
    """Return a card as one message; what does not fit is said to be left out."""
    first, *rest = messages(card)
    if not rest:
        return first
    room = len(escape(wording.LEFT_OUT)) + 2
    cut = first
    while room > 0 and "\n" in cut:
        cut, _, line = cut.rpartition("\n")
        room -= len(line) + 1
    return f"{cut}\n\n{wording.LEFT_OUT}"
