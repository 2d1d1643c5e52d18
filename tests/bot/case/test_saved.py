"""A case as it is kept, and the words about it."""

import json
from datetime import date

import pytest

from bot.case.facts import Case, Person
from bot.case.saved import Deed, Wish, in_short, read_case, read_wish, write_case
from indexer.case_fact import CaseFacts
from indexer.verdict import Days, Span

CASE = Case(
    (
        Person("老奶奶", {"年龄": Span(83, 83), "独居": frozenset({"是"})}),
        Person("女儿", {"户籍": frozenset({"本市外区", "外地"})}),
    ),
    {"去世日期": Days(date(2026, 11, 16), date(2026, 11, 22))},
)


def same(text: str) -> str:
    return text


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("存 12", Wish(Deed.KEEP, 12)),
        ("「存１２号」", Wish(Deed.KEEP, 12)),
        ("存成3", Wish(Deed.KEEP, 3)),
        ("存起来", Wish(Deed.KEEP)),
        ("存款 12 万", None),
        ("存 1234567", None),  # no telephone number becomes a case's
        ("12", None),
        ("列表", None),
    ],
)
def test_what_is_typed_in_a_conversation_is_read(text: str, wish: Wish | None) -> None:
    assert read_wish(text, is_commanded=False) == wish


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("12", Wish(Deed.OPEN, 12)),
        ("12 号", Wish(Deed.OPEN, 12)),
        ("列表", Wish(Deed.LIST)),
        ("删 12", Wish(Deed.DROP, 12)),
        ("存 12", Wish(Deed.KEEP, 12)),
        ("83 岁的老奶奶独居", None),
        ("", None),
    ],
)
def test_what_stands_after_the_command_is_read(words: str, wish: Wish | None) -> None:
    assert read_wish(words, is_commanded=True) == wish


def test_a_case_comes_back_as_it_was(vocabulary: CaseFacts) -> None:
    assert read_case(write_case(CASE, same), vocabulary) == (CASE, ())


def test_labels_are_redacted_and_stay_apart() -> None:
    case = Case((Person("老赵", CASE.people[0].known), Person("老钱", CASE.people[1].known)))
    written = json.loads(write_case(case, lambda _: "老〔姓名〕"))
    assert [one["name"] for one in written["people"]] == ["老〔姓名〕", "老〔姓名〕2"]


def test_facts_that_the_vocabulary_lost_are_named(vocabulary: CaseFacts) -> None:
    case = Case((Person("老伯", {"年龄": Span(70, 70), "住在船上": frozenset({"是"})}),))
    kept, lost = read_case(write_case(case, same), vocabulary)
    assert kept == Case((Person("老伯", {"年龄": Span(70, 70)}),))
    assert lost == ("住在船上",)


def test_a_value_that_the_vocabulary_lost_is_named(vocabulary: CaseFacts) -> None:
    case = Case((Person("老伯", {"户籍": frozenset({"月球"})}),))
    assert read_case(write_case(case, same), vocabulary)[1] == ("户籍",)


def test_a_line_of_the_list_is_short(vocabulary: CaseFacts) -> None:
    assert in_short(CASE, vocabulary) == (
        "老奶奶 年龄 83 岁、独居；女儿 户籍 外地或本市外区；全家 去世日期 2026-11-16 到 2026-11-22"
    )
    known = {name: frozenset({"是"}) for name in list(vocabulary.facts)[:9]}
    assert in_short(Case((Person("老伯", known),)), vocabulary).endswith("……")
