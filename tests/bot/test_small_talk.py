import pytest

from bot.small_talk import SmallTalk, small_talk_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("早上好", SmallTalk.GREETING),
        ("谢谢谢谢", SmallTalk.THANKS),
        ("好 谢谢你", SmallTalk.THANKS),
        ("好的知道了", SmallTalk.THANKS),
        ("行，晓得了", SmallTalk.THANKS),
        ("麻烦你了", SmallTalk.THANKS),
        ("答得真清楚", SmallTalk.THANKS),
        ("拜拜", SmallTalk.FAREWELL),
        ("你能做什么", SmallTalk.ABILITY),
        ("换个说法", SmallTalk.REWORD),
        ("没看懂", SmallTalk.REWORD),
        ("好", SmallTalk.THANKS),
        ("好的，低保呢", None),
        ("好评怎么打", None),
        ("行动不便怎么办证", None),
        ("知道了还要带啥", None),
        ("换个地方住要登记吗", None),
        ("早产儿参保", None),
        ("好" * 1000, None),
    ],
)
def test_only_a_whole_message_is_small_talk(text: str, kind: SmallTalk | None) -> None:
    assert small_talk_of(text) is kind
