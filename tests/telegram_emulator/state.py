"""What the emulated Telegram knows: bots, people, chats, events, limits and planned faults."""

from __future__ import annotations

import asyncio
import collections
import fnmatch
import itertools
import json
import math
import random
import re
import time
from collections.abc import Coroutine
from typing import Any, TypeAlias

from tests.telegram_emulator.formatting import to_html

Params: TypeAlias = dict[str, Any]
Args: TypeAlias = dict[str, Any]
Stored: TypeAlias = dict[str, Any]
Entities: TypeAlias = list[dict[str, Any]]
MAX_TEXT, MAX_CAPTION = 4096, 1024
MAX_UPLOAD, MAX_PHOTO, MAX_DOWNLOAD = 50 * 2**20, 10 * 2**20, 20 * 2**20
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
CHAT_ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}
DEFAULT_CONFIG = {
    "callback_ttl": 15.0,  # seconds in which a callback query can be answered
    "inline_ttl": 15.0,  # the same for an inline query
    "initiate_forbidden": True,  # a bot cannot write first to a user
    "privacy_mentions": True,  # with privacy mode on, @mentions of the bot are delivered
    "allow_http_webhook": True,  # plain http:// on loopback is accepted, as a self-hosted Bot API server does
    "webhook_rewrite": {},  # {"https://bot.example.org": "http://127.0.0.1:8443"}
    "webhook_retry_seconds": 1.0,
    "webhook_timeout": 60.0,
    "max_upload": MAX_UPLOAD,
    "max_download": MAX_DOWNLOAD,
}
DEFAULT_LIMITS = {
    "enabled": False,
    "overall_per_second": 30,
    "chat_per_second": 1.0,
    "chat_burst": 1,
    "group_per_minute": 20,
}


class ApiError(Exception):
    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


def bad(text: str, **parameters: Any) -> ApiError:
    return ApiError(400, "Bad Request: " + text, **parameters)


class ControlError(Exception):
    """A mistake of whoever drives the emulator, not of the bot."""


class Gone(Exception):
    """The client closed its connection while it waited."""


class Upload:
    def __init__(self, name: str, data: bytes, mime: Any) -> None:
        self.name, self.data, self.mime = name, data, mime

    def __repr__(self) -> str:
        return f"<file {self.name} {len(self.data)} bytes>"


class Chat:
    def __init__(self, cid: int, kind: str, title: Any = None, username: Any = None) -> None:
        self.id, self.kind, self.title, self.username = cid, kind, title, username
        self.members: dict[
            int, str
        ] = {}  # user or bot id -> member | administrator | creator | left | kicked
        self.messages: dict[int, Stored] = {}
        self.next_id = 1
        self.last_bot_id: int | None = None
        self.pinned: list[int] = []
        self.keyboard: Any = None  # the reply keyboard on show
        self.last_user_event: float | None = None
        self.muted_bots: set[int] = set()
        self.migrated_to: int | None = None
        self.user: Any = None
        self.bot: Any = None

    def api(self) -> Any:
        if self.kind == "private":
            u = self.user
            return clean(
                {
                    "id": u["id"],
                    "type": "private",
                    "first_name": u["first_name"],
                    "last_name": u.get("last_name"),
                    "username": u.get("username"),
                }
            )
        return clean(
            {"id": self.id, "type": self.kind, "title": self.title, "username": self.username}
        )


class Bot:
    def __init__(
        self,
        token: str,
        username: Any,
        first_name: str,
        privacy: bool,
        inline: bool,
        feedback: bool,
    ) -> None:
        self.token, self.id = token, int(token.split(":", maxsplit=1)[0])
        self.username, self.first_name = username, first_name
        self.privacy, self.inline, self.feedback = privacy, inline, feedback
        self.updates: collections.OrderedDict[int, Params] = collections.OrderedDict()
        self.next_update = 100000001 + self.id % 1000 * 1000
        self.poller: Any = None
        self.poll_conn: Conn | None = None
        self.allowed: set[str] | None = None
        self.webhook: Any = None
        self.webhook_wake = asyncio.Event()
        self.private: dict[int, Chat] = {}
        self.blocked: set[int] = set()
        self.met: set[int] = set()
        self.callbacks: dict[str, Any] = {}
        self.inline_queries: dict[str, Any] = {}
        self.commands: dict[Any, Any] = {}
        self.texts: dict[Any, str] = {}
        self.menu: dict[Any, Any] = {}
        self.sent: collections.deque[float] = collections.deque()
        self.chat_buckets: dict[int, tuple[float, float]] = {}
        self.group_sent: dict[int, collections.deque[float]] = {}
        self.polls_conflicts = 0
        self.last_poll: float | None = None

    def api(self, full: bool = False) -> Any:
        d = {
            "id": self.id,
            "is_bot": True,
            "first_name": self.first_name,
            "username": self.username,
        }
        if full:
            d.update(
                can_join_groups=True,
                can_read_all_group_messages=not self.privacy,
                supports_inline_queries=self.inline,
                can_connect_to_business=False,
                has_main_web_app=False,
            )
        return d


