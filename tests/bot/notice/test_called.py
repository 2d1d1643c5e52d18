"""Which entry a name means."""

from __future__ import annotations

import pytest

from bot.names import Names
from bot.notice.called import find_called, names_in
from indexer.calibration import Cuts
from indexer.index import Index

SURE, UNSURE = Cuts(0.0, 0.0), Cuts(1.1, 1.1)


def test_names_are_parted_by_whatever_people_put_between_them() -> None:
    words = "低保 残疾人两项补贴、医疗救助，尊老金；低保 + "
    assert names_in(words) == ("低保", "残疾人两项补贴", "医疗救助", "尊老金")
    assert names_in(" ，、") == ()


@pytest.mark.parametrize(
    "name", ["living-allowance", "低保", "吃低保", "最低生活保障申请", "申请低保"]
)
def test_an_entry_is_called_by_id_title_or_alias(name: str, index: Index) -> None:
    called = find_called(name, index.retriever, Names(index.entries), UNSURE)
    assert [entry.id for entry in called.entries] == ["living-allowance"]
    assert called.is_sure


def test_another_name_is_searched_for_when_the_search_is_sure(index: Index) -> None:
    called = find_called("家里穷得揭不开锅", index.retriever, Names(index.entries), SURE)
    assert [entry.id for entry in called.entries] == ["living-allowance"]


def test_what_is_only_likely_is_to_be_asked(index: Index) -> None:
    cuts = Cuts(1.1, 0.0)
    called = find_called("家里穷得揭不开锅", index.retriever, Names(index.entries), cuts)
    assert [entry.id for entry in called.entries] == ["living-allowance"]
    assert not called.is_sure


def test_what_has_no_sheet_is_not_found(index: Index) -> None:
    names = Names(index.entries)
    assert find_called("尊老金", index.retriever, names, UNSURE).entries == ()
    assert find_called("宇宙飞船", index.retriever, names, UNSURE).entries == ()
