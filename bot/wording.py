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
    "请不要发居民的姓名、身份证号、电话和照片。\n"
    "发 /help 看还能做什么。"
)
HELP = (
    "直接打字问，例如「低保要什么材料」；接着问「多久能批」也行。\n"
    "点卡片下面的按钮看别的部分；答得对不对，请点「有用」或「没解决」。\n"
    "在别的聊天里打 @ 加我的名字和事项，可以把条目发过去。\n"
)
COMMAND_LINE = "/{name} {what}"
COMMANDS = {
    "start": "开始",
    "help": "怎么用",
    "topics": "按领域找条目",
    "mine": "我问过的，点一下再问",
    "case": "一户一案：一家人的情况，所有部门的事",
    "region": "我在哪个区、哪个街道",
    "privacy": "我的记录怎么保管",
    "delete_me": "删除我的记录",
    "members": "谁能用（督导）",
    "invite": "邀请同事（督导）",
}
DESCRIPTION = "给苏州全科社工用的问答助手：条件、材料、流程、时限、依据。只对登记过的工作人员开放。"
ABOUT = "全科社工的问答助手，只对登记过的工作人员开放。"
NO_SUCH_COMMAND = "没有这个命令。发 /help 看有哪些。"
NOT_ALLOWED = "这个只有督导能用。"
ONLY_IN_PRIVATE = "这个请私聊我用。"
IN_PRIVATE = "私聊看全部"
MORE_IN_PRIVATE = "……"
MORE_BY_TAP = "…… 点「{section}」看全部"
GROUP_HELP = (
    "我是全科通。在群里问我：回复我的消息，或者打 @ 加我的名字再写问题。\n"
    "没叫我的时候我不说话。@ 了没反应，请用回复，或私聊我。\n"
    "群里请不要写居民的个人信息。"
)
TEXT_ONLY = "我只看得懂文字。请把事情打字告诉我，例如「低保要什么材料」。"
NO_TEXT = {
    "photo": "照片我看不了。请把上面的字或要问的事打出来；居民的证件照片请不要发。",
    "voice": "语音我听不了。请打字，或者用输入法的语音转文字。",
    "video_note": "视频我看不了。请把要问的事打字告诉我。",
    "video": "视频我看不了。请把要问的事打字告诉我。",
    "audio": "语音我听不了。请打字，或者用输入法的语音转文字。",
    "sticker": "收到。有事打字问我，例如「低保要什么材料」。",
    "location": "位置我看不了。您的区和街道用 /region 告诉我；要问的事请打字。",
    "document": "文件我看不了。请把要问的那一段复制成文字发给我；居民的个人信息请去掉。",
}
WHOLE_TEXT = "全文"
HELPFUL = "有用"
NOT_SOLVED = "没解决"
THANKS_FOR = {"h": "谢谢，记下了。", "u": "记下了。", "n": "好的。"}
NOT_SOLVED_NEXT = "没解决，记下了，督导会看到。换个说法再问一次，多说一句具体情况会更准。"
LEFT_OUT = "（太长，后面的没有发，全文请在全科通里看。）"
TOPICS = "想看哪个领域？"
TOPIC_LABEL = "{name} {count}"
TOPIC = "<b>{name}</b>，{count} 条。点一条看内容。"
BACK_TO_TOPICS = "全部领域"
PREVIOUS_PAGE = "‹ 上一页"
NEXT_PAGE = "下一页 ›"
MINE = "您最近问过的，点一下再问一次："
NOTHING_ASKED = "您还没有问过什么。直接打字问就行。"
ASKED_AGAIN = "再问一次：{question}"
DISTRICTS = (
    "姑苏区",
    "吴中区",
    "相城区",
    "高新区",
    "工业园区",
    "吴江区",
    "昆山市",
    "常熟市",
    "太仓市",
    "张家港市",
)
REGION = "您现在登记的是：{region}\n选您工作的区："
NOT_SAID = "还没有登记"
REGION_KEPT = "记下了：{region}。"
STREET_HINT = "街道也可以告诉我，这样发：/region {district} 街道名"
PRIVACY = (
    "我保存：您的 Telegram 编号和名字、角色、区和街道；您问过的话（先遮住里面的姓名、证件号、电话、地址）；"
    "您点的「有用」「没解决」。\n"
    "不保存：照片、语音、文件，也不把您的话发给别人。问题过一段时间自动删除。\n"
    "Telegram 的聊天不是端到端加密，请不要发居民的个人信息。\n"
    "想删除自己的记录：/delete_me"
)
FORGET_WHAT = (
    "要删除您的记录吗？您问过的、您的区和街道、给您的通知都会删掉，找不回来。您还可以继续用我；"
    "要完全退出，请督导把您移出名单。"
)
FORGET_ME = "删除我的记录"
FORGOTTEN = "您的记录已经删除。"
MEMBERS_ONLY = "这个机器人只对登记过的工作人员开放。"
CODE_REFUSED = "这个邀请码不能用。请向发给您的人要一个新的。"
WELCOME_IN = "欢迎，您已登记为{role}。"
ROLES = {"worker": "社工", "supervisor": "督导"}
STATES = {"active": "在用", "suspended": "已停用", "removed": "已移出"}
INVITE_WHOM = "要邀请谁？"
INVITE_AS = {"worker": "邀请社工", "supervisor": "邀请督导"}
INVITATION = (
    "给一位{role}的邀请，{days} 天内有效，只能用一次。把下面的链接转给他，或者让他把邀请码发给我：\n"
    "{link}\n"
    "邀请码：<code>{code}</code>"
)
MEMBERS = "现在登记了 {count} 人。点一个人可以停用、移出或换角色。"
MEMBER = "<b>{name}</b>（编号 {number}）\n{role}，{state}，{since} 登记"
NO_NAME = "没有名字"
NO_SUCH_MEMBER = "名单里没有这个人。"
MEMBER_ACTS = {
    "suspend": "停用",
    "remove": "移出",
    "restore": "恢复",
    "supervisor": "设为督导",
    "worker": "设为社工",
}
BACK_TO_MEMBERS = "全部成员"
DONE = "好了。"
FIRST_CODE = "还没有督导。第一位督导请私聊机器人，把这个一次性邀请码发给它（3 天内有效，重新启动会换一个）：\n\n    {code}\n"
GONE = "这个按钮已经过期了，请再问一次。"
ANOTHERS_BUTTON = "这是别人问的。您可以自己问一句。"
FAILED = "刚才出了点问题，这一条没答上来，请再发一次。"
NO_LEDGER = "现在记不了东西，这个先用不了；问问题不受影响。请告诉维护员：台账打不开。"
CREDENTIALS_REFUSED = "令牌不对：看看 TELEGRAM_BOT_TOKEN 是不是从 BotFather 完整复制的。"
NO_TELEGRAM = "连不上 Telegram：看看网络、代理（telegram.proxy）和接口地址（telegram.api_url），运行 python -m bot doctor 查"
RUNS_ALREADY = "这个令牌的机器人已经在这台机器上运行了，一个令牌只能开一个。先停掉那一个。"
TWO_BOTS = "另有一个程序在用同一个令牌收消息，消息会被它抢走一部分。请只留一个：停掉另一个，或到 BotFather 换令牌。"
DEAF = "已经 {seconds} 秒收不到 Telegram 的回应，退出让系统重新启动。运行 python -m bot doctor 查网络和代理。"
RUNS = "@{name} 开始工作，索引 {version}"
STOPPED = "已经停下"
PORT_TAKEN = "端口 {port} 用不了（{why}）。换一个端口，或停掉占着它的程序。"

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

