"""People for the emulator: users and groups that talk to a bot, see what Telegram would show, and wait."""

from __future__ import annotations

import base64
import http.client
import json
import re
import time
import urllib.parse
from typing import Any


class EmulatorError(Exception):
    """The emulator refused: a mistake in the test, such as a button that is not there."""


class WaitTimeout(AssertionError):
    """Nothing that fits arrived in time; the message shows what did."""


class Message(dict[str, Any]):
    """A message as its readers see it; the common keys as attributes."""

    @property
    def text(self) -> str:
        """What it says."""
        return str(self.get("text") or "")

    @property
    def html(self) -> str:
        """What it says, with its formatting."""
        return str(self.get("html") or "")

    @property
    def id(self) -> int:
        """Its number in the chat."""
        return int(self["message_id"])

    @property
    def is_bot(self) -> bool:
        """Whether the bot wrote it."""
        return bool(self["is_bot"])

    @property
    def buttons(self) -> list[list[str]]:
        """The labels of the inline keyboard, row by row."""
        return [[b["text"] for b in row] for row in self.get("buttons", [])]

    @property
    def labels(self) -> list[str]:
        return [b for row in self.buttons for b in row]

    @property
    def after_ms(self) -> int:
        """Milliseconds between the user's last act in the chat and this."""
        return int(self.get("after_ms") or 0)

    def show(self) -> str:
        who = ("🤖 " if self["is_bot"] else "👤 ") + self["from"]
        body = self.get("text") or ""
        for k in ("document", "photo", "voice", "audio", "video", "sticker", "location", "contact"):
            if k in self:
                name = self[k].get("file_name", "") if isinstance(self[k], dict) else ""
                body = f"[{k}{' ' + name if name else ''}] {body}".rstrip()
        if "new_chat_members" in self:
            body = "[joined: " + ", ".join(u["first_name"] for u in self["new_chat_members"]) + "]"
        if "left_chat_member" in self:
            body = "[left: " + self["left_chat_member"]["first_name"] + "]"
        lines = [f"{who}: {body}" + (" (edited)" if self.get("edited") else "")]
        lines += [
            "    " + " ".join(f"[{b['text']}{' ↗' if 'url' in b else ''}]" for b in row)
            for row in self.get("buttons", [])
        ]
        if self.get("markup", {}).get("kind") == "keyboard":
            rows = self["markup"]["keyboard"]
            lines += ["    " + " ".join("{" + b["text"] + "}" for b in row) for row in rows]
        return "\n".join(lines)


def fits(m: Message, contains: str | None, matches: str | None, where: Any) -> bool:
    text = m.get("text") or ""
    if contains is not None and contains not in text:
        return False
    if matches is not None and not re.search(matches, text, re.DOTALL):
        return False
    return where is None or bool(where(m))


