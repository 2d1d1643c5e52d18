from datetime import date

import pytest

from indexer.condition import Condition
from indexer.verdict import Days, Known, Span, Verdict, judge

TODAY = date(2026, 11, 23)
YES = frozenset({"是"})
NO = frozenset({"否"})


def read(**written: object) -> Condition:
    return Condition.model_validate(written)


AGED = {"情况": "年龄", "至少": "60", "据": "2"}
ALONE = {"情况": "独居", "据": "3"}


@pytest.mark.parametrize(
    ("written", "known", "verdict"),
    [
        ({"情况": "年龄", "至少": "60"}, Span(60, 60), Verdict.FITS),
        ({"情况": "年龄", "至少": "60"}, Span(59, 59), Verdict.MISFITS),
        ({"情况": "年龄", "至少": "60"}, Span(55, 65), Verdict.OPEN),
        ({"情况": "年龄", "至少": "60", "至多": "64"}, Span(55, 70), Verdict.OPEN),
        ({"情况": "年龄", "低于": "3"}, Span(3, 3), Verdict.MISFITS),
        ({"情况": "年龄", "高于": "3"}, Span(3, 4), Verdict.OPEN),
        ({"情况": "独居"}, YES, Verdict.FITS),
        ({"情况": "独居"}, NO, Verdict.MISFITS),
        ({"情况": "独居", "为": "否"}, NO, Verdict.FITS),
        (
            {"情况": "户籍", "为": ["本区", "本市外区"]},
            frozenset({"本区", "本市外区"}),
            Verdict.FITS,
        ),
        ({"情况": "户籍", "为": "本区"}, frozenset({"本区", "本市外区"}), Verdict.OPEN),
        ({"情况": "户籍", "为": "本区"}, frozenset({"外地"}), Verdict.MISFITS),
        ({"情况": "生日", "距今至多": "60天"}, Days(date(2026, 10, 1), TODAY), Verdict.FITS),
        (
            {"情况": "生日", "距今至多": "60天"},
            Days(date(2026, 9, 24), date(2026, 9, 24)),
            Verdict.FITS,
        ),
        (
            {"情况": "生日", "距今至多": "60天"},
            Days(date(2026, 9, 23), date(2026, 9, 23)),
            Verdict.MISFITS,
        ),
        (
            {"情况": "生日", "距今至多": "60天"},
            Days(date(2026, 12, 1), date(2026, 12, 1)),
            Verdict.MISFITS,
        ),
        (
            {"情况": "生日", "距今至少": "6个月"},
            Days(date(2026, 5, 1), date(2026, 5, 31)),
            Verdict.OPEN,
        ),
        (
            {"情况": "生日", "不早于": "2025-01-01", "不晚于": "2025-12-31"},
            Days(date(2025, 1, 1), date(2025, 12, 31)),
            Verdict.FITS,
        ),
    ],
)
def test_a_fact_fits_when_all_it_can_be_does(
    written: dict[str, object], known: Known, verdict: Verdict
) -> None:
    fact = str(written["情况"])
    assert judge(read(**written), {fact: known}, TODAY).verdict is verdict


def test_a_fact_that_nobody_told_is_open_and_named() -> None:
    judgement = judge(read(全部=[AGED, ALONE]), {"独居": YES}, TODAY)
    assert judgement.verdict is Verdict.OPEN
    assert judgement.missing == ("年龄",)


def test_one_misfit_decides_whatever_is_open() -> None:
    judgement = judge(read(全部=[AGED, ALONE]), {"独居": NO}, TODAY)
    assert judgement.verdict is Verdict.MISFITS
    assert [(ground.condition.fact, ground.clauses) for ground in judgement.grounds] == [
        ("独居", ("3",))
    ]


def test_one_fit_of_several_decides_whatever_is_open() -> None:
    judgement = judge(read(任一=[AGED, ALONE]), {"独居": YES}, TODAY)
    assert judgement.verdict is Verdict.FITS
    assert [ground.condition.fact for ground in judgement.grounds] == ["独居"]


def test_what_must_not_be_is_asked_about() -> None:
    assert judge(read(都不=[ALONE]), {}, TODAY).verdict is Verdict.OPEN
    assert judge(read(都不=[ALONE]), {"独居": YES}, TODAY).verdict is Verdict.MISFITS
    assert judge(read(都不=[ALONE]), {"独居": NO}, TODAY).verdict is Verdict.FITS


def test_a_rare_exclusion_counts_only_when_it_is_known() -> None:
    assert judge(read(除非=[ALONE]), {}, TODAY).verdict is Verdict.FITS
    excluded = judge(read(除非=[ALONE]), {"独居": YES}, TODAY)
    assert excluded.verdict is Verdict.MISFITS
    assert excluded.grounds[0].is_negated


def test_what_only_the_window_decides_stays_open_and_asks_nothing() -> None:
    judgement = judge(read(全部=[ALONE, {"窗口定": "看口径", "据": "4"}]), {"独居": YES}, TODAY)
    assert judgement.verdict is Verdict.OPEN
    assert judgement.missing == ()


def test_the_clauses_of_a_group_hold_for_what_is_inside_it() -> None:
    judgement = judge(read(全部=[{"情况": "独居"}], 据=["2", "3"]), {}, TODAY)
    assert judgement.grounds[0].clauses == ("2", "3")
