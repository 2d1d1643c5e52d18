"""What people say to a bot beside their questions."""

from __future__ import annotations

import re
from enum import StrEnum

from indexer.normal_form import normalise


class SmallTalk(StrEnum):
    """What people say to a bot beside their questions."""

    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    ABILITY = "ability"
    REWORD = "reword"


OKAY = r"(好的?|行的?|嗯+|哦+|噢|ok|可以了?|知道了?|晓得(了|哉)?|明白了?|清楚了?|懂了|收到|了解了?|没事了?|没问题|就这样|[了啦吧呀啊哦])"
SMALL_TALK: tuple[tuple[SmallTalk, str], ...] = (
    (
        SmallTalk.REWORD,
        r"^(请)?(你|您)?(再)?换(个|一个|种)(说法|讲法|问法)(说|讲|问)?(一下|吧|呢)?$|^(没|不|看不|听不)(看|听)?(懂|明白)(啊|呀)?$",
    ),
    (
        SmallTalk.ABILITY,
        r"^(你|您)?(是谁|是什么|叫什么|会(些|点|做)?(什么|啥)|能(做|干|答|帮)(些|点|我)?(什么|啥|哪些)|有(什么|啥)(功能|用)|怎么用|哪能用)[呀啊呢吗]?$|^(帮助|使用说明|怎么用你)$|^你能.{0,4}(做|干|帮).{0,3}(什么|啥)",
    ),
    (
        SmallTalk.THANKS,
        rf"^{OKAY}*(非常|十分|太|真的?)?(谢+|感谢|多谢|谢了|3q|thx|thanks?)(谢|你|您|侬|啦|了|哈|啊|呀|哦)*(再见|拜拜)?$"
        rf"|^{OKAY}+$|^{OKAY}*(辛苦|麻烦)(你|您|侬)?(了|啦)+(谢谢)?$"
        r"|^(你|您|侬)?(这个|这)?(答|讲|说|回答|做|写)得?(真|蛮|很|挺|太)?(好|不错|清楚|棒|对|灵|灵光)(的|了|啊|呀|哦|额)*$"
        r"|^(真|蛮|很|挺)?(厉害|好用|不错|灵光|有用|棒)(的|了|啊|呀|哦)*$",
    ),
    (SmallTalk.FAREWELL, r"^(再见|拜拜?|bye|晚安|下班了?|回见|明天见)[啦了呀啊]?$"),
    (
        SmallTalk.GREETING,
        r"^(你|您|侬|大家)?(好+|早+|早上好|上午好|中午好|下午好|晚上好)[呀啊哦呐]?$|^(在吗|在不在|有人吗|在伐|hi|hello|嗨|哈喽|喂)[呀啊]?$",
    ),
)
LONGEST_TALK = 16  # characters
TALK = tuple((kind, re.compile(words)) for kind, words in SMALL_TALK)


def small_talk_of(text: str) -> SmallTalk | None:
    """Return what sort of small talk a whole message is; None when it may be a question."""
    plain = re.sub(r"[^\w]+", "", normalise(text))
    if len(plain) > LONGEST_TALK:
        return None
    return next((kind for kind, words in TALK if words.search(plain)), None)
