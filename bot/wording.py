"""Every fixed sentence the bot says; nothing here speaks about a matter."""

from __future__ import annotations

from collections.abc import Iterable

from bot.facets import Facet
from bot.redaction import Kind
from bot.small_talk import SmallTalk

NO_MATCH = "这个我不知道，不敢乱说。"
NO_MATCH_NEXT = "请向街道或主管部门核实；也可以换个说法，把事情说具体一点再问一次。"
IN_DANGER = "要是现在有人有危险：先打 110；急救 120，火警 119。"
MAYBE_DANGER = "如果现在有人有危险，先打 110；急救 120，火警 119。"
ALARM = "🔴 {name}：打 {call}"
DUTY = "报告义务："
LAW = "法律："
DO_NOW = "先做："
DO_NOT = "不要："
CHOOSE = "您想问的是哪一个？"
NONE_OF_THESE = "都不是"
NONE_CHOSEN = "好的，那我就不猜了。换个说法再问一次，多说一句具体情况会更准。"
OFF_LIMITS = "居民的名单、档案、账号密码我这里没有，也给不了。要问怎么办事，直接说事情就行。"
NO_WORDS = "我没看到文字。请打字问，例如「低保要什么材料」。"
NOTHING_TO_FOLLOW = "您问的是哪件事？请带上事情再问一次，例如「低保要什么材料」。"
TOO_LONG = "（话有点长，我只看了开头和结尾。）"
COMPILED = "⚠️ 初编：按公开文件整理，本地口径请向街道核实"
OVERDUE = "⚠️ 已过复核日期，用之前请核实"
WITHDRAWN = "这一条已停用，不再提供内容。"
WITHDRAWN_BECAUSE = "原因："
LACKS_SECTION = "这一条没有单写「{section}」，最接近的是："
LACKS_SECTION_ALONE = "这一条没有单写「{section}」。"
MORE_LINES = "…… 共 {count} 条，输入 {number} 看全部"
MORE_SECTIONS = "还可以看："
BEFORE = "　上一档：{content}"
AMOUNT_NOTE = "{since} 起"
UNVERIFIED = "待核"

SMALL_TALK: dict[SmallTalk, str] = {
    SmallTalk.GREETING: "您好，我是全科通。居民的事直接问我，例如「低保要什么材料」「老人摔了没人照顾怎么办」。",
    SmallTalk.THANKS: "不客气，有事接着问。",
    SmallTalk.FAREWELL: "再见，您辛苦了。",
    SmallTalk.ABILITY: "我查社区窗口的事：办事要什么条件、材料、流程、时限，服务标准，试点政策，遇到难事怎么处置。"
    "每句话都出自知识库条目，带依据和核对日期；不知道的我会说不知道。直接打字问就行。",
    SmallTalk.REWORD: "好，您换几个字再问，多说一句具体情况会更准。还是刚才那件事的，直接问「要带啥」「多久」就行。",
}

DEPARTMENT = "部门"

TELEGRAM_WELCOME = (
    "您好，我是全科通。居民的事直接打字问我，例如「低保要什么材料」。\n"
    "每句话都出自知识库条目，带依据和核对日期；不知道的我会说不知道。\n"
    "请不要发居民的姓名、身份证号、电话和照片。"
)
TEXT_ONLY = "我只看得懂文字。请把事情打字告诉我，例如「低保要什么材料」。"
MEMBERS_ONLY = "这个机器人只对登记过的工作人员开放。"
GONE = "这个按钮已经过期了，请再问一次。"
FAILED = "刚才出了点问题，这一条没答上来，请再发一次。"
NO_MEMBERS = (
    "还没有登记任何人：在 config.yaml 的 telegram.supervisors、telegram.workers 写 Telegram 数字编号，"
    "或设环境变量 TELEGRAM_SUPERVISORS。"
)
CREDENTIALS_REFUSED = "令牌不对：看看 TELEGRAM_BOT_TOKEN 是不是从 BotFather 完整复制的。"
NO_TELEGRAM = "连不上 Telegram：看看网络、代理（telegram.proxy）和接口地址（telegram.api_url）"

BLANKED = "为保护居民，已自动盖住{kinds}；存下和转出的都是盖过的。下次不用发这些，只说情况就行。"
NOT_UTF_8 = "第 {number} 行有不是 UTF-8 的字，已换成 �：里面的姓名、地址可能认不出。请另存为 UTF-8 再做一遍。"
NO_PUBLIC_NUMBERS = (
    "知识库有错，条目里公开的电话这次也会盖住。运行 python -m indexer check 看错在哪里。"
)

