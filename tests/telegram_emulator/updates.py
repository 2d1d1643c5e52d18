"""getUpdates and webhooks."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import re
import ssl
import time
import urllib.parse
from typing import Any

from tests.telegram_emulator.sending import Sending
from tests.telegram_emulator.state import (
    ApiError,
    Bot,
    Conn,
    Gone,
    Params,
    bad,
    clean,
    p_bool,
    p_int,
    p_json,
    p_str,
)


async def read_http(
    r: asyncio.StreamReader, response: bool = False, limit: int = 64 * 2**20, writer: Any = None
) -> tuple[str, dict[str, str], bytes]:
    """(start line, headers, body) of one HTTP/1.1 message."""
    head = await r.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = {}
    for ln in lines[1:]:
        if ln:
            k, _, v = ln.partition(":")
            headers[k.strip().lower()] = v.strip()
    if response and lines[0].split(" ")[1] in ("204", "304"):
        return lines[0], headers, b""
    if headers.get("expect", "").lower() == "100-continue" and writer:
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = bytearray()
        while True:
            size = int((await r.readuntil(b"\r\n")).split(b";")[0], 16)
            chunk = await r.readexactly(size + 2)
            if size == 0:
                break
            body += chunk[:-2]
            if len(body) > limit:
                raise ApiError(413, "Request Entity Too Large")
        return lines[0], headers, bytes(body)
    n = headers.get("content-length")
    if n is None:
        return (
            lines[0],
            headers,
            (await r.read()) if response and headers.get("connection") == "close" else b"",
        )
    if int(n) > limit:
        raise ApiError(413, "Request Entity Too Large")
    return lines[0], headers, await r.readexactly(int(n)) if int(n) else b""


class Updates(Sending):
    """How updates reach the bot."""

    async def m_getme(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        return bot.api(full=True)

    def set_allowed(self, bot: Bot, p: Params) -> None:
        if p.get("allowed_updates") in (None, ""):
            return
        v = p_json(p, "allowed_updates", "allowed_updates")
        if not isinstance(v, list):
            raise bad("can't parse allowed_updates: must be an Array of Strings")
        v = [str(x) for x in v]
        bot.allowed = set(v) if v else None

    async def m_getupdates(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        if bot.webhook:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        offset = p_int(p, "offset", 0)
        limit = min(max(p_int(p, "limit", 100), 1), 100)
        timeout = min(max(p_int(p, "timeout", 0), 0), 50)
        self.set_allowed(bot, p)
        if bot.poll_conn is not None and not bot.poll_conn.gone():
            self.end_poller(bot, "conflict")
        bot.poller, bot.poll_conn = None, conn
        bot.last_poll = time.time()
        if offset > 0:
            for uid in list(bot.updates):
                if uid >= offset:
                    break
                del bot.updates[uid]
        elif offset < 0:
            keep = list(bot.updates)[offset:]
            for uid in [u for u in bot.updates if u < keep[0]] if keep else []:
                del bot.updates[uid]
        end = time.monotonic() + timeout
        loop = asyncio.get_running_loop()
        while True:
            if bot.updates:
                return list(itertools.islice(bot.updates.values(), limit))
            left = end - time.monotonic()
            if left <= 0:
                return []
            fut = bot.poller = loop.create_future()
            while True:
                done, _ = await asyncio.wait([fut], timeout=min(0.5, max(left, 0)))
                left = end - time.monotonic()
                if done or left <= 0:
                    break
                if conn is not None and conn.gone():
                    if bot.poller is fut:
                        bot.poller = None
                    raise Gone()
            if not fut.done():
                bot.poller = None
                continue
            why = fut.result()
            if why == "conflict":
                bot.polls_conflicts += 1
                raise ApiError(
                    409,
                    "Conflict: terminated by other getUpdates request; "
                    "make sure that only one bot instance is running",
                )
            if why == "webhook":
                raise ApiError(409, "Conflict: terminated by setWebhook request")
            if why == "reset":
                raise ApiError(401, "Unauthorized")
            bot.poller = None
            await asyncio.sleep(0)

    async def m_setwebhook(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        url = p_str(p, "url").strip()
        if not url:
            return await self.m_deletewebhook(bot, p, conn)
        secret = p_str(p, "secret_token")
        if len(secret) > 256:
            raise bad("secret token is too long")
        if secret and not re.fullmatch(r"[A-Za-z0-9_-]+", secret):
            raise bad("secret token contains unallowed characters")
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise bad("invalid webhook URL specified")
        local = parts.hostname in ("127.0.0.1", "localhost", "::1")
        if parts.scheme == "http" and not (local and self.config["allow_http_webhook"]):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if parts.scheme == "https" and (parts.port or 443) not in (80, 88, 443, 8443):
            raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        target = url
        for prefix, dest in self.config["webhook_rewrite"].items():
            if url.startswith(prefix):
                target = dest + url[len(prefix) :]
                break
        if urllib.parse.urlsplit(target).hostname not in ("127.0.0.1", "localhost", "::1"):
            raise bad("bad webhook: Failed to resolve host: Name or service not known")
        self.set_allowed(bot, p)
        if p_bool(p, "drop_pending_updates"):
            bot.updates.clear()
        self.end_poller(bot, "webhook")
        old = bot.webhook
        bot.webhook = {
            "url": url,
            "target": target,
            "secret": secret,
            "ip": p_str(p, "ip_address") or "127.0.0.1",
            "max_connections": min(max(p_int(p, "max_connections", 40), 1), 100),
            "cert": "certificate" in p,
            "error": None,
            "error_date": None,
        }
        if old:
            bot.webhook_wake.set()
        self.spawn(self.webhook_loop(bot, bot.webhook))
        return True

    async def m_deletewebhook(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        bot.webhook = None
        bot.webhook_wake.set()
        if p_bool(p, "drop_pending_updates"):
            bot.updates.clear()
        return True

    async def m_getwebhookinfo(self, bot: Bot, p: Params, conn: Conn | None) -> Any:
        w = bot.webhook
        info = {
            "url": w["url"] if w else "",
            "has_custom_certificate": bool(w and w["cert"]),
            "pending_update_count": len(bot.updates),
        }
        if w:
            info.update(
                clean(
                    {
                        "ip_address": w["ip"],
                        "max_connections": w["max_connections"],
                        "last_error_date": w["error_date"],
                        "last_error_message": w["error"],
                    }
                )
            )
        if bot.allowed is not None:
            info["allowed_updates"] = sorted(bot.allowed)
        return info

    async def webhook_loop(self, bot: Bot, hook: Params) -> None:
        busy: set[int] = set()
        retry: dict[int, tuple[float, float]] = {}
        pool: list[Any] = []

        async def deliver(key: int, upd: Params) -> None:
            delay, _ = retry.get(key, (0, 0))
            try:
                err = await asyncio.wait_for(
                    self.webhook_post(bot, hook, upd, pool), self.config["webhook_timeout"]
                )
            except TimeoutError:
                err = "Read timeout expired"
            except ConnectionRefusedError:
                err = "Connection refused"
            except (OSError, asyncio.IncompleteReadError, ValueError) as e:
                err = f"Connection failed: {type(e).__name__}"
            busy.discard(key)
            if err is None:
                retry.pop(key, None)
                bot.updates.pop(upd["update_id"], None)
            else:
                hook["error"], hook["error_date"] = err, int(time.time())
                delay = min(max(delay * 2, self.config["webhook_retry_seconds"]), 60)
                retry[key] = (delay, time.monotonic() + delay)
                self.emit("webhook_error", bot, None, text=err, update_id=upd["update_id"])
            bot.webhook_wake.set()

        try:
            while bot.webhook is hook:
                bot.webhook_wake.clear()
                now, seen, soon = time.monotonic(), set(), 5.0
                for upd in list(bot.updates.values()):
                    if len(busy) >= hook["max_connections"]:
                        break
                    key = self.update_key(upd)
                    if key in seen or key in busy:
                        continue
                    seen.add(key)
                    if key in retry and retry[key][1] > now:
                        soon = min(soon, retry[key][1] - now)
                        continue
                    busy.add(key)
                    self.spawn(deliver(key, upd))
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(bot.webhook_wake.wait(), soon)
        finally:
            for _, w in pool:
                w.close()

    @staticmethod
    def update_key(upd: Params) -> Any:
        for v in upd.values():
            if isinstance(v, dict):
                if "chat" in v:
                    return v["chat"]["id"]
                if "message" in v:
                    return v["message"]["chat"]["id"]
                return (v.get("from") or v.get("user") or {}).get("id", 0)
        return 0

    async def webhook_post(
        self, bot: Bot, hook: Params, upd: Params, pool: list[Any]
    ) -> str | None:
        u = urllib.parse.urlsplit(hook["target"])
        body = json.dumps(upd, ensure_ascii=False).encode()
        path = (u.path or "/") + ("?" + u.query if u.query else "")
        head = [
            f"POST {path} HTTP/1.1",
            f"Host: {urllib.parse.urlsplit(hook['url']).netloc}",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
            "Connection: keep-alive",
        ]
        if hook["secret"]:
            head.append("X-Telegram-Bot-Api-Secret-Token: " + hook["secret"])
        data = "\r\n".join(head).encode() + b"\r\n\r\n" + body
        for attempt in (1, 2):
            fresh = not pool
            if pool:
                r, w = pool.pop()
            else:
                ctx = None
                if u.scheme == "https":
                    ctx = ssl.create_default_context()
                    ctx.check_hostname, ctx.verify_mode = False, ssl.CERT_NONE
                r, w = await asyncio.open_connection(
                    u.hostname, u.port or (443 if ctx else 80), ssl=ctx
                )
            try:
                w.write(data)
                await w.drain()
                status, headers, reply = await read_http(r, response=True)
                break
            except (OSError, asyncio.IncompleteReadError):
                w.close()
                if fresh or attempt == 2:
                    raise
        code = int(status.split(" ", 2)[1])
        if headers.get("connection", "").lower() == "close":
            w.close()
        else:
            pool.append((r, w))
        self.emit("webhook_delivery", bot, None, update_id=upd["update_id"], status=code)
        if not 200 <= code < 300:
            return "Wrong response from the webhook: " + status.split(" ", 1)[1]
        if reply.strip():
            try:
                call = json.loads(reply)
            except ValueError:
                call = None
            if isinstance(call, dict) and call.get("method"):
                fn = getattr(self, "m_" + str(call.pop("method")).lower(), None)
                if fn:
                    try:
                        await fn(bot, call, None)
                    except ApiError as e:
                        self.warn(f"a method in a webhook reply failed: {e.description}", bot)
        return None