# 一户一案
CASE_HINT = (
    "把这家人的情况说一说：谁、多大、户口在哪、住在一起的有谁、出了什么事。不要写姓名和证件号。"
)
CASE_UNDERSTOOD = "我理解的情况："
CASE_WRONG_ONE = "哪一条不对，点掉它；都对就往下答。"
CASE_OF_HOUSEHOLD = "全家"
CASE_ASKS = "问 {number}/{most}：{question}"
CASE_ASKS_OF = "{who}：{question}"
CASE_UNCLEAR = "不清楚"
CASE_STOP = "先看结果"
CASE_NO_ANSWER = "这个我没听懂。{how}，或者说「不清楚」「先看结果」。"
CASE_SAY_CHOICE = "请说：{choices}"
CASE_SAY_NUMBER = "请说一个数，例如「{unit}」"
CASE_SAY_DAY = "请说一个日子，例如「2026年3月5日」「上个月」"
CASE_RESULT = "一户一案"
CASE_GROUPS = {"应当办": "应当办", "可能符合": "可能符合，还要核", "不符合": "不符合"}
CASE_SERVICES = "好社工还会做"
CASE_NONE = (
    "按说到的情况，没有找到该办的事。多说一点：年龄、户口、和谁住、收入、生了什么病、出了什么事。"
)
CASE_BECAUSE = "因为：{facts}"
CASE_CLAUSE = "条件：{clause}"
CASE_MISSING = "还差：{facts}"
CASE_FOR_PERSON = "要当面看：{why}"
CASE_FOR_WINDOW = "窗口还要核：{what}"
CASE_NEAR = "故事里像是说到了它，条件要您对照"
CASE_INSTEAD = "和「{title}」不能同时享受，先办那一件"
CASE_UNTIL = "⏰ {day} 前：{act}"
CASE_UNTIL_MAYBE = "⏰ 可能已经过了（最早 {day} 到期），马上问：{act}"
CASE_WHOSE = "{title}（{who}）"
CASE_MORE_REFUSED = "…… 还有 {count} 件"
CASE_PAPERS = "要带的材料（{count} 件事合在一起，同一样只列一次）"
CASE_ORDER = "怎么跑：先后和能一趟办的"
CASE_ONE_VISIT = "{number}. {where}：{matters}"
CASE_AFTER = "「{title}」要等「{first}」办好"
CASE_NO_PAPERS = "这里面没有要交材料的办事事项。"
CASE_YES, CASE_NO = "是", "否"
CASE_TROUBLES = {
    "nothing": "这段话里我没听出这家人的情况。说说：谁、多大、户口在哪、和谁住、收入、生了什么病、出了什么事。",
    "other_language": "我只看得懂中文。请用中文把情况说一遍。",
    "two_families": "像是说了两家人（「{about}」）。一家一家说：先发第一家的情况。",
    "too_long": "话太长，我只读了前 {about} 个字。要紧的请放在前面，或者分两次说。",
    "contradiction": "「{about}」说了两种，我先不算。请说一遍对的。",
    "impossible": "「{about}」说得不可能，我先不算。请说一遍对的。",
}
CASE_TAKE_BACK = "哪一条不对，说「删 独居」这样；都对就往下答。"
CASE_ALL_RIGHT = "都对，往下"
CASE_PAPERS_BUTTON = "要带的材料"
CASE_PDF_BUTTON = "存成 PDF"
CASE_FILE = "一户一案告知单.pdf"
CASE_OFFER = "要不要按一户一案看看？"
CASE_EXAM_MISSED = "「{story}」→ 该提到的没提到：{ids}"
CASE_EXAM_WRONG = "「{story}」→ 不该报成应当办的报了：{ids}"
CASE_EXAM_DONE = "考了 {count} 户，{wrong} 处没过。"
CASE_NOT_KEPT = "这些话不保存，聊完就没有了。"

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
