"""The emulator by itself, over plain HTTP: what Telegram documents is what it does."""

import http.client
import json
import threading
import time
import urllib.parse
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from tests.telegram_emulator.client import EmulatorError, Telegram, User, WaitTimeout
from tests.telegram_emulator.conversation import Conversation
from tests.telegram_emulator.formatting import (
    ParseError,
    auto_entities,
    parse,
    split_like_a_client,
    to_html,
    trim,
    u16,
)
from tests.telegram_emulator.server import Emulator


@pytest.fixture(scope="module")
def emu() -> Iterator[Emulator]:
    with Emulator() as e:
        yield e


class Api:
    def __init__(self, emu: Emulator, token: str) -> None:
        self.host, self.token = f"{emu.host}:{emu.port}", token

    def raw(
        self, method: str, params: Any = None, timeout: float = 10, ctype: str = "application/json"
    ) -> tuple[int, Any]:
        c = http.client.HTTPConnection(self.host, timeout=timeout)
        try:
            body = (
                json.dumps(params or {})
                if ctype == "application/json"
                else urllib.parse.urlencode(params or {})
            )
            c.request("POST", f"/bot{self.token}/{method}", body.encode(), {"Content-Type": ctype})
            r = c.getresponse()
            return r.status, json.loads(r.read())
        finally:
            c.close()

    def __call__(self, method: str, /, **params: Any) -> Any:
        status, d = self.raw(method, params)
        assert d["ok"], d
        assert status == 200
        return d["result"]

    def fails(self, method: str, code: int, text: str, /, **params: Any) -> Any:
        status, d = self.raw(method, params)
        assert (status, d["error_code"], d["ok"]) == (code, code, False), d
        assert text in d["description"], d
        return d


@pytest.fixture
def tg(emu: Emulator) -> Telegram:
    t = Telegram(emu.url)
    t.reset()
    return t


@pytest.fixture
def api(emu: Emulator, tg: Telegram) -> Api:
    return Api(emu, tg.add_bot(username="demo_bot", inline=True)["token"])


@pytest.fixture
def li(tg: Telegram, api: Api) -> User:
    u = tg.user("小李")
    u.send("/start")
    return u


# ------------------------------------------------------------------ formatting


@pytest.mark.parametrize(
    ("mode", "src", "text", "ents"),
    [
        (
            "HTML",
            "<b>粗<i>斜</i></b> 1 &lt; 2 &nbsp;",
            "粗斜 1 < 2 &nbsp;",
            [("bold", 0, 2), ("italic", 1, 1)],
        ),
        (
            "HTML",
            '<a href="https://a.cn">链</a><code>x</code>',
            "链x",
            [("text_link", 0, 1), ("code", 1, 1)],
        ),
        (
            "HTML",
            "<blockquote expandable>长</blockquote><tg-spoiler>藏</tg-spoiler>",
            "长藏",
            [("expandable_blockquote", 0, 1), ("spoiler", 1, 1)],
        ),
    ],
)
def test_html_is_read_as_telegram_reads_it(mode: str, src: str, text: str, ents: Any) -> None:
    t, e = trim(*parse(src, mode))
    assert t == text
    assert [(x["type"], x["offset"], x["length"]) for x in e] == ents


