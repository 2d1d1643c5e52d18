"""What the log may say, and in which form."""

import json
import logging
import sys
from zoneinfo import ZoneInfo

import pytest

from bot.log import JsonLine, Line, set_up_log
from bot.settings import LogForm, LogLevel, LogSettings
from bot.token import blank_tokens

TOKEN = "123456789:AAF-abcdefghijklmnopqrstuvwxyz_0123"  # noqa: S105  # of nobody
ZONE = ZoneInfo("Asia/Shanghai")


def record(message: str, *, error: bool = False) -> logging.LogRecord:
    trace = None
    if error:
        try:
            int(f"https://api.telegram.org/bot{TOKEN}/getMe")
        except ValueError:
            trace = sys.exc_info()
    return logging.LogRecord("bot.x", logging.ERROR, "x.py", 1, message, (), trace)


@pytest.mark.parametrize("form", [Line, JsonLine])
def test_a_token_is_blanked_in_messages_and_tracebacks(form: type[Line]) -> None:
    line = form(ZONE).format(record(f"failed: /bot{TOKEN}/x", error=True))
    assert TOKEN not in line
    assert "/bot<令牌>/getMe" in line
    assert "failed: /bot<令牌>/x" in line


@pytest.mark.parametrize(
    "written", [TOKEN, TOKEN.replace(":", "%3A"), f"bot{TOKEN}/", f'"{TOKEN}"']
)
def test_a_token_is_known_however_it_is_written(written: str) -> None:
    assert "AAF-" not in blank_tokens(written)


@pytest.mark.parametrize("text", ["2026-11-23 12:00:00", "苏民规〔2021〕1号：第一条", "10:30"])
def test_what_is_no_token_stays(text: str) -> None:
    assert blank_tokens(text) == text


def test_a_json_line_holds_when_where_and_what() -> None:
    plain = json.loads(JsonLine(ZONE).format(record("开始\n工作")))
    assert plain["message"] == "开始\n工作"
    assert plain["level"] == "error"
    assert plain["logger"] == "bot.x"
    assert plain["time"].endswith("+08:00")


def test_libraries_that_tell_addresses_stay_quiet_at_debug(
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = logging.getLogger().handlers[:], logging.getLogger().level
    try:
        set_up_log(LogSettings(level=LogLevel.DEBUG, form=LogForm.TEXT), ZONE)
        logging.getLogger("httpx").info("HTTP Request: POST https://x/bot1:2/getMe")
        logging.getLogger("telegram.ext").debug("hello")
        logging.getLogger("bot.telegram").debug("heard")
        assert [line.split(" ", 1)[1] for line in capsys.readouterr().err.splitlines()] == [
            "DEBUG bot.telegram heard"
        ]
    finally:
        logging.basicConfig(handlers=before[0], level=before[1], force=True)
