"""How the process starts, dies, comes back and ends."""

from __future__ import annotations

import itertools
import json
import signal
import sqlite3
import time
import urllib.error
import urllib.request
from collections import Counter
from typing import Any

from bot import wording
from bot.telegram.pulse import DEAF
from tests.bot.telegram.conftest import PATIENCE, Bot, free_port, next_worker
from tests.telegram_emulator.client import Telegram
from tests.telegram_emulator.conversation import until

WAITING = 150
AT_START = (
    "getMe", "deleteWebhook", "getMyCommands", "setMyCommands", "getMyDescription",
    "setMyDescription", "getMyShortDescription", "setMyShortDescription",
)  # fmt: skip
FAULTS = ("bad_gateway", "drop", "retry_after", "reset")


def answers(tg: Telegram) -> Counter[int]:
    """Count the bot's messages to each person."""
    return Counter(event["chat"] for event in tg.events(types=["bot_message"], limit=10_000))


def wait_for_answers(tg: Telegram, number: int) -> None:
    """Wait until the bot has sent so many messages."""
    end = time.monotonic() + PATIENCE
    while sum(answers(tg).values()) < number:
        assert time.monotonic() < end, answers(tg)
        time.sleep(0.05)


def wait_for_everybody(tg: Telegram, people: list[int]) -> None:
    """Wait until each has an answer: some under way at a crash get theirs twice."""
    end = time.monotonic() + PATIENCE
    while missing := set(people) - set(answers(tg)):
        assert time.monotonic() < end, missing
        time.sleep(0.05)


def test_a_crash_loses_no_update_and_old_buttons_work_after_it(lone_bot: Bot) -> None:
    tg = lone_bot.tg
    people = [next_worker() for _ in range(WAITING)]
    lone_bot.start()
    second = lone_bot.begin_second()
    assert second.returncode == 2
    assert wording.RUNS_ALREADY in second.stderr
    users = [tg.user(f"社工{number}", id=number) for number in people]
    tg.fault("delay", "sendMessage", times=None, seconds=1)  # so that most wait when it dies
    for user in users:
        user.send("低保要什么材料")
    wait_for_answers(tg, 10)
    lone_bot.stop(signal.SIGKILL)
    tg.clear_faults()
    assert sum(answers(tg).values()) < WAITING
    lone_bot.start()
    wait_for_everybody(tg, people)
    early = users[0]
    early.press("注意")
    early.wait_edit(contains="授权书漏签一人就启动不了")
    got = answers(tg)
    assert sum(count - 1 for count in got.values()) <= 16  # at most those under way came twice
    for user in users[:40]:
        user.send("谢谢")
    users[0].wait(contains="不客气")
    assert lone_bot.stop() == 0  # in good order, with work under way
    with sqlite3.connect(lone_bot.folder / "ledger.sqlite") as ledger:
        waiting = ledger.execute("select count(*) from inbox where done_at is null").fetchone()[0]
    ledger.close()
    thanked = sum("不客气" in message.text for user in users[:40] for message in user.messages())
    assert thanked + waiting + lone_bot.state["pending_updates"] >= 40  # kept here or there
    lone_bot.assert_clean()


