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
WITHDRAWN_ASK = "急着办的，请先问街道或主管部门（{department}）。"
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
    "notice": "出告知单，例如 /notice 低保 医疗救助",
    "mine": "我问过的，点一下再问",
    "case": "一户一案：一家人的情况，所有部门的事",
    "region": "我在哪个区、哪个街道",
    "notices": "补好的答案要不要告诉我",
    "privacy": "我的记录怎么保管",
    "delete_me": "删除我的记录",
    "gaps": "没答上的问题（督导）",
    "withdraw": "停用一条（督导）",
    "restore": "恢复停用的（督导）",
    "report": "这一周的情况（督导）",
    "coverage": "哪些事还没有条目（督导）",
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
NOT_SOLVED_NEXT = "没解决，换个说法再问一次，多说一句具体情况会更准。"
KEPT = "这句我记下了，督导会看到；有了答案我来告诉您。"
KEPT_HERE = "这句我记下了，督导会看到；有了答案，下次在这里问的时候告诉您。"
NOT_KEPT_HERE = "这句没有记下，答复不受影响：{why}"
NO_NEWS_HERE = "现在看不了给您的通知：{why}"
KEPT_QUIETLY = "这句我记下了，督导会看到。您关了通知，有了答案也不会告诉您；要打开发 /notices on。"
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
ASKED_ABOUT = "{question}（{matter}）"
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
    "您点的「有用」「没解决」；您用 /case 存下的情况（不存原话）。\n"
    "不保存：照片、语音、文件，也不把您的话发给别人。问题过一段时间自动删除。\n"
    "{alerts}"
    "Telegram 的聊天不是端到端加密，请不要发居民的个人信息。\n"
    "想删除自己的记录：/delete_me"
)
PRIVACY_ALERTS = (
    "例外：问到红线（有人有危险）时，会把遮住个人信息后的原话和您的名字马上发给在岗的督导。\n"
)
FORGET_WHAT = (
    "要删除您的记录吗？您问过的、您的区和街道、给您的通知、存下的一户一案都会删掉，找不回来。您还可以继续用我；"
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

# 缺口
DESK_NO_GAPS = "现在没有没补上的缺口。"
DESK_GAPS = "没答上的问题 {count} 件，问的人多的在前。点一件看。"
DESK_LINE = "{number}. {urgent}{text}\n{people} 人问 · {state} · {due}"
DESK_LABEL = "{number}. {text}"
DESK_URGENT = "🔴 "
DESK_TITLE = "{urgent}缺口 {number} · {state}"
DESK_PEOPLE = "{people} 人问过，共 {questions} 次，最近 {last}"
DESK_DUE = "期限 {day}"
DESK_OVERDUE = "期限 {day}，已过"
DESK_NO_DUE = "没有期限"
DESK_HELD = "{state}（{name}）"
DESK_OWNER = "认领：{name}"
DESK_ENTRY = "条目：{id}"
DESK_REASON = "说明：{reason}"
DESK_ASKED = "都这样问"
DESK_WHY = "（{reason}）"
DESK_MORE = "还有 {count} 句"
DESK_NEAREST = "最接近的条目"
DESK_NEAR_LINE = "{title}（{id}）"
DESK_ATTACH = "挂到「{title}」"
DESK_BY_NUMBER = "写编号"
BACK_TO_GAPS = "全部缺口"
BACK_TO_GAP = "‹ 返回"
DESK_DEEDS = {
    "c": "认领",
    "r": "放回",
    "t": "接过来",
    "h": "转交",
    "a": "挂到条目",
    "k": "现有条目已能答",
    "d": "起草新条目",
    "p": "发布草稿",
    "m": "并入",
    "s": "拆分",
    "x": "不收录",
    "u": "撤回",
}
DESK_PROMPT = "{deed} · 缺口 {number}"
DESK_ASKS = {
    "d": "请回复这条消息，写新条目的编号：小写英文、数字和连字符，例如 elderly-meal-card。"
    "可以写上领域文件夹和类型，例如：elderly-care/elderly-meal-card 办事",
    "m": "请回复这条消息，写并到哪个缺口，只写编号。",
    "s": "请回复这条消息，写要分出去的是第几句，例如：2 3",
    "x": "请回复这条消息，写不收录的原因。问过的人会看到这句话，请不要写个人信息。",
}
DESK_PLACEHOLDERS = {
    "d": "例如 elderly-meal-card",
    "m": "缺口的编号",
    "s": "例如 2 3",
    "x": "不收录的原因",
}
DESK_CHOOSE = {
    "k": "哪一条已经能答？这句问话会成为它的考题，问过的人会收到这一条。",
    "m": "并到哪一件？",
    "h": "转交给谁？",
}
NO_OTHER_SUPERVISOR = "没有别的督导可以转交。"
DESK_NUMBERS_WANTED = "没看懂「{said}」。请再回复一次，只写数字，例如：2 3。"
DESK_REASON_WANTED = "没看到原因。请再回复一次，写一句话。"
DESK_EDITED = "改过的回复不算。要改的话，请在 /gaps 里点开这个缺口再来一次。"
DESK_UNDER_WAY = "正在办，写进知识库要几秒……"
DESK_FILE = "文件：{path}"
DESK_WITHDRAW_USAGE = "停用这样发：/withdraw 条目编号 原因。问到的人会看到原因。"
DESK_NO_SUCH_ENTRY = "没有编号「{id}」的条目，最接近的是："
DESK_WITHDRAWN_NOW = "现在停用的条目，恢复发 /restore 编号："
DESK_WITHDRAWN_LINE = "{title}（{id}）：{reason}"
DESK_NOTHING_WITHDRAWN = "现在没有停用的条目。"
DESK_REPORT_USAGE = "这样发：/report 看这一周，/report 4 看四周；/report pdf 要一个文件，/report 表格 要 Excel 能开的表。"
DESK_BASE_UNSOUND = "知识库现在有错，报告算不出来。先改好：python -m indexer check"
NOTICES_ARE = {
    True: "通知开着：您问过的补好了、答案变了，我会告诉您。",
    False: "通知关着：补好的答案不会告诉您。",
}
NOTICES_SWITCH = {"on": "打开通知", "off": "关掉通知"}
DESK_USAGE = "这样发：/gaps 看全部，/gaps 12 看第 12 号。"

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
CASE_WRONG_ONE = "哪一条不对，点掉它；要改的直接打，例如「户籍 外地」。都对就往下。"
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
CASE_PAPERS_OF_ONE = "要带的材料（{title}）"
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
CASE_TAKE_BACK = "哪一条不对，说「删 独居」「户籍 外地」这样；都对就往下答。"
CASE_NO_SUCH_FACT = "上面没有「{word}」这一条。"
CASE_ALL_RIGHT = "都对，往下"
CASE_PAPERS_BUTTON = "要带的材料"
CASE_PDF_BUTTON = "存成 PDF"
CASE_FILE = "一户一案告知单.pdf"
CASE_FILE_CAPTION = "{titles}\n告知单 · {day}"
CASE_OFFER = "要不要按一户一案看看？"
CASE_EXAM_MISSED = "「{story}」→ 该提到的没提到：{ids}"
CASE_EXAM_WRONG = "「{story}」→ 不该报成应当办的报了：{ids}"
CASE_EXAM_DONE = "考了 {count} 户，{wrong} 处没过。"
CASE_OFFER_TYPED = "这像一户人家的情况。要按一户一案看看，发「一户一案」。"
CASE_NOT_KEPT = "这些话不保存，聊完就没有了。"
CASE_STALE = "索引里没有一户一案的词表，是以前建的。运行 make index 重建；平常的问题照常答。"
CASE_STALE_HERE = "一户一案现在用不了：索引里没有一户一案的词表，是以前建的。请告诉维护员运行 make index 重建；平常的问题照常答。"
CASE_KEEP_BUTTON = "存起来"
CASE_KEEP_HOW = "用几号存？发「存 {number}」这样，号码您自己定，最多六位。存的是核对过的情况，不存原话；{days} 天后自动删。"
CASE_KEEP_AS = "存成 {number} 号"
CASE_KEPT = "存好了，{number} 号，{until} 自动删。再打开发 /case {number}，看全部发 /case 列表，删掉发 /case 删 {number}。"
CASE_NUMBER_TAKEN = "{number} 号已经存着一户（{day} 存的）：{facts}。要换成现在这一户吗？"
CASE_REPLACE = "换掉"
CASE_LEAVE = "不换"
CASE_SAY_REPLACE = "要换发「换掉」，不换就换个号存。"
CASE_LEFT = "好，{number} 号没有动。要存就换个号，例如「存 {free}」。"
CASE_CONFIRM_FIRST = "先看上面的情况对不对，点「都对，往下」，再存。"
CASE_NOTHING_TO_KEEP = "现在没有能存的。先发 /case 说一户，看了结果再存。"
CASE_NO_NUMBER = "您没有存过 {number} 号。发 /case 列表 看存了哪些。"
CASE_LIST = "您存的一户一案，点一下打开："
CASE_LIST_TYPED = "您存的一户一案，打开发 /case 号码："
CASE_LIST_LINE = "{number} 号 · {day} 存 · {facts}"
CASE_LIST_LABEL = "{number} 号"
CASE_LIST_EMPTY = "您还没有存过一户一案。看完结果发「存 12」这样，号码您自己定。"
CASE_GONE = "{number} 号删掉了。"
CASE_REOPENED = "{number} 号，{day} 存的。从那以后变了的，请先改过来。"
CASE_LOST = "词表改过，这几样要重新说：{facts}"

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


# 告知单 in the chat
NOTICE_BUTTON = "告知单"
NOTICES_HELD = "告知单（{count}）"
NOTICE_FORMS = {"p": "PDF", "i": "图片", "t": "文字", "l": "大字 PDF"}
NOTICE_MISSING = "补正"
NOTICE_COLLECT = "加进合并单"
NOTICE_COLLECT_MORE = "加进合并单（已有 {count}）"
NOTICE_COLLECTED = "已在合并单里（{count}）"
NOTICE_BASKET = "看合并单（{count}）"
NOTICE_BACK_TO_CARD = "‹ 返回条目"
NOTICE_BACK = "‹ 返回"
NOTICE_MISSING_OUT = "出补正单（{count}）"
NOTICE_MISSING_TEXT = "文字"
NOTICE_TICK_FIRST = "先点缺哪几样，再出单。"
NOTICE_PAPERS_CHANGED = "这一条的材料刚更新过，请重新勾。"
NOTICE_NO_PAPERS = "这件事没有要带的材料，不用补正。"
NOTICE_ADDED = "加进去了，现在 {count} 件。"
NOTICE_FULL = "合并单最多放 {most} 件事。先出单，或去掉几件。"
NOTICE_EMPTY = (
    "合并单是空的。两种办法：\n"
    "1. 在条目卡片上点「告知单」，再点「加进合并单」，最多五件；\n"
    "2. 直接发：告知单 低保 医疗救助 尊老金（中间空一格）。"
)
NOTICE_HELD = "合并告知单，{count} 件事："
NOTICE_DROP = "去掉 {number}"
NOTICE_CLEAR = "清空"
NOTICE_DROPPED = "有条目刚停用或改名，已经从合并单里去掉了。"
NOTICE_OF_ONE = "<b>{title}</b> 的告知单，还可以要："
NOTICE_WHICH = "「{name}」是哪一件？点一下加进合并单，都要的都点。"
NOTICE_NOT_FOUND = (
    "没找到叫「{name}」的办事条目。换个叫法再发一次，或者先问出条目，再点「告知单」。"
)
NOTICE_CAPTION = "{titles}\n{kind} · {day}"
NOTICE_CAPTION_MISSING = "{titles}\n{kind} · 缺第 {numbers} 项 · {day}"
NOTICE_FILE = "{title}{kind}"
NOTICE_FILE_OF_SEVERAL = "{title}等{count}件事{kind}"
NOTICE_UNSENT = "告知单没发出去：网络不通。过一会儿再点一次；急用的话先点「文字」。"
NOTICE_NOT_SET = "这张单子排版没成功，先给您文字版。请告诉维护员：看日志里的 notice。"

# What supervisors on duty are told when a red flag was recognised
ALERT = "🔴 红线提醒：{name}"
ALERT_BY = "提问的人：{name}"
ALERT_WHERE = "（{region}）"
ALERT_SAID = "原话（已遮住个人信息）：{text}"
ALERT_CALL = "卡片让他先打：{call}"
ALERT_NEXT = "请马上联系他，问清现场；这条提醒不代表已经有人报警。"
ALERTED = "已在通知督导（{count} 人）。电话还是您来打，不要等。"


# Reports, for supervisors.
REPORT_TITLE = "📊 全科通 {span}（{days} 天）"
REPORT_ASKED = "{people} 人问了 {asked} 个问题{change}"
REPORT_CHANGE = "（上一期 {before} 个，{sign}{percent}%）"
REPORT_NONE_ASKED = "这段时间没有人问过。"
REPORT_OUTCOMES = {
    "answered": "当场答上",
    "tapped": "点选后答上",
    "unchosen": "给了选项没人点",
    "urgent": "红线提醒",
    "unanswered": "没答上",
}
REPORT_SHARE = "　{name} {count}（{percent}%）"
REPORT_SAID = "社工评价：有用 {helpful}，没解决 {not_solved}，都不是 {none_of_these}"
REPORT_GAPS = "缺口"
REPORT_GAP_FLOW = "新开 {opened}，补上 {published}，不收录 {dismissed}"
REPORT_GAP_STOCK = "还没补上 {unfinished}，其中逾期 {overdue}"
REPORT_GAP_DAYS = "关闭用时：一半在 {median} 个工作日内，九成在 {ninetieth} 个工作日内"
REPORT_GAP_NO_DAYS = "这段时间没有关闭的缺口。"
REPORT_MOST_ASKED = "问得最多"
REPORT_LEAST_HELPFUL = "最没帮上忙"
REPORT_TIMES = "{number}. {title} {asked} 次"
REPORT_JUDGED = "{number}. {title}：没解决 {not_solved}，有用 {helpful}"
REPORT_DUE = "到期要复核 {count} 条"
REPORT_DUE_LINE = "{number}. {title}（{due} 到期）"
REPORT_MORE = "…… 还有 {count} 条，见 python -m indexer due"
REPORT_WITHDRAWN = "临时停用 {count} 条"
REPORT_COVERAGE = "覆盖 {items} 项：已核 {verified}，初编 {compiled}，逾期 {overdue}，缺 {missing}"
REPORT_DEPARTMENT = "{department} {items} 项：{standings}"
REPORT_SEE_CHARTS = "发 /report 看图表。"
REPORT_HEAD = "全科通 运行报告"
REPORT_COVERED = "覆盖（目录共 {items} 项）"
REPORT_AXES = {
    "asked": "提问",
    "people": "提问的人",
    "answered": "答上",
    "unanswered": "没答上",
    "outcomes": "问了以后",
    "over_time": "每{piece}的提问",
    "days_to_close": "关闭一个缺口用了几个工作日",
    "not_solved": "没解决",
    "helpful": "有用",
    "by_department": "各部门",
    "page": "{page} / {pages}",
    "made": "{moment} 统计",
}
REPORT_GAP_TILES = {
    "opened": "新开",
    "closed": "关闭",
    "unfinished": "没补上",
    "overdue": "已逾期",
}
REPORT_PIECES = {1: "天", 7: "周", 30: "30 天"}
REPORT_SHEETS = {
    "figures": ("汇总", ("项目", "数")),
    "pieces": ("提问", ("从", "到", "提问", *REPORT_OUTCOMES.values())),
    "gaps": ("缺口", ("编号", "问题", "状态", "提出", "期限", "关闭", "工作日")),
    "most_asked": ("问得最多", ("编号", "事项", "次数")),
    "least_helpful": ("最没帮上忙", ("编号", "事项", "没解决", "有用")),
    "due": ("到期复核", ("编号", "事项", "部门", "到期")),
    "coverage": ("覆盖", ("部门", "合计", "已核", "初编", "逾期", "缺")),
}
REPORT_FIGURES = (
    "第一天", "最后一天", "提问的人", "提问", *REPORT_OUTCOMES.values(), "评价有用", "评价没解决",
    "评价都不是", "新开缺口", "补上缺口", "不收录缺口", "没补上缺口", "逾期缺口",
    "关闭用时中位数（工作日）", "关闭用时九成以内（工作日）", "到期要复核", "临时停用",
)  # fmt: skip
REPORT_ALL = "全部"
REPORT_WRONG_SPAN = (
    "日期写成 2026-11-16 的样子，起的一天不能在止的一天后面；--from 和 --weeks 只写一个。"
)
REPORT_WRONG_WEEKS = "写 1 到 {most} 的整数。"
REPORT_NOT_WRITTEN = "写不了 {path}（{why}）。换一个能写的地方再试。"
BACKED_UP = "备份好了：{copy}。旁边的 {key} 要一起留着，两个都只给自己人看。"
LEDGER_THERE = (
    "这里已经有台账：{file}。\n"
    "确定要用备份代替它，先停掉机器人，再加 --replace；现在这份会另存，不会丢。"
)
LEDGER_RESTORED = "台账恢复好了：{file}。"
LEDGER_KEPT = "原来的台账另存在 {kept}，确认没问题以后再删。"
SWEPT = (
    "清掉 {days} 天以前的：问题 {questions}，看过记录 {shown}，存下的一户一案 {cases}，通知 {deliveries}，收件 {updates}，"
    "邀请 {invitations}，移出的人 {members}，操作记录 {audit}。"
)

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
    "special": "只在写明的情况要",
    "order": "先后去处",
    "numbered": "第 {number} 项{name}",
    "enough": "（有{papers}就行）",
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

# 回音：缺口补好了、条目变了、到期了，告诉该知道的人
GAP_ANSWERED = "您问过的，现在有答案了"
GAP_ANSWERED_OFFER = "知识库里补上了，是这一条："
GAP_DISMISSED = "您问过的，督导看过了，不收进知识库"
GAP_DISMISSED_NEXT = "这件事请向街道或主管部门核实。"
GAP_ASKED = "您问的是：{question}"
GAP_REASON = "原因：{reason}"
GAP_MORE = "…… 想看全部，问我「{title} {section}」"
TELLING_OPT_OUT = "不想再收这样的通知，发 /notices off。"
ENTRY_CHANGED = "您看过的条目有变化"
ENTRY_CHANGED_NEXT = "用之前请再问我一遍，以现在的为准。"
CHANGED_TITLE = "「{title}」"
CHANGED_WAS = "【{section}】原来：{line}"
CHANGED_NOW = "　→ 现在：{line}"
CHANGED_ADDED = "【{section}】新增：{line}"
CHANGED_DROPPED = "【{section}】删去：{line}"
CHANGED_ORDER = "【{section}】先后顺序变了。"
CHANGED_STOPPED = "这一条已停用。原因：{reason}"
CHANGED_GONE = "这一条已经不在知识库里了。"
GAPS_DUE = "您认领的缺口到期了"
GAPS_DUE_NEXT = "补条目、挂到现有条目，或写明原因不收录；办不了的放回给别人。"
GAPS_OVERDUE = "有缺口过了期限还没补好"
GAPS_OVERDUE_NEXT = "没人认领的请认领；有人认领的，请问一问要不要帮忙。"
GAPS_CLOSED = "有缺口由新发布的条目答上了，已经关闭"
GAPS_CLOSED_NEXT = "问过的人会收到答案。答得不对，请把缺口重新打开，再 /withdraw 那一条。"
GAP_LINE = "缺口 {id}「{text}」，{people} 人问过，期限 {due}，{owner}"
GAP_FREE, GAP_HELD = "还没人认领", "已有人认领"
GAP_DUE_LINE = "缺口 {id}「{text}」，{people} 人问过，期限 {due}"
GAP_CLOSED_LINE = "缺口 {id}「{text}」→ {title}"
NO_SUCH_ENTRY = "没有编号「{id}」的条目。{near}"
NEAR_ENTRIES = "您要的是不是：{ids}？"
LOOK_UP_ENTRY = '编号是条目的文件名，用 python -m indexer find "…" 查。'
WITHDRAW_WHY = "撤下要写原因，问到的人会看到。这样写：/withdraw {id} 原因"
WITHDRAWN_ALREADY = "「{title}」已经撤下了，原因：{reason}。要换原因，先 /restore {id} 再撤。"
WITHDRAWN_FOR_GOOD = "「{title}」在知识库里写的就是停用，不用再撤。"
WITHDRAW_DONE = "「{title}」已撤下，10 秒内哪里都不再显示；问到的人会看到原因。恢复：/restore {id}"
RESTORE_DONE = "「{title}」已恢复，10 秒内照常显示。"
NOT_WITHDRAWN = "「{id}」没有撤下，不用恢复。现在撤下的：{ids}。"
NOTHING_WITHDRAWN = "「{id}」没有撤下，不用恢复。现在没有撤下的条目。"
TELLING_DONE = (
    "关闭缺口 {closed} 个，告诉问过的人 {told} 条；条目变化通知 {changes} 人；提醒认领人 {reminded} 人，"
    "过期报督导 {escalated} 个缺口。要发的都放进了待送消息，机器人开着就会送出去。"
)
NO_WITHDRAWALS_KNOWN = "读不了台账，不知道哪些条目撤下了，先照知识库答：{why}"


# 补缺口
CURATION = {
    "claimed": "缺口 {gap} 由您认领了。",
    "released": "缺口 {gap} 放回去了，别的督导可以认领。",
    "handed_over": "缺口 {gap} 转交好了。",
    "merged": "缺口 {gap} 并入了缺口 {into}，问过的人一起等答复。",
    "merged_because": "督导认为是同一件事",
    "split": "从缺口 {gap} 拆出了缺口 {new}。",
    "dismissed": "缺口 {gap} 不收录，问过的人会看到原因：{reason}",
    "attached": "「{sentence}」写进了「{title}」的问法，已发布。",
    "stood_already": "「{title}」里已经有这句话，没有再写；缺口 {gap} 记为已发布。",
    "answered": "「{sentence}」写成了「{title}」的考题，考过了，已发布。",
    "known_failure": "「{sentence}」写成了「{title}」的考题，现在还找不到它，记进了 _known_failures.yaml；"
    "请再给它补几条意思相同的问法，考过了会自动划掉。问过的人会收到这一条。",
    "still_missed": "缺口里还有 {count} 句找不到它，可以换个说法再补：{sentences}",
    "drafted": "草稿写在 {path}。填好以后发布缺口 {gap}；没发布之前不检索、不考试。",
    "published": "「{title}」发布了，缺口 {gap} 补好了。",
    "undone_act": "缺口 {gap} 恢复成「{state}」，写进知识库的也撤回了。",
    "reopened": "缺口 {gap} 恢复成「{state}」。",
    "undone": "没有改成，都撤回了，原来的索引照常答。原因：\n{reason}",
    "miss": "考题「{question}」应当找到 {entry}，找到的是 {found}。给 {entry} 补几条问法再来。",
    "passes": "考题「{question}」（{entry}）已经考得过了，从 _known_failures.yaml 删掉再来。",
    "more_misses": "还有 {count} 道考题也没过。",
    "changed_meanwhile": "{path} 刚才被别人改过，这次没有动它。看一眼现在的内容，再来一次。",
    "busy": "别的督导正在改知识库，等了一分钟没等到。过一会儿再来，什么也没有改。",
    "not_written": "写不了 {path}（{why}），什么也没有改。看看磁盘满没满、有没有写的权限，再来一次。",
    "gone": "{path} 不见了，什么也没有改。用 python -m indexer check 看看知识库。",
    "no_list": "{path} 里没有「{key}」，没法往下加。用编辑器补上「{key}:」和第一条，再来一次。",
    "odd_list": "{place}：「{key}」的写法没法自动往下加。改成一行一条「- 」的写法，再来一次。",
    "odd_template": "knowledge/{name} 的写法读不懂，草稿没有写。对照原来的样张改好，再来一次。",
    "draft_head": "缺口 {gap} 的草稿。照注释里的例子填，删掉用不上的节；填好后 python -m bot publish {gap}。\n"
    "内容里有英文冒号加空格、或以 [ {{ * & ! % @ 开头的句子，要用引号括起来。",
    "no_entry": "没有编号「{id}」的条目。{near}",
    "is_draft": "「{id}」还是草稿，问到的人看不到它。先发布它，再来补这一句。",
    "is_withdrawn": "「{id}」已停用，不能用它来答。先改它的状态，或换一条。",
    "id_taken": "编号「{id}」已经有了：{path}。换一个编号。",
    "bad_id": "「{id}」不能当编号。用小写英文字母、数字和连字符，不超过 {most} 个字符，例如 lost-pet-poster。",
    "no_topic": "不知道草稿放进哪个领域。写明领域文件夹，只能是：{topics}。",
    "no_kind": "没有「{kind}」这种类型，只能是：{kinds}。",
    "no_draft": "缺口 {gap} 还没有草稿。先 draft，写好再发布。",
    "draft_gone": "草稿 {id} 的文件不见了。先用 undo {gap} 退回，再写一份。",
    "not_a_draft": "{path} 的状态写着「{status}」，不能发布。改成「草稿」或「初编」，再来一次。",
    "no_words": "这句话没有能写进条目的字。自己写一句意思相同的，再来一次。",
    "too_long": "这句话有 {length} 个字，太长了。自己写一句意思相同、不超过 {most} 个字的，再来一次。",
    "no_reason": "不收录要写原因，问过的人会看到；最多 {most} 个字。",
    "nothing_to_undo": "缺口 {gap} 现在是「{state}」，没有可撤的。",
    "alike_same": "和「{text}」说的是一句话",
    "alike_words": "和「{text}」像是同一件事，都说到{words}",
    "alike_sense": "和「{text}」意思很近",
}

GAP_LINES = {
    "line": "{id}　{urgent}{state}　{people} 人问过 {questions} 次{due}　{text}",
    "urgent": "🔴 ",
    "due": "　{due} 前要补好",
    "overdue": "　⚠️ {due} 已到期",
    "weekdays_only": "（{year} 年的放假安排还没收录，只按周一到周五算）",
    "count": "共 {count} 个缺口，最急、问的人最多的在前。",
    "none": "没有缺口。",
    "entry": "条目：{entry}",
    "reason": "原因：{reason}",
    "questions": "问过的：",
    "question": "　{id}　{day}　「{text}」（{cause}{reason}）",
    "nearest": "最近的条目：",
    "nothing_near": "没有相近的条目。",
    "near": "　{id}　{title}",
}
GAP_CAUSES = {
    "unanswered": "没答上",
    "not_solved": "没解决",
    "none_of_these": "都不是",
    "unchosen": "给的选项没人选",
}


def blanked(kinds: Iterable[Kind]) -> str:
    """Return the line that tells a sender what was blanked; empty for nothing."""
    named = "、".join(kind.value for kind in kinds)
    return BLANKED.format(kinds=named) if named else ""


def alerted(count: int) -> str:
    """Return the line that tells who asked that supervisors are being told; empty for nobody."""
    return ALERTED.format(count=count) if count else ""
