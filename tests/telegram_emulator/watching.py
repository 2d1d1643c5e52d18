"""Control: what is to be seen, load and faults."""

from __future__ import annotations

import asyncio
import base64
import time

from tests.telegram_emulator.people import People
from tests.telegram_emulator.state import Args, ControlError, Params


class Core(People):
    """The whole emulated Telegram."""

    async def c_events(self, a: Args) -> Params:
        types = a.get("types")
        chat = a.get("chat")
        res = await self.wait_events(
            int(a.get("since", 0)),
            min(float(a.get("timeout", 0)), 300),
            set(types) if types else None,
            int(chat) if chat is not None else None,
            self.bot_by(a["bot"]).id if a.get("bot") else None,
            int(a.get("limit", 1000)),
        )
        return {"events": res, "last": self.last_seq}

    async def c_messages(self, a: Args) -> Params:
        user = self.user_by(a["user"]) if a.get("user") else None
        bot = None
        if a.get("bot") or (user is not None and not str(a.get("chat", "")).startswith("-")):
            bot = self.bot_by(a.get("bot"))
        chat = self.chat_by(a.get("chat"), bot, user)
        msgs = [
            self.view(chat, m)
            for m in chat.messages.values()
            if a.get("deleted") or not m["deleted"]
        ]
        return {
            "chat": chat.id,
            "messages": msgs[-int(a.get("limit", 100000)) :],
            "keyboard": chat.keyboard,
            "pinned": chat.pinned,
        }

    async def c_menu(self, a: Args) -> Params:
        """The command menu a user sees in a chat, by the order the Bot API documents."""
        user, bot = self.user_by(a["user"]), self.bot_by(a.get("bot"))
        chat = self.chat_by(a.get("chat"), bot, user)
        lang = (user.get("language_code") or "").split("-")[0]
        if chat.kind == "private":
            scopes = [("chat", chat.id), ("all_private_chats",), ("default",)]
        else:
            scopes = [("chat_member", chat.id, user["id"])]
            if chat.members.get(user["id"]) in ("administrator", "creator"):
                scopes += [
                    ("chat_administrators", chat.id),
                    ("chat", chat.id),
                    ("all_chat_administrators",),
                ]
            else:
                scopes += [("chat", chat.id)]
            scopes += [("all_group_chats",), ("default",)]
        for s in scopes:
            for lg in (lang, ""):
                if bot.commands.get((s, lg)):
                    return {"commands": bot.commands[(s, lg)], "scope": list(s), "language": lg}
        return {"commands": [], "scope": None, "language": None}

    async def c_profile(self, a: Args) -> Params:
        bot = self.bot_by(a.get("bot"))
        return {
            "texts": {f"{k}:{lg}": v for (k, lg), v in bot.texts.items()},
            "commands": [
                {"scope": list(s), "language": lg, "commands": c}
                for (s, lg), c in bot.commands.items()
            ],
            "menu_buttons": {str(k): v for k, v in bot.menu.items()},
        }

    async def c_requests(self, a: Args) -> Params:
        res = [
            r
            for r in self.requests
            if (not a.get("method") or r["method"].lower() == a["method"].lower())
            and (not a.get("failed") or r["status"] != 200)
        ]
        return {"requests": res[-int(a.get("limit", 1000)) :]}

    async def c_warnings(self, a: Args) -> Params:
        late = []
        for b in self.bots.values():
            for cid, cb in b.callbacks.items():
                if cb["answer"] is None and time.monotonic() - cb["t"] > float(
                    a.get("unanswered_after", 3)
                ):
                    late.append(
                        {
                            "callback_id": cid,
                            "button": cb["text"],
                            "data": cb["data"],
                            "late": cb["late"],
                        }
                    )
        return {"warnings": self.warnings, "unanswered_callbacks": late}

    async def c_file(self, a: Args) -> Params:
        f = self.files.get(a["file_id"])
        if f is None:
            raise ControlError("no such file")
        return {
            "name": f["name"],
            "mime": f["mime"],
            "size": len(f["data"]),
            "data": base64.b64encode(f["data"]).decode(),
        }

    async def c_raw_update(self, a: Args) -> Params:
        """Puts a ready-made update of any kind in the queue: {"bot", "kind", "payload"}."""
        bot = self.bot_by(a.get("bot"))
        return {"update_id": self.push_update(bot, a["kind"], a["payload"])}

    async def c_burst(self, a: Args) -> Params:
        """n messages at once from many users; for load tests on this machine only."""
        bot, n, users = self.bot_by(a.get("bot")), int(a["n"]), int(a.get("users", 1))
        if n > 100000:
            raise ControlError("at most 100000 messages")
        ids = []
        for i in range(users):
            name = f"load{i}"
            u = next((x for x in self.users.values() if x.get("username") == name), None)
            ids.append((u or await self.c_user({"first_name": name, "username": name}))["id"])
        for i in range(n):
            await self.c_send(
                {
                    "user": ids[i % users],
                    "bot": bot.id,
                    "text": a.get("text", "{i}").replace("{i}", str(i)),
                }
            )
            if i % 200 == 199:
                await asyncio.sleep(0)
        return {"seq": self.last_seq}

    async def c_fault(self, a: Args) -> Params:
        kinds = (
            "status",
            "retry_after",
            "bad_gateway",
            "drop",
            "drop_after",
            "reset",
            "delay",
            "delay_after",
            "hang",
            "truncate",
            "garbage",
        )
        if a.get("kind") not in kinds:
            raise ControlError(f"kind must be one of {', '.join(kinds)}")
        f = {
            "id": next(self.fault_ids),
            "kind": a["kind"],
            "method": str(a.get("method", "*")).lower(),
            "times": a.get("times", 1),
            "skip": int(a.get("skip", 0)),
            "probability": float(a.get("probability", 1)),
            "chat": a.get("chat"),
            "status": int(a.get("status", 500)),
            "seconds": float(a.get("seconds", 1)),
            "description": a.get("description") or "Internal Server Error",
            "parameters": a.get("parameters"),
            "until": time.monotonic() + float(a["for_seconds"]) if a.get("for_seconds") else None,
            "hits": 0,
        }
        if f["until"] and "times" not in a:
            f["times"] = None
        self.faults.append(f)
        return {"id": f["id"]}

    async def c_clear_faults(self, a: Args) -> Params:
        self.faults = [f for f in self.faults if a.get("id") and f["id"] != a["id"]]
        return {}
