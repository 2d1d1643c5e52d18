"""The verbs as a person types them."""

from __future__ import annotations

from pathlib import Path

import pytest

import bot.__main__ as command_line
from bot.settings import LEDGER_URL


@pytest.fixture
def project(knowledge_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with config.yaml and the small base; no index, no ledger."""
    (knowledge_folder.parent / "config.yaml").write_text("log: {level: error}\n", encoding="utf-8")
    monkeypatch.delenv(LEDGER_URL, raising=False)
    monkeypatch.delenv("QUANKETONG_VAR", raising=False)
    return knowledge_folder.parent


@pytest.mark.usefixtures("project")
def test_a_report_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["report", "--from", "2026-11-16", "--to", "2026-11-22"]) == 0
    assert capsys.readouterr().out.startswith(
        "📊 全科通 2026-11-16 至 2026-11-22（7 天）\n这段时间没有人问过。\n"
    )


def test_charts_and_tables_are_written(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["report", "--weeks", "4", "--png", "a.png", "--pdf", "b/周报.pdf", "--csv", "表"]
    assert command_line.main(asked) == 0
    written = capsys.readouterr().out.splitlines()
    assert written[-9:-7] == ["a.png", "b/周报.pdf"]
    assert all((project / path).stat().st_size for path in written)
    assert (project / "b/周报.pdf").read_bytes().startswith(b"%PDF")
    assert len(list((project / "表").iterdir())) == 7


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (["--from", "2026-11-22", "--to", "2026-11-16"], 1),
        (["--from", "2026-11-16", "--weeks", "2"], 1),
        (["--from", "16.11.2026"], 2),
        (["--weeks", "0"], 2),
        (["--weeks", "x"], 2),
    ],
)
def test_a_span_that_is_none_is_refused(
    asked: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        found = command_line.main(["report", *asked])
    except SystemExit as error:
        found = error.code if isinstance(error.code, int) else -1
    assert found == code
    assert capsys.readouterr().err != ""


def test_where_nothing_can_be_written_it_says_so(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "taken").write_text("x", encoding="utf-8")
    assert command_line.main(["report", "--csv", "taken"]) == 2
    assert capsys.readouterr().err.startswith("写不了 taken/汇总.csv（")


def test_a_ledger_is_backed_up_and_put_back(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main(["sweep"]) == 0
    assert command_line.main(["backup", "copy.sqlite"]) == 0
    out = capsys.readouterr().out
    assert "清掉 365 天以前的：问题 0，" in out
    assert "备份好了：copy.sqlite。旁边的 copy.sqlite.key 要一起留着" in out
    assert command_line.main(["backup", "copy.sqlite"]) == 2
    assert "copy.sqlite 已经有了" in capsys.readouterr().err
    assert command_line.main(["restore-ledger", "copy.sqlite"]) == 1
    assert "再加 --replace；现在这份会另存，不会丢。" in capsys.readouterr().err
    assert command_line.main(["restore-ledger", "copy.sqlite", "--replace"]) == 0
    assert "原来的台账另存在 " in capsys.readouterr().out
    for path in (project / "var").glob("ledger.sqlite*"):
        path.unlink()
    assert command_line.main(["restore-ledger", "copy.sqlite"]) == 0
    assert (project / "var" / "ledger.sqlite").stat().st_size > 0


@pytest.mark.usefixtures("project")
def test_what_is_no_ledger_is_not_put_back(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "x.sqlite").write_text("nothing", encoding="utf-8")
    assert command_line.main(["restore-ledger", "x.sqlite"]) == 2
    assert "x.sqlite 不完整或者不是台账" in capsys.readouterr().err
