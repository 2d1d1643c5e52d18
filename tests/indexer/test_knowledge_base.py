from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.knowledge_base import KnowledgeBase
from indexer.problem import ProblemsFound
from tests.conftest import ALLOWANCE, ELDERLY

Change = Callable[[Path], object]


def write(name: str, text: str) -> Change:
    """Return the change that writes a file."""

    def change(folder: Path) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    return change


def test_a_sound_base_is_read_whole(knowledge: KnowledgeBase) -> None:
    assert sorted(knowledge.entries) == ["elderly-allowance", "living-allowance", "neighbor-noise"]
    assert knowledge.entries["living-allowance"].topic == "social-assistance"
    assert list(knowledge.topics.values()) == ["社会救助", "养老", "纠纷调处"]


@pytest.mark.parametrize(
    ("change", "rule", "said"),
    [
        (
            write("disputes/living-allowance.yaml", ALLOWANCE),
            "duplicate-id",
            "编号「living-allowance」已有",
        ),
        (write("stray.yaml", ALLOWANCE), "wrong-folder", "条目不在领域文件夹里"),
        (
            write("new-topic/fresh.yaml", ALLOWANCE),
            "unknown-topic",
            "文件夹「new-topic」不在 _topics.yaml 里",
        ),
        (
            write(
                "elderly-care/elderly-allowance.yaml",
                ELDERLY.replace("状态:", "相关: [nobody]\n状态:"),
            ),
            "unknown-id",
            "没有编号「nobody」的条目",
        ),
        (
            write(
                "elderly-care/elderly-allowance.yaml",
                ELDERLY.replace("- 老人津贴谁发", "- 低保怎么申请？"),
            ),
            "phrasing-in-two-entries",
            "这条问法在",
        ),
        (
            write(
                "elderly-care/elderly-allowance.yaml",
                ELDERLY.replace("外婆八十多了有高龄津贴吗", "家里穷得揭不开锅"),
            ),
            "copied-question",
            "这条考题是「living-allowance」的问法",
        ),
        (
            write("_cases.yaml", "- {案情: 老人八十, 应当: [living-allowance, nobody]}\n"),
            "unknown-id",
            "没有编号「nobody」的条目",
        ),
        (
            write("_cases.yaml", "- {案情: 老人, 应当: [living-allowance], 不应当: [nobody]}\n"),
            "unknown-id",
            "没有编号「nobody」的条目",
        ),
        (
            write("_case_lessons.yaml", "- {案情: 老人, 应当: [], 可提: [nobody]}\n"),
            "unknown-id",
            "没有编号「nobody」的条目",
        ),
        (
            write("_case_lessons.yaml", "- {案情: 老人, 应当: [living-allowance]}\n" * 2),
            "duplicate-case",
            "这一户在第 1 行已经判过",
        ),
        (
            write(
                "_case_lessons.yaml",
                "- {案情: 老人, 应当: [living-allowance], 不应当: [living-allowance]}\n",
            ),
            "duplicate-judgement",
            "「living-allowance」在这一户里写了两次",
        ),
        (
            write("_known_failures.yaml", "- {条目: living-allowance, 考题: 没有这题, 原因: 试}\n"),
            "unknown-question",
            "「living-allowance」没有这道考题",
        ),
        (
            write("_catalogue.yaml", "- {编号: a, 事项: 甲, 部门: 乙, 领域: 丙, 类型: 办事}\n"),
            "unknown-topic",
            "没有叫「丙」的领域",
        ),
        (
            write(
                "_catalogue.yaml", "- {编号: a, 事项: 甲, 部门: 乙, 领域: 养老, 类型: 办事}\n" * 2
            ),
            "duplicate-id",
            "编号「a」重复",
        ),
        (
            write("_unanswerable.yaml", "- {问: 甲, 分类: 乙, 原因: 丙}\n"),
            "bad-choice",
            "写了「乙」",
        ),
        (write("_topics.yaml", "disputes： 纠纷\n"), "wrong-type", "应当分项写"),
    ],
)
def test_each_rule_between_files_is_named(
    knowledge_folder: Path, change: Change, rule: str, said: str
) -> None:
    change(knowledge_folder)
    with pytest.raises(ProblemsFound) as found:
        KnowledgeBase.load(knowledge_folder)
    assert f"[{rule}]" in str(found.value)
    assert said in str(found.value)


def test_all_problems_of_all_files_come_in_one_run(knowledge_folder: Path) -> None:
    write("disputes/neighbor-noise.yaml", "")(knowledge_folder)
    write("elderly-care/elderly-allowance.yaml", ELDERLY.replace("要点:", "要点："))(
        knowledge_folder
    )
    write("_unanswerable.yaml", "- 问: [\n")(knowledge_folder)
    with pytest.raises(ProblemsFound) as found:
        KnowledgeBase.load(knowledge_folder)
    assert [problem.rule for problem in found.value.problems] == [
        "unclosed-bracket",
        "empty-file",
        "full-width-colon",
    ]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProblemsFound, match="找不到知识库文件夹"):
        KnowledgeBase.load(tmp_path / "nowhere")


def test_a_base_without_entries_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProblemsFound, match="一个条目也没有"):
        KnowledgeBase.load(tmp_path)


def test_a_related_id_may_be_one_that_is_still_to_be_written(knowledge_folder: Path) -> None:
    item = "- {编号: to-come, 事项: 甲, 部门: 乙, 领域: 养老, 类型: 办事}\n"
    write("_catalogue.yaml", item)(knowledge_folder)
    text = ELDERLY.replace("状态:", "相关: [to-come]\n状态:")
    write("elderly-care/elderly-allowance.yaml", text)(knowledge_folder)
    base = KnowledgeBase.load(knowledge_folder)
    assert [missing.id for missing in base.missing] == ["to-come"]


def test_a_draft_is_kept_apart(knowledge_folder: Path) -> None:
    write("disputes/new-matter.yaml", "状态: 草稿\n")(knowledge_folder)
    base = KnowledgeBase.load(knowledge_folder)
    assert [draft.id for draft in base.drafts] == ["new-matter"]
    assert "new-matter" not in base.entries
