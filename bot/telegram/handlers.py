"""Who gets what came: a message, a press, an inline query, a change of place, an error."""

from __future__ import annotations

import logging
import re
from collections import deque
from collections.abc import Awaitable, Callable

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest, Conflict, NetworkError, TelegramError
from telegram.ext import ContextTypes

from bot import wording
from bot.curation.curator import Curator
from bot.ledger.unavailable import LedgerUnavailable
from bot.telegram.asking import Asking
from bot.telegram.buttons import Act, Press, read_press
from bot.telegram.cases import Cases
from bot.telegram.commands import FOR_SUPERVISORS, IN_GROUPS_TOO, Command, Name, read_command
from bot.telegram.desk import Desk, Visit, visit_of
from bot.telegram.gap_desk import GapDesk
from bot.telegram.gap_page import Prompt
from bot.telegram.inline import Inline
from bot.telegram.menus import Menus
from bot.telegram.notices import Notices
from bot.telegram.people import People, code_in
from bot.telegram.personal import YES, Personal
from bot.telegram.records import person
from bot.telegram.report_desk import ReportDesk
from bot.telegram.sending import Unsent
from bot.telegram.takedown import Takedown

log = logging.getLogger(__name__)

OF_SUPERVISORS = (Act.GAP, Act.INVITE, Act.MEMBERS)
OF_NOTICES = (
    Act.NOTICE,
    Act.SHEET,
    Act.MISSING,
    Act.TICK,
    Act.COLLECT,
    Act.BASKET,
    Act.CARD,
)
ALBUMS = 100  # remembered, so that one is answered once
HERE = (ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR)
OTHER_KINDS = ("photo", "voice", "video_note", "video", "audio", "sticker", "location", "document")

Pressed = Callable[[Visit, CallbackQuery, Press], Awaitable[None]]


