"""The verb `notice` as a person types it."""

from __future__ import annotations

from pathlib import Path

import pytest

import bot.__main__ as command_line

PDF, PNG = b"%PDF", b"\x89PNG"


@pytest.fixture
def project(knowledge_folder: Path) -> Path:
    """A working folder with config.yaml and the small base; no index."""
    config = "service_point: {name: 示范窗口, phone: 0512-示范}\nlog: {level: error}\n"
    (knowledge_folder.parent / "config.yaml").write_text(config, encoding="utf-8")
    return knowledge_folder.parent


def test_a_pdf_is_written_without_any_index(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main(["notice", "living-allowance", "--pdf", "低保.pdf"]) == 0
    assert capsys.readouterr().out == "低保.pdf\n"
    assert (project / "低保.pdf").read_bytes().startswith(PDF)
    assert [path.name for path in project.iterdir() if path.name.startswith(".notice")] == []


def test_large_print_takes_a_picture_for_each_page(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main(["notice", "living-allowance", "--large", "--png", "a.png"]) == 0
    names = capsys.readouterr().out.split()
    assert names == ["a-1.png", "a-2.png"]
    assert all((project / name).read_bytes().startswith(PNG) for name in names)


def test_the_text_of_missing_papers_is_printed(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main(["notice", "living-allowance", "--text", "--missing", "2，4"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("【补正材料告知单】\n最低生活保障申请\n")
    assert "☑ 2. 核对授权书\n☑ 4. 银行卡\n" in out
    assert "示范窗口\n咨询电话：0512-示范" in out


def test_the_booklet_of_the_small_base_is_written(project: Path) -> None:
    assert command_line.main(["notice", "--booklet", "all.pdf"]) == 0
    assert (project / "all.pdf").read_bytes().startswith(PDF)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (
            ["living-alowance", "--text"],
            1,
            "没有编号「living-alowance」的条目。您要的是不是：living-allowance、elderly-allowance？\n",
        ),
        (
            ["zzz", "--text"],
            1,
            '没有编号「zzz」的条目。编号是条目的文件名，用 python -m indexer find "…" 查。\n',
        ),
        (
            ["living-allowance", "--pdf", "nowhere/a.pdf"],
            2,
            "写不了 nowhere/a.pdf（No such file or directory）。换一个能写的文件夹再试。\n",
        ),
    ],
)
def test_what_cannot_be_done_is_said(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, said: str
) -> None:
    assert command_line.main(["notice", *arguments]) == code
    assert capsys.readouterr().err == said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["living-allowance"], "required"),
        (["living-allowance", "--text", "--missing", "一"], "写成 1,3 的样子"),
    ],
)
def test_a_wrong_command_ends_at_once(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        command_line.main(["notice", *arguments])
    assert ended.value.code == 2
    assert said in capsys.readouterr().err
