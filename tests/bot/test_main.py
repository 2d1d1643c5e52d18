"""The verbs as a person types them, with the fake embedder in place of the model."""

import json
from pathlib import Path

import pytest

import bot.__main__ as command_line
import indexer.__main__ as indexer_line
from tests.fake_embedder import FakeEmbedder

KEYS = [
    "question", "outcome", "entry", "facet", "confidence", "candidates",
    "text", "authority", "version", "ms",
]  # fmt: skip


@pytest.fixture
def project(knowledge_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with config.yaml, the small base and its index."""
    config = "answers: {wrong: 1.0, unknown_answered: 1.0}\nlog: {level: error}\n"
    (knowledge_folder.parent / "config.yaml").write_text(config, encoding="utf-8")
    monkeypatch.setattr(command_line, "load_embedder", lambda *_: FakeEmbedder())
    monkeypatch.setattr(indexer_line, "load_embedder", lambda *_: FakeEmbedder())
    monkeypatch.delenv("QUANKETONG_VAR", raising=False)
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    assert indexer_line.main(["build"]) == 0
    return knowledge_folder.parent


def test_ask_prints_a_card(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert command_line.main(["ask", "低保要什么材料"]) == 0
    assert capsys.readouterr().out.startswith("最低生活保障申请\n")


def test_ask_explains_instead_of_answering(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert command_line.main(["ask", "--explain", "低保要什么材料"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "「低保要什么材料」"
    assert any(line.startswith("定在：") and line.endswith("的材料") for line in lines)


def test_ask_json_prints_one_object(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert command_line.main(["ask", "--json", "--dry-run", "低保要什么材料"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert list(answer) == KEYS
    assert answer["outcome"] == "answered"
    assert answer["entry"] == "living-allowance"
    assert answer["facet"] == "materials"
    assert answer["candidates"][0]["entry"] == "living-allowance"
    assert answer["authority"] == ["《社会救助法》 第九条"]


def test_a_batch_comes_out_in_order_and_shares_memory_by_key(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        {"q": "低保怎么申请", "conversation": "a"},
        {"q": "要带什么", "conversation": "b"},
        {"q": "要带什么", "conversation": "a"},
        {"q": "要带什么"},
        {"q": "你好"},
        {"q": "😀"},
    ]
    path = project / "batch.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    capsys.readouterr()
    assert command_line.main(["ask", "--json", "--batch", str(path)]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["question"] for answer in answers] == [row["q"] for row in rows]
    assert [answer["outcome"] for answer in answers] == [
        "answered", "unanswered", "answered", "unanswered", "smalltalk", "unanswered",
    ]  # fmt: skip
    assert answers[2]["entry"] == "living-allowance"
    assert answers[2]["facet"] == "materials"
    assert answers[4]["facet"] is None


def test_odd_questions_never_end_in_a_traceback(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = ["", " ", "😀", "\x00", "\ud800", "长" * 10_000, "<b>&", "Привет", "\u202e低保"]
    path = project / "batch.jsonl"
    path.write_text("\n".join(json.dumps({"q": text}) for text in odd), encoding="utf-8")
    capsys.readouterr()
    assert command_line.main(["ask", "--json", "--batch", str(path)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(odd)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask"], "要写问题"),
        (["ask", "--batch", "x.jsonl"], "--batch 要和 --json 一起用"),
        (["ask", "--json", "--batch", "nowhere.jsonl"], "读不了 nowhere.jsonl"),
        (["ask", "--json", "--explain", "低保"], "--explain 是给人看的，不能和 --json 一起用"),
        (["ask", "--jsn", "低保"], "不认识: --jsn"),
        (["fly"], "没有这一项"),
        ([], "缺"),
    ],
)
def test_a_wrong_command_is_explained_in_chinese(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        command_line.main(arguments)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_a_batch_line_of_another_form_is_named(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "batch.jsonl").write_text('{"q": "低保"}\n{"frage": 1}\n', encoding="utf-8")
    with pytest.raises(SystemExit):
        command_line.main(["ask", "--json", "--batch", "batch.jsonl"])
    assert "batch.jsonl 第 2 行不是" in capsys.readouterr().err


def test_without_an_index_it_says_what_to_run(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "var" / "index" / "current").unlink()
    assert command_line.main(["ask", "低保"]) == 2
    assert capsys.readouterr().err == "还没有索引。运行 make index 建一个。\n"


def test_a_wrong_setting_is_shown_at_its_place(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "config.yaml").write_text("answers: {wrong: 很高}\n", encoding="utf-8")
    assert command_line.main(["ask", "低保"]) == 1
    assert "config.yaml:1:18: 「answers」的「wrong」应当是数字" in capsys.readouterr().err


def test_exam_prints_the_report_cards(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert command_line.main(["exam", "--failures"]) == 0
    out = capsys.readouterr().out
    assert "知识库自己的考题：3 题" in out
    assert "  领域 养老：1 题" in out
    assert "门槛：把握 0.00 起直接答，0.00 起给选项\n" in out
    assert "把握：考题太少，没有拟合" in out


def test_run_without_a_token_says_so_and_chats(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = iter(["低保要什么材料", "2", "谢谢", "退出"])
    monkeypatch.setattr("builtins.input", lambda: next(lines))
    capsys.readouterr()
    assert command_line.main(["run"]) == 0
    said = capsys.readouterr()
    assert "没有设 TELEGRAM_BOT_TOKEN" in said.err
    assert "最低生活保障申请" in said.out
    assert "不客气" in said.out


@pytest.mark.parametrize(
    ("name", "expected"), [("cases", True), ("cases_second", True), ("questions", False)]
)
def test_a_set_of_households_is_known_by_its_name(name: str, expected: bool) -> None:
    assert command_line.holds_households(Path(f"tests/exam/{name}.jsonl")) is expected
