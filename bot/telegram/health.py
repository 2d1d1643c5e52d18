"""A small page on loopback that says how the bot is: /health for people, /metrics for Prometheus."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

LOOPBACK = "127.0.0.1"


class HealthServer(ThreadingHTTPServer):
    """Answers in threads of its own, so that it tells of an event loop that hangs, too."""

    daemon_threads = True

    def __init__(
        self, port: int, report: Callable[[], dict[str, Any]], registry: CollectorRegistry
    ) -> None:
        super().__init__((LOOPBACK, port), Page)
        self.report = report
        self.registry = registry

    def start(self) -> None:
        """Begin to answer."""
        threading.Thread(target=self.serve_forever, name="health", daemon=True).start()

    def stop(self) -> None:
        """Answer no longer."""
        self.shutdown()
        self.server_close()


class Page(BaseHTTPRequestHandler):
    """One request."""

    server: HealthServer

    def do_GET(self) -> None:  # the library calls it so
        """Answer /health, 503 while the bot is not ready, or /metrics."""
        if self.path == "/health":
            report = self.server.report()
            body = json.dumps(report, ensure_ascii=False).encode()
            self._answer(200 if report["ready"] else 503, "application/json", body)
        elif self.path == "/metrics":
            self.server.report()  # what is measured when asked for
            self._answer(200, CONTENT_TYPE_LATEST, generate_latest(self.server.registry))
        else:
            self._answer(404, "text/plain", b"")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the library's name
        """Say nothing: whoever asks every few seconds would fill the log."""

    def _answer(self, code: int, kind: str, body: bytes) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
