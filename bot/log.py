"""The log: on stderr, as text or JSON lines; never what people wrote, never a token."""

from __future__ import annotations

import json
import logging
import sys
from datetime import datetime, tzinfo

from bot.settings import LogForm, LogSettings
from bot.token import blank_tokens

# Their lower levels hold addresses with the token and what people wrote.
QUIET = (
    "httpx", "httpcore", "telegram", "tornado", "apscheduler", "asyncio", "chromadb", "bm25s",
    "sentence_transformers", "urllib3", "filelock", "sqlalchemy", "alembic",
)  # fmt: skip


class Line(logging.Formatter):
    """A line of text; tokens are blanked in all of it, tracebacks too."""

    def __init__(self, zone: tzinfo) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        self._zone = zone

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802  # logging calls it so
        """Return when it happened, in the bot's time zone."""
        del datefmt
        return datetime.fromtimestamp(record.created, self._zone).isoformat(timespec="milliseconds")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return blank_tokens(super().format(record))


class JsonLine(Line):
    """A JSON object a line: time, level, where, what, and the traceback where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the object."""
        plain = {
            "time": self.formatTime(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            plain["error"] = self.formatException(record.exc_info)
        return blank_tokens(json.dumps(plain, ensure_ascii=False))


def set_up_log(settings: LogSettings, zone: tzinfo) -> None:
    """Log to stderr; libraries only speak when something is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLine(zone) if settings.form is LogForm.JSON else Line(zone))
    logging.basicConfig(level=settings.level.upper(), handlers=[handler], force=True)
    for library in QUIET:
        logging.getLogger(library).setLevel(logging.WARNING)
