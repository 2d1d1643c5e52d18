import pytest

from bot.curation.catalogue import with_listed
from bot.curation.refused import CurationRefused
from indexer.problem import ProblemsFound

LISTED = """\
# 社区应当答得上的全部事项。

# 社会救助
- {编号: living-allowance, 事项: "低保", 部门: 民政, 领域: 社会救助, 类型: 办事}  # 常问

# 纠纷调处
- 编号: neighbor-noise
  事项: 邻里噪音
  部门: 综治
  领域: 纠纷调处
  类型: 实务
# 养老
- {编号: elderly-allowance, 事项: "尊老金", 部门: 民政, 领域: 养老, 类型: 办事}
"""
PIANO = {
    "编号": "piano-noise",
    "事项": '练琴"扰民": 处理',
    "部门": "综治",
    "领域": "纠纷调处",
    "类型": "实务",
}
LINE = (
    r"""- {编号: piano-noise, 事项: "练琴\"扰民\": 处理", 部门: 综治, 领域: 纠纷调处, 类型: 实务}"""
)


def test_a_new_item_stands_below_the_last_of_its_topic_and_nothing_else_changes() -> None:
    after = with_listed("_catalogue.yaml", LISTED, PIANO)
    assert after == LISTED.replace("  类型: 实务\n", f"  类型: 实务\n{LINE}\n")


def test_a_comment_behind_the_last_item_stays_where_it_is() -> None:
    after = with_listed("_catalogue.yaml", LISTED, PIANO | {"领域": "社会救助"})
    assert after == LISTED.replace(
        "  # 常问\n", f"  # 常问\n{LINE}\n".replace("纠纷调处", "社会救助")
    )


@pytest.mark.parametrize("end", ["", "\n"])
def test_the_first_item_of_a_topic_stands_at_the_end(end: str) -> None:
    after = with_listed("_catalogue.yaml", LISTED.rstrip("\n") + end, PIANO | {"领域": "住房"})
    assert after == LISTED + LINE.replace("纠纷调处", "住房") + "\n"


def test_what_is_listed_stays_as_it_is_written() -> None:
    assert with_listed("_catalogue.yaml", LISTED, PIANO | {"编号": "neighbor-noise"}) == LISTED


def test_a_catalogue_that_is_not_sound_is_refused() -> None:
    with pytest.raises(ProblemsFound):
        with_listed("_catalogue.yaml", LISTED + "- {编号", PIANO)


def test_a_value_that_would_be_read_otherwise_is_refused() -> None:
    with pytest.raises(CurationRefused, match=r"_catalogue\.yaml"):
        with_listed("_catalogue.yaml", LISTED, PIANO | {"部门": "综治, 公安"})
