import pytest

from bot.facets import Facet
from bot.question import understand
from bot.small_talk import SmallTalk


@pytest.mark.parametrize(
    ("text", "facet"),
    [
        ("低保要啥材料", Facet.MATERIALS),
        ("办残疾证带什么", Facet.MATERIALS),
        ("低保多久能批", Facet.TIME_LIMIT),
        ("居住证啥辰光好拿", Facet.TIME_LIMIT),
        ("办低保要钱吗", Facet.FEE),
        ("居住证在哪办", Facet.WHERE),
        ("凭什么规定要签授权书", Facet.AUTHORITY),
        ("低保一个月多少钱", Facet.AMOUNT),
        ("我这种情况能办低保吗", Facet.ELIGIBILITY),
        ("老人摔了先干啥", Facet.STEPS),
        ("上门走访有啥要注意", Facet.NOTES),
        ("居民家里揭不开锅怎么办", Facet.WHOLE),
        ("低保", Facet.WHOLE),
    ],
)
def test_the_asked_section_is_recognised(text: str, facet: Facet) -> None:
    assert (understand(text).facets or (Facet.WHOLE,))[0] is facet


def test_two_sections_can_be_asked_for_at_once() -> None:
    assert set(understand("低保要带什么材料，多久能批").facets) == {
        Facet.MATERIALS,
        Facet.TIME_LIMIT,
    }


@pytest.mark.parametrize(
    "text", ["要带啥", "多久", "那要什么材料呢", "去哪里办", "要钱吗", "怎么办"]
)
def test_a_question_may_name_no_matter(text: str) -> None:
    assert not understand(text).names_a_matter


@pytest.mark.parametrize("text", ["那残疾证呢", "低保多久", "居住证", "12345"])
def test_a_short_question_may_name_a_matter(text: str) -> None:
    assert understand(text).names_a_matter


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("你好", SmallTalk.GREETING),
        ("在吗？", SmallTalk.GREETING),
        ("谢谢", SmallTalk.THANKS),
        ("好的，谢谢谢谢", SmallTalk.THANKS),
        ("再见", SmallTalk.FAREWELL),
        ("你会些什么", SmallTalk.ABILITY),
        ("你好，低保怎么办", None),
        ("谢谢卡怎么领", None),
    ],
)
def test_small_talk_is_no_question(text: str, kind: SmallTalk | None) -> None:
    assert understand(text).small_talk is kind