def clean(d: Params) -> Any:
    return {k: v for k, v in d.items() if v is not None}


def plain_user(u: Params) -> Any:
    return clean(
        {
            k: u.get(k)
            for k in (
                "id",
                "is_bot",
                "first_name",
                "last_name",
                "username",
                "language_code",
                "is_premium",
            )
        }
    )


def p_int(p: Params, key: str, default: Any = None) -> Any:
    v = p.get(key)
    if v is None or v == "":
        return default
    if isinstance(v, bool):
        return int(v)
    try:
        return int(v)
    except (TypeError, ValueError):
        return default


def p_bool(p: Params, key: str, default: bool = False) -> bool:
    v = p.get(key)
    if v is None or v == "":
        return default
    if isinstance(v, bool):
        return v
    return str(v).strip().lower() in ("true", "yes", "1")


def p_str(p: Params, key: str, default: str = "") -> str:
    v = p.get(key)
    if v is None:
        return default
    if isinstance(v, (dict, list)):
        return json.dumps(v, ensure_ascii=False)
    return str(v)


def p_json(p: Params, key: str, what: str) -> Any:
    v = p.get(key)
    if v is None or v == "":
        return None
    if isinstance(v, (dict, list)):
        return v
    try:
        return json.loads(v)
    except (TypeError, ValueError):
        raise bad(f"can't parse {what} JSON object") from None


class Conn:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.r, self.w = reader, writer

    def gone(self) -> bool:
        return self.r.at_eof() or self.w.transport.is_closing()


