from pathlib import Path

from indexer.exam_record import First, read_record, shift_lines, shifts_between, write_record
from indexer.problem import Place

BEFORE = {
    ("a", "一"): First("a", 0.83),
    ("a", "二"): First("b", 0.4),
    ("b", "三"): First("c", 0.3),
    ("b", "四"): First("b", 0.9),
    ("b", "没了"): First("b", 0.9),
}
NOW = {
    ("a", "一"): First("b", 0.61),
    ("a", "二"): First("a", 0.7),
    ("b", "三"): First("a", 0.5),
    ("b", "四"): First("b", 0.2),
    ("b", "新的"): First("a", 0.9),
}
PLACES = {key: Place(f"knowledge/t/{key[0]}.yaml", 20 + number) for number, key in enumerate(NOW)}


def test_what_changed_is_shown_from_lost_to_gained() -> None:
    assert shift_lines(list(shifts_between(BEFORE, NOW, PLACES))) == [
        "和已发布的那一版比，3 道考题的第一名换了：1 道丢了自己的条目，1 道找回来了。",
        "knowledge/t/a.yaml:20 「一」原来 a 0.83 → 现在 b 0.61（应为 a）",
        "knowledge/t/b.yaml:22 「三」原来 c 0.30 → 现在 a 0.50（应为 b）",
        "knowledge/t/a.yaml:21 「二」原来 b 0.40 → 现在 a 0.70（应为 a）",
    ]


def test_where_nothing_moved_nothing_is_said() -> None:
    assert shift_lines(list(shifts_between(NOW, NOW, PLACES))) == []


def test_at_most_twenty_are_shown_and_the_rest_counted() -> None:
    keys = [("a", f"问{number}") for number in range(23)]
    shifts = shifts_between(
        dict.fromkeys(keys, First("a", 0.8)),
        dict.fromkeys(keys, First("b", 0.6)),
        dict.fromkeys(keys, Place("a.yaml", 1)),
    )
    lines = shift_lines(list(shifts))
    assert len(lines) == 22
    assert lines[-1] == "  还有 3 道。"


def test_a_record_survives_storing(tmp_path: Path) -> None:
    write_record(tmp_path, BEFORE)
    assert read_record(tmp_path) == BEFORE
    assert [path.name for path in tmp_path.iterdir()] == ["exam.json"]
