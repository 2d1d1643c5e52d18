"""Control: bots, people and groups come and go."""

from __future__ import annotations

import re
import time
from typing import Any

from tests.telegram_emulator.formatting import u16_slice
from tests.telegram_emulator.queries import Queries
from tests.telegram_emulator.state import (
    DEFAULT_CONFIG,
    DEFAULT_LIMITS,
    Args,
    Bot,
    Chat,
    ControlError,
    Params,
    Stored,
    clean,
    plain_user,
)


class Groups(Queries):
    """Who is there."""

    async def c_reset(self, a: Args) -> Any:
        """Forgets everything; with keep_bots, bots stay registered (and may go on running)."""
        kept = self.bots if a.get("keep_bots") else {}
        if kept:
            self.bots = {}
        files, ids, seq = (
            self.files,
            (self.file_ids, self.query_ids, self.user_ids, self.group_ids),
            self.last_seq,
        )
        self.reset()
        if kept:
            self.bots, self.files = kept, files
            self.file_ids, self.query_ids, self.user_ids, self.group_ids = ids
            self.first_seq = seq + 1
            for b in kept.values():
                b.updates.clear()
                for x in (
                    b.private,
                    b.blocked,
                    b.met,
                    b.callbacks,
                    b.inline_queries,
                    b.sent,
                    b.chat_buckets,
                    b.group_sent,
                ):
                    x.clear()
        return {"last_seq": self.last_seq}

    async def c_state(self, a: Args) -> Any:
        return {
            "bots": [
                {
                    "id": b.id,
                    "username": b.username,
                    "token": b.token,
                    "pending_updates": len(b.updates),
                    "webhook": b.webhook["url"] if b.webhook else None,
                    "allowed_updates": sorted(b.allowed) if b.allowed is not None else None,
                    "conflicts": b.polls_conflicts,
                    "privacy": b.privacy,
                    "polling": bool(b.poller and not b.poller.done()),
                    "last_poll": b.last_poll,
                }
                for b in self.bots.values()
            ],
            "users": list(self.users.values()),
            "groups": [
                {"id": g.id, "title": g.title, "type": g.kind, "members": g.members}
                for g in self.groups.values()
            ],
            "config": self.config,
            "limits": self.limits,
            "faults": self.faults,
            "stats": dict(self.stats),
            "last_seq": self.last_seq,
            "warnings": len(self.warnings),
        }

    async def c_config(self, a: Args) -> Any:
        unknown = set(a) - set(DEFAULT_CONFIG)
        if unknown:
            raise ControlError(f"no such setting: {', '.join(sorted(unknown))}")
        self.config.update(a)
        return self.config

    async def c_limits(self, a: Args) -> Any:
        unknown = set(a) - set(DEFAULT_LIMITS)
        if unknown:
            raise ControlError(f"no such limit: {', '.join(sorted(unknown))}")
        self.limits.update(a)
        for b in self.bots.values():
            b.sent.clear()
            b.chat_buckets.clear()
            b.group_sent.clear()
        return self.limits

    async def c_bot(self, a: Args) -> Any:
        token = (
            a.get("token")
            or f"{200000001 + len(self.bots)}:EMULATOR-{self.rng.getrandbits(100):026x}"
        )
        if not re.fullmatch(r"\d{3,12}:[A-Za-z0-9_-]{35}", token):
            raise ControlError("a token is digits, a colon and 35 of A-Z a-z 0-9 _ -")
        if token in self.bots:
            raise ControlError("that bot is registered already")
        b = Bot(
            token,
            a.get("username") or f"test{len(self.bots) + 1}_bot",
            a.get("first_name") or "Test bot",
            a.get("privacy", True),
            a.get("inline", False),
            a.get("inline_feedback", False),
        )
        self.bots[token] = b
        return {"id": b.id, "token": b.token, "username": b.username}

    async def c_bot_settings(self, a: Args) -> Any:
        b = self.bot_by(a.get("bot"))
        for k in ("privacy", "inline"):
            if k in a:
                setattr(b, k, bool(a[k]))
        if "inline_feedback" in a:
            b.feedback = bool(a["inline_feedback"])
        return b.api(full=True)

    async def c_user(self, a: Args) -> Any:
        uid = int(a.get("id") or next(self.user_ids))
        if uid in self.users:
            raise ControlError("that user exists already")
        self.users[uid] = clean(
            {
                "id": uid,
                "is_bot": False,
                "first_name": a.get("first_name") or f"User {uid}",
                "last_name": a.get("last_name"),
                "username": a.get("username"),
                "language_code": a.get("language_code", "zh-hans"),
                "is_premium": a.get("is_premium"),
            }
        )
        return self.users[uid]

    async def c_user_settings(self, a: Args) -> Any:
        u = self.user_by(a["user"])
        for k in ("first_name", "last_name", "username", "language_code", "deactivated"):
            if k in a:
                u[k] = a[k]
        return u

    async def c_group(self, a: Args) -> Any:
        kind = a.get("type", "supergroup")
        if kind not in ("group", "supergroup"):
            raise ControlError("type must be group or supergroup")
        n = next(self.group_ids)
        gid = -(1001000000000 + n) if kind == "supergroup" else -(5000000 + n)
        g = Chat(gid, kind, a.get("title") or f"Group {n}", a.get("username"))
        self.groups[gid] = g
        owner = None
        for ref in a.get("members", []):
            u = self.user_by(ref)
            g.members[u["id"]] = "creator" if owner is None else "member"
            owner = owner or u
        for ref in a.get("bots", [b.token for b in self.bots.values()]):
            await self.c_add_bot(
                {
                    "group": gid,
                    "bot": ref,
                    "user": owner["id"] if owner else None,
                    "admin": a.get("bot_admin", False),
                }
            )
        return {"id": gid, "title": g.title, "type": kind}

    def status_change(self, g: Chat, bot: Bot | None, uid: int, by: Params, new: Any) -> None:
        """The chat_member or my_chat_member updates for a changed status."""
        before = (
            self.member_json(g, uid)
            if uid in g.members
            else dict(self.member_json_left(uid), status="left")
        )
        if new is None:
            g.members.pop(uid, None)
        else:
            g.members[uid] = new
        upd = {
            "chat": g.api(),
            "from": plain_user(by),
            "date": int(time.time()),
            "old_chat_member": before,
            "new_chat_member": self.member_json(g, uid),
        }
        for b in self.bots.values():
            if b.id == uid:
                self.push_update(b, "my_chat_member", upd)
            elif g.members.get(b.id) == "administrator":
                self.push_update(b, "chat_member", upd)

    def member_json_left(self, uid: int) -> Any:
        u = self.users.get(uid)
        return {
            "user": plain_user(u) if u else next(b for b in self.bots.values() if b.id == uid).api()
        }

    def group_of(self, ref: Any) -> Any:
        g = (
            self.chat_by(ref, None)
            if isinstance(ref, int) or re.fullmatch(r"-?\d+", str(ref))
            else next((x for x in self.groups.values() if ref in (x.title, x.username)), None)
        )
        if g is None or g.kind == "private":
            raise ControlError(f"no such group: {ref}")
        return g

    def someone(self, g: Chat, ref: Any) -> Any:
        if ref is not None:
            return self.user_by(ref)
        for uid in g.members:
            if uid in self.users:
                return self.users[uid]
        return {"id": 777000, "is_bot": False, "first_name": "Telegram"}

    async def c_add_bot(self, a: Args) -> Any:
        g, b = self.group_of(a["group"]), self.bot_by(a.get("bot"))
        by = self.someone(g, a.get("user"))
        self.status_change(g, b, b.id, by, "administrator" if a.get("admin") else "member")
        m = self.add_message(g, plain_user(by), {"new_chat_members": [b.api()]})
        self.deliver_group(g, m, service=True)
        return {"message_id": m["api"]["message_id"]}

    async def c_bot_status(self, a: Args) -> Any:
        g, b = self.group_of(a["group"]), self.bot_by(a.get("bot"))
        if a["status"] not in ("member", "administrator", "left", "kicked"):
            raise ControlError("status must be member, administrator, left or kicked")
        self.status_change(g, b, b.id, self.someone(g, a.get("user")), a["status"])
        (g.muted_bots.add if a.get("muted") else g.muted_bots.discard)(b.id)
        return {}

    async def c_join(self, a: Args) -> Any:
        g, u = self.group_of(a["group"]), self.user_by(a["user"])
        self.status_change(g, None, u["id"], u, "member")
        m = self.add_message(g, plain_user(u), {"new_chat_members": [plain_user(u)]})
        self.deliver_group(g, m, service=True)
        return {"message_id": m["api"]["message_id"]}

    async def c_leave(self, a: Args) -> Any:
        g, u = self.group_of(a["group"]), self.user_by(a["user"])
        self.status_change(g, None, u["id"], u, "left")
        m = self.add_message(g, plain_user(u), {"left_chat_member": plain_user(u)})
        self.deliver_group(g, m, service=True)
        return {"message_id": m["api"]["message_id"]}

    async def c_upgrade_group(self, a: Args) -> Any:
        old = self.group_of(a["group"])
        if old.kind != "group":
            raise ControlError("only a basic group is upgraded")
        r = await self.c_group({"title": old.title, "bots": []})
        new = self.groups[r["id"]]
        new.members = dict(old.members)
        by = plain_user(self.someone(old, None))
        m1 = self.add_message(old, by, {"migrate_to_chat_id": new.id})
        m2 = self.add_message(new, by, {"migrate_from_chat_id": old.id})
        self.deliver_group(old, m1, service=True)
        self.deliver_group(new, m2, service=True)
        old.migrated_to = new.id
        return r

    async def c_block(self, a: Args) -> Any:
        b, u = self.bot_by(a.get("bot")), self.user_by(a["user"])
        return self.block(b, u, True)

    async def c_unblock(self, a: Args) -> Any:
        b, u = self.bot_by(a.get("bot")), self.user_by(a["user"])
        return self.block(b, u, False)

    def block(self, b: Any, u: Params, on: bool) -> Any:
        if (u["id"] in b.blocked) == on:
            return {}
        (b.blocked.add if on else b.blocked.discard)(u["id"])
        states = [
            {"user": b.api(), "status": "member"},
            {"user": b.api(), "status": "kicked", "until_date": 0},
        ]
        old, new = states if on else states[::-1]
        chat = self.private_chat(b, u)
        self.push_update(
            b,
            "my_chat_member",
            {
                "chat": chat.api(),
                "from": plain_user(u),
                "date": int(time.time()),
                "old_chat_member": old,
                "new_chat_member": new,
            },
        )
        self.emit("block" if on else "unblock", b, chat, user=u["id"])
        return {}

    def deliver_group(
        self, g: Chat, m: Stored, service: bool = False, kind: str = "message"
    ) -> list[int]:
        a = m["api"]
        text = a.get("text", a.get("caption", ""))
        ents = a.get("entities", a.get("caption_entities", []))
        cmd = next(
            (
                u16_slice(text, e["offset"], e["length"])
                for e in ents
                if e["type"] == "bot_command" and e["offset"] == 0
            ),
            None,
        )
        mentions = {
            u16_slice(text, e["offset"], e["length"])[1:].lower()
            for e in ents
            if e["type"] == "mention"
        }
        ids = {e["user"]["id"] for e in ents if e["type"] == "text_mention"}
        to = a.get("reply_to_message", {}).get("from", {}).get("id")
        got = []
        for b in self.bots.values():
            status = g.members.get(b.id)
            if status not in ("member", "administrator"):
                continue
            if a["from"]["id"] in self.users:
                b.met.add(a["from"]["id"])
            see = service or not b.privacy or status == "administrator"
            if not see and cmd:
                _name, _, target = cmd[1:].partition("@")
                see = (
                    target.lower() == b.username.lower()
                    if target
                    else g.last_bot_id in (None, b.id)
                )
            if not see:
                see = to == b.id or a.get("via_bot", {}).get("id") == b.id
            if not see and self.config["privacy_mentions"]:
                see = b.username.lower() in mentions or b.id in ids
            if see:
                self.push_update(b, kind, a)
                got.append(b.id)
        return got
