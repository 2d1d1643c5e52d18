"""config.yaml: all sections, the bot's own among them; secrets come from the environment."""

from __future__ import annotations

import os
from datetime import tzinfo
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr

from indexer.calibration import Rates
from indexer.settings import Configured, IndexerSettings, placed, read_config

TOKEN = "TELEGRAM_BOT_TOKEN"  # noqa: S105  # the name of a variable, no secret
API_URL = "TELEGRAM_API_URL"
SUPERVISORS = "TELEGRAM_SUPERVISORS"
LEDGER_URL = "QUANKETONG_LEDGER_URL"

Rate = Annotated[float, Field(ge=0, le=1)]


class AnswerSettings(Configured):
    """How often the bot may be wrong; the confidences that hold these rates come from the index."""

    wrong: Rate = 0.03
    unknown_answered: Rate = 0.12
    unknown_offered: Rate = 0.42
    memory_minutes: Annotated[int, Field(gt=0)] = 30

    @property
    def rates(self) -> Rates:
        """The rates as calibration takes them."""
        return Rates(self.wrong, self.unknown_answered, self.unknown_offered)


class LogLevel(StrEnum):
    """How much the log says."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogSettings(Configured):
    """What the log says, on stderr."""

    level: LogLevel = LogLevel.INFO


class TelegramSettings(Configured):
    """How the bot reaches Telegram, and whom it serves."""

    api_url: str = "https://api.telegram.org"
    proxy: str | None = None
    supervisors: tuple[int, ...] = ()
    workers: tuple[int, ...] = ()


class LedgerSettings(Configured):
    """Where the ledger is kept, and for how long."""

    url: SecretStr | None = None
    file: Path = Path("var/ledger.sqlite")
    retention_days: Annotated[int, Field(ge=1)] = 365

    @property
    def address(self) -> str | None:
        """The database's URL, the environment's before config.yaml's; None for the file."""
        written = self.url.get_secret_value() if self.url else ""
        return os.environ.get(LEDGER_URL, "").strip() or written.strip() or None


class ServicePointSettings(Configured):
    """Where a resident comes back to; what is empty is a line to fill in by hand."""

    name: str = ""
    address: str = ""
    phone: str = ""
    hours: str = ""
    complaint: str = ""
    link: str = ""


class Settings(IndexerSettings):
    """All of config.yaml."""

    answers: AnswerSettings = AnswerSettings()
    telegram: TelegramSettings = TelegramSettings()
    ledger: LedgerSettings = LedgerSettings()
    log: LogSettings = LogSettings()
    service_point: ServicePointSettings = ServicePointSettings()
    time_zone: str = "Asia/Shanghai"

    @property
    def zone(self) -> tzinfo:
        """The time zone that says what day today is."""
        return ZoneInfo(self.time_zone)


def load_settings(path: Path) -> Settings:
    """Read config.yaml whole; raises ProblemsFound when it is not sound."""
    settings: Settings = read_config(path, Settings)
    file = placed(path, settings.ledger.file)
    return settings.model_copy(update={"ledger": settings.ledger.model_copy(update={"file": file})})


def telegram_token() -> SecretStr | None:
    """Return the bot's token from the environment; None when there is none."""
    token = os.environ.get(TOKEN, "").strip()
    return SecretStr(token) if token else None