@pytest.mark.parametrize(
    ("mode", "src", "error"),
    [
        ("HTML", "换行<br>", 'Unsupported start tag "br" at byte offset 6'),
        ("HTML", "1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("HTML", "<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("HTML", "<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("HTML", "x</b>", "Unexpected end tag at byte offset 1"),
        ("HTML", "<p>x</p>", 'Unsupported start tag "p"'),
    ],
)
def test_wrong_html_is_refused_with_its_place(mode: str, src: str, error: str) -> None:
    with pytest.raises(ParseError) as e:
        parse(src, mode)
    assert error in str(e.value)


def test_commands_links_and_mentions_are_found_in_a_text() -> None:
    t = "/start@demo_bot 看 https://a.cn/b。问 a@b.cn 或 @dada_1 #标签 /帮助 a/b"
    found = {x["type"]: t[x["offset"] : x["offset"] + x["length"]] for x in auto_entities(t)}
    assert found == {
        "bot_command": "/start@demo_bot",
        "url": "https://a.cn/b",
        "email": "a@b.cn",
        "mention": "@dada_1",
        "hashtag": "#标签",
    }
    assert auto_entities("/帮助 ／start") == []  # Chinese is no command, nor is the wide slash
    assert u16("a😀中") == 4
    assert to_html("a<b", [{"type": "bold", "offset": 0, "length": 1}]) == "<b>a</b>&lt;b"
    assert [len(x) for x in split_like_a_client("字" * 9000)] == [4096, 4096, 808]


# ------------------------------------------------------------------ requests


def test_an_unknown_token_or_method_is_refused(api: Api, emu: Emulator) -> None:
    assert api("getMe")["username"] == "demo_bot"
    assert api("GETME")["is_bot"]
    status, d = Api(emu, "123456:" + "A" * 35).raw("getMe")
    assert status == 401
    assert d["description"] == "Unauthorized"
    status, d = Api(emu, "nonsense").raw("getMe")
    assert status == 404
    assert api.raw("noSuchMethod")[0] == 404


def test_requests_come_as_query_form_json_or_multipart(api: Api, li: User, emu: Emulator) -> None:
    _status, d = api.raw(
        "sendMessage",
        {
            "chat_id": li.id,
            "text": "中文 + & 表单",
            "reply_markup": json.dumps(
                {"inline_keyboard": [[{"text": "好", "callback_data": "y"}]]}
            ),
        },
        ctype="application/x-www-form-urlencoded",
    )
    assert d["result"]["text"] == "中文 + & 表单"
    assert d["result"]["reply_markup"]["inline_keyboard"]
    c = http.client.HTTPConnection(api.host)
    c.request("GET", f"/bot{api.token}/sendMessage?chat_id={li.id}&text=hi")
    assert json.loads(c.getresponse().read())["result"]["text"] == "hi"
    c.request(
        "POST", f"/bot{api.token}/sendMessage", b"{oops", {"Content-Type": "application/json"}
    )
    r = c.getresponse()
    assert r.status == 400
    assert b"can't parse JSON" in r.read()
    body = (
        b'--X\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n%d\r\n--X\r\nContent-Disposition: form-data;'
        b' name="document"; filename="\xe5\x90\x8d.txt"\r\nContent-Type: text/plain\r\n\r\nab\r\nc\r\n--X--\r\n'
        % li.id
    )
    c.request(
        "POST",
        f"/bot{api.token}/sendDocument",
        body,
        {"Content-Type": "multipart/form-data; boundary=X"},
    )
    d = json.loads(c.getresponse().read())["result"]["document"]
    assert d["file_name"] == "名.txt"
    assert d["file_size"] == 5
    assert li.tg.file(d["file_id"])["data"] == b"ab\r\nc"
    path = api("getFile", file_id=d["file_id"])["file_path"]
    c.request("GET", f"/file/bot{api.token}/{path}")
    assert c.getresponse().read() == b"ab\r\nc"
    c.close()


def test_texts_have_at_most_4096_units(api: Api, li: User) -> None:
    api("sendMessage", chat_id=li.id, text="字" * 4096)
    api.fails("sendMessage", 400, "message is too long", chat_id=li.id, text="字" * 4097)
    api.fails("sendMessage", 400, "message is too long", chat_id=li.id, text="😀" * 2049)
    api("sendMessage", chat_id=li.id, text="<b>" + "字" * 4096 + "</b>", parse_mode="HTML")
    for empty in ("", "  \n ", "<b></b>"):
        api.fails(
            "sendMessage",
            400,
            "message text is empty",
            chat_id=li.id,
            text=empty,
            parse_mode="HTML",
        )
    api.fails(
        "sendMessage",
        400,
        "can't parse entities: Unsupported start tag",
        chat_id=li.id,
        text="1 < 2",
        parse_mode="HTML",
    )
    api.fails(
        "sendMessage", 400, "unsupported parse_mode", chat_id=li.id, text="1", parse_mode="md"
    )
    assert api("sendMessage", chat_id=li.id, text="  两边  ")["text"] == "两边"
    m = api(
        "sendMessage",
        chat_id=li.id,
        text="粗",
        entities=[{"type": "bold", "offset": 0, "length": 1}],
    )
    assert m["entities"][0]["type"] == "bold"
    api.fails(
        "sendMessage",
        400,
        "ENTITY_BOUNDS_INVALID",
        chat_id=li.id,
        text="粗",
        entities=[{"type": "bold", "offset": 0, "length": 2}],
    )
    many = api("sendMessage", chat_id=li.id, text="<b>x</b> " * 120, parse_mode="HTML")
    assert len(many["entities"]) == 100


def test_keyboards_are_checked(api: Api, li: User, tg: Telegram) -> None:
    def kb(**button: Any) -> Any:
        return {"inline_keyboard": [[{"text": "a", **button}]]}

    ok = {"chat_id": li.id, "text": "x"}
    api("sendMessage", **ok, reply_markup=kb(callback_data="字" * 21 + "a"))
    api.fails(
        "sendMessage", 400, "BUTTON_DATA_INVALID", **ok, reply_markup=kb(callback_data="字" * 22)
    )
    api.fails("sendMessage", 400, "BUTTON_DATA_INVALID", **ok, reply_markup=kb(callback_data=""))
    api.fails("sendMessage", 400, "Text buttons are unallowed", **ok, reply_markup=kb())
    api.fails(
        "sendMessage",
        400,
        "exactly one",
        **ok,
        reply_markup=kb(callback_data="a", url="https://a.cn"),
    )
    api.fails("sendMessage", 400, "Wrong HTTP URL", **ok, reply_markup=kb(url="not a url"))
    rows = [[{"text": str(i), "callback_data": str(i)}] for i in range(101)]
    api("sendMessage", **ok, reply_markup={"inline_keyboard": rows[:100]})
    api.fails(
        "sendMessage", 400, "reply markup is too long", **ok, reply_markup={"inline_keyboard": rows}
    )
    api.fails(
        "sendMessage", 400, "can't parse reply keyboard markup JSON object", **ok, reply_markup="{"
    )
    assert tg.problems() == []
    api("sendMessage", **ok, reply_markup={"inline_keyboard": [[r[0] for r in rows[:9]]]})
    assert "more than 8 buttons" in tg.problems()[0]
    api("sendMessage", **ok, reply_markup={"keyboard": [["甲", "乙"]], "one_time_keyboard": True})
    assert li.keyboard() == [["甲", "乙"]]
    li.press("乙")
    assert li.keyboard() == []
    assert li.messages()[-1].text == "乙"
    with pytest.raises(EmulatorError, match="no button"):
        li.press("没有这个")


def test_a_bot_reaches_only_who_lets_it(api: Api, tg: Telegram, li: User) -> None:
    api.fails("sendMessage", 400, "chat not found", chat_id=1, text="x")
    api.fails("sendMessage", 400, "chat_id is empty", text="x")
    api.fails("sendMessage", 400, "chat not found", chat_id="@nobody", text="x")
    other = tg.user("小王")
    api.fails("sendMessage", 400, "chat not found", chat_id=other.id, text="x")
    g = tg.group("群", [li, other])
    other.in_group(g).send("/hi@demo_bot")
    api.fails(
        "sendMessage",
        403,
        "bot can't initiate conversation with a user",
        chat_id=other.id,
        text="x",
    )
    li.block()
    assert api.fails(
        "sendMessage", 403, "Forbidden: bot was blocked by the user", chat_id=li.id, text="x"
    )
    with pytest.raises(EmulatorError, match="blocked"):
        li.send("x")
    li.unblock()
    api("sendMessage", chat_id=li.id, text="x")
    li.deactivate()
    api.fails("sendMessage", 403, "user is deactivated", chat_id=li.id, text="x")
    g.bot_status("kicked")
    api.fails("sendMessage", 403, "bot was kicked from the supergroup chat", chat_id=g.id, text="x")
    g.bot_status("member", muted=True)
    api.fails("sendMessage", 400, "not enough rights to send text messages", chat_id=g.id, text="x")
    old = tg.group("旧群", [other], type="group")
    new = old.upgrade()
    d = api.fails("sendMessage", 400, "upgraded to a supergroup", chat_id=old.id, text="x")
    assert d["parameters"]["migrate_to_chat_id"] == new.id
    kinds = [next(k for k in u if k != "update_id") for u in api("getUpdates", limit=100)]
    assert kinds.count("my_chat_member") >= 4


def test_an_offset_confirms_updates(api: Api, li: User, tg: Telegram) -> None:
    li.send("一")
    li.send("二")
    ups = api("getUpdates")
    assert [u["message"]["text"] for u in ups] == ["/start", "一", "二"]
    assert ups[0]["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert [u["update_id"] for u in ups] == list(
        range(ups[0]["update_id"], ups[0]["update_id"] + 3)
    )
    assert len(api("getUpdates")) == 3  # not acknowledged: again
    assert [u["message"]["text"] for u in api("getUpdates", offset=ups[1]["update_id"])] == [
        "一",
        "二",
    ]
    assert len(api("getUpdates", limit=1)) == 1
    assert [u["message"]["text"] for u in api("getUpdates", offset=-1)] == ["二"]
    assert len(api("getUpdates")) == 1  # a negative offset forgets the earlier ones
    assert api("getUpdates", offset=ups[2]["update_id"] + 1) == []
    assert api("getUpdates", timeout=1) == []
    threading.Timer(0.3, lambda: li.send("三")).start()
    assert api("getUpdates", timeout=5)[0]["message"]["text"] == "三"
    li.send("字" * 5000)
    assert [len(u["message"]["text"]) for u in api("getUpdates")][-2:] == [4096, 904]


def test_only_allowed_updates_come(api: Api, li: User) -> None:
    api("getUpdates", allowed_updates=["message"])
    li.edit(1, "/start 2")
    assert all("message" in u for u in api("getUpdates"))
    api("getUpdates", allowed_updates=[])
    li.edit(1, "/start 3")
    assert "edited_message" in api("getUpdates")[-1]
    li.react(1)
    assert "message_reaction" not in api("getUpdates")[-1]
    api("getUpdates", allowed_updates=["message_reaction"])
    li.react(1)
    assert api("getUpdates")[-1]["message_reaction"]["new_reaction"][0]["emoji"] == "👍"


def test_a_second_poller_ends_the_first(api: Api, tg: Telegram) -> None:
    out: list[Any] = []
    t = threading.Thread(target=lambda: out.append(api.raw("getUpdates", {"timeout": 5})))
    t.start()
    time.sleep(0.2)
    assert api.raw("getUpdates", {"timeout": 0})[0] == 200
    t.join(3)
    assert out[0][0] == 409
    assert "terminated by other getUpdates" in out[0][1]["description"]
    api("setWebhook", url="http://127.0.0.1:9/hook")
    api.fails("getUpdates", 409, "can't use getUpdates method while webhook is active")
    api("deleteWebhook")
    assert api("getUpdates") == []


def test_editing_follows_the_rules(api: Api, li: User) -> None:
    kb = {"inline_keyboard": [[{"text": "a", "callback_data": "a"}]]}
    m = api("sendMessage", chat_id=li.id, text="原", reply_markup=kb)
    at = {"chat_id": li.id, "message_id": m["message_id"]}
    api.fails(
        "editMessageText",
        400,
        "message is not modified: specified new message content",
        **at,
        text="原",
        reply_markup=kb,
    )
    e = api("editMessageText", **at, text="改", reply_markup=kb)
    assert e["edit_date"]
    assert e["reply_markup"] == kb
    assert "reply_markup" not in api(
        "editMessageText", **at, text="再改"
    )  # omitting the keyboard removes it
    api("editMessageReplyMarkup", **at, reply_markup=kb)
    assert li.last().labels == ["a"]
    assert li.last()["edited"]
    api.fails("editMessageReplyMarkup", 400, "message is not modified", **at, reply_markup=kb)
    api.fails(
        "editMessageText", 400, "message to edit not found", chat_id=li.id, message_id=999, text="x"
    )
    api.fails(
        "editMessageText", 400, "message can't be edited", chat_id=li.id, message_id=1, text="x"
    )
    api.fails("editMessageText", 400, "MESSAGE_TOO_LONG", **at, text="x" * 5000)
    api("deleteMessage", **at)
    api.fails("deleteMessage", 400, "message to delete not found", **at)
    api.fails(
        "sendMessage",
        400,
        "message to be replied not found",
        chat_id=li.id,
        text="x",
        reply_parameters={"message_id": 999},
    )
    assert "reply_to_message" not in api(
        "sendMessage",
        chat_id=li.id,
        text="x",
        reply_parameters={"message_id": 999, "allow_sending_without_reply": True},
    )
    assert (
        api("sendMessage", chat_id=li.id, text="x", reply_parameters={"message_id": 1})[
            "reply_to_message"
        ]["text"]
        == "/start"
    )


def test_a_button_press_is_answered_in_time_or_never(api: Api, li: User, tg: Telegram) -> None:
    api(
        "sendMessage",
        chat_id=li.id,
        text="选",
        reply_markup={
            "inline_keyboard": [
                [{"text": "甲", "callback_data": "a"}, {"text": "看", "url": "https://a.cn"}]
            ]
        },
    )
    assert li.press("看")["url"] == "https://a.cn/"
    r = li.press("甲")
    q = api("getUpdates")[-1]["callback_query"]
    assert q["data"] == "a"
    assert q["id"] == r["callback_id"]
    assert q["message"]["text"] == "选"
    api.fails(
        "answerCallbackQuery", 400, "MESSAGE_TOO_LONG", callback_query_id=q["id"], text="字" * 201
    )
    api("answerCallbackQuery", callback_query_id=q["id"], text="好", show_alert=True)
    a = li.wait_answer()
    assert a["text"] == "好"
    assert a["show_alert"]
    api.fails(
        "answerCallbackQuery",
        400,
        "query is too old and response timeout expired or query ID is invalid",
        callback_query_id="12345",
    )
    tg.config(callback_ttl=0.2)
    r = li.press("甲")
    time.sleep(0.3)
    api.fails("answerCallbackQuery", 400, "query is too old", callback_query_id=r["callback_id"])
    assert any("too late" in p for p in tg.problems(unanswered_after=0))
    with pytest.raises(WaitTimeout):
        li.wait_answer(timeout=0.3)


def test_too_many_messages_are_refused_for_a_while(api: Api, tg: Telegram, li: User) -> None:
    tg.limits(True)
    api("sendMessage", chat_id=li.id, text="1")
    d = api.fails("sendMessage", 429, "Too Many Requests: retry after", chat_id=li.id, text="2")
    assert d["parameters"]["retry_after"] == 1
    time.sleep(1.05)
    api("sendMessage", chat_id=li.id, text="3")
    tg.limits(True, chat_per_second=1000, chat_burst=1000)
    codes = [api.raw("sendMessage", {"chat_id": li.id, "text": str(i)})[0] for i in range(40)]
    assert codes.count(200) >= 30
    assert codes.count(429) >= 1
    time.sleep(1.1)
    g = tg.group("群", [li])
    tg.limits(True, overall_per_second=1000)
    codes = [api.raw("sendMessage", {"chat_id": g.id, "text": str(i)})[0] for i in range(22)]
    assert codes == [200] * 20 + [429] * 2


def test_planned_faults_happen(api: Api, tg: Telegram, li: User) -> None:
    tg.fault("status", "sendMessage", status=500)
    assert api.raw("sendMessage", {"chat_id": li.id, "text": "a"})[0] == 500
    api("sendMessage", chat_id=li.id, text="a")
    tg.fault("retry_after", "send*", seconds=7, times=2)
    for _ in range(2):
        assert (
            api.fails("sendMessage", 429, "retry after 7", chat_id=li.id, text="a")["parameters"][
                "retry_after"
            ]
            == 7
        )
    n = len(li.messages())
    tg.fault("drop")
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        api.raw("sendMessage", {"chat_id": li.id, "text": "lost"})
    assert len(li.messages()) == n
    tg.fault("drop_after")
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        api.raw("sendMessage", {"chat_id": li.id, "text": "came"})
    assert len(li.messages()) == n + 1
    tg.fault("reset")
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        api.raw("getMe")
    tg.fault("truncate")
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        api.raw("getMe")
    tg.fault("garbage")
    with pytest.raises(ValueError, match="Expecting"):
        api.raw("getMe")
    tg.fault("bad_gateway")
    with pytest.raises(ValueError, match="Expecting"):
        api.raw("getMe")
    tg.fault("delay", "getMe", seconds=0.4)
    api("getMe")
    tg.fault("hang", "getMe")
    with pytest.raises(TimeoutError):
        api.raw("getMe", timeout=0.5)
    tg.fault("status", "*", for_seconds=0.4, status=502, description="Bad Gateway")
    assert api.raw("getMe")[0] == 502
    assert api.raw("getMe")[0] == 502
    time.sleep(0.5)
    api("getMe")
    tg.fault("status", "getMe", times=None)
    assert [api.raw("getMe")[0] for _ in range(3)] == [500] * 3
    tg.clear_faults()
    api("getMe")
    assert tg.errors() == []
    assert len(tg.requests(failed=True)) >= 10


def test_a_bot_in_a_group_hears_what_concerns_it(
    api: Api, emu: Emulator, tg: Telegram, li: User
) -> None:
    wang = tg.user("小王")
    g = tg.group("社工群", [li, wang])
    seat = wang.in_group(g)
    assert seat.send("大家好")["seen_by_bots"] == []
    assert len(seat.send("/start")["seen_by_bots"]) == 1
    assert len(seat.send("/start@demo_bot")["seen_by_bots"]) == 1
    assert seat.send("/start@other_bot")["seen_by_bots"] == []
    assert len(seat.send("请 @demo_bot 看")["seen_by_bots"]) == 1
    m = api("sendMessage", chat_id=g.id, text="机器人")
    assert len(seat.send("回", reply_to=m["message_id"])["seen_by_bots"]) == 1
    tg.call("bot_settings", privacy=False)
    assert len(seat.send("大家好")["seen_by_bots"]) == 1
    tg.call("bot_settings", privacy=True)
    g.bot_status("administrator")
    assert len(seat.send("大家好")["seen_by_bots"]) == 1
    assert api("getChatMember", chat_id=g.id, user_id=li.id)["status"] == "creator"
    assert api("getChatMemberCount", chat_id=g.id) == 3
    g.leave(wang)
    assert "left_chat_member" in api("getUpdates")[-1]["message"]
    with pytest.raises(EmulatorError, match="not a member"):
        seat.send("x")
    # two bots: a bare command goes to the one that spoke last
    g.bot_status("member")
    two = Api(emu, tg.add_bot(username="second_bot")["token"])
    tg.call("add_bot", group=g.id, bot="second_bot")
    two("sendMessage", chat_id=g.id, text="我是二号")
    assert li.in_group(g).send("/start")["seen_by_bots"] == [two("getMe")["id"]]


def test_menus_go_by_scope_and_language(api: Api, li: User, tg: Telegram) -> None:
    def set_(**k: Any) -> None:
        api("setMyCommands", **k)

    set_(commands=[{"command": "start", "description": "默认"}])
    assert li.menu() == [("start", "默认")]
    set_(commands=[{"command": "p", "description": "私聊"}], scope={"type": "all_private_chats"})
    set_(
        commands=[{"command": "p", "description": "中文"}],
        scope={"type": "all_private_chats"},
        language_code="zh",
    )
    set_(commands=[{"command": "g", "description": "群"}], scope={"type": "all_group_chats"})
    assert li.menu() == [("p", "中文")]
    assert tg.user("Ann", language_code="en").menu() == [("p", "私聊")]
    assert li.in_group(tg.group("群", [li])).menu() == [("g", "群")]
    assert (
        api("getMyCommands", scope={"type": "all_private_chats"}, language_code="zh")[0][
            "description"
        ]
        == "中文"
    )
    api("deleteMyCommands", scope={"type": "all_private_chats"}, language_code="zh")
    assert li.menu() == [("p", "私聊")]
    for name in ("查询", "Start", "a" * 33, "a-b", ""):
        api.fails(
            "setMyCommands",
            400,
            "BOT_COMMAND_INVALID",
            commands=[{"command": name, "description": "x"}],
        )
    api.fails(
        "setMyCommands",
        400,
        "BOT_COMMAND_DESCRIPTION_INVALID",
        commands=[{"command": "a", "description": ""}],
    )
    api.fails(
        "setMyCommands",
        400,
        "BOT_COMMANDS_TOO_MUCH",
        commands=[{"command": f"a{i}", "description": "x"} for i in range(101)],
    )


def test_an_inline_query_is_answered_once(api: Api, li: User, tg: Telegram) -> None:
    out: list[Any] = []
    t = threading.Thread(target=lambda: out.append(li.inline("低保")))
    t.start()
    time.sleep(0.2)
    q = api("getUpdates")[-1]["inline_query"]
    art = {
        "type": "article",
        "id": "1",
        "title": "题",
        "input_message_content": {"message_text": "文"},
    }
    api.fails(
        "answerInlineQuery", 400, "RESULT_ID_DUPLICATE", inline_query_id=q["id"], results=[art, art]
    )
    api.fails(
        "answerInlineQuery",
        400,
        "RESULTS_TOO_MUCH",
        inline_query_id=q["id"],
        results=[dict(art, id=str(i)) for i in range(51)],
    )
    api("answerInlineQuery", inline_query_id=q["id"], results=[art])
    t.join()
    li.choose(out[0], "1")
    assert api("getUpdates")[-1]["message"]["via_bot"]["username"] == "demo_bot"
    api.fails("answerInlineQuery", 400, "query is too old", inline_query_id=q["id"], results=[])


def test_files_are_sent_and_fetched(api: Api, li: User) -> None:
    api.fails("sendPhoto", 400, "wrong file identifier", chat_id=li.id, photo="nope")
    api.fails(
        "sendDocument",
        400,
        "failed to get HTTP URL content",
        chat_id=li.id,
        document="https://a.cn/x.pdf",
    )
    li.send_file(b"hello", "说明.txt", caption="看")
    d = api("getUpdates")[-1]["message"]
    assert d["caption"] == "看"
    assert d["document"]["file_name"] == "说明.txt"
    fid = d["document"]["file_id"]
    m = api("sendDocument", chat_id=li.id, document=fid, caption="转")
    assert m["document"]["file_id"] == fid
    api.fails(
        "sendDocument",
        400,
        "message caption is too long",
        chat_id=li.id,
        document=fid,
        caption="字" * 1025,
    )
    api.fails(
        "editMessageText",
        400,
        "there is no text in the message to edit",
        chat_id=li.id,
        message_id=m["message_id"],
        text="x",
    )
    api("editMessageCaption", chat_id=li.id, message_id=m["message_id"], caption="改")
    li.tg.config(max_download=3)
    api.fails("getFile", 400, "file is too big", file_id=fid)
    api.fails("sendChatAction", 400, "wrong parameter action", chat_id=li.id, action="thinking")


def test_a_webhook_gets_updates_with_its_secret(api: Api, li: User, tg: Telegram) -> None:
    got: list[tuple[Any, str | None, int]] = []
    fail = [1]

    class Hook(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            d = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            code = 200
            if d.get("message", {}).get("text") == "失败" and fail[0]:
                fail[0], code = 0, 500
            got.append((d, self.headers.get("X-Telegram-Bot-Api-Secret-Token"), code))
            body = (
                json.dumps(
                    {
                        "method": "sendMessage",
                        "chat_id": d["message"]["chat"]["id"],
                        "text": "直接回答",
                    }
                ).encode()
                if code == 200
                else b""
            )
            self.send_response(code)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *a: Any) -> None:
            pass

    srv = HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=srv.serve_forever, daemon=True).start()
    port = srv.server_port
    api.fails("setWebhook", 400, "HTTPS URL must be provided", url="http://bot.example.org/x")
    api.fails(
        "setWebhook", 400, "only on ports 80, 88, 443 or 8443", url="https://bot.example.org:9000/x"
    )
    api.fails("setWebhook", 400, "Failed to resolve host", url="https://bot.example.org/x")
    api.fails(
        "setWebhook",
        400,
        "unallowed characters",
        url=f"http://127.0.0.1:{port}/h",
        secret_token="a b",  # noqa: S106  # of a test
    )
    tg.config(
        webhook_rewrite={"https://bot.example.org": f"http://127.0.0.1:{port}"},
        webhook_retry_seconds=0.2,
    )
    api(
        "setWebhook",
        url="https://bot.example.org/h",
        secret_token="abc",  # noqa: S106  # of a test
        drop_pending_updates=True,
    )
    li.send("你好")
    li.wait("直接回答")
    assert got[0][0]["message"]["text"] == "你好"
    assert got[0][1] == "abc"
    li.send("失败")
    li.wait("直接回答")
    assert [c for d, _, c in got if d["message"]["text"] == "失败"] == [500, 200]
    info = api("getWebhookInfo")
    assert info["url"] == "https://bot.example.org/h"
    assert "500" in info["last_error_message"]
    end = time.monotonic() + 2
    while api("getWebhookInfo")["pending_update_count"] and time.monotonic() < end:
        time.sleep(0.05)
    assert api("getWebhookInfo")["pending_update_count"] == 0
    api("deleteWebhook")
    srv.shutdown()
    srv.server_close()


def test_what_came_while_somebody_wrote_on_is_still_to_be_read(api: Api, li: User) -> None:
    li.send("一")
    api("sendMessage", chat_id=li.id, text="答一")
    li.send("二")
    api("sendMessage", chat_id=li.id, text="答二")
    assert [li.wait().text, li.wait().text] == ["答一", "答二"]


def test_a_conversation_is_played_and_written_down(api: Api, li: User, tg: Telegram) -> None:
    m = api(
        "sendMessage",
        chat_id=li.id,
        text="选",
        reply_markup={"inline_keyboard": [[{"text": "甲", "callback_data": "a"}]]},
    )
    api("sendChatAction", chat_id=li.id, action="typing")
    r = li.press("甲")
    api("answerCallbackQuery", callback_query_id=r["callback_id"], text="好")
    api("editMessageText", chat_id=li.id, message_id=m["message_id"], text="选了甲")
    t = li.transcript()
    for part in (
        "👤 小李: /start",
        "🤖 Test bot: 选",
        "[甲]",
        "… typing",
        "👆 [甲]",
        "notice: 好",
        "✎ 🤖 Test bot: 选了甲",
    ):
        assert part in t
    assert li.last().text == "选了甲"
    script = Conversation(tg)
    script.add(li)
    script.play(["# 说明", "@小李", "> 在吗", "= 选了甲", "<! 错误"])
    with pytest.raises(AssertionError, match="line 2: >> 在吗"):
        script.play(["@小李", ">> 在吗"])
    li.settle(0.1)
    with pytest.raises(WaitTimeout, match="no message containing '没有'"):
        li.wait(contains="没有", timeout=0.2)
    li.expect_silence(0.2)


def test_a_reset_can_keep_the_bots(api: Api, li: User, tg: Telegram) -> None:
    tg.reset(keep_bots=True)
    assert api("getUpdates") == []
    assert tg.state()["users"] == []
    u = tg.user("小赵")
    u.send("又来")
    assert api("getUpdates")[0]["message"]["text"] == "又来"
    api("sendMessage", chat_id=u.id, text="好")
    assert u.wait("好")
