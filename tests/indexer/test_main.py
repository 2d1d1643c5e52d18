import re
from pathlib import Path

import pytest

import indexer.__main__ as command_line
from tests.conftest import NOISE
from tests.fake_embedder import FakeEmbedder


@pytest.fixture
def project(knowledge_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with config.yaml and the small base."""
    item = "- {编号: to-come, 事项: 甲, 部门: 乙, 领域: 养老, 类型: 办事}\n"
    noise = "- {编号: neighbor-noise, 事项: 噪音, 部门: 街道, 领域: 纠纷调处, 类型: 实务}\n"
    (knowledge_folder / "_catalogue.yaml").write_text(item + noise, encoding="utf-8")
    (knowledge_folder.parent / "config.yaml").write_text("index: {threads: 1}\n", encoding="utf-8")
    monkeypatch.setattr(command_line, "load_embedder", lambda *_: FakeEmbedder())
    monkeypatch.delenv("QUANKETONG_VAR", raising=False)
    return knowledge_folder.parent


def test_check_counts_sound_entries(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["check"]) == 0
    out = capsys.readouterr().out
    assert "提醒：问法只有 8 条 [few-phrasings]" in out
    assert out.endswith("检查了 3 个条目，全部通过；10 处提醒。\n")


def test_check_prints_all_problems_and_counts_them(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    noise = project / "knowledge" / "disputes" / "neighbor-noise.yaml"
    noise.write_text(NOISE.replace("状态: 初编", "状态: 半成品"), encoding="utf-8")
    assert command_line.main(["check"]) == 1
    error = capsys.readouterr().err
    assert (
        "knowledge/disputes/neighbor-noise.yaml:27:5: 「状态」写了「半成品」 [bad-choice]" in error
    )
    assert error.endswith("发现 1 处错误。\n")


def test_build_reports_what_moved_and_the_coverage(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main(["build"]) == 0
    out = capsys.readouterr().out
    assert "新增 3、更新 0、删除 0、未变 0（算了 " in out
    assert "覆盖 1/2（初编 2、已核 1）" in out
    assert command_line.main(["build"]) == 0
    assert "新增 0、更新 0、删除 0、未变 3（算了 0 条向量）" in capsys.readouterr().out


def test_broken_entries_leave_the_old_index(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command_line.main(["build"])
    version = (project / "var" / "index" / "current").read_text()
    (project / "knowledge" / "disputes" / "neighbor-noise.yaml").write_text("", encoding="utf-8")
    assert command_line.main(["build"]) == 1
    assert (project / "var" / "index" / "current").read_text() == version


def test_a_failed_exam_question_is_a_line_to_jump_from(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    excuse = "- {条目: neighbor-noise, 考题: 楼上半夜拖椅子吵人, 原因: 试}\n"
    (project / "knowledge" / "_known_failures.yaml").write_text(excuse, encoding="utf-8")
    assert command_line.main(["build"]) == 1
    out = capsys.readouterr().out
    assert "没有发布：_known_failures.yaml 里有 1 道题其实已经通过。" in out
    assert "neighbor-noise 「楼上半夜拖椅子吵人」" in out


def test_find_shows_what_spoke_for_a_match(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command_line.main(["build"])
    capsys.readouterr()
    assert command_line.main(["find", "低保材料"]) == 0
    assert "1. 最低生活保障申请（living-allowance）把握" in capsys.readouterr().out


def test_stats_name_what_is_missing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["stats"]) == 0
    out = capsys.readouterr().out
    assert "缺：养老 · 甲（to-come）" in out
    assert "还没有可用的索引" in out


def test_stats_show_how_the_topics_stand(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command_line.main(["build"])
    capsys.readouterr()
    assert command_line.main(["stats"]) == 0
    out = capsys.readouterr().out
    assert "养老：1 条（初编 0、已核 1、逾期 0），问法 8，考题 1" in out
    assert re.search(r"最弱（最难一题领先多少）：尊老金发放 [+-]\d", out)


def test_due_lists_what_must_be_reviewed(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import date

    monkeypatch.setattr(command_line, "today", lambda: date(2027, 6, 1))
    assert command_line.main(["due"]) == 0
    assert capsys.readouterr().out == "2027-05-23 到期 最低生活保障申请（living-allowance）\n"
    monkeypatch.setattr(command_line, "today", lambda: date(2026, 12, 1))
    command_line.main(["due"])
    assert capsys.readouterr().out == "没有到期要复核的条目。\n"


def test_schema_is_written_and_checked(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["schema", "--check"]) == 1
    assert command_line.main(["schema"]) == 0
    assert command_line.main(["schema", "--check"]) == 0


def test_run_time_data_moves_with_the_environment(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUANKETONG_VAR", str(tmp_path / "elsewhere"))
    assert command_line.main(["build"]) == 0
    assert (tmp_path / "elsewhere" / "index" / "current").exists()
    assert not (project / "var").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("knowlege: {folder: x}\n", "不认识「knowlege」"),
        ("index: {thread: 2}\n", "写成「threads」"),
        ("index: {threads: 二}\n", "「index」的「threads」应当是整数"),
        ("index: [a\n", "没有收尾"),
    ],
)
def test_a_wrong_setting_is_explained(
    project: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    (project / "config.yaml").write_text(text, encoding="utf-8")
    assert command_line.main(["check"]) == 1
    assert said in capsys.readouterr().err


def test_a_config_that_is_not_there_is_named(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command_line.main(["--config", "nowhere.yaml", "check"]) == 1
    assert "nowhere.yaml:1:1: 读不了这个文件" in capsys.readouterr().err
