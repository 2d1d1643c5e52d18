"""The HTTP side: the Bot API, file downloads and the control API, on one loopback port."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import re
import socket
import struct
import threading
import time
import traceback
import urllib.parse
from pathlib import Path
from typing import Any

from tests.telegram_emulator.state import (
    ApiError,
    Conn,
    ControlError,
    Gone,
    Params,
    Upload,
    bad,
)
from tests.telegram_emulator.updates import read_http
from tests.telegram_emulator.watching import Core


def parse_multipart(body: bytes, ctype: str) -> Params:
    m = re.search(r'boundary="?([^";]+)"?', ctype)
    if not m:
        raise bad("multipart boundary is missing")
    res: Params = {}
    for whole in body.split(b"--" + m.group(1).encode())[1:-1]:
        part = whole.removeprefix(b"\r\n")
        head, _, data = part.partition(b"\r\n\r\n")
        data = data.removesuffix(b"\r\n")
        text = head.decode("utf-8", "replace")
        name = re.search(r'(?i)content-disposition:[^\r\n]*?\bname="([^"]*)"', text)
        if not name:
            continue
        star = re.search(r"(?i)filename\*=utf-8''([^\s;]+)", text)
        fname = re.search(r'(?i)\bfilename="((?:[^"\\]|\\.)*)"', text)
        if star is not None or fname is not None:
            quoted = fname.group(1).replace("%22", '"') if fname else ""
            fn = urllib.parse.unquote(star.group(1)) if star else quoted
            mime = re.search(r"(?i)content-type:\s*([^\r\n;]+)", text)
            res[name.group(1)] = Upload(
                Path(fn).name, data, mime.group(1).strip() if mime else None
            )
        else:
            try:
                res[name.group(1)] = data.decode("utf-8")
            except UnicodeDecodeError:
                raise bad("strings must be encoded in UTF-8") from None
    return res


class Server:
    """The HTTP side: the Bot API, file downloads and the control API, on one loopback port."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.conns: set[asyncio.StreamWriter] = set()

    async def start(self, host: str, port: int) -> Any:
        if host not in ("127.0.0.1", "localhost", "::1"):
            raise ValueError("the emulator listens on loopback only")
        self.srv = await asyncio.start_server(self.serve, host, port, limit=2**20, backlog=512)
        self.beat = asyncio.get_running_loop().create_task(self.heartbeat())
        return self.srv.sockets[0].getsockname()[1]

    @staticmethod
    async def heartbeat() -> None:
        """A safety net: the loop looks at its sockets twice a second even when nothing wakes it."""
        while True:
            await asyncio.sleep(0.5)

    async def stop(self) -> None:
        self.beat.cancel()
        self.srv.close()
        for w in list(self.conns):
            w.close()

    async def serve(self, r: asyncio.StreamReader, w: asyncio.StreamWriter) -> None:
        self.conns.add(w)
        sock = w.get_extra_info("socket")
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            while True:
                try:
                    start, headers, body = await read_http(r, writer=w)
                except ApiError as e:
                    self.reply(
                        w, e.code, {"ok": False, "error_code": e.code, "description": e.description}
                    )
                    await w.drain()
                    break
                verb, target, _ = start.split(" ", 2)
                keep = headers.get("connection", "").lower() != "close"
                if not await self.route(Conn(r, w), verb, target, headers, body) or not keep:
                    break
        except (
            asyncio.IncompleteReadError,
            ConnectionError,
            asyncio.LimitOverrunError,
            ValueError,
            Gone,
            asyncio.CancelledError,
        ):
            pass
        finally:
            self.conns.discard(w)
            with contextlib.suppress(RuntimeError):
                w.close()

    @staticmethod
    def reply(
        w: asyncio.StreamWriter,
        code: int,
        data: Any,
        ctype: str = "application/json",
        cut: bool = False,
    ) -> None:
        body = (
            data
            if isinstance(data, bytes)
            else json.dumps(data, ensure_ascii=False).encode("utf-8", "replace")
        )
        phrase = http.client.responses.get(code, "Unknown")
        head = (
            f"HTTP/1.1 {code} {phrase}\r\nServer: telegram-emulator\r\nContent-Type: {ctype}\r\n"
            f"Content-Length: {len(body)}\r\nConnection: keep-alive\r\n\r\n"
        ).encode()
        w.write(head + (body[: len(body) // 2] if cut else body))

    async def route(
        self, conn: Conn, verb: str, target: str, headers: dict[str, str], body: bytes
    ) -> bool:
        """Answers one request; False when the connection must end."""
        parts = urllib.parse.urlsplit(target)
        path = urllib.parse.unquote(parts.path)
        if path.startswith("/_emu/"):
            return await self.control(conn, path[6:], parts.query, body)
        m = re.fullmatch(r"/file/bot([^/]+)/(.+)", path)
        if m:
            return await self.download(conn, m.group(1), m.group(2))
        m = re.fullmatch(r"/bot([^/]+)/([A-Za-z0-9_]+)/?", path)
        if not m:
            self.reply(conn.w, 404, {"ok": False, "error_code": 404, "description": "Not Found"})
            await conn.w.drain()
            return True
        return await self.call(conn, verb, m.group(1), m.group(2), parts.query, headers, body)

    def params(self, query: str, headers: dict[str, str], body: bytes) -> Params:
        p = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        ctype = headers.get("content-type", "")
        kind = ctype.split(";")[0].strip().lower()
        if not body:
            return p
        if kind == "application/json":
            try:
                data = json.loads(body)
            except (ValueError, UnicodeDecodeError):
                raise bad("can't parse JSON") from None
            if not isinstance(data, dict):
                raise bad("can't parse JSON: an Object was expected")
            p.update(data)
        elif kind == "application/x-www-form-urlencoded":
            try:
                p.update(
                    urllib.parse.parse_qsl(
                        body.decode("ascii"), keep_blank_values=True, errors="strict"
                    )
                )
            except UnicodeDecodeError:
                raise bad("strings must be encoded in UTF-8") from None
        elif kind == "multipart/form-data":
            p.update(parse_multipart(body, ctype))
        return p

    async def call(
        self,
        conn: Conn,
        verb: str,
        token: str,
        method: str,
        query: str,
        headers: dict[str, str],
        body: bytes,
    ) -> bool:
        core, t0 = self.core, time.monotonic()
        bot, p, code, out, fault = core.bots.get(token), {}, 200, None, None
        try:
            if bot is None:
                if re.fullmatch(r"\d+:[A-Za-z0-9_-]{20,}", token):
                    raise ApiError(401, "Unauthorized")
                raise ApiError(404, "Not Found")
            if verb not in ("GET", "POST"):
                raise ApiError(405, "Method Not Allowed")
            p = self.params(query, headers, body)
            fault = core.pick_fault(method, p)
            if fault:
                k = fault["kind"]
                if k == "delay":
                    await asyncio.sleep(fault["seconds"])
                elif k == "hang":
                    end = time.monotonic() + 600
                    while not conn.gone() and time.monotonic() < end:
                        await asyncio.sleep(0.1)
                    raise Gone()
                elif k == "drop":
                    raise Gone()
                elif k == "reset":
                    conn.w.get_extra_info("socket").setsockopt(
                        socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
                    )
                    conn.w.transport.abort()
                    raise Gone()
                elif k == "retry_after":
                    n = int(fault["seconds"])
                    raise ApiError(429, f"Too Many Requests: retry after {n}", retry_after=n)
                elif k == "status":
                    raise ApiError(
                        fault["status"], fault["description"], **(fault["parameters"] or {})
                    )
            if not (fault and fault["kind"] == "bad_gateway"):
                fn = getattr(core, "m_" + method.lower(), None)
                if fn is None:
                    core.warn(f"the bot called {method}, which the emulator does not have", bot)
                    raise ApiError(
                        404, f"Not Found: method not found (the emulator does not have {method})"
                    )
                out = await fn(bot, p, conn)
                out = {"ok": True, "result": out}
        except ApiError as e:
            code = e.code
            out = {"ok": False, "error_code": e.code, "description": e.description}
            if e.parameters:
                out["parameters"] = e.parameters
        except Gone:
            code = 0
            raise
        except Exception as e:  # noqa: BLE001  # never silent: it is shown as a fault of the emulator  # a fault of the emulator itself: never silent
            code = 500
            out = {
                "ok": False,
                "error_code": 500,
                "description": f"emulator fault: {type(e).__name__}: {e}",
            }
            core.warn("emulator fault in " + method + ": " + traceback.format_exc(limit=6), bot)
        finally:
            if bot is not None and (method.lower() != "getupdates" or code != 200):
                core.stats["requests"] += 1
                core.requests.append(
                    {
                        "t": time.time(),
                        "bot": bot.id,
                        "method": method,
                        "status": code,
                        "ms": round((time.monotonic() - t0) * 1000, 1),
                        "fault": fault["kind"] if fault else None,
                        "error": None if code in (0, 200) else (out or {}).get("description"),
                        "params": {
                            k: repr(v) if isinstance(v, Upload) else v for k, v in p.items()
                        },
                    }
                )
                if code not in (0, 200):
                    core.stats[f"http_{code}"] += 1
                    core.emit(
                        "api_error",
                        bot,
                        None,
                        method=method,
                        status=code,
                        text=(out or {}).get("description"),
                    )
        k = fault["kind"] if fault else None
        if k == "bad_gateway":
            self.reply(
                conn.w,
                502,
                b"<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad "
                b"Gateway</h1></center></body></html>",
                "text/html",
            )
            await conn.w.drain()
            return True
        if k == "drop_after":
            return False
        if k == "delay_after":
            await asyncio.sleep(fault["seconds"] if fault else 0)
        if k == "garbage":
            self.reply(conn.w, 200, b'{"ok":tru')
        else:
            self.reply(conn.w, code, out, cut=k == "truncate")
        await conn.w.drain()
        return bool(k != "truncate")

    async def download(self, conn: Conn, token: str, path: str) -> bool:
        f = None
        if token in self.core.bots:
            f = next((x for x in self.core.files.values() if x.get("path") == path), None)
        fault = self.core.pick_fault("file", {})
        if fault and fault["kind"] in ("drop", "reset", "hang"):
            return False
        if f is None:
            self.reply(conn.w, 404, {"ok": False, "error_code": 404, "description": "Not Found"})
        else:
            self.reply(conn.w, 200, f["data"], f["mime"])
        await conn.w.drain()
        return True

    async def control(self, conn: Conn, action: str, query: str, body: bytes) -> bool:
        try:
            a = dict(urllib.parse.parse_qsl(query))
            if body:
                a.update(json.loads(body))
            fn = getattr(self.core, "c_" + action, None)
            if fn is None:
                raise ControlError(f"no such action: {action}")
            self.reply(conn.w, 200, await fn(a))
        except ControlError as e:
            self.reply(conn.w, 400, {"error": str(e)})
        except (KeyError, TypeError, ValueError) as e:
            self.reply(
                conn.w, 400, {"error": f"bad arguments for {action}: {type(e).__name__}: {e}"}
            )
        await conn.w.drain()
        return True


class Emulator:
    """Runs the emulator in a thread of this process, for tests:

    with Emulator() as emu:
        emu.url, emu.api_base, emu.file_base
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        config: Any = None,
        limits: Any = None,
        seed: int = 1,
    ) -> None:
        self.host, self.port, self.args = host, port, (config, limits, seed)
        self.error: Exception | None = None

    def start(self) -> Emulator:
        ready = threading.Event()
        self.thread = threading.Thread(
            target=self._run, args=(ready,), daemon=True, name="telegram-emulator"
        )
        self.thread.start()
        ready.wait(10)
        if self.error:
            raise self.error
        return self

    def _run(self, ready: threading.Event) -> None:
        async def main() -> None:
            self.loop, self.stopped = asyncio.get_running_loop(), asyncio.Event()
            try:
                self.core = Core(*self.args)
                server = Server(self.core)
                self.port = await server.start(self.host, self.port)
            except OSError as e:
                self.error = e
                ready.set()
                return
            ready.set()
            await self.stopped.wait()
            await server.stop()
            for t in asyncio.all_tasks():
                if t is not asyncio.current_task():
                    t.cancel()
            await asyncio.sleep(0)

        asyncio.run(main())

    def stop(self) -> None:
        if self.thread.is_alive():
            self.loop.call_soon_threadsafe(self.stopped.set)
            self.thread.join(5)

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def api_base(self) -> str:
        return self.url + "/bot"

    @property
    def file_base(self) -> str:
        return self.url + "/file/bot"

    def __enter__(self) -> Emulator:
        return self.start()

    def __exit__(self, *exc: Any) -> None:
        self.stop()
