"""What keeps the bot from working, in plain Chinese, one thing a line, and what to do about it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
from filelock import FileLock, Timeout
from pydantic import SecretStr

from bot.ledger.asker import SECRET
from bot.ledger.ledger import Ledger
from bot.ledger.unavailable import LedgerUnavailable
from bot.settings import Settings
from bot.token import TokenRefused, read_token
from indexer.embedder import load_embedder
from indexer.index import Index
from indexer.model_error import ModelNotFound
from indexer.stale_index import StaleIndex

PATIENCE = 10.0  # seconds for a request
CLOCK_MAY_DIFFER = 60  # seconds
SLOW = 3.0  # seconds for a request that is still well


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: how it is, and what to do when it is not well."""

    what: str
    how: str
    do: str = ""

    @property
    def is_well(self) -> bool:
        """Whether nothing has to be done."""
        return not self.do

    def __str__(self) -> str:
        mark = "好" if self.is_well else "坏"
        advice = "" if self.is_well else f"\n    怎么办：{self.do}"
        return f"{mark}  {self.what}：{self.how}{advice}"


def examine_all(settings: Settings, say: Callable[[str], object]) -> bool:
    """Look at everything and say each finding at once; whether all is well."""
    bad = 0
    for finding in findings(settings):
        say(str(finding))
        bad += not finding.is_well
    say("都好，可以启动。" if not bad else f"有 {bad} 处要处理，从上面第一处开始。")
    return not bad


def findings(settings: Settings) -> Iterator[Finding]:
    """Yield what was found, the network first."""
    yield from telegram_findings(settings)
    yield from ledger_findings(settings)
    yield from index_findings(settings)


def telegram_findings(settings: Settings) -> Iterator[Finding]:
    """Yield what was found on the way to Telegram; what rests on something broken is left out."""
    token = token_of(settings)
    if isinstance(token, Finding):
        yield token
        return
    if settings.telegram.way_out is None:  # else the proxy asks for the address
        address = address_finding(settings.telegram.api)
        yield address
        if not address.is_well:
            return
    proxy = settings.telegram.way_out
    try:
        with httpx.Client(proxy=proxy, timeout=PATIENCE) as client:
            yield from api_findings(client, settings, token)
    except (httpx.HTTPError, ValueError, ImportError) as error:
        yield unreached(proxy, error)


def token_of(settings: Settings) -> SecretStr | Finding:
    """Return the token, or why there is none."""
    try:
        token = read_token(settings.telegram.token_file)
    except TokenRefused as error:
        return Finding("令牌", "读不了", str(error))
    if token is None:
        return Finding(
            "令牌",
            "没有设",
            "设环境变量 TELEGRAM_BOT_TOKEN，或在 config.yaml 写 telegram.token_file。",
        )
    return token


def address_finding(api: str) -> Finding:
    """Look up the name of the Bot API's machine."""
    host = urlsplit(api).hostname or ""
    try:
        socket.getaddrinfo(host, None)
    except OSError:
        return Finding(
            "域名",
            f"查不到 {host}",
            "看看网络和 DNS；要走代理就写 telegram.proxy；地址写错了就改 telegram.api_url。",
        )
    return Finding("域名", f"{host} 查得到")


def unreached(proxy: str | None, error: Exception) -> Finding:
    """Return what to do when no answer came at all."""
    if isinstance(error, ImportError | ValueError | httpx.UnsupportedProtocol):
        return Finding("代理", "地址写得不对", "写成 socks5://主机:端口 或 http://主机:端口。")
    if proxy is not None:
        return Finding(
            "代理",
            f"走代理连不上（{type(error).__name__}）",
            "看看代理开着没有、telegram.proxy 的端口对不对、代理自己出不出得去。",
        )
    return Finding(
        "连接",
        f"连不上 Telegram（{type(error).__name__}）",
        "这里直连不了就设 telegram.proxy，或用能出去的反向代理、自建 Bot API 服务器（telegram.api_url）。",
    )


def api_findings(client: httpx.Client, settings: Settings, token: SecretStr) -> Iterator[Finding]:
    """Yield what the Bot API says of the token, the clock, the webhook and other processes."""

    def ask(method: str, **parameters: Any) -> httpx.Response:
        url = f"{settings.telegram.api}/bot{token.get_secret_value()}/{method}"
        return client.get(url, params=parameters)

    answer = ask("getMe")
    took = answer.elapsed.total_seconds()
    yield Finding(
        "连接",
        f"{took:.1f} 秒有回应",
        "" if took < SLOW else "太慢，换一条线路或代理；能用，但社工要等。",
    )
    yield clock_finding(answer)
    if answer.status_code in (401, 404):
        yield Finding(
            "令牌", "Telegram 不认", "到 BotFather 重新复制；刚换过令牌的，旧的不能用了。"
        )
        return
    if answer.status_code != 200:  # HTTP's word for well
        yield Finding(
            "接口", f"回答 {answer.status_code}", "看看 telegram.api_url 是不是 Bot API 的地址。"
        )
        return
    yield Finding("令牌", f"@{answer.json()['result']['username']}")
    yield webhook_finding(ask("getWebhookInfo").json()["result"], settings)
    if settings.telegram.webhook_url is None:
        yield others_finding(settings, token, ask)


