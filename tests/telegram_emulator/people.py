"""Control: people write, edit, press and look things up."""

from __future__ import annotations

import base64
import time
from typing import Any

from tests.telegram_emulator.formatting import (
    Params,
    auto_entities,
    merge_entities,
    split_like_a_client,
    trim,
    u16,
)
from tests.telegram_emulator.groups import Groups
from tests.telegram_emulator.state import (
    ApiError,
    Args,
    Chat,
    ControlError,
    Stored,
    clean,
    plain_user,
)


class People(Groups):
    """What people do."""

    def incoming_content(self, a: Args) -> Params:
        c: Params = {}
        if a.get("text") is not None:
            text, ents = trim(a["text"], a.get("entities") or [])
            if not text:
                raise ControlError("a message must have a text")
            c["text"] = text
            ents = merge_entities(ents, auto_entities(text, ents))
            if ents:
                c["entities"] = ents
        for kind in ("document", "photo", "voice", "audio", "video", "sticker"):
            if a.get(kind):
                spec = a[kind]
                data = base64.b64decode(spec["data"])
                f = self.store(spec.get("name") or kind, data, spec.get("mime"))
                try:
                    c.update(self.media_content(kind, f))
                except ApiError:
                    raise ControlError(f"not a {kind}") from None
        for kind in ("location", "contact", "venue"):
            if a.get(kind):
                c[kind] = a[kind]
        if a.get("caption"):
            text, ents = trim(a["caption"], [])
            c["caption"] = text
            ents = merge_entities([], auto_entities(text))
            if ents:
                c["caption_entities"] = ents
        if not c:
            raise ControlError("nothing to send")
        if a.get("forward_from"):
            u = self.user_by(a["forward_from"])
            c["forward_origin"] = {
                "type": "user",
                "sender_user": plain_user(u),
                "date": int(time.time()),
            }
        return c

    async def c_send(self, a: Args) -> Params:
        user = self.user_by(a["user"])
        chat_ref = a.get("chat")
        group = None
        if chat_ref is not None:
            group = next(
                (
                    g
                    for g in self.groups.values()
                    if chat_ref in (g.id, str(g.id), g.title, g.username)
                ),
                None,
            )
            if group is None and str(chat_ref) != str(user["id"]):
                raise ControlError(f"no such group: {chat_ref}")
        bot: Any = self.bot_by(a.get("bot")) if group is None else None
        chat = group or self.private_chat(bot, user)
        if group is not None:
            if group.members.get(user["id"]) in (None, "left", "kicked"):
                raise ControlError("the user is not a member of that group")
        elif user["id"] in bot.blocked:
            raise ControlError("the user has blocked the bot: unblock first")
        texts: list[Any] = [a.get("text")]
        if a.get("text"):
            texts = split_like_a_client(a["text"])
        first = None
        for _i, t in enumerate(texts):
            content = self.incoming_content(dict(a, text=t) if a.get("text") is not None else a)
            reply_to = None
            if a.get("reply_to"):
                reply_to = chat.messages.get(int(a["reply_to"]))
                if reply_to is None:
                    raise ControlError("no such message to reply to")
            m = self.add_message(
                chat,
                plain_user(user),
                content,
                reply_to=reply_to,
                date=a.get("date"),
                extra={"via_bot": a["via_bot"]} if a.get("via_bot") else None,
            )
            chat.last_user_event = time.time()
            ev = self.emit("user_message", bot, chat, user=user["id"], message=self.view(chat, m))
            first = first or ev["seq"]
            if group is None:
                self.push_update(bot, "message", m["api"])
                got = [bot.id]
            else:
                got = self.deliver_group(group, m)
        return {
            "seq": first,
            "chat": chat.id,
            "message_id": m["api"]["message_id"],
            "seen_by_bots": got,
        }

    async def c_edit(self, a: Args) -> Params:
        user = self.user_by(a["user"])
        bot: Any = None if str(a.get("chat", "")).startswith("-") else self.bot_by(a.get("bot"))
        chat = self.chat_by(a.get("chat"), bot, user)
        m = chat.messages.get(int(a["message_id"]))
        if m is None or m["api"]["from"]["id"] != user["id"]:
            raise ControlError("a user edits only his or her own message")
        m["edits"].append(dict(m["api"]))
        content = self.incoming_content({"text": a["text"]})
        m["api"] = {k: v for k, v in m["api"].items() if k != "entities"}
        m["api"].update(content, edit_date=int(time.time()))
        chat.last_user_event = time.time()
        ev = self.emit("user_edit", bot, chat, user=user["id"], message=self.view(chat, m))
        if chat.kind == "private":
            self.push_update(bot, "edited_message", m["api"])
        else:
            self.deliver_group(chat, m, kind="edited_message")
        return {"seq": ev["seq"], "chat": chat.id}

    async def c_delete(self, a: Args) -> Params:
        """A user deletes a message; bots are not told."""
        user = self.user_by(a["user"])
        bot: Any = None if str(a.get("chat", "")).startswith("-") else self.bot_by(a.get("bot"))
        chat = self.chat_by(a.get("chat"), bot, user)
        m = chat.messages.get(int(a["message_id"]))
        if m is None:
            raise ControlError("no such message")
        m["deleted"] = True
        return {}

    async def c_react(self, a: Args) -> Params:
        user = self.user_by(a["user"])
        bot = self.bot_by(a.get("bot"))
        chat = self.chat_by(a.get("chat"), bot, user)
        r = [{"type": "emoji", "emoji": a["emoji"]}] if a.get("emoji") else []
        upd = {
            "chat": chat.api(),
            "message_id": int(a["message_id"]),
            "user": plain_user(user),
            "date": int(time.time()),
            "old_reaction": [],
            "new_reaction": r,
        }
        if chat.kind == "private" or chat.members.get(bot.id) == "administrator":
            self.push_update(bot, "message_reaction", upd)
        return {"seq": self.last_seq}

    async def c_press(self, a: Args) -> Params:
        """Presses an inline button, or a button of the reply keyboard on show."""
        user = self.user_by(a["user"])
        bot = (
            self.bot_by(a.get("bot"))
            if not str(a.get("chat", "")).startswith("-") or a.get("bot")
            else None
        )
        chat = self.chat_by(a.get("chat"), bot, user)
        label, data, mid = a.get("text"), a.get("data"), a.get("message_id")
        exact = a.get("exact", False)

        def fits(b: Params) -> bool:
            if data is not None:
                return bool(b.get("callback_data") == data)
            return bool(b["text"] == label or (not exact and label in b["text"]))

        def find(m: Stored, only_equal: bool) -> Any:
            for row in m["api"].get("reply_markup", {}).get("inline_keyboard", []):
                for b in row:
                    if (
                        (
                            b["text"] == label
                            or (data is not None and b.get("callback_data") == data)
                        )
                        if only_equal
                        else fits(b)
                    ):
                        return b
            return None

        pool = (
            [chat.messages.get(int(mid))]
            if mid
            else sorted(
                (m for m in chat.messages.values() if not m["deleted"]),
                key=lambda m: -m["api"]["message_id"],
            )
        )
        if mid and pool[0] is None:
            raise ControlError("no such message")
        for only_equal in (True, False):
            for m in pool:
                b = find(m, only_equal)
                if b is not None:
                    return await self.press_inline(user, chat, m, b)
            if mid is None and chat.keyboard and label is not None:
                for row in chat.keyboard["keyboard"]:
                    for b in row:
                        if b["text"] == label or (
                            not only_equal and not exact and label in b["text"]
                        ):
                            return await self.press_reply(user, chat, b, a)
        seen = [
            b["text"]
            for m in pool
            for row in m["api"].get("reply_markup", {}).get("inline_keyboard", [])
            for b in row
        ][:30]
        raise ControlError(f"no button {label if label is not None else data!r}; there are: {seen}")

    async def press_reply(self, user: Params, chat: Chat, b: Any, a: Args) -> Params:
        if chat.keyboard.get("one_time_keyboard"):
            chat.keyboard = None
        base = {
            "user": user["id"],
            "bot": chat.bot.id if chat.bot else None,
            "chat": None if chat.kind == "private" else chat.id,
        }
        if b.get("request_contact"):
            return dict(
                await self.c_send(
                    dict(
                        base,
                        contact={
                            "phone_number": a.get("phone", "+8613800000000"),
                            "first_name": user["first_name"],
                            "user_id": user["id"],
                        },
                    )
                ),
                kind="contact",
            )
        if b.get("request_location"):
            return dict(
                await self.c_send(
                    dict(base, location=a.get("location", {"latitude": 39.9, "longitude": 116.4}))
                ),
                kind="location",
            )
        return dict(await self.c_send(dict(base, text=b["text"])), kind="text")

    async def press_inline(self, user: Params, chat: Chat, m: Stored, b: Any) -> Params:
        owner: Any = next(
            (x for x in self.bots.values() if x.id == (m["bot"] or m.get("via"))), None
        )
        if "url" in b:
            return {"kind": "url", "url": b["url"], "seq": self.last_seq}
        if "copy_text" in b:
            return {"kind": "copy", "text": b["copy_text"]["text"], "seq": self.last_seq}
        if "web_app" in b:
            return {"kind": "web_app", "url": b["web_app"]["url"], "seq": self.last_seq}
        for k in ("switch_inline_query_current_chat", "switch_inline_query"):
            if k in b:
                return dict(
                    await self.c_inline({"user": user["id"], "bot": owner.id, "query": b[k]}),
                    kind="inline",
                )
        if "callback_data" not in b:
            return {"kind": "other", "seq": self.last_seq}
        cid = str(user["id"] * 1000003 + next(self.query_ids) + 4 * 10**17)
        cb = {
            "id": cid,
            "from": plain_user(user),
            "chat_instance": str(abs(hash((owner.id, chat.id))) + 1),
            "data": b["callback_data"],
        }
        if m.get("inline_id"):
            cb["inline_message_id"] = m["inline_id"]
        elif m["deleted"]:
            cb["message"] = {"chat": chat.api(), "message_id": m["api"]["message_id"], "date": 0}
        else:
            cb["message"] = m["api"]
        owner.callbacks[cid] = {
            "t": time.monotonic(),
            "user": user["id"],
            "chat": chat,
            "answer": None,
            "data": b["callback_data"],
            "text": b["text"],
            "late": False,
        }
        owner.met.add(user["id"])
        chat.last_user_event = time.time()
        ev = self.emit(
            "press",
            owner,
            chat,
            user=user["id"],
            text=b["text"],
            data=b["callback_data"],
            callback_id=cid,
            message_id=m["api"]["message_id"],
        )
        self.push_update(owner, "callback_query", cb)
        return {
            "kind": "callback",
            "callback_id": cid,
            "seq": ev["seq"],
            "chat": chat.id,
            "data": b["callback_data"],
            "message_id": m["api"]["message_id"],
        }

    async def c_inline(self, a: Args) -> Params:
        user, bot = self.user_by(a["user"]), self.bot_by(a.get("bot"))
        if not bot.inline:
            raise ControlError("the bot does not support inline queries")
        if u16(a.get("query", "")) > 256:
            raise ControlError("an inline query has at most 256 characters")
        qid = str(next(self.query_ids) + 3 * 10**17)
        bot.inline_queries[qid] = {"t": time.monotonic(), "user": user, "answer": None}
        bot.met.add(user["id"])
        ev = self.emit(
            "inline_query", bot, None, user=user["id"], query=a.get("query", ""), query_id=qid
        )
        self.push_update(
            bot,
            "inline_query",
            {
                "id": qid,
                "from": plain_user(user),
                "query": a.get("query", ""),
                "offset": a.get("offset", ""),
                "chat_type": a.get("chat_type", "sender"),
            },
        )
        return {"query_id": qid, "seq": ev["seq"]}

    async def c_choose_inline(self, a: Args) -> Params:
        user, bot = self.user_by(a["user"]), self.bot_by(a.get("bot"))
        q = bot.inline_queries.get(a["query_id"])
        r = next((x for x in (q or {}).get("answer") or [] if x["id"] == str(a["result_id"])), None)
        if r is None:
            raise ControlError("no such result")
        chat = self.chat_by(a.get("chat"), bot, user)
        m = self.add_message(
            chat,
            plain_user(user),
            r.get("message") or {"text": r.get("title") or ""},
            extra={"via_bot": bot.api()},
            markup=("inline", r["reply_markup"]) if r.get("reply_markup") else None,
        )
        m["via"], m["bot"] = bot.id, bot.id
        m["inline_id"] = f"inline-{chat.id}-{m['api']['message_id']}"
        ev = self.emit(
            "user_message",
            bot if chat.kind == "private" else None,
            chat,
            user=user["id"],
            message=self.view(chat, m),
        )
        if chat.kind == "private":
            self.push_update(bot, "message", m["api"])
        else:
            self.deliver_group(chat, m)
        if bot.feedback:
            self.push_update(
                bot,
                "chosen_inline_result",
                clean(
                    {
                        "result_id": r["id"],
                        "from": plain_user(user),
                        "query": "",
                        "inline_message_id": m["inline_id"] if r.get("reply_markup") else None,
                    }
                ),
            )
        return {"seq": ev["seq"], "message_id": m["api"]["message_id"], "chat": chat.id}