class State:
    """Everything the emulated Telegram knows; all methods run in one event loop."""

    def __init__(self, config: Any = None, limits: Any = None, seed: int = 1) -> None:
        self.seed = seed
        self._init_config, self._init_limits = config or {}, limits or {}
        self.bots: dict[str, Bot] = {}
        self.reset()

    def reset(self) -> None:
        for b in self.bots.values():
            self.end_poller(b, "reset")
            if b.webhook:
                b.webhook = None
                b.webhook_wake.set()
        self.config = dict(DEFAULT_CONFIG, **self._init_config)
        self.limits = dict(DEFAULT_LIMITS, **self._init_limits)
        self.rng = random.Random(self.seed)  # dice for faults, no secret
        self.bots = {}
        self.users: dict[int, Params] = {}
        self.groups: dict[int, Chat] = {}
        self.files: dict[str, Params] = {}
        self.events: list[Params] = []
        self.first_seq = 1
        self.waiters: set[asyncio.Future[None]] = set()
        self.tasks: set[asyncio.Task[None]] = set()  # else they are collected while they run
        self.faults: list[Params] = []
        self.fault_ids = itertools.count(1)
        self.requests: collections.deque[Params] = collections.deque(maxlen=20000)
        self.warnings: list[Params] = []
        self.stats: collections.Counter[str] = collections.Counter()
        self.user_ids, self.group_ids = itertools.count(700000001), itertools.count(1)
        self.file_ids, self.query_ids = itertools.count(1), itertools.count(1)

    @property
    def last_seq(self) -> int:
        return self.first_seq + len(self.events) - 1

    def emit(self, kind: str, bot: Bot | None = None, chat: Chat | None = None, **data: Any) -> Any:
        ev = {
            "seq": self.last_seq + 1,
            "t": time.time(),
            "type": kind,
            "bot": bot.id if bot else None,
            "chat": chat.id if chat else None,
        }
        ev.update(data)
        self.events.append(ev)
        if len(self.events) > 200000:
            cut = len(self.events) // 2
            del self.events[:cut]
            self.first_seq += cut
        for w in list(self.waiters):
            if not w.done():
                w.set_result(None)
        return ev

    def warn(self, text: str, bot: Bot | None = None) -> None:
        self.warnings.append({"t": time.time(), "text": text, "bot": bot.id if bot else None})
        self.emit("warning", bot, None, text=text)

    def events_since(
        self,
        since: int,
        types: Any = None,
        chat: int | None = None,
        bot: int | None = None,
        limit: int = 1000,
    ) -> list[Params]:
        res = []
        for ev in self.events[max(0, since + 1 - self.first_seq) :]:
            if (
                (types is None or ev["type"] in types)
                and (chat is None or ev["chat"] == chat)
                and (bot is None or ev["bot"] in (None, bot))
            ):
                res.append(ev)
                if len(res) >= limit:
                    break
        return res

    async def wait_events(
        self,
        since: int,
        timeout: float,
        types: Any = None,
        chat: int | None = None,
        bot: int | None = None,
        limit: int = 1000,
    ) -> list[Params]:
        end = time.monotonic() + timeout
        while True:
            res = self.events_since(since, types, chat, bot, limit)
            left = end - time.monotonic()
            if res or left <= 0:
                return res
            since = max(since, self.last_seq)
            w = asyncio.get_running_loop().create_future()
            self.waiters.add(w)
            try:
                await asyncio.wait_for(w, left)
            except TimeoutError:
                pass
            finally:
                self.waiters.discard(w)

    def push_update(self, bot: Bot, kind: str, payload: Params) -> int | None:
        allowed = bot.allowed
        if (allowed is None and kind in NOT_BY_DEFAULT) or (
            allowed is not None and kind not in allowed
        ):
            self.stats["updates_not_allowed"] += 1
            return None
        uid = bot.next_update
        bot.next_update += 1
        bot.updates[uid] = {"update_id": uid, kind: payload}
        self.stats["updates"] += 1
        if bot.webhook:
            bot.webhook_wake.set()
        elif bot.poller and not bot.poller.done():
            bot.poller.set_result("update")
        return uid

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def end_poller(self, bot: Bot, why: str) -> None:
        if bot.poller and not bot.poller.done():
            bot.poller.set_result(why)

    def view(self, chat: Chat, m: Stored) -> Any:
        a = m["api"]
        text = a.get("text", a.get("caption"))
        ents = a.get("entities", a.get("caption_entities", []))
        v = {
            "message_id": a["message_id"],
            "chat": chat.id,
            "date": a["date"],
            "from_id": a["from"]["id"],
            "from": a["from"]["first_name"],
            "is_bot": a["from"]["is_bot"],
            "text": text,
            "html": to_html(text, ents) if text else text,
            "entities": ents,
            "edited": bool(m["edits"]),
            "deleted": m["deleted"],
        }
        kb = a.get("reply_markup", {}).get("inline_keyboard")
        if kb:
            v["buttons"] = [[dict(b) for b in row] for row in kb]
        for k in (
            "document",
            "photo",
            "voice",
            "audio",
            "video",
            "animation",
            "sticker",
            "location",
            "contact",
            "poll",
            "venue",
            "media_group_id",
            "via_bot",
            "new_chat_members",
            "left_chat_member",
            "pinned_message",
            "has_protected_content",
            "link_preview_options",
        ):
            if k in a:
                v[k] = a[k]
        if "reply_to_message" in a:
            v["reply_to"] = a["reply_to_message"]["message_id"]
        if m.get("markup"):
            v["markup"] = m["markup"]
        if m.get("silent"):
            v["silent"] = True
        return v

    def bot_by(self, ref: Any = None) -> Any:
        if ref is None:
            if len(self.bots) == 1:
                return next(iter(self.bots.values()))
            if not self.bots:
                raise ControlError("no bot is registered")
            raise ControlError("there are several bots: say which one")
        for b in self.bots.values():
            if ref in (b.token, b.id, str(b.id), b.username, "@" + b.username):
                return b
        raise ControlError(f"no such bot: {ref}")

    def user_by(self, ref: Any) -> Any:
        if isinstance(ref, int) or (isinstance(ref, str) and ref.isdigit()):
            u = self.users.get(int(ref))
        else:
            u = next(
                (
                    x
                    for x in self.users.values()
                    if ref
                    in (x["first_name"], x.get("username"), "@" + (x.get("username") or "\0"))
                ),
                None,
            )
        if u is None:
            raise ControlError(f"no such user: {ref}")
        return u

    def private_chat(self, bot: Any, user: Params) -> Any:
        c = bot.private.get(user["id"])
        if c is None:
            c = bot.private[user["id"]] = Chat(user["id"], "private")
            c.user, c.bot = user, bot
        return c

    def chat_by(self, ref: Any, bot: Any, user: Any = None) -> Any:
        """A chat for the control API: None or a user means the private chat with the bot."""
        if ref is None:
            return self.private_chat(bot, user)
        if isinstance(ref, str) and not re.fullmatch(r"-?\d+", ref):
            g = next(
                (
                    x
                    for x in self.groups.values()
                    if ref in (x.title, x.username, "@" + (x.username or "\0"))
                ),
                None,
            )
            if g:
                return g
            return self.private_chat(bot, self.user_by(ref))
        ref = int(ref)
        if ref in self.groups:
            return self.groups[ref]
        return self.private_chat(bot, self.user_by(ref))

    def api_chat(self, bot: Bot, p: Params, key: str = "chat_id", sending: bool = True) -> Any:
        """The chat a Bot API request names, or the error Telegram gives."""
        v = p.get(key)
        if v is None or str(v).strip() == "":
            raise bad(f"{key} is empty")
        s = str(v).strip()
        if s.startswith("@"):
            g = next(
                (
                    x
                    for x in self.groups.values()
                    if x.username and x.username.lower() == s[1:].lower()
                ),
                None,
            )
            if not g:
                raise bad("chat not found")
        elif re.fullmatch(r"-?\d+", s):
            g = self.groups.get(int(s))
        else:
            raise bad("chat not found")
        if g is not None:
            status = g.members.get(bot.id)
            if g.migrated_to:
                raise bad(
                    "group chat was upgraded to a supergroup chat", migrate_to_chat_id=g.migrated_to
                )
            if status is None:
                raise bad("chat not found")
            if status == "kicked":
                raise ApiError(403, f"Forbidden: bot was kicked from the {g.kind} chat")
            if status == "left":
                raise ApiError(403, f"Forbidden: bot is not a member of the {g.kind} chat")
            if sending and bot.id in g.muted_bots:
                raise bad("not enough rights to send text messages to the chat")
            return g
        uid = int(s)
        if any(b.id == uid for b in self.bots.values()):
            raise ApiError(403, "Forbidden: bots can't send messages to bots")
        u = self.users.get(uid)
        if u is None:
            raise bad("chat not found")
        if u.get("deactivated"):
            raise ApiError(403, "Forbidden: user is deactivated")
        if uid in bot.blocked:
            if sending:
                raise ApiError(403, "Forbidden: bot was blocked by the user")
            return self.private_chat(bot, u)
        if uid not in bot.private:
            if uid in bot.met:
                if sending and self.config["initiate_forbidden"]:
                    raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
            elif self.config["initiate_forbidden"]:
                raise bad("chat not found")
            return self.private_chat(bot, u)
        return bot.private[uid]

    def api_message(self, chat: Chat, mid: int, what: str) -> Stored:
        m = chat.messages.get(mid)
        if m is None or m["deleted"]:
            raise bad(what)
        return m

    def check_limits(self, bot: Bot, chat: Chat) -> None:
        lim = self.limits
        if not lim["enabled"]:
            return
        now, wait = time.monotonic(), 0.0
        while bot.sent and bot.sent[0] <= now - 1:
            bot.sent.popleft()
        if len(bot.sent) >= lim["overall_per_second"]:
            wait = max(wait, bot.sent[0] + 1 - now)
        if chat.kind == "private":
            tokens, t = bot.chat_buckets.get(chat.id, (float(lim["chat_burst"]), now))
            tokens = min(float(lim["chat_burst"]), tokens + (now - t) * lim["chat_per_second"])
            if tokens < 0.999:
                wait = max(wait, (1 - tokens) / lim["chat_per_second"])
            bot.chat_buckets[chat.id] = (tokens, now)
        else:
            q = bot.group_sent.setdefault(chat.id, collections.deque())
            while q and q[0] <= now - 60:
                q.popleft()
            if len(q) >= lim["group_per_minute"]:
                wait = max(wait, q[0] + 60 - now)
        if wait > 0:
            self.stats["429"] += 1
            n = max(1, math.ceil(wait))
            raise ApiError(429, f"Too Many Requests: retry after {n}", retry_after=n)
        bot.sent.append(now)
        if chat.kind == "private":
            tokens, t = bot.chat_buckets[chat.id]
            bot.chat_buckets[chat.id] = (tokens - 1, t)
        else:
            bot.group_sent[chat.id].append(now)

    def pick_fault(self, method: str, p: Params) -> Any:
        for f in list(self.faults):
            if f["until"] and time.monotonic() > f["until"]:
                self.faults.remove(f)
                continue
            if not fnmatch.fnmatch(method.lower(), f["method"]):
                continue
            if f["chat"] is not None and str(p.get("chat_id")) != str(f["chat"]):
                continue
            if f["skip"] > 0:
                f["skip"] -= 1
                continue
            if f["probability"] < 1 and self.rng.random() >= f["probability"]:
                continue
            f["hits"] += 1
            if f["times"] is not None:
                f["times"] -= 1
                if f["times"] <= 0:
                    self.faults.remove(f)
            self.stats["faults"] += 1
            return f
        return None
