"""The commands: Latin names for Telegram's menu, Chinese words for everybody's keyboard."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from bot import wording


class Name(StrEnum):
    """A command's Latin name."""

    START = "start"
    HELP = "help"
    TOPICS = "topics"
    NOTICE = "notice"
    MINE = "mine"
    CASE = "case"
    REGION = "region"
    NOTICES = "notices"
    PRIVACY = "privacy"
    DELETE_ME = "delete_me"
    GAPS = "gaps"
    WITHDRAW = "withdraw"
    RESTORE = "restore"
    REPORT = "report"
    COVERAGE = "coverage"
    MEMBERS = "members"
    INVITE = "invite"


@dataclass(frozen=True)
class Command:
    """What was commanded; `name` is None for a command that does not exist."""

    name: Name | None
    words: str = ""  # what stands after it


WORDS: dict[Name, tuple[str, ...]] = {
    Name.START: ("开始",),
    Name.HELP: ("帮助", "菜单", "怎么用"),
    Name.TOPICS: ("领域", "目录", "条目"),
    Name.NOTICE: ("告知单", "一次性告知单", "合并告知单"),
    Name.MINE: ("我问过的", "我的提问", "我的问题"),
    Name.CASE: ("一户一案", "案子"),
    Name.REGION: ("地区", "我的地区"),
    Name.NOTICES: ("通知", "通知设置"),
    Name.PRIVACY: ("隐私",),
    Name.DELETE_ME: ("删除我", "删除我的记录", "删除我的数据"),
    Name.GAPS: ("缺口", "缺口清单"),
    Name.WITHDRAW: ("下架", "停用条目"),
    Name.RESTORE: ("恢复条目", "重新上架"),
    Name.REPORT: ("周报", "报表"),
    Name.COVERAGE: ("覆盖", "覆盖情况"),
    Name.MEMBERS: ("成员", "名单"),
    Name.INVITE: ("邀请",),
}
FOR_SUPERVISORS = (
    Name.GAPS,
    Name.WITHDRAW,
    Name.RESTORE,
    Name.REPORT,
    Name.COVERAGE,
    Name.MEMBERS,
    Name.INVITE,
)
IN_GROUPS = (Name.HELP,)
IN_GROUPS_TOO = (Name.START, Name.HELP)  # the others speak of the person who asks
BY_WORD = {word: name for name, words in WORDS.items() for word in words}
NOTICE_OF = re.compile(r"(?:一次性|合并)?告知单[\s：:]+(?P<rest>\S.*)", re.DOTALL)
SLASH = re.compile(r"/\s?(?P<word>[^\s@/]{1,32})(?:@(?P<bot>\w+))?(?:\s+(?P<rest>.*))?", re.DOTALL)


def read_command(text: str, bot: str) -> Command | None:
    """Read a message as a command to the bot of that name; None when it is none, or another's.

    A slash may be full-width; a Chinese word alone needs none, nor does 告知单 with what it is of.
    """
    plain = text.strip()
    if plain in BY_WORD:
        return Command(BY_WORD[plain])
    if not plain.startswith(("/", "／")):
        of = NOTICE_OF.fullmatch(plain)
        return Command(Name.NOTICE, of["rest"]) if of else None
    found = SLASH.fullmatch("/" + plain[1:])
    if found is None:
        return None
    if found["bot"] is not None and found["bot"].lower() != bot.lower():
        return None
    word = unicodedata.normalize("NFKC", found["word"]).lower()
    name = Name(word) if word in list(Name) else BY_WORD.get(word)
    return Command(name, (found["rest"] or "").strip())


def menu(*, supervisor: bool) -> list[tuple[str, str]]:
    """Return a member's menu: names and Chinese descriptions."""
    return [
        (name, wording.COMMANDS[name])
        for name in Name
        if name is not Name.START and (supervisor or name not in FOR_SUPERVISORS)
    ]
