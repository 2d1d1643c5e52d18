"""What has to be brought for several matters, and where to go first."""

from datetime import date

from bot.case.facts import Person
from bot.case.papers import make_errand
from bot.case.result import Group, Matter, Result
from bot.notice.text import notice_texts
from bot.settings import ServicePointSettings
from indexer.condition import Links
from indexer.entry import Procedure
from indexer.knowledge_base import KnowledgeBase

TODAY = date(2026, 11, 23)
HERE = ServicePointSettings()


def due(*entries: Procedure) -> Result:
    """Return a result in which these should be done."""
    return Result(must=tuple(Matter(one, Person("老伯"), Group.MUST, ()) for one in entries))


def test_the_sheet_says_where_to_go_first(knowledge: KnowledgeBase) -> None:
    first = knowledge.entries["living-allowance"]
    assert isinstance(first, Procedure)
    waits = Links.model_validate({"需先有": ["living-allowance"]})
    papers = ("身份证", "病历")
    second = first.model_copy(update={"title": "医疗救助", "links": waits, "materials": papers})
    second._id = "medical-assistance"
    errand = make_errand(due(second, first), HERE, TODAY)
    assert errand is not None
    said = (
        "【先后去处】\n1. 社区综合窗口：最低生活保障申请\n2. 社区综合窗口：医疗救助\n"
        "「医疗救助」要等「最低生活保障申请」办好"
    )
    assert said in "\n".join(notice_texts(errand.sheet))
    assert errand.titles == "最低生活保障申请；医疗救助"


def test_one_matter_alone_needs_no_order(knowledge: KnowledgeBase) -> None:
    entry = knowledge.entries["living-allowance"]
    assert isinstance(entry, Procedure)
    errand = make_errand(due(entry), HERE, TODAY)
    assert errand is not None
    assert "先后去处" not in "\n".join(notice_texts(errand.sheet))
    assert errand.pdf().startswith(b"%PDF")


def test_without_a_matter_there_is_no_errand() -> None:
    assert make_errand(Result(), HERE, TODAY) is None
