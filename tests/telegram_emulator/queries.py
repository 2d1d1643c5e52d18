"""Answers to buttons and inline queries, menus, chats and files."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

from tests.telegram_emulator.formatting import u16
from tests.telegram_emulator.state import (
    Bot,
    Chat,
    Conn,
    Params,
    bad,
    p_bool,
    p_int,
    p_json,
    p_str,
    plain_user,
)
from tests.telegram_emulator.updates import Updates


class Queries(Updates):
    """The bot's other methods."""

    async def m_answercallbackquery(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        cb = bot.callbacks.get(p_str(p, "callback_query_id"))
        if cb is None or time.monotonic() - cb["t"] > self.config["callback_ttl"]:
            if cb is not None:
                cb["late"] = True
            raise bad("query is too old and response timeout expired or query ID is invalid")
        text = p_str(p, "text")
        if u16(text) > 200:
            raise bad("MESSAGE_TOO_LONG")
        if cb["answer"] is not None:
            self.warn(f"callback query {p['callback_query_id']} was answered twice", bot)
        cb["answer"] = {"text": text, "show_alert": p_bool(p, "show_alert"), "url": p.get("url")}
        self.emit(
            "callback_answer",
            bot,
            cb["chat"],
            callback_id=p_str(p, "callback_query_id"),
            user=cb["user"],
            text=text,
            show_alert=p_bool(p, "show_alert"),
            url=p.get("url"),
            after_ms=round((time.monotonic() - cb["t"]) * 1000),
        )
        return True

    async def m_answerinlinequery(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        q = bot.inline_queries.get(p_str(p, "inline_query_id"))
        if (
            q is None
            or q["answer"] is not None
            or time.monotonic() - q["t"] > self.config["inline_ttl"]
        ):
            raise bad("query is too old and response timeout expired or query ID is invalid")
        res = p_json(p, "results", "results")
        if not isinstance(res, list):
            raise bad("results must be an Array")
        if len(res) > 50:
            raise bad("RESULTS_TOO_MUCH")
        if len(p_str(p, "next_offset").encode()) > 64:
            raise bad("NEXT_OFFSET_INVALID")
        ids, out = set(), []
        for r in res:
            rid = str(r.get("id", ""))
            if not 1 <= len(rid.encode()) <= 64:
                raise bad("RESULT_ID_INVALID")
            if rid in ids:
                raise bad("RESULT_ID_DUPLICATE")
            ids.add(rid)
            item = {
                "id": rid,
                "type": r.get("type"),
                "title": r.get("title"),
                "description": r.get("description"),
            }
            content = r.get("input_message_content")
            if r.get("type") == "article" and (not r.get("title") or not content):
                raise bad("ARTICLE_TITLE_EMPTY" if content else "message content is empty")
            if content:
                text, ents = self.text_of(dict(content, text=content.get("message_text")))
                item["message"] = {"text": text, **({"entities": ents} if ents else {})}
            _kind, kb = self.markup_of(
                {"reply_markup": r.get("reply_markup")}, inline_only=True, bot=bot
            )
            if kb:
                item["reply_markup"] = kb
            out.append(item)
        q["answer"] = out
        self.emit(
            "inline_answer",
            bot,
            None,
            query_id=p_str(p, "inline_query_id"),
            user=q["user"]["id"],
            results=out,
            next_offset=p_str(p, "next_offset"),
            button=p_json(p, "button", "button"),
            is_personal=p_bool(p, "is_personal"),
            cache_time=p_int(p, "cache_time", 300),
        )
        return True

    def scope_of(self, bot: Bot, p: Params) -> tuple[Any, ...]:
        s = p_json(p, "scope", "scope") or {"type": "default"}
        t = s.get("type")
        if t in ("default", "all_private_chats", "all_group_chats", "all_chat_administrators"):
            return (t,)
        if t in ("chat", "chat_administrators", "chat_member"):
            chat = self.api_chat(bot, {"chat_id": s.get("chat_id")}, sending=False)
            if t != "chat" and chat.kind == "private":
                raise bad("can't use specified scope in private chats")
            if t == "chat_member":
                if not s.get("user_id"):
                    raise bad("USER_ID_INVALID")
                return (t, chat.id, int(s["user_id"]))
            return (t, chat.id)
        raise bad("unsupported BotCommandScope type")

    @staticmethod
    def lang_of(p: Params) -> str:
        lang = p_str(p, "language_code")
        if lang and not re.fullmatch(r"[a-z]{2}", lang):
            raise bad(
                "BOT_COMMAND_LANGUAGE_INVALID: language_code must be a two-letter ISO 639-1 code"
            )
        return lang

    async def m_setmycommands(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        cmds = p_json(p, "commands", "commands")
        if not isinstance(cmds, list):
            raise bad("commands must be an Array")
        if len(cmds) > 100:
            raise bad("BOT_COMMANDS_TOO_MUCH")
        out = []
        for c in cmds:
            name = str((c or {}).get("command", ""))
            name = name.removeprefix("/")
            if not re.fullmatch(r"[a-z0-9_]{1,32}", name):
                raise bad("BOT_COMMAND_INVALID")
            if not 1 <= len(str(c.get("description", ""))) <= 256:
                raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
            out.append({"command": name, "description": str(c["description"])})
        bot.commands[(self.scope_of(bot, p), self.lang_of(p))] = out
        self.emit(
            "commands_set",
            bot,
            None,
            scope=list(self.scope_of(bot, p)),
            language=self.lang_of(p),
            commands=out,
        )
        return True

    async def m_getmycommands(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        return bot.commands.get((self.scope_of(bot, p), self.lang_of(p)), [])

    async def m_deletemycommands(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        bot.commands.pop((self.scope_of(bot, p), self.lang_of(p)), None)
        return True

    def set_text(self, bot: Bot, p: Params, key: str, limit: int) -> bool:
        v = p_str(p, key)
        if u16(v) > limit:
            raise bad(f"{key} is too long")
        bot.texts[(key, self.lang_of(p))] = v
        return True

    def get_text(self, bot: Bot, p: Params, key: str) -> Params:
        return {key: bot.texts.get((key, self.lang_of(p))) or bot.texts.get((key, "")) or ""}

    async def m_setmydescription(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        return self.set_text(bot, p, "description", 512)

    async def m_getmydescription(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        return self.get_text(bot, p, "description")

    async def m_setmyshortdescription(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        return self.set_text(bot, p, "short_description", 120)

    async def m_getmyshortdescription(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        return self.get_text(bot, p, "short_description")

    async def m_setchatmenubutton(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        bot.menu[p_int(p, "chat_id")] = p_json(p, "menu_button", "menu button") or {
            "type": "default"
        }
        return True

    async def m_getchatmenubutton(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        return bot.menu.get(p_int(p, "chat_id")) or bot.menu.get(None) or {"type": "commands"}

    async def m_getchat(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        chat = self.api_chat(bot, p, sending=False)
        d = dict(
            chat.api(),
            accent_color_id=0,
            max_reaction_count=11,
            accepted_gift_types={
                "unlimited_gifts": True,
                "limited_gifts": True,
                "unique_gifts": True,
                "premium_subscription": True,
                "gifts_from_channels": True,
            },
        )
        if chat.kind != "private":
            d["permissions"] = {"can_send_messages": True}
        if chat.pinned:
            d["pinned_message"] = chat.messages[chat.pinned[-1]]["api"]
        return d

    def member_json(self, chat: Chat, uid: int) -> Params:
        if uid in self.users:
            user = plain_user(self.users[uid])
        else:
            b = next((x for x in self.bots.values() if x.id == uid), None)
            user = b.api() if b else None
        status = chat.members.get(uid)
        if user is None or (status is None and chat.kind != "private"):
            raise bad("member not found" if user else "invalid user_id specified")
        d = {"user": user, "status": status or "member"}
        if status == "creator":
            d["is_anonymous"] = False
        if status == "administrator":
            d.update(
                dict.fromkeys(
                    (
                        "can_manage_chat",
                        "can_delete_messages",
                        "can_manage_video_chats",
                        "can_restrict_members",
                        "can_promote_members",
                        "can_change_info",
                        "can_invite_users",
                        "can_post_stories",
                        "can_edit_stories",
                        "can_delete_stories",
                        "can_pin_messages",
                        "can_manage_topics",
                    ),
                    True,
                ),
                is_anonymous=False,
                can_be_edited=False,
            )
        if status == "kicked":
            d["until_date"] = 0
        return d

    async def m_getchatmember(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        return self.member_json(self.api_chat(bot, p, sending=False), p_int(p, "user_id", 0))

    async def m_getchatadministrators(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        chat = self.api_chat(bot, p, sending=False)
        if chat.kind == "private":
            raise bad("there are no administrators in the private chat")
        bots = {b.id for b in self.bots.values()} - {bot.id}
        return [
            self.member_json(chat, u)
            for u, s in chat.members.items()
            if s in ("administrator", "creator") and u not in bots
        ]

    async def m_getchatmembercount(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        chat = self.api_chat(bot, p, sending=False)
        return (
            2
            if chat.kind == "private"
            else sum(s not in ("left", "kicked") for s in chat.members.values())
        )

    async def m_leavechat(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        chat = self.api_chat(bot, p, sending=False)
        if chat.kind == "private":
            raise bad("chat member status can't be changed in private chats")
        chat.members[bot.id] = "left"
        return True

    async def m_getfile(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        f = self.files.get(p_str(p, "file_id"))
        if f is None:
            raise bad("invalid file_id")
        if len(f["data"]) > self.config["max_download"]:
            raise bad("file is too big")
        ext = Path(f["name"]).suffix
        f["path"] = f"documents/file_{f['n']}{ext}"
        return self.file_json(f, file_path=f["path"])
