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

API_URL = "TELEGRAM_API_URL"
PROXY = "TELEGRAM_PROXY"
SUPERVISORS = "TELEGRAM_SUPERVISORS"
LEDGER_URL = "QUANKETONG_LEDGER_URL"

Rate = Annotated[float, Field(ge=0, le=1)]


class AnswerSettings(Configured):
    """How often the bot may be wrong; the confidences that hold these rates come from the index."""

    wrong: Rate = 0.041
    unknown_answered: Rate = 0.17
    unknown_offered: Rate = 0.40
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


class LogForm(StrEnum):
    """How a line of the log is written."""

    TEXT = "text"
    JSON = "json"


class LogSettings(Configured):
    """What the log says, on stderr."""

    level: LogLevel = LogLevel.INFO
    form: LogForm = LogForm.TEXT


Port = Annotated[int, Field(ge=1, le=65535)]


class HealthSettings(Configured):
    """Where the bot says how it is: a port on loopback; 0 is nowhere."""

    port: Annotated[int, Field(ge=0, le=65535)] = 0


class TelegramSettings(Configured):
    """How the bot reaches Telegram, and whom it serves."""

    token_file: Path | None = None
    api_url: str = "https://api.telegram.org"
    file_url: str | None = None
    proxy: str | None = None
    poll_seconds: Annotated[int, Field(ge=1, le=50)] = 30
    silence_seconds: Annotated[int, Field(ge=1)] = 180
    webhook_url: str | None = None
    webhook_listen: str = "127.0.0.1"
    webhook_port: Port = 8443
    supervisors: tuple[int, ...] = ()
    workers: tuple[int, ...] = ()

    @property
    def api(self) -> str:
        """Where the Bot API is: the environment's word first."""
        return (os.environ.get(API_URL) or self.api_url).rstrip("/")

    @property
    def files(self) -> str:
        """Where its files are."""
        return (self.file_url or f"{self.api}/file").rstrip("/")

    @property
    def way_out(self) -> str | None:
        """The proxy, whose address may hold a password: the environment's word first."""
        return os.environ.get(PROXY) or self.proxy

    @property
    def all_supervisors(self) -> frozenset[int]:
        """The supervisors that config.yaml and the environment name."""
        named = os.environ.get(SUPERVISORS, "").replace("，", ",").split(",")
        return frozenset(self.supervisors) | {
            int(number) for number in map(str.strip, named) if number.isdecimal()
        }


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


class RedFlagSettings(Configured):
    """What happens beside the card when an emergency is recognised."""

    alert: bool = False  # whether supervisors on duty are told at once


class TellingSettings(Configured):
    """Who is told of changed entries, and at what hour of the day."""

    days: Annotated[int, Field(ge=1, le=3650)] = 90
    hour: Annotated[int, Field(ge=0, le=23)] = 8


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
    red_flags: RedFlagSettings = RedFlagSettings()
    telegram: TelegramSettings = TelegramSettings()
    ledger: LedgerSettings = LedgerSettings()
    health: HealthSettings = HealthSettings()
    log: LogSettings = LogSettings()
    telling: TellingSettings = TellingSettings()
    service_point: ServicePointSettings = ServicePointSettings()
    time_zone: str = "Asia/Shanghai"

    @property
    def zone(self) -> tzinfo:
        """The time zone that says what day today is."""
        return ZoneInfo(self.time_zone)


def load_settings(path: Path) -> Settings:
    """Read config.yaml whole; raises ProblemsFound when it is not sound."""
    settings: Settings = read_config(path, Settings)
    ledger, telegram = settings.ledger, settings.telegram
    moved: dict[str, Configured] = {
        "ledger": ledger.model_copy(update={"file": placed(path, ledger.file)})
    }
    if telegram.token_file is not None:
        file = placed(path, telegram.token_file)
        moved["telegram"] = telegram.model_copy(update={"token_file": file})
    return settings.model_copy(update=moved)
