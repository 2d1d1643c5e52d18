"""The bot's token: from the environment, or from a file that only its owner can read."""

from __future__ import annotations

import os
import re
from pathlib import Path

from pydantic import SecretStr

TOKEN = "TELEGRAM_BOT_TOKEN"  # noqa: S105  # the name of a variable, no secret
SHAPE = re.compile(r"(?<!\d)\d{3,12}(?::|%3A)[A-Za-z0-9_-]{30,}", re.IGNORECASE)
BLANK = "<令牌>"
OTHERS_MAY = 0o077


class TokenRefused(Exception):
    """The token cannot be used; the text says in Chinese what to do, and does not hold it."""


def read_token(file: Path | None) -> SecretStr | None:
    """Return the token; None when none is set. Raises TokenRefused."""
    token = os.environ.get(TOKEN, "").strip()
    if token:
        return SecretStr(token)
    return None if file is None else SecretStr(read_file(file))


def read_file(file: Path) -> str:
    """Return the token in a file; raises TokenRefused."""
    try:
        mode = file.stat().st_mode
        token = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise TokenRefused(
            f"读不了令牌文件 {file}（{type(error).__name__}）。看看 config.yaml 的 telegram.token_file，"
            "和运行机器人的用户有没有权限读它。"
        ) from error
    if mode & OTHERS_MAY:
        raise TokenRefused(f"令牌文件 {file} 别人也能读。请运行：chmod 600 {file}")
    if not token:
        raise TokenRefused(f"令牌文件 {file} 是空的。把 BotFather 给的令牌写进去，只写这一行。")
    return token


def blank_tokens(text: str) -> str:
    """Return a text without anything that looks like a token."""
    return SHAPE.sub(BLANK, text)