class Handlers:
    """The channel's front door."""

    def __init__(self, desk: Desk, menus: Menus, curator: Curator, reports: ReportDesk) -> None:
        self._desk = desk
        self._menus = menus
        self._cases = Cases(desk)
        self._asking = Asking(desk, self._cases.offer)
        self._people = People(desk, menus.set_for)
        self._personal = Personal(desk, self._asking)
        self._inline = Inline(desk)
        self._notices = Notices(desk)
        self._gaps = GapDesk(desk, curator)
        self._takedown = Takedown(desk)
        self._reports = reports
        self._albums: deque[str] = deque(maxlen=ALBUMS)
        self._acts: dict[Act, Pressed] = {
            Act.SECTION: self._asking.open_section,
            Act.ENTRY: self._asking.open_entry,
            Act.WHOLE: self._asking.show_whole,
            Act.NONE_OF_THESE: self._asking.take_feedback,
            Act.HELPFUL: self._asking.take_feedback,
            Act.NOT_SOLVED: self._asking.take_feedback,
            Act.TOPICS: lambda _, query, __: self._personal.turn_to_topics(query),
            Act.TOPIC: self._personal.turn_to_topic,
            Act.ASK_AGAIN: self._personal.ask_again,
            Act.DISTRICT: self._personal.take_district,
            Act.DELETE_ME: self._forget,
            Act.INVITE: self._people.invite,
            Act.MEMBERS: self._people.manage,
            Act.NOTICE: self._notices.open_choices,
            Act.SHEET: self._notices.give,
            Act.MISSING: self._notices.open_ticks,
            Act.TICK: self._notices.tick,
            Act.COLLECT: self._notices.collect,
            Act.BASKET: self._notices.change_basket,
            Act.CARD: self._notices.back_to_card,
            Act.GAP: self._gaps.press,
            Act.NOTICES: self._personal.take_notices,
            Act.CASE: self._cases.press,
        }

    async def on_message(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Deal with a message, new or edited."""
        del context
        message = update.effective_message
        visit = await visit_of(update, self._desk.records)
        if message is None or visit is None or message.via_bot is not None:
            return
        if visit.in_group and not self._is_meant(message):
            return
        if visit.member is None:
            await self._people.meet_stranger(visit, message.text or "")
            return
        if not visit.in_group:
            self._menus.set_for(visit.user, visit.member)
            await self._desk.records.learn_name(visit.member, visit.name)
        if message.text is None:
            await self._explain(visit, message)
        else:
            await self._answer(update, visit, message)

    async def on_button(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Deal with a press; rights are checked at each."""
        del context
        query, visit = update.callback_query, await visit_of(update, self._desk.records)
        if query is None:
            return
        if visit is None or visit.member is None:
            self._desk.measures.strangers.inc()
            await self._desk.sender.answer(query, wording.MEMBERS_ONLY)
            return
        press = read_press(query.data or "")
        if press is None or not isinstance(query.message, Message):
            await self._desk.sender.answer(query, wording.GONE)
            return
        if press.act in OF_SUPERVISORS and (visit.in_group or not visit.is_supervisor):
            await self._desk.sender.answer(query, wording.NOT_ALLOWED)
            return
        if press.act in OF_NOTICES and visit.in_group:
            await self._desk.sender.answer(query, wording.ONLY_IN_PRIVATE)
            return
        await self._acts[press.act](visit, query, press)

    async def on_inline(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Offer entries where somebody types the bot's name."""
        del context
        if update.inline_query is not None:
            await self._inline.offer(update.inline_query)

    async def on_place(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say how to use the bot in a group it was just brought into."""
        del context
        change = update.my_chat_member
        if change is None or change.chat.type not in (ChatType.GROUP, ChatType.SUPERGROUP):
            return
        is_new = change.old_chat_member.status not in HERE
        if is_new and change.new_chat_member.status in HERE:
            await self._desk.sender.send(change.chat.id, wording.GROUP_HELP)

    async def on_error(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Log an error without what people wrote, and tell the person."""
        error = context.error
        if not isinstance(update, Update):
            note_network(error)
            return
        self._desk.measures.errors.inc()
        if isinstance(error, LedgerUnavailable | Unsent):
            log.error("update %s failed: %s", update.update_id, error)
        else:
            log.error("update %s failed", update.update_id, exc_info=error)
        said = wording.NO_LEDGER if isinstance(error, LedgerUnavailable) else wording.FAILED
        try:
            if update.callback_query is not None:
                await self._desk.sender.answer(update.callback_query, said)
            elif update.effective_message is not None and not isinstance(error, BadRequest):
                await self._desk.sender.send(update.effective_message.chat_id, said)
        except (TelegramError, Unsent) as second:
            log.warning("could not say so: %s", type(second).__name__)

    async def _answer(self, update: Update, visit: Visit, message: Message) -> None:
        text = self._without_mention(message.text or "")
        command = read_command(text, self._desk.username)
        if command is not None:
            await self._obey(visit, command)
            return
        if text.startswith(("/", "／")) and visit.in_group:
            return  # another bot's
        if not visit.in_group and code_in(text):
            await self._people.redeem(visit, code_in(text) or "")
            return
        prompt = None if visit.in_group else self._gaps.prompt_of(message)
        if prompt is not None:
            await self._take_reply(visit, prompt, text, is_edit=update.edited_message is not None)
            return
        whole = await self._asking.whole_message(update, text)
        is_new = update.edited_message is None and not visit.in_group
        if is_new and await self._cases.take(visit, whole):
            return
        key = f"telegram {visit.chat} {message.message_id}"
        if update.edited_message is None:
            await self._asking.ask(visit, whole, key)
        else:
            edited = f"{key} {int(message.edit_date.timestamp()) if message.edit_date else 0}"
            await self._asking.ask(visit, whole, edited, reply_to=message.message_id)

    async def _take_reply(self, visit: Visit, prompt: Prompt, text: str, *, is_edit: bool) -> None:
        """Take what a supervisor replies to a request about a gap; an edit comes too late."""
        if not visit.is_supervisor:
            await self._desk.sender.send(visit.chat, wording.NOT_ALLOWED)
        elif is_edit:
            await self._desk.sender.send(visit.chat, wording.DESK_EDITED)
        else:
            await self._gaps.take_reply(visit, prompt, text)

    async def _obey(self, visit: Visit, command: Command) -> None:
        """Do what was commanded, where and by whom it may be."""
        if command.name is None:
            if not visit.in_group:
                await self._desk.sender.send(visit.chat, wording.NO_SUCH_COMMAND)
        elif visit.in_group and command.name not in IN_GROUPS_TOO:
            await self._desk.sender.send(
                visit.chat, wording.ONLY_IN_PRIVATE, reply_to=visit.reply_to
            )
        elif command.name in FOR_SUPERVISORS and not visit.is_supervisor:
            await self._desk.sender.send(visit.chat, wording.NOT_ALLOWED)
        else:
            await self._do(visit, command.name, command.words)

    async def _do(self, visit: Visit, name: Name, words: str) -> None:
        personal, people = self._personal, self._people
        with_words: dict[Name, Callable[[Visit, str], Awaitable[None]]] = {
            Name.START: personal.greet,
            Name.CASE: self._cases.begin,
            Name.REGION: personal.region,
            Name.NOTICE: self._notices.command,
            Name.NOTICES: personal.notices,
            Name.GAPS: self._gaps.show,
            Name.WITHDRAW: self._takedown.withdraw,
            Name.RESTORE: self._takedown.restore,
            Name.REPORT: self._reports.report,
        }
        alone: dict[Name, Callable[[Visit], Awaitable[None]]] = {
            Name.HELP: personal.help,
            Name.TOPICS: personal.show_topics,
            Name.MINE: personal.show_mine,
            Name.PRIVACY: personal.tell_privacy,
            Name.DELETE_ME: personal.offer_to_forget,
            Name.COVERAGE: self._reports.coverage,
            Name.MEMBERS: people.list_members,
            Name.INVITE: people.offer_invitation,
        }
        if name is Name.START and code_in(words):
            await people.redeem(visit, code_in(words) or "")
        elif name in with_words:
            await with_words[name](visit, words)
        else:
            await alone[name](visit)

    async def _forget(self, visit: Visit, query: CallbackQuery, press: Press) -> None:
        """Forget somebody who wished it."""
        await self._desk.sender.answer(query)
        if press.first != YES:
            return
        records = self._desk.records
        await records.do(
            records.ledger.retention.forget, person(visit.user), records.now(), keep_membership=True
        )
        self._cases.forget(visit)
        if isinstance(query.message, Message):
            await self._desk.sender.edit(query.message, wording.FORGOTTEN)

    async def _explain(self, visit: Visit, message: Message) -> None:
        """Say what to do instead of sending a photo, a voice or a file; once an album."""
        if message.media_group_id is not None:
            if message.media_group_id in self._albums:
                return
            self._albums.append(message.media_group_id)
        kind = next((one for one in OTHER_KINDS if getattr(message, one)), "")
        said = wording.NO_TEXT.get(kind, wording.TEXT_ONLY)
        await self._desk.sender.send(visit.chat, said, reply_to=visit.reply_to)

    def _is_meant(self, message: Message) -> bool:
        """Whether a message in a group speaks to the bot."""
        answered = message.reply_to_message
        answerer = answered.from_user if answered is not None else None
        if answerer is not None and answerer.username == self._desk.username:
            return True
        text = message.text or ""
        if self._mention.search(text):
            return True
        return text.startswith(("/", "／")) and read_command(text, self._desk.username) is not None

    def _without_mention(self, text: str) -> str:
        return self._mention.sub("", text).strip()

    @property
    def _mention(self) -> re.Pattern[str]:
        return re.compile(
            rf"(?<![\w/])@{re.escape(self._desk.username)}\b", re.IGNORECASE | re.ASCII
        )


def note_network(error: Exception | None) -> None:
    """Log what happened between two updates: a network that fails is no fault of ours."""
    if isinstance(error, Conflict):
        return  # said where it was seen
    if isinstance(error, NetworkError):
        log.warning("Telegram not reached: %s", type(error).__name__)
    else:
        log.error("failed outside an update", exc_info=error)
