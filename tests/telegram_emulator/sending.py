"""The methods that send, edit and delete."""

from __future__ import annotations

import time
from typing import Any

from tests.telegram_emulator.composing import Composing
from tests.telegram_emulator.state import (
    CHAT_ACTIONS,
    MAX_PHOTO,
    ApiError,
    Bot,
    Chat,
    Conn,
    Params,
    Stored,
    bad,
    p_int,
    p_json,
    p_str,
)


class Sending(Composing):
    """sendMessage and its kin."""

    async def m_sendmessage(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        chat = self.api_chat(bot, p)
        text, ents = self.text_of(p)
        content: Params = {"text": text}
        if ents:
            content["entities"] = ents
        content.update(self.preview(p))
        return self.bot_sends(bot, p, content, chat)

    async def send_media(self, bot: Bot, p: Params, kind: str) -> Params:
        chat = self.api_chat(bot, p)
        f = self.file_of(p, kind, limit=MAX_PHOTO if kind == "photo" else None)
        content = self.media_content(kind, f)
        if kind != "sticker":
            content.update(self.caption_of(p))
        return dict(self.bot_sends(bot, p, content, chat))

    async def m_senddocument(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        return await self.send_media(bot, p, "document")

    async def m_sendphoto(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        return await self.send_media(bot, p, "photo")

    async def m_sendchataction(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        chat = self.api_chat(bot, p)
        if p_str(p, "action") not in CHAT_ACTIONS:
            raise bad("wrong parameter action in request")
        self.emit("chat_action", bot, chat, action=p_str(p, "action"))
        return True

    def edit_target(self, bot: Bot, p: Params) -> tuple[Chat, Stored]:
        if p.get("inline_message_id"):
            for chat in list(self.groups.values()) + list(bot.private.values()):
                for m in chat.messages.values():
                    if m.get("inline_id") == p["inline_message_id"]:
                        return chat, m
            raise bad("MESSAGE_ID_INVALID")
        chat = self.api_chat(bot, p)
        if not p_int(p, "message_id"):
            raise bad("message identifier is not specified")
        m = self.api_message(chat, p_int(p, "message_id"), "message to edit not found")
        if m["bot"] != bot.id or m.get("inline_id"):
            raise bad("message can't be edited")
        return chat, m

    def apply_edit(self, bot: Bot, chat: Chat, m: Stored, changes: Params, markup: Any) -> Any:
        a = m["api"]
        new = {k: v for k, v in a.items() if k != "edit_date"}
        if "text" in changes:
            new.pop("entities", None)
            new.pop("link_preview_options", None)
        if "caption" in changes:
            new.pop("caption_entities", None)
        new.update(changes)
        if new.get("caption") == "":
            del new["caption"]
        new.pop("reply_markup", None)
        if markup[0] == "inline":
            new["reply_markup"] = markup[1]
        old = {k: v for k, v in a.items() if k != "edit_date"}
        if new == old:
            raise bad(
                "message is not modified: specified new message content and reply markup are exactly the same "
                "as a current content and reply markup of the message"
            )
        self.check_limits(bot, chat)
        m["edits"].append(old)
        new["edit_date"] = int(time.time())
        m["api"] = new
        after = round((time.time() - chat.last_user_event) * 1000) if chat.last_user_event else None
        self.emit(
            "bot_edit",
            bot,
            chat,
            message=self.view(chat, m),
            after_ms=after,
            was=old.get("text", old.get("caption")),
        )
        return True if m.get("inline_id") else new

    async def m_editmessagetext(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        chat, m = self.edit_target(bot, p)
        if "text" not in m["api"]:
            raise bad("there is no text in the message to edit")
        text, ents = self.text_of(p, too_long="MESSAGE_TOO_LONG")
        changes: Params = {"text": text}
        if ents:
            changes["entities"] = ents
        changes.update(self.preview(p))
        return self.apply_edit(
            bot, chat, m, changes, self.markup_of(p, chat, inline_only=True, bot=bot)
        )

    async def m_editmessagecaption(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        chat, m = self.edit_target(bot, p)
        if "text" in m["api"]:
            raise bad("there is no caption in the message to edit")
        c = self.caption_of(p)
        return self.apply_edit(
            bot, chat, m, c or {"caption": ""}, self.markup_of(p, chat, inline_only=True, bot=bot)
        )

    async def m_editmessagereplymarkup(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        chat, m = self.edit_target(bot, p)
        return self.apply_edit(bot, chat, m, {}, self.markup_of(p, chat, inline_only=True, bot=bot))

    async def m_deletemessage(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        chat = self.api_chat(bot, p)
        m = self.api_message(chat, p_int(p, "message_id", 0), "message to delete not found")
        if (
            m["bot"] != bot.id
            and chat.kind != "private"
            and chat.members.get(bot.id) not in ("administrator", "creator")
        ):
            raise bad("message can't be deleted")
        m["deleted"] = True
        self.emit("bot_delete", bot, chat, message_id=p_int(p, "message_id"))
        return True

    async def m_deletemessages(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        ids = p_json(p, "message_ids", "message_ids") or []
        if not 1 <= len(ids) <= 100:
            raise bad("wrong number of message identifiers")
        for mid in ids:
            try:
                await self.m_deletemessage(bot, dict(p, message_id=mid), conn)
            except ApiError as e:
                if "not found" not in e.description:
                    raise
        return True
