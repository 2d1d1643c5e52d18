from datetime import date

from bot.case.facts import Case, Person, views
from indexer.case_fact import CaseFacts
from indexer.verdict import Days, Known, Span

TODAY = date(2026, 11, 23)
FACTS = CaseFacts.model_validate(
    {
        "情况": {
            "年龄": {
                "属于": "本人",
                "类": "数",
                "单位": "岁",
                "范围": ["0", "120"],
                "问": "几岁？",
                "算自": "出生日期",
            },
            "出生日期": {"属于": "本人", "类": "日期", "问": "哪天出生？"},
            "残疾证": {"属于": "本人", "类": "是否", "问": "有残疾证吗？"},
            "家有残疾人": {
                "属于": "全家",
                "类": "是否",
                "问": "家里有残疾人吗？",
                "推知": [{"得": "是", "若": {"情况": "残疾证"}}],
            },
            "算困难": {
                "属于": "本人",
                "类": "是否",
                "问": "困难吗？",
                "推知": [{"得": "是", "若": {"全部": [{"情况": "家有残疾人"}]}}],
            },
        }
    }
)
YES = frozenset({"是"})


def known_of(*people: dict[str, Known]) -> list[dict[str, Known]]:
    case = Case(tuple(Person(f"第 {number} 人", known) for number, known in enumerate(people)))
    return [known for _, known in views(case, FACTS, TODAY)]


def test_an_age_is_counted_from_a_birthday() -> None:
    (known,) = known_of({"出生日期": Days(date(1943, 11, 24), date(1943, 11, 24))})
    assert known["年龄"] == Span(82, 82)


def test_an_age_is_a_stretch_where_only_the_year_of_birth_is_known() -> None:
    (known,) = known_of({"出生日期": Days(date(1943, 1, 1), date(1943, 12, 31))})
    assert known["年龄"] == Span(82, 83)


def test_an_age_says_between_which_days_somebody_was_born() -> None:
    (known,) = known_of({"年龄": Span(1, 1)})
    assert known["出生日期"] == Days(date(2024, 11, 24), date(2025, 11, 23))


def test_a_day_to_come_gives_no_age() -> None:
    (known,) = known_of({"出生日期": Days(date(2027, 1, 1), date(2027, 1, 31))})
    assert "年龄" not in known


def test_what_one_person_is_the_household_has() -> None:
    mother, son = known_of({}, {"残疾证": YES})
    assert mother["家有残疾人"] == son["家有残疾人"] == YES
    assert "残疾证" not in mother


def test_what_follows_from_what_followed_is_found_too() -> None:
    mother, _ = known_of({}, {"残疾证": YES})
    assert mother["算困难"] == YES


def test_nothing_follows_from_what_nobody_told() -> None:
    assert known_of({}) == [{}]
