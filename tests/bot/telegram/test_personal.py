"""Which of one's own questions are listed with their matter."""

import pytest

from bot.telegram.personal import leans


@pytest.mark.parametrize("text", ["要带啥", "多久能批", "在哪办", "他有低保"])
def test_what_goes_on_about_a_matter_leans_on_it(text: str) -> None:
    assert leans(text)


@pytest.mark.parametrize("text", ["低保要带啥", "门禁卡", "没人照顾的孤老怎么办", "尊老金怎么没发"])
def test_what_names_its_matter_stands_alone(text: str) -> None:
    assert not leans(text)
