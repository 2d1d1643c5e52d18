"""Why a message got its reply: what was heard, found and decided, for who keeps the base."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.asking import Ask
from bot.assistant import (
    Answered,
    Calm,
    Chatted,
    Finder,
    Reason,
    Reply,
    Suggested,
    Unanswered,
    Urgent,
    beneath,
    listen,
    named_first,
)
from bot.evidence import match_lines, runner_up_lines
from bot.follow_up import (
    corrected,
    is_brief,
    refers_back,
    tells_a_circumstance,
    turns_to_another,
)
from bot.names import CONFIDENCE, Names
from bot.off_limits import is_off_limits
from bot.question import Question, understand
from bot.red_flags import Level
from bot.small_talk import SmallTalk
from bot.sureness import cut_lines
from bot.wording import FACET_NAMES
from indexer.calibration import Cuts, Rates
from indexer.normal_form import normalise, shorten
from indexer.other_places import other_places
from indexer.retriever import Match

LEVELS = {Level.CARD: "出紧急卡", Level.GENTLE: "加一句提醒", Level.NONE: "不响"}
TALK = {
    SmallTalk.GREETING: "问好",
    SmallTalk.THANKS: "道谢",
    SmallTalk.FAREWELL: "再见",
    SmallTalk.ABILITY: "问会什么",
    SmallTalk.REWORD: "没看懂，要换说法",
}
ASKS = {
    Ask.ELIGIBILITY: "条件",
    Ask.MATERIALS: "材料",
    Ask.STEPS: "步骤",
    Ask.TIME_LIMIT: "多久",
    Ask.FEE: "要不要钱",
    Ask.WHERE: "去哪里",
    Ask.AMOUNT: "给多少",
    Ask.AUTHORITY: "依据",
    Ask.NOTES: "注意什么",
    Ask.MONEY: "多少钱",
    Ask.PAYER: "谁出钱",
    Ask.OFFICE: "哪个部门",
    Ask.WHO: "谁管",
    Ask.MAY: "能不能",
    Ask.COUNT: "几个",
    Ask.WHICH: "哪一个",
    Ask.HOW: "怎么办",
}
REASONS = {
    Reason.NOT_KNOWN: "最高的把握不到给选项的门槛",
    Reason.NO_WORDS: "没有文字",
    Reason.NO_MATTER: "没说是哪件事，前面也没有一件可接",
    Reason.NONE_CHOSEN: "都不是",
    Reason.OFF_LIMITS: "要的是居民资料或账号密码，不能给",
}


def explain(text: str, reply: Reply, finder: Finder, rates: Rates) -> Iterator[str]:
    """Yield, as lines, why a message that follows on nothing got this reply."""
    instead = corrected(text)
    question = understand(text if instead is None else instead)
    yield f"「{text}」"
    yield alarm_line(text, finder)
    yield from heard_lines(text, question)
    yield from cut_lines(finder.calibration, rates)
    if not is_searched(reply, question):
        yield f"定在：{unsearched(beneath(reply))}，没有去找"
        return
    found = finder.find(question.text)
    owner = Names(finder.entries).owner(question.matter)
    matches = named_first(owner, found, finder.entries)
    cuts = finder.calibration.cuts(rates)
    yield f"定在：{decision(reply, question, matches, found, owner, cuts)}"
    for number, match in enumerate(matches, 1):
        yield from match_lines(number, match, question.text, found)
    if len(matches) > 1:
        yield from runner_up_lines(matches[0], matches[1], owner, finder.calibration)


def is_searched(reply: Reply, question: Question) -> bool:
    """Whether the reply rests on what was found."""
    below = beneath(reply)
    if isinstance(below, Unanswered):
        return below.reason is Reason.NOT_KNOWN
    # What a red flag opens hides why nothing was found.
    is_no_question = (
        question.small_talk is not None
        or not question.names_a_matter
        or refers_back(question.text)
        or is_off_limits(question.text)
    )
    return not is_no_question


def unsearched(reply: Calm) -> str:
    """Return why nothing was looked for."""
    if isinstance(reply, Chatted):
        return f"闲话（{TALK[reply.kind]}）"
    if isinstance(reply, Unanswered):
        return REASONS[reply.reason]
    return f"红线打开「{first_of(reply).entry.title}」"


def first_of(reply: Answered | Suggested) -> Match:
    """Return the entry that a reply shows first."""
    return reply.match if isinstance(reply, Answered) else reply.matches[0]


def alarm_line(text: str, finder: Finder) -> str:
    """Say how loud the red flags were, and which sign came nearest."""
    alarm = listen(text, finder)
    if alarm.flag is None:
        return "红线：没有听（没有文字，或索引里没有红线）"
    return f"红线：{LEVELS[alarm.level]}，可能性 {alarm.probability:.2f}，最像「{alarm.flag.name}」的「{alarm.why}」"


def heard_lines(text: str, question: Question) -> Iterator[str]:
    """Yield what was understood: small talk, asks, matter, what it follows on."""
    asks = "、".join(ASKS[ask] for ask in question.asks) or "没问哪一节"
    talk = f"；闲话：{TALK[question.small_talk]}" if question.small_talk else ""
    yield f"听成：问法「{asks}」；事情「{question.matter or '没说'}」{talk}"
    signs = (
        ("更正前一句", corrected(text) is not None),
        ("指回前一件", refers_back(question.text)),
        ("换一件事问同样的", turns_to_another(question.text)),
        ("讲一个情况", tells_a_circumstance(question.text)),
        ("短，可接前一件", is_brief(question.text)),
        ("没说事情，只能接前一件", not question.names_a_matter),
    )
    follows = "、".join(name for name, holds in signs if holds)
    yield f"  接着问：{follows or '不像'}（这里前面没有别的话）"
    places = "、".join(sorted(other_places(shorten(normalise(question.text)))))
    if places:
        yield f"  外地：{places}"


def decision(
    reply: Reply,
    question: Question,
    matches: Sequence[Match],
    found: Sequence[Match],
    owner: str | None,
    cuts: Cuts,
) -> str:
    """Say which rule decided, with the numbers it went by."""
    if isinstance(reply, Urgent):
        below = decision(reply.below, question, matches, found, owner, cuts)
        return f"红线「{reply.flag.name}」先出；下面：{below}"
    match reply:
        case Answered(match=shown) if not reply.question.text:
            return f"找到的不够有把握，打开红线的条目「{shown.entry.title}」"
        case Answered(match=shown):
            wanted = "、".join(FACET_NAMES[facet] for facet in reply.facets) or "全部"
            return f"{why_sure(shown, question, found, owner, cuts)}，答「{shown.entry.title}」的{wanted}"
        case Suggested():
            best = reply.matches[0].confidence
            number = len(reply.matches)
            return f"把握 {cuts.suggest:.2f} ≤ {best:.2f}、第一名不到 {cuts.answer:.2f}，给 {number} 个选项"
        case Unanswered():
            best = max((match.confidence for match in matches), default=0.0)
            return f"{REASONS[reply.reason]}（{best:.2f} < {cuts.suggest:.2f}），说不知道"
        case Chatted():
            return unsearched(reply)


def why_sure(
    shown: Match, question: Question, found: Sequence[Match], owner: str | None, cuts: Cuts
) -> str:
    """Say why an entry answered: it was called by its name, or it is sure enough."""
    if owner != shown.entry.id:
        return f"够有把握 {shown.confidence:.2f} ≥ {cuts.answer:.2f}"
    alone = next((match.confidence for match in found if match.entry.id == owner), None)
    search = "没排进前三" if alone is None else f"给 {alone:.2f}"
    return f"叫了名字「{question.matter}」，把握至少按 {CONFIDENCE:.2f} 算（搜索{search}）"
