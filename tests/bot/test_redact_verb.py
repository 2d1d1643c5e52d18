"""`python -m bot redact`, as it stands in a pipe."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

import bot.__main__ as command_line


def given(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    """Put something on the standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))


@pytest.fixture(autouse=True)
def folder(knowledge_folder: Path) -> Path:
    """A working folder with config.yaml and the small base."""
    (knowledge_folder.parent / "config.yaml").write_text("log: {level: error}\n", encoding="utf-8")
    return knowledge_folder


def test_lines_come_out_one_for_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given(monkeypatch, "王阿姨 13812345678\r\n\n12345\n末行".encode())
    assert command_line.main(["redact"]) == 0
    assert capsys.readouterr().out == "〔姓名〕阿姨 〔手机号〕\r\n\n12345\n末行"


def test_a_line_that_is_no_utf_8_is_named_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given(monkeypatch, b"\xff13812345678\n110\n")
    assert command_line.main(["redact"]) == 1
    said = capsys.readouterr()
    assert said.out == "\N{REPLACEMENT CHARACTER}〔手机号〕\n110\n"
    assert said.err == (
        "第 1 行有不是 UTF-8 的字，已换成 �：里面的姓名、地址可能认不出。请另存为 UTF-8 再做一遍。\n"
    )


def test_an_unsound_base_only_costs_the_public_numbers(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "disputes" / "neighbor-noise.yaml").write_text("类型：\n", encoding="utf-8")
    given(monkeypatch, b"0512-65123456\n")
    assert command_line.main(["redact"]) == 0
    said = capsys.readouterr()
    assert said.out == "〔电话〕\n"
    assert said.err == (
        "知识库有错，条目里公开的电话这次也会盖住。运行 python -m indexer check 看错在哪里。\n"
    )