FACET_NAMES: dict[Facet, str] = {
    Facet.WHOLE: "全部",
    Facet.ELIGIBILITY: "条件",
    Facet.MATERIALS: "材料",
    Facet.STEPS: "流程",
    Facet.TIME_LIMIT: "时限",
    Facet.FEE: "收费",
    Facet.WHERE: "渠道",
    Facet.AMOUNT: "金额",
    Facet.AUTHORITY: "依据",
    Facet.NOTES: "注意",
}

# 一次性告知单
NOTICE = "一次性告知单"
NOTICE_OF_MISSING = "补正材料告知单"
ON_SITE, ONLINE, BY_PROXY = "现场", "网上", "代办"
NOTICE_COMPILED = "初编：按公开文件整理，办理时以窗口答复为准"
NOTICE_VERIFIED = "已核"
NOTICE_OVERDUE = "已过复核日期，办理前请先咨询"
NOTICE_REVIEWED = "{day} {reviewer}核对"
NOTICE_WAY = "没有{name}的，先办「{title}」：{where}"
NOTICE_TOO_MANY = "一张告知单放一件到 {most} 件事。请少选几件，分两张打。"
NOTICE_WITHDRAWN = "「{title}」已停用，不出告知单。"
NOTICE_OTHER_KIND = "「{title}」是{kind}条目，没有告知单；告知单只给办事条目。"
NOTICE_NO_PAPER = "没有第 {numbers} 项材料。编号看告知单，最大是 {last}。"
NOTICE_NO_ENTRY = "没有编号「{id}」的条目。{near}"
NOTICE_NEAR = "您要的是不是：{ids}？"
NOTICE_LOOK_UP = '编号是条目的文件名，用 python -m indexer find "…" 查。'
NOTICE_NOT_WRITTEN = "写不了 {path}（{why}）。换一个能写的文件夹再试。"

# What stands on the sheet around the fields of entries.
ON_NOTICE = {
    "place": "服务窗口",
    "region": "适用地区",
    "department": "主管部门",
    "day": "打印日期",
    "matters": "办理事项",
    "conditions": "申请条件",
    "papers": "申请材料",
    "missing": "还缺材料",
    "shared": "几件事共用",
    "only": "只办「{matter}」要的",
    "serves": "用于",
    "steps": "办理流程",
    "channels": "在哪里办",
    "time_limit": "办理时限",
    "fee": "收费",
    "sums": "金额标准",
    "notes": "居民须知",
    "authority": "办理依据",
    "contact": "咨询投诉",
    "address": "地址",
    "hours": "办公时间",
    "phone": "咨询电话",
    "complaint": "投诉电话",
    "hotlines": "热线",
    "original": "原件",
    "copy": "复印件",
    "copies": "复印件 {count} 份",
    "copies_at_least": "复印件至少 {count} 份",
    "free": "可免交",
    "free_of_copy": "可免复印件",
    "form_hint": "没注明原件还是复印件、要几份的，请先问窗口；注明「可免交」的，按括号里写的情形免交。",
    "doubt_hint": "「待核」「转引」表示原文件还没有核对到，办理时以窗口答复为准。",
    "missing_hint": "请把下面打勾的材料补齐，再到窗口来。",
    "scan": "扫码查看",
    "page": "第 {page} 页 / 共 {pages} 页",
    "receipt": "窗口回执",
    "cut": "沿虚线剪下，窗口留存",
    "applicant": "申请人",
    "accepted": "材料齐全，已受理",
    "incomplete": "材料不全，请补第",
    "items": "项",
    "handled_by": "经办人",
    "received_by": "签收人",
    "date": "日期",
    "booklet": "办事一次性告知单",
    "booklet_subtitle": "全部办事事项 · 断网备用",
    "booklet_count": "共 {count} 件事",
    "contents": "目录",
    "index": "索引",
    "index_hint": "按大家平时的叫法，照拼音排",
}


def blanked(kinds: Iterable[Kind]) -> str:
    """Return the line that tells a sender what was blanked; empty for nothing."""
    named = "、".join(kind.value for kind in kinds)
    return BLANKED.format(kinds=named) if named else ""
