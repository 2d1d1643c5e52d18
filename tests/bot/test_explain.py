import re
from collections.abc import Callable

import pytest

from bot import explain as words
from bot.asking import Ask
from bot.assistant import Assistant, Reason, Reply
from bot.evidence import FEATURES
from bot.explain import explain
from bot.red_flags import Level
from bot.settings import AnswerSettings
from bot.small_talk import SmallTalk
from indexer.calibration import FEATURE_NAMES, Features
from indexer.index import Index
from indexer.retriever import Match
from tests.bot.conftest import NOW, HandMade

RATES = AnswerSettings().rates


@pytest.fixture
def why(finder: HandMade, ask: Callable[..., Reply]) -> Callable[[str], list[str]]:
    """Explain the reply to a question that nothing stands before."""

    def one(text: str) -> list[str]:
        return list(explain(text, ask(text, key=text), finder, RATES))

    return one


def decided(lines: list[str]) -> str:
    return next(line for line in lines if line.startswith("定在："))


def test_every_word_that_is_shown_is_chinese() -> None:
    assert set(FEATURES) == set(FEATURE_NAMES)
    assert set(words.ASKS) == set(Ask)
    assert set(words.TALK) == set(SmallTalk)
    assert set(words.REASONS) == set(Reason)
    assert set(words.LEVELS) == set(Level)


def test_an_answer_is_explained_whole(index: Index) -> None:
    text = "低保的材料啥辰光交"
    reply = Assistant(AnswerSettings()).reply(text, "worker", NOW, index.retriever)
    lines = list(explain(text, reply, index.retriever, RATES))
    assert lines[:6] == [
        "「低保的材料啥辰光交」",
        "红线：没有听（没有文字，或索引里没有红线）",
        "听成：问法「多久」；事情「低保交」",
        "  接着问：短，可接前一件（这里前面没有别的话）",
        "门槛：把握 0.70 起直接答，0.15 起给选项",
        "  按这些比例定：答成别的条目 ≤ 4%，不该答的答了 ≤ 17%、答了或给了选项 ≤ 40%",
    ]
    first = next(place for place, line in enumerate(lines) if line.startswith("1. "))
    assert lines[first].startswith("1. 最低生活保障申请（living-allowance）把握 ")
    assert [line.split()[0] for line in lines[first + 1 : first + 6]] == [
        "各面", "问法", "正文", "领先", "含字「低保的材料啥··交」（·",
    ]  # fmt: skip
    assert "「低保材料清单」" in lines[first + 2]
    assert "［材料］「最低生活保障申请:身份证、户口簿;核对授权书" in lines[first + 3]
    assert sum(bool(re.match(r"\d\. ", line)) for line in lines) == 3
    assert not re.search(r"\b[a-z]+_[a-z_]+\b", "\n".join(lines))


def test_the_same_question_is_explained_the_same_way(index: Index) -> None:
    both = [
        list(
            explain(
                "楼上很吵",
                Assistant(AnswerSettings()).reply("楼上很吵", "worker", NOW, index.retriever),
                index.retriever,
                RATES,
            )
        )
        for _ in range(2)
    ]
    assert both[0] == both[1]


def test_called_by_name_says_what_the_search_alone_would_have_given(
    why: Callable[[str], list[str]], finder: HandMade
) -> None:
    finder.confidences = (0.3, 0.2, 0.1)
    lines = why("尊老金怎么办")
    assert decided(lines) == (
        "定在：叫了名字「尊老金」，把握至少按 0.95 算（搜索给 0.20），答「尊老金发放」的全部"
    )
    assert "1. 尊老金发放（elderly-allowance）把握 0.95，总分 0.00" in lines
    assert "   第一被叫了名字" in lines


def test_a_name_that_the_search_does_not_find_is_said_to_be_missing(
    why: Callable[[str], list[str]], finder: HandMade
) -> None:
    finder.order = ("living-allowance", "neighbor-noise")
    finder.confidences = (0.3, 0.2)
    lines = why("尊老金")
    assert "（搜索没排进前三）" in decided(lines)
    assert lines[lines.index("1. 尊老金发放（elderly-allowance）把握 0.95，总分 0.00") + 1] == (
        "   搜索没有把它排进前三"
    )


@pytest.mark.parametrize(
    ("confidences", "said"),
    [
        ((0.9, 0.1, 0.0), "够有把握 0.90 ≥ 0.70，答「最低生活保障申请」的全部"),
        ((0.5, 0.4, 0.0), "把握 0.15 ≤ 0.50、第一名不到 0.70，给 2 个选项"),
        ((0.1, 0.0, 0.0), "最高的把握不到给选项的门槛（0.10 < 0.15），说不知道"),
    ],
)
def test_the_rule_that_decided_is_named_with_its_numbers(
    why: Callable[[str], list[str]],
    finder: HandMade,
    confidences: tuple[float, ...],
    said: str,
) -> None:
    finder.confidences = confidences
    assert decided(why("楼上很吵")) == f"定在：{said}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("你好", "闲话（问好），没有去找"),
        ("😀", "没有文字，没有去找"),
        ("要带啥", "没说是哪件事，前面也没有一件可接，没有去找"),
        ("刚才那个", "没说是哪件事，前面也没有一件可接，没有去找"),
    ],
)
def test_what_is_no_question_is_not_looked_for(
    why: Callable[[str], list[str]], finder: HandMade, text: str, said: str
) -> None:
    lines = why(text)
    assert lines[-1] == f"定在：{said}"
    assert finder.asked == []


def test_a_correction_is_explained_by_what_it_puts_in_place(
    why: Callable[[str], list[str]], finder: HandMade
) -> None:
    lines = why("不是，我问的是尊老金要不要户口本")
    assert "更正前一句" in lines[3]
    assert finder.asked[-1] == "尊老金要不要户口本"


def test_the_runner_up_lost_by_the_features_that_weigh_most(
    why: Callable[[str], list[str]], finder: HandMade, monkeypatch: pytest.MonkeyPatch
) -> None:
    strong = Features(**dict.fromkeys(FEATURE_NAMES, 0.0) | {"score": 3.0, "lead": 1.0})
    weak = Features(**dict.fromkeys(FEATURE_NAMES, 0.0) | {"score": 2.0, "pairs_held": 0.5})
    matches = [
        Match(finder.entries["living-allowance"], 0.9, strong),
        Match(finder.entries["elderly-allowance"], 0.2, weak),
    ]
    monkeypatch.setattr(finder, "find", lambda _: matches)
    assert why("楼上很吵")[-3:] == [
        "第二「尊老金发放」排在后面：总分差 1.00，把握 0.20 比 0.90",
        "   第一强在 总分领先 +3.00（1 比 0）、总分 +1.00（3 比 2）",
        "   第二强在 含双字 -0.50（0 比 0.5）",
    ]


def test_a_place_outside_is_named(why: Callable[[str], list[str]]) -> None:
    assert "  外地：上海" in why("上海的低保怎么办")