def test_the_first_supervisor_comes_in_by_the_code_on_the_screen(lone_bot: Bot) -> None:
    more = "log: {level: debug, form: json}\n"
    lone_bot.configure(silence_seconds=4, poll_seconds=1, more=more)
    for method, kind in zip(AT_START, itertools.cycle(FAULTS)):
        lone_bot.tg.fault(kind, method, seconds=1)
    lone_bot.start()
    stranger, first = lone_bot.tg.user("路人"), lone_bot.tg.user("老周")
    stranger.send("AAAA-BBBB-CCCC-DDDD")
    assert stranger.wait().text == wording.CODE_REFUSED
    first.send(f"/start {lone_bot.first_code}")
    first.wait(contains="欢迎，您已登记为督导。")
    first.send("/members")
    assert first.wait().labels == ["老周 · 督导"]
    first.press("老周")
    first.wait_edit(contains="督导，在用")
    first.press("移出")
    assert "最后一位督导" in first.wait_answer()["text"]
    lone_bot.tg.fault("status", "sendMessage", status=500, times=2)
    first.send("低保要什么材料")
    first.wait(contains="最低生活保障申请")
    lone_bot.assert_clean()
    texts = {"description:": wording.DESCRIPTION, "short_description:": wording.ABOUT}
    until(lambda: lone_bot.tg.call("profile")["texts"] == texts)
    assert {one["method"] for one in lone_bot.tg.requests() if one["fault"]} >= set(AT_START)
    profile = lone_bot.tg.call("profile")
    scopes = {one["scope"][0] for one in profile["commands"]}
    assert scopes == {"all_private_chats", "all_group_chats", "chat"}
    lone_bot.tg.fault("drop", "getUpdates", times=None)
    assert lone_bot.wait() == DEAF  # Telegram is silent: the process ends, to be started again
    lines = [json.loads(line) for line in lone_bot.lines]
    assert {"time", "level", "logger", "message"} <= set(lines[0])
    everything = lone_bot.log + "\n".join(lone_bot.screen)
    assert lone_bot.token not in everything
    assert lone_bot.token.partition(":")[2] not in everything
    assert "要什么材料" not in everything
    assert "老周" not in everything
    assert lone_bot.first_code not in lone_bot.log


def test_a_webhook_takes_updates_only_with_its_secret(lone_bot: Bot) -> None:
    port, health = free_port(), free_port()
    url = "https://bot.example.org"
    lone_bot.tg.config(webhook_rewrite={url: f"http://127.0.0.1:{port}"}, webhook_retry_seconds=0.1)
    worker = next_worker()
    lone_bot.configure(
        workers=[worker], webhook_url=f"{url}/in/quanketong", webhook_port=port,
        more=f"health: {{port: {health}}}\n",
    )  # fmt: skip
    lone_bot.start()
    li = lone_bot.tg.user("小李", id=worker)
    li.send("低保要什么材料")
    li.wait(contains="最低生活保障申请")
    li.press("注意")
    li.wait_edit(contains="授权书")
    forged = {"update_id": 1, "message": {"text": "x"}}
    assert post(f"http://127.0.0.1:{port}/in/quanketong", forged, "wrong") == 403
    assert post(f"http://127.0.0.1:{port}/in/quanketong", forged, None) == 403
    report = json.loads(get(f"http://127.0.0.1:{health}/health"))
    assert report["ready"]
    assert report["index"]
    assert report["last_update_seconds"] >= 0
    measures = get(f"http://127.0.0.1:{health}/metrics")
    assert 'quanketong_replies_total{outcome="answered"} 1.0' in measures
    assert 'quanketong_updates_total{kind="callback_query"} 1.0' in measures
    lone_bot.assert_clean()
    assert lone_bot.stop() == 0


def test_another_process_with_the_same_token_is_said(lone_bot: Bot, bot: Bot) -> None:
    lone_bot.token = bot.token  # another machine: another folder, the same token
    lone_bot.start()
    end = time.monotonic() + PATIENCE
    while wording.TWO_BOTS not in lone_bot.log + bot.log:
        assert time.monotonic() < end
        time.sleep(0.1)
    assert lone_bot.stop() == 0
    bot.tg.reset(keep_bots=True)


def test_a_refused_token_is_said_without_being_shown(lone_bot: Bot) -> None:
    wrong = "999999:" + "A" * 35
    lone_bot.begin(TELEGRAM_BOT_TOKEN=wrong)
    assert lone_bot.wait() == 2
    assert wording.CREDENTIALS_REFUSED in lone_bot.log
    assert "A" * 35 not in lone_bot.log


def get(url: str) -> str:
    """Return a page."""
    with urllib.request.urlopen(url) as answer:  # noqa: S310  # on loopback
        return str(answer.read().decode())


def post(url: str, plain: Any, secret: str | None) -> int:
    """Post an update; return the status."""
    headers = {"Content-Type": "application/json"}
    if secret is not None:
        headers["X-Telegram-Bot-Api-Secret-Token"] = secret
    request = urllib.request.Request(url, json.dumps(plain).encode(), headers)  # noqa: S310  # on loopback
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310  # on loopback
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