class Telegram:
    """The control side of a running emulator."""

    def __init__(self, url: str, bot: Any = None) -> None:
        self.url = url.rstrip("/")
        self.bot = bot  # the bot meant when there are several: token, id or username
        self.host = urllib.parse.urlsplit(self.url).netloc

    def call(self, action: str, _timeout: float = 30, **args: Any) -> Any:
        args = {k: v for k, v in args.items() if v is not None}
        if (
            self.bot is not None
            and "bot" not in args
            and action not in ("bot", "user", "config", "limits")
        ):
            args["bot"] = self.bot
        conn = http.client.HTTPConnection(self.host, timeout=_timeout)
        try:
            conn.request(
                "POST", "/_emu/" + action, json.dumps(args).encode(), {"Connection": "close"}
            )
            r = conn.getresponse()
            data = json.loads(r.read())
        finally:
            conn.close()
        if r.status != 200:
            raise EmulatorError(data.get("error", data))
        return data

    # set up
    def add_bot(
        self,
        username: str = "test_bot",
        token: str | None = None,
        first_name: str = "Test bot",
        privacy: bool = True,
        inline: bool = False,
    ) -> dict[str, Any]:
        """Registers a bot; the answer has its token. privacy=False: it sees all group messages."""
        bot: dict[str, Any] = self.call(
            "bot",
            username=username,
            token=token,
            first_name=first_name,
            privacy=privacy,
            inline=inline,
        )
        return bot

    def user(
        self,
        first_name: str = "小李",
        id: int | None = None,
        username: str | None = None,
        language_code: str = "zh-hans",
        last_name: str | None = None,
    ) -> User:
        u = self.call(
            "user",
            first_name=first_name,
            id=id,
            username=username,
            language_code=language_code,
            last_name=last_name,
        )
        return User(self, u)

    def existing_user(self, ref: Any) -> User:
        for u in self.call("state")["users"]:
            if str(ref) in (str(u["id"]), u["first_name"], u.get("username")):
                return User(self, u)
        raise EmulatorError(f"no such user: {ref}")

    def group(
        self,
        title: str = "工作群",
        members: Any = (),
        type: str = "supergroup",
        bot_admin: bool = False,
        bots: Any = None,
        username: str | None = None,
    ) -> Group:
        g = self.call(
            "group",
            title=title,
            members=[getattr(m, "id", m) for m in members],
            type=type,
            bot_admin=bot_admin,
            bots=bots,
            username=username,
        )
        return Group(self, g)

    def reset(self, keep_bots: bool = False) -> Any:
        return self.call("reset", keep_bots=keep_bots)

    def config(self, **kw: Any) -> Any:
        return self.call("config", **kw)

    def limits(self, enabled: bool = True, **kw: Any) -> Any:
        """Switches Telegram's rate limits on: 30 a second, 1 a second in a private chat, 20 a minute in a group."""
        return self.call("limits", enabled=enabled, **kw)

    def fault(self, kind: str, method: str = "*", times: int | None = 1, **kw: Any) -> Any:
        """Plan a fault for the bot's next requests: see c_fault for the kinds."""
        if "for_seconds" in kw and times == 1:
            return self.call("fault", kind=kind, method=method, **kw)["id"]
        if times is None:
            kw.setdefault("for_seconds", 10**9)
            return self.call("fault", kind=kind, method=method, **kw)["id"]
        return self.call("fault", kind=kind, method=method, times=times, **kw)["id"]

    def clear_faults(self) -> Any:
        return self.call("clear_faults")

    # see
    def state(self) -> Any:
        return self.call("state")

    def requests(
        self, method: str | None = None, failed: bool = False, limit: int = 1000
    ) -> list[dict[str, Any]]:
        """The bot's API requests, oldest first (without successful getUpdates)."""
        return list(self.call("requests", method=method, failed=failed, limit=limit)["requests"])

    def errors(self) -> list[dict[str, Any]]:
        """Requests of the bot that Telegram refused, without planned faults."""
        return [r for r in self.requests(failed=True) if not r["fault"] and r["status"] != 0]

    def problems(self, unanswered_after: float = 3) -> list[str]:
        """What is wrong though no request failed: warnings, and callback queries never answered."""
        r = self.call("warnings", unanswered_after=unanswered_after)
        return [w["text"] for w in r["warnings"]] + [
            f"callback query of button {c['button']!r} ({c['data']!r}) "
            + ("was answered too late" if c["late"] else "was never answered")
            for c in r["unanswered_callbacks"]
        ]

    def events(
        self,
        since: int = 0,
        timeout: float = 0,
        types: Any = None,
        chat: int | None = None,
        limit: int = 1000,
    ) -> list[dict[str, Any]]:
        return list(
            self.call(
                "events",
                _timeout=timeout + 30,
                since=since,
                timeout=timeout,
                types=types,
                chat=chat,
                limit=limit,
            )["events"]
        )

    def file(self, file_id: str) -> Any:
        f = self.call("file", file_id=file_id)
        f["data"] = base64.b64decode(f["data"])
        return f

    def raw_update(self, kind: str, payload: Any) -> int:
        return int(self.call("raw_update", kind=kind, payload=payload)["update_id"])

    def wait_polling(self, timeout: float = 20) -> Any:
        """Waits until the bot asks for updates (or has set a webhook): it is up."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            for b in self.state()["bots"]:
                if self.bot in (None, b["token"], b["id"], b["username"]) and (
                    b["polling"] or b["webhook"]
                ):
                    return b
            time.sleep(0.05)
        raise WaitTimeout(f"the bot did not start polling in {timeout} s")


class Seat:
    """One user in one chat.

    Only reading moves the cursor: what comes while somebody writes on is still to be read.
    """

    def __init__(self, tg: Telegram, user: int, chat: int) -> None:
        self.tg, self.user_id, self.chat_id = tg, user, chat
        self.cursor = 0  # events up to here have been read
        self.last_press: Any = None

    def _args(self) -> dict[str, Any]:
        return {"user": self.user_id, "chat": self.chat_id if self.chat_id < 0 else None}

    # act
    def send(self, text: str, reply_to: Any = None, **kw: Any) -> Any:
        """Sends a text (long ones in parts, as Telegram's apps do)."""
        return self.tg.call(
            "send", text=text, reply_to=getattr(reply_to, "id", reply_to), **self._args(), **kw
        )

    def send_file(
        self,
        data: bytes,
        name: str = "file.txt",
        caption: str | None = None,
        kind: str = "document",
        mime: str | None = None,
        **kw: Any,
    ) -> Any:
        """Send bytes as document, photo, voice, audio, video or sticker."""
        spec = {"name": name, "data": base64.b64encode(data).decode(), "mime": mime}
        return self.tg.call("send", 30, caption=caption, **{kind: spec}, **self._args(), **kw)

    def send_location(self, latitude: float, longitude: float) -> Any:
        return self.tg.call(
            "send", location={"latitude": latitude, "longitude": longitude}, **self._args()
        )

    def send_contact(self, phone_number: str, first_name: str) -> Any:
        return self.tg.call(
            "send",
            contact={"phone_number": phone_number, "first_name": first_name},
            **self._args(),
        )

    def edit(self, message: Any, text: str) -> Any:
        return self.tg.call(
            "edit", message_id=getattr(message, "id", message), text=text, **self._args()
        )

    def delete(self, message: Any) -> Any:
        return self.tg.call("delete", message_id=getattr(message, "id", message), **self._args())

    def react(self, message: Any, emoji: str = "👍") -> Any:
        return self.tg.call(
            "react", message_id=getattr(message, "id", message), emoji=emoji, **self._args()
        )

    def press(
        self,
        text: str | None = None,
        message: Any = None,
        data: str | None = None,
        exact: bool = False,
        **kw: Any,
    ) -> Any:
        """Presses the newest button with that label (whole, else part of it): inline or reply keyboard."""
        r = self.tg.call(
            "press",
            text=text,
            data=data,
            exact=exact,
            message_id=getattr(message, "id", message),
            **self._args(),
            **kw,
        )
        self.last_press = r
        return r

    # see
    def messages(self, deleted: bool = False) -> list[Message]:
        return [
            Message(m)
            for m in self.tg.call("messages", deleted=deleted, **self._args())["messages"]
        ]

    def last(self) -> Message:
        """The bot's newest message; an empty one when there is none."""
        return next((m for m in reversed(self.messages()) if m.is_bot), Message())

    def keyboard(self) -> list[list[str]]:
        """The labels of the reply keyboard on show, or []."""
        kb = self.tg.call("messages", limit=1, **self._args())["keyboard"]
        return [[b["text"] for b in row] for row in kb["keyboard"]] if kb else []

    def menu(self) -> list[tuple[str, str]]:
        """The bot's command menu as this user sees it here: [(command, description)]."""
        return [
            (c["command"], c["description"])
            for c in self.tg.call("menu", **self._args())["commands"]
        ]

    def events(self, since: int = 0, types: Any = None) -> list[dict[str, Any]]:
        return self.tg.events(since, 0, types, self.chat_id)

    # wait
    def _wait(
        self,
        kinds: list[str],
        timeout: float,
        contains: str | None = None,
        matches: str | None = None,
        where: Any = None,
        what: str = "message",
    ) -> Message:
        end = time.monotonic() + timeout
        other: list[Message] = []
        since = self.cursor
        while True:
            left = end - time.monotonic()
            for ev in self.tg.events(since, max(0, min(left, 20)), kinds, self.chat_id):
                since = ev["seq"]
                m = Message(ev.get("message") or ev)
                m["after_ms"], m["seq"], m["event"] = ev.get("after_ms"), ev["seq"], ev["type"]
                if fits(m, contains, matches, where):
                    self.cursor = ev["seq"]
                    return m
                other.append(m)
            if time.monotonic() >= end:
                want = (
                    f" containing {contains!r}"
                    if contains
                    else f" matching {matches!r}"
                    if matches
                    else ""
                )
                got = (
                    "; ".join(repr(str(m.get("text") or m.get("event"))[:120]) for m in other)
                    or "nothing"
                )
                errs = [f"{e['method']}: {e['error']}" for e in self.tg.errors()[-3:]]
                raise WaitTimeout(
                    f"no {what}{want} in {timeout} s; there came: {got}"
                    + (f"; refused requests: {errs}" if errs else "")
                )

    def wait(
        self,
        contains: str | None = None,
        matches: str | None = None,
        where: Any = None,
        timeout: float = 60,
    ) -> Message:
        """The bot's next message here that fits; earlier ones are passed over."""
        return self._wait(["bot_message"], timeout, contains, matches, where)

    def wait_edit(
        self,
        contains: str | None = None,
        matches: str | None = None,
        where: Any = None,
        timeout: float = 60,
    ) -> Message:
        return self._wait(["bot_edit"], timeout, contains, matches, where, "edit")

    def wait_any(
        self,
        contains: str | None = None,
        matches: str | None = None,
        where: Any = None,
        timeout: float = 60,
    ) -> Message:
        """The bot's next message or edit that fits."""
        return self._wait(
            ["bot_message", "bot_edit"], timeout, contains, matches, where, "message or edit"
        )

    def wait_answer(self, timeout: float = 60) -> Any:
        """The answer to the last inline button pressed: its notice's text and show_alert."""
        cid = (self.last_press or {}).get("callback_id")
        end = time.monotonic() + timeout
        while True:
            for ev in self.tg.events(
                self.last_press["seq"], max(0, min(end - time.monotonic(), 20)), ["callback_answer"]
            ):
                if ev["callback_id"] == cid:
                    return ev
            if time.monotonic() >= end:
                raise WaitTimeout(f"the callback query was not answered in {timeout} s")
            time.sleep(0.02)

    def wait_action(self, timeout: float = 60) -> str:
        """A chat action such as typing."""
        return str(self._wait(["chat_action"], timeout, what="chat action")["action"])

    def wait_deleted(self, timeout: float = 60) -> int:
        return self._wait(["bot_delete"], timeout, what="deletion").id

    def settle(self, quiet: float = 0.5, timeout: float = 10) -> list[Message]:
        """All that the bot does here until it has been quiet for a while: messages and edits in order."""
        end = time.monotonic() + timeout
        res: list[Message] = []
        while time.monotonic() < end:
            evs = self.tg.events(
                self.cursor,
                quiet,
                ["bot_message", "bot_edit", "bot_delete", "chat_action"],
                self.chat_id,
            )
            if not evs:
                break
            self.cursor = evs[-1]["seq"]
            for ev in evs:
                if "message" in ev:
                    m = Message(ev["message"])
                    m["after_ms"], m["event"] = ev.get("after_ms"), ev["type"]
                    res.append(m)
        return res

    def ask(self, text: str, quiet: float = 0.5, timeout: float = 10) -> list[Message]:
        """Sends a text, waits for the first reply, and gives all that came."""
        self.send(text)
        first = self.wait_any(timeout=timeout)
        return [first, *self.settle(quiet, timeout)]

    def expect_silence(self, seconds: float = 1.0) -> None:
        evs = self.tg.events(self.cursor, seconds, ["bot_message", "bot_edit"], self.chat_id)
        if evs:
            raise AssertionError(f"the bot spoke: {evs[0]['message'].get('text')!r}")

    def transcript(self, times: bool = False) -> str:
        """The conversation as text, with presses, notices, edits, typing and deletions."""
        out: list[str] = []
        t0: float | None = None
        for ev in self.events():
            t0 = t0 or ev["t"]
            k: str = ev["type"]
            line: str | None = None
            if k in ("user_message", "bot_message"):
                line = Message(ev["message"]).show()
                if ev["message"].get("deleted"):
                    line += " (deleted later)"
            elif k == "bot_edit" or k == "user_edit":
                line = "✎ " + Message(ev["message"]).show()
            elif k == "press":
                line = f"👆 [{ev['text']}]"
            elif k == "callback_answer":
                line = (
                    f"   ↳ {'alert' if ev['show_alert'] else 'notice'}: {ev['text']}"
                    if ev["text"]
                    else None
                )
            elif k == "chat_action":
                line = f"   … {ev['action']}"
            elif k == "bot_delete":
                line = f"✗ message {ev['message_id']} deleted by the bot"
            elif k in ("block", "unblock"):
                line = f"⛔ {k}"
            if line:
                lag = f" +{ev['after_ms']}ms" if times and ev.get("after_ms") is not None else ""
                out.append((f"[{ev['t'] - t0:7.2f}s{lag}] " if times else "") + line)
        return "\n".join(out)


class User(Seat):
    """A person; as such in the private chat with the bot."""

    def __init__(self, tg: Telegram, u: dict[str, Any]) -> None:
        super().__init__(tg, u["id"], u["id"])
        self.id: int = u["id"]
        self.name: str = u["first_name"]

    def in_group(self, group: Group) -> Seat:
        """The same person in a group."""
        return Seat(self.tg, self.id, group.id)

    def block(self) -> Any:
        return self.tg.call("block", user=self.id)

    def unblock(self) -> Any:
        return self.tg.call("unblock", user=self.id)

    def deactivate(self) -> Any:
        return self.tg.call("user_settings", user=self.id, deactivated=True)

    def set(self, **kw: Any) -> Any:
        return self.tg.call("user_settings", user=self.id, **kw)

    def inline(self, query: str, timeout: float = 60, **kw: Any) -> Any:
        """Types @bot query; the bot's results."""
        r = self.tg.call("inline", user=self.id, query=query, **kw)
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            for ev in self.tg.events(r["seq"], min(1, timeout), ["inline_answer"]):
                if ev["query_id"] == r["query_id"]:
                    return ev
        raise WaitTimeout(f"the inline query was not answered in {timeout} s")

    def choose(self, answer: Any, result_id: str, group: Group | None = None) -> Any:
        """Sends an inline result."""
        return self.tg.call(
            "choose_inline",
            user=self.id,
            query_id=answer["query_id"],
            result_id=result_id,
            chat=group.id if group else None,
        )


class Group:
    """A group with people and bots."""

    def __init__(self, tg: Telegram, g: dict[str, Any]) -> None:
        self.tg = tg
        self.id: int = g["id"]
        self.title: str = g["title"]

    def join(self, user: User) -> Any:
        return self.tg.call("join", group=self.id, user=user.id)

    def leave(self, user: User) -> Any:
        return self.tg.call("leave", group=self.id, user=user.id)

    def bot_status(self, status: str, muted: bool = False) -> Any:
        """member, administrator, left or kicked."""
        return self.tg.call("bot_status", group=self.id, status=status, muted=muted)

    def messages(self) -> list[Message]:
        return [Message(m) for m in self.tg.call("messages", chat=self.id)["messages"]]

    def upgrade(self) -> Group:
        return Group(self.tg, {**self.tg.call("upgrade_group", group=self.id), "title": self.title})
