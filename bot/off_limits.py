"""What nobody gets here, however it is asked for: lists of residents, their files, passwords."""

from __future__ import annotations

import re

from indexer.normal_form import normalise, shorten

KEPT = r"(名单|密码|口令|管理员|令牌|日志文件|住址列表|(居民|别人|人家|住户|患者)的?(档案|身份证号|电话号码|个人信息))"
HAND_OVER = r"(发|传|导|拉|调|交|列|报)(给|出来?|一份|一下)?(我|来)|(给|告诉|输出|导出|列出|打印|发)(我|出)?"
OFF_LIMITS = re.compile(
    rf"{KEPT}[^，。？]{{0,6}}({HAND_OVER})|({HAND_OVER})[^，。？]{{0,16}}{KEPT}"
)
ASKS_HOW = re.compile(r"怎么|咋|哪能|如何|要不要|能不能|可不可以|吗|伐")


def is_off_limits(text: str) -> bool:
    """Whether a message demands such a thing rather than asks how it is handled."""
    plain = shorten(normalise(text))
    return bool(OFF_LIMITS.search(plain)) and not ASKS_HOW.search(plain)