def clock_finding(answer: httpx.Response) -> Finding:
    """Compare this machine's clock with the server's."""
    told = answer.headers.get("date")
    if told is None:
        return Finding("时钟", "服务器没说时间，没法比")
    apart = abs((datetime.now(UTC) - parsedate_to_datetime(told)).total_seconds())
    if apart <= CLOCK_MAY_DIFFER:
        return Finding("时钟", "准")
    return Finding("时钟", f"差了 {apart:.0f} 秒", "打开自动对时：timedatectl set-ntp true。")


def webhook_finding(webhook: dict[str, Any], settings: Settings) -> Finding:
    """Compare the webhook that is set with the one that is wanted."""
    is_set, wanted = bool(webhook.get("url")), settings.telegram.webhook_url
    waiting = f"，{webhook.get('pending_update_count', 0)} 条消息等着"
    if wanted is None:
        if is_set:
            return Finding(
                "收消息",
                "设着 webhook" + waiting,
                "启动机器人会自动撤掉；别的程序设的，先问清楚是谁的。",
            )
        return Finding("收消息", "轮询" + waiting)
    said = webhook.get("last_error_message")
    if is_set and said:
        return Finding(
            "收消息",
            f"webhook 最近出错：{said}",
            "看看域名、证书、端口（443、80、88、8443）和 nginx 有没有转到 telegram.webhook_port。",
        )
    return Finding("收消息", "webhook" + ("已设好" if is_set else "启动时会设") + waiting)


def others_finding(
    settings: Settings, token: SecretStr, ask: Callable[..., httpx.Response]
) -> Finding:
    """Look whether another process uses the token: on this machine, or anywhere."""
    number = token.get_secret_value().partition(":")[0]
    file = settings.ledger.file.parent / f"telegram-{number}.lock"
    try:
        if file.exists():
            with FileLock(file, timeout=0):
                pass
    except Timeout:
        return Finding("进程", "机器人正在这台机器上运行")
    if ask("getUpdates", timeout=0, limit=1).status_code == 409:  # HTTP's word for conflict
        return Finding(
            "进程", "别处有程序在用同一个令牌", "停掉那一个；不知道是谁，就到 BotFather 换令牌。"
        )
    return Finding("进程", "没有别的程序在用这个令牌")


def ledger_findings(settings: Settings) -> Iterator[Finding]:
    """Open the ledger; see whether there is a supervisor, and whether askers are recognised."""
    try:
        ledger = Ledger.open(settings.ledger)
    except LedgerUnavailable as error:
        yield Finding("台账", "打不开", str(error))
        return
    try:
        count = len(ledger.members.listed())
        named = settings.telegram.all_supervisors
        known = bool(ledger.members.supervisors() or named)
        lost = ledger.unrecognised()
    finally:
        ledger.close()
    how = f"打得开，登记过 {count} 人"
    yield Finding("台账", how if known else how + "，还没有督导（启动时会显示第一位督导的邀请码）")
    if lost is not None:
        yield key_finding(*lost, settings)


def key_finding(since: datetime, questions: int, settings: Settings) -> Finding:
    """Say that the askers' secret was lost, and what can be done."""
    day = since.astimezone(settings.zone).date()
    return Finding(
        "认人的密钥",
        f"原来的丢了，{day} 新做了一把；以前的 {questions} 个问题认不出是谁问的",
        f"有备份：停掉机器人，把备份里的 {SECRET} 放回 {settings.ledger.file.parent}，再启动。"
        f"没有备份：那以前问过的，本人在「我问过的」里看不到，/delete_me 删不掉，有了答案也通知不到，"
        f"请告诉大家；满 {settings.ledger.retention_days} 天都删掉后，这一条就不再说了。",
    )


def index_findings(settings: Settings) -> Iterator[Finding]:
    """Load the model and open the index."""
    try:
        embedder = load_embedder(settings.index.embedder, settings.index.threads)
    except ModelNotFound as error:
        yield Finding("模型", "装不上", str(error))
        return
    yield Finding("模型", embedder.identity)
    try:
        index = Index.open(settings.index, embedder)
    except StaleIndex as error:
        yield Finding("索引", "用不了", str(error))
        return
    yield Finding("索引", f"{len(index.entries)} 条，版本 {index.version}")
