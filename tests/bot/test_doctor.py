"""What the doctor says of a network, a token and a ledger, against the emulator."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from bot.doctor import (
    Finding,
    clock_finding,
    examine_all,
    findings,
    ledger_findings,
    telegram_findings,
)
from bot.ledger.asker import SECRET
from bot.ledger.ledger import Ledger
from bot.ledger.person import Channel, Person
from bot.ledger.questions import NewQuestion
from bot.outcome import Outcome
from bot.settings import LedgerSettings, Settings, TelegramSettings
from indexer.settings import IndexSettings
from tests.telegram_emulator.client import Telegram
from tests.telegram_emulator.server import Emulator


@pytest.fixture(scope="module")
def tg() -> Iterator[Telegram]:
    with Emulator() as emulator:
        yield Telegram(emulator.url)


@pytest.fixture
def token(tg: Telegram, monkeypatch: pytest.MonkeyPatch) -> str:
    tg.reset()
    made = str(tg.add_bot(username="demo_bot")["token"])
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", made)
    for name in ("TELEGRAM_API_URL", "TELEGRAM_PROXY", "TELEGRAM_SUPERVISORS"):
        monkeypatch.delenv(name, raising=False)
    return made


@pytest.fixture
def settings(tg: Telegram, tmp_path: Path) -> Settings:
    return Settings(
        telegram=TelegramSettings(api_url=tg.url),
        ledger=LedgerSettings(file=tmp_path / "ledger.sqlite"),
        index=IndexSettings(folder=tmp_path / "index", embedder=str(tmp_path / "no-model")),
    )


def changed(settings: Settings, **telegram: Any) -> Settings:
    return settings.model_copy(update={"telegram": settings.telegram.model_copy(update=telegram)})


def said(settings: Settings) -> list[str]:
    return list(map(str, telegram_findings(settings)))


def test_all_is_well(settings: Settings, token: str) -> None:
    lines = said(settings)
    assert [line.split("：")[0] for line in lines] == [
        "好  域名", "好  连接", "好  时钟", "好  令牌", "好  收消息", "好  进程",
    ]  # fmt: skip
    assert "@demo_bot" in lines[3]
    assert lines[4] == "好  收消息：轮询，0 条消息等着"


def test_without_a_token_it_says_where_to_put_one(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    assert said(settings) == [
        "坏  令牌：没有设\n    怎么办：设环境变量 TELEGRAM_BOT_TOKEN，或在 config.yaml 写 telegram.token_file。"
    ]


def test_a_token_that_telegram_does_not_know_is_named_not_shown(
    settings: Settings, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "999999:" + "A" * 35)
    assert said(settings)[-1].startswith("坏  令牌：Telegram 不认\n    怎么办：到 BotFather")
    assert "A" * 35 not in "".join(said(settings))


def test_a_name_that_nobody_knows_is_said(
    settings: Settings, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*_: Any) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    (line,) = said(changed(settings, api_url="http://nowhere.invalid"))
    assert line.startswith("坏  域名：查不到 nowhere.invalid\n    怎么办：")


def test_a_dead_proxy_or_a_dead_line_is_said(settings: Settings, token: str) -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{one.getsockname()[1]}"
        assert "坏  代理：走代理连不上（ConnectError）" in said(changed(settings, proxy=dead))[0]
        assert (
            "坏  连接：连不上 Telegram（ConnectError）" in said(changed(settings, api_url=dead))[1]
        )
    assert said(changed(settings, proxy="nonsense"))[0].startswith("坏  代理：地址写得不对")


def test_a_webhook_that_is_set_is_said(settings: Settings, token: str, tg: Telegram) -> None:
    import httpx

    httpx.post(f"{tg.url}/bot{token}/setWebhook", json={"url": "http://127.0.0.1:9/x"})
    assert any("坏  收消息：设着 webhook，0 条消息等着" in line for line in said(settings))


def test_another_process_is_said(settings: Settings, token: str, tg: Telegram) -> None:
    tg.fault("status", "getUpdates", status=409, description="Conflict: terminated by other")
    assert "坏  进程：别处有程序在用同一个令牌" in said(settings)[-1]


def test_our_own_process_on_this_machine_is_known(settings: Settings, token: str) -> None:
    held, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        with FileLock(settings.ledger.file.parent / f"telegram-{token.partition(':')[0]}.lock"):
            held.set()
            go_on.wait(60)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(60)
    assert said(settings)[-1] == "好  进程：机器人正在这台机器上运行"
    go_on.set()
    holder.join()


def test_a_wrong_clock_is_said() -> None:
    import httpx

    late = httpx.Response(200, headers={"date": "Mon, 23 Nov 2020 00:00:00 GMT"})
    assert not clock_finding(late).is_well


def test_everything_is_looked_at_though_something_is_broken(settings: Settings, token: str) -> None:
    lines: list[str] = []
    assert not examine_all(settings, lines.append)
    assert any(line.startswith("好  台账：打得开，登记过 0 人，还没有督导") for line in lines)
    assert any(line.startswith("坏  模型：装不上") for line in lines)
    assert lines[-1] == "有 1 处要处理，从上面第一处开始。"


def test_a_finding_says_what_to_do_only_when_it_is_bad(settings: Settings, token: str) -> None:
    assert str(Finding("时钟", "准")) == "好  时钟：准"
    assert all(finding.how for finding in findings(settings))


def test_a_lost_secret_is_said_and_what_to_do(settings: Settings, token: str) -> None:
    long_ago = datetime(2020, 1, 6, tzinfo=UTC)
    ledger = Ledger.open(settings.ledger)
    asker = Person(Channel.TELEGRAM, 7)
    question = NewQuestion("1", asker, "telegram", "低保", Outcome.ANSWERED, "v1", "a-b")
    ledger.questions.record(question, long_ago)
    ledger.close()
    folder = settings.ledger.file.parent
    (folder / SECRET).unlink()
    day = datetime.now(settings.zone).date()
    _, lost = map(str, ledger_findings(settings))
    assert lost == (
        f"坏  认人的密钥：原来的丢了，{day} 新做了一把；以前的 1 个问题认不出是谁问的\n"
        f"    怎么办：有备份：停掉机器人，把备份里的 asker.key 放回 {folder}，再启动。"
        "没有备份：那以前问过的，本人在「我问过的」里看不到，/delete_me 删不掉，有了答案也通知不到，"
        "请告诉大家；满 365 天都删掉后，这一条就不再说了。"
    )
