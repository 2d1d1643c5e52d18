"""What the command lines of both packages share: exit codes and a parser that speaks Chinese."""

from __future__ import annotations

import argparse
import sys
from typing import NoReturn

SOUND, FINDINGS, CANNOT_START = 0, 1, 2
INTERRUPTED = 130  # what shells expect after Ctrl-C

# argparse builds its messages from these; everything else it says comes from our own texts.
WORDS = (
    ("the following arguments are required", "缺"),
    ("unrecognized arguments", "不认识"),
    ("invalid choice", "没有这一项"),
    ("choose from", "可选"),
    ("expected one argument", "后面要跟一个值"),
    ("argument", "参数"),
)


class Parser(argparse.ArgumentParser):
    """A parser that says in Chinese what is wrong."""

    def error(self, message: str) -> NoReturn:
        """End the program with what was wrong about the command."""
        for english, chinese in WORDS:
            message = message.replace(english, chinese)
        print(f"命令写得不对：{message}\n看用法：{self.prog} --help", file=sys.stderr)
        sys.exit(CANNOT_START)
