from pathlib import Path

import pytest

from bot.__main__ import main
from bot.case.facts import Case, Person
from bot.case.told import TOLD_ON, ToldReport, ToldStory, examine_told, grade, read_told
from indexer.case_fact import CaseFacts
from indexer.problem import ProblemsFound
from indexer.verdict import Days, Known, Span

TOLD = Path(__file__).parent / "told"
YES = frozenset({"是"})


def report(name: str, vocabulary: CaseFacts) -> ToldReport:
    return examine_told(name, read_told(TOLD / name), vocabulary, TOLD_ON)


@pytest.mark.parametrize(
    ("name", "share", "wrong"),
    [
        ("dev.yaml", 0.98, 0),
        ("counter.yaml", 0.97, 1),
        ("counter_second.yaml", 0.95, 2),
        ("counter_third.yaml", 0.93, 1),
        ("counter_fourth.yaml", 0.95, 0),  # unseen until the reader was fitted to it
        ("counter_fifth.yaml", 0.80, 5),
        ("unseen_second.yaml", 0.62, 17),  # only its totals were looked at
        ("unseen.yaml", 0.65, 7),  # no wording was fitted to it: what a fresh story may expect
    ],
)
def test_what_a_story_says_is_read_and_next_to_nothing_else(
    vocabulary: CaseFacts, name: str, share: float, wrong: int
) -> None:
    read = report(name, vocabulary)
    assert read.right >= share * read.told, "\n".join(read.failures())
    assert read.wrong <= wrong, "\n".join(read.failures())


def test_labels_use_the_vocabulary(vocabulary: CaseFacts) -> None:
    for path in TOLD.glob("*.yaml"):
        for one in read_told(path):
            named = [fact for facts in (*one.told.values(), *one.open.values()) for fact in facts]
            assert set(named) <= set(vocabulary.facts), path.name


def told(**facts: str) -> ToldStory:
    return ToldStory.model_validate({"案情": "奶奶八十岁。", "有": {"奶奶/老人": facts}})


def test_a_fact_is_right_wrong_missed_or_invented(vocabulary: CaseFacts) -> None:
    story = told(年龄="80", 独居="是", 户籍="本区或本市外区", 重病="是")
    known: dict[str, Known] = {
        "年龄": Span(80, 80),
        "独居": YES,
        "户籍": frozenset({"本区"}),
        "失智": YES,
    }
    graded = grade(story, Case((Person("老人", known),)), vocabulary)
    assert graded.right == 2
    assert graded.missed == ("奶奶/老人 重病 是",)
    assert graded.wrong == ("奶奶/老人 户籍 本区或本市外区（读成 本区）",)
    assert graded.invented == ("老人 失智",)
    assert str(graded) == (
        "「奶奶八十岁。…」；漏读 奶奶/老人 重病 是；"
        "读错 奶奶/老人 户籍 本区或本市外区（读成 本区）；多读 老人 失智"
    )


def test_what_is_open_is_neither_missed_nor_invented(vocabulary: CaseFacts) -> None:
    story = ToldStory.model_validate({"案情": "奶奶", "两可": {"奶奶": ["失智", "独居"]}})
    graded = grade(story, Case((Person("奶奶", {"失智": YES}),)), vocabulary)
    assert (graded.told, graded.missed, graded.invented) == (0, (), ())


def test_numbers_and_days_lie_within_bounds(vocabulary: CaseFacts) -> None:
    story = ToldStory.model_validate(
        {"案情": "奶奶", "有": {"奶奶": {"年龄": "70至79", "受伤日期": "2026-11-16至2026-11-22"}}}
    )
    day = Days(TOLD_ON.replace(day=20), TOLD_ON.replace(day=20))
    right: dict[str, Known] = {"年龄": Span(70, 79), "受伤日期": day}
    assert grade(story, Case((Person("奶奶", right),)), vocabulary).right == 2
    wide: dict[str, Known] = {"年龄": Span(65, 79), "受伤日期": Days(TOLD_ON, TOLD_ON)}
    assert len(grade(story, Case((Person("奶奶", wide),)), vocabulary).wrong) == 2


def test_labels_of_another_form_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "told.yaml"
    path.write_text("- 有: {奶奶: {年龄: 80}}\n", encoding="utf-8")
    with pytest.raises(ProblemsFound, match="案情"):
        read_told(path)


def test_the_verb_prints_how_a_file_was_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "told.yaml"
    path.write_text("- {案情: 奶奶八十岁独居, 有: {奶奶: {年龄: 81}}}\n", encoding="utf-8")
    assert main(["case", "--told", str(path)]) == 0
    assert capsys.readouterr().out == (
        "told.yaml：1 户\n"
        "  说到的读对了 0/1（0.0 %，95 % 区间 0.0–79.3）\n"
        "  读出来的里面没读错、没多读的 0/2（0.0 %，95 % 区间 0.0–65.8）\n"
        "  读错 1，多读 1\n"
        "  「奶奶八十岁独居…」；读错 奶奶 年龄 81（读成 80）；多读 奶奶 独居\n"
    )
