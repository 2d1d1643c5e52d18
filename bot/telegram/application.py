"""The running channel: how Telegram is reached, what runs beside it, and how it ends."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import os
import sys
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from filelock import FileLock, Timeout
from pydantic import SecretStr
from telegram import LinkPreviewOptions, Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    Defaults,
    InlineQueryHandler,
    MessageHandler,
    filters,
)
from telegram.request import HTTPXRequest

from bot import wording
from bot.assistant import Assistant
from bot.curation.curator import Curator
from bot.curation.intake import Intake
from bot.ledger.ledger import Ledger
from bot.ledger.unavailable import LedgerUnavailable
from bot.settings import Settings, TelegramSettings
from bot.telegram import late
from bot.telegram.basket import Baskets
from bot.telegram.desk import Desk
from bot.telegram.gap_rounds import GapRounds
from bot.telegram.handlers import Handlers
from bot.telegram.health import HealthServer
from bot.telegram.inbox import DurableQueue, KeepingBot
from bot.telegram.measures import Measures
from bot.telegram.menus import Menus
from bot.telegram.order import AT_ONCE, PerChat
from bot.telegram.outbox import Outbox
from bot.telegram.pulse import DEAF, PollingRequest, Pulse, Watchdog
from bot.telegram.records import Clerk, Records, person
from bot.telegram.report_desk import ReportDesk
from bot.telegram.rounds import Rounds
from bot.telegram.sending import Sender
from bot.telling.taken_down import TakenDown
from bot.telling.teller import Teller
from indexer.command_line import CANNOT_START, SOUND
from indexer.index import LiveIndex

log = logging.getLogger(__name__)

App = Application[Any, Any, Any, Any, Any, Any]
UPDATES = [
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
]
FIRST_CODE_LASTS = timedelta(days=3)
A_DAY = 24 * 3600  # seconds
SWITCH_THREADS = 0.001  # seconds; Python's own 5 ms add up: a press changes threads a dozen times


def serve(token: SecretStr, settings: Settings, open_index: Callable[[], LiveIndex]) -> int:
    """Serve Telegram until the process is told to stop; return the exit code."""
    file = lock_file(settings, token)
    lock = FileLock(file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        log.error(wording.RUNS_ALREADY)
        return CANNOT_START
    try:
        ledger = Ledger.open(settings.ledger)
    except LedgerUnavailable as error:
        log.error("%s", error)
        lock.release()
        return CANNOT_START
    with lock, contextlib.closing(ledger):
        receive_supervisor(ledger, settings)
        return Channel(token, settings, ledger, open_index).run()


def lock_file(settings: Settings, token: SecretStr) -> Path:
    """Return the file that says that a bot of this token runs on this machine."""
    return (
        settings.ledger.file.parent / f"telegram-{token.get_secret_value().partition(':')[0]}.lock"
    )


def receive_supervisor(ledger: Ledger, settings: Settings) -> None:
    """Let in whom config.yaml names; print a code when there is no supervisor at all."""
    now, telegram = datetime.now(settings.zone), settings.telegram
    supervisors = map(person, telegram.all_supervisors)
    ledger.members.take_from_config(list(supervisors), list(map(person, telegram.workers)), now)
    code = ledger.invitations.first_code(now + FIRST_CODE_LASTS, now, renew=True)
    if code is not None:  # on the screen only: whoever reads the log must not get in
        print(wording.FIRST_CODE.format(code=code), flush=True)


class Channel:
    """The bot on Telegram, with all that runs beside it."""

    def __init__(
        self,
        token: SecretStr,
        settings: Settings,
        ledger: Ledger,
        open_index: Callable[[], LiveIndex],
    ) -> None:
        self._token = token
        self._settings = settings
        self._open_index = open_index
        self._live: LiveIndex | None = None
        self._measures = Measures()
        self._pulse = Pulse()
        self._clerk = Clerk()
        self._records = Records(
            ledger, self._clerk, self._now, settings.ledger.file.with_name(late.FILE)
        )
        self._queue = DurableQueue(ledger, self._clerk, self._now, self._measures)
        self._order = PerChat(self._queue)
        self._app = self._build()
        self._beside: list[asyncio.Task[None]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._watchdog = Watchdog(self._pulse, settings.telegram.silence_seconds, self._stop)

    def run(self) -> int:
        """Serve until told to stop; return the exit code."""
        sys.setswitchinterval(SWITCH_THREADS)
        health = self._health()
        telegram = self._settings.telegram
        if telegram.webhook_url is None:
            self._watchdog.start()
        try:
            if telegram.webhook_url is None:
                self._app.run_polling(
                    timeout=telegram.poll_seconds, bootstrap_retries=-1, allowed_updates=UPDATES
                )
            else:
                self._app.run_webhook(**self._webhook(telegram.webhook_url))
        except InvalidToken:  # its text holds the token
            log.error(wording.CREDENTIALS_REFUSED)  # nor may a traceback show it
            return CANNOT_START
        except TelegramError as error:
            log.error("%s（%s）", wording.NO_TELEGRAM, type(error).__name__)
            return CANNOT_START
        except OSError as error:
            log.error(wording.PORT_TAKEN.format(port=telegram.webhook_port, why=error.strerror))
            return CANNOT_START
        finally:
            self._watchdog.rest()
            self._clerk.close()
            if health is not None:
                health.stop()
        return DEAF if self._watchdog.bit else SOUND

    def report(self) -> dict[str, Any]:
        """Return how the bot is."""
        silence = self._pulse.silence
        self._measures.silence.set(silence)
        self._measures.waiting.set(self._order.waiting)
        polls = self._settings.telegram.webhook_url is None
        last = self._measures.last_update._value.get()  # the library has no reader
        deaf = polls and silence > self._settings.telegram.silence_seconds
        return {
            "ready": self._app.running and not deaf and not self._pulse.conflict,
            "index": self._live.current().version if self._live is not None else None,
            "conflict": self._pulse.conflict,
            "silence_seconds": round(silence, 1) if polls else None,
            "last_update_seconds": round(self._now().timestamp() - last, 1) if last else None,
            "waiting": self._order.waiting,
        }

    def _now(self) -> datetime:
        return datetime.now(self._settings.zone)

    def _build(self) -> App:
        telegram = self._settings.telegram
        timing: dict[str, Any] = {
            "connect_timeout": 10,
            "read_timeout": 15,
            "write_timeout": 15,
            "pool_timeout": 30,
            "proxy": telegram.way_out,
        }
        asking = PollingRequest(self._pulse, self._measures, connection_pool_size=2, **timing)
        no_preview = LinkPreviewOptions(is_disabled=True)
        bot = KeepingBot(
            self._queue,
            token=self._token.get_secret_value(),
            base_url=f"{telegram.api}/bot",
            base_file_url=f"{telegram.files}/bot",
            request=HTTPXRequest(connection_pool_size=AT_ONCE, **timing),
            get_updates_request=asking,
            defaults=Defaults(link_preview_options=no_preview, tzinfo=self._settings.zone),
        )
        return (
            ApplicationBuilder()
            .bot(bot)
            .update_queue(self._queue)
            .concurrent_updates(self._order)
            .post_init(self._begin)
            .post_stop(self._end)
            .build()
        )

    def _handle(self, handlers: Handlers) -> None:
        self._app.add_handler(CallbackQueryHandler(handlers.on_button))
        self._app.add_handler(InlineQueryHandler(handlers.on_inline))
        self._app.add_handler(
            ChatMemberHandler(handlers.on_place, ChatMemberHandler.MY_CHAT_MEMBER)
        )
        self._app.add_handler(MessageHandler(~filters.StatusUpdate.ALL, handlers.on_message))
        self._app.add_error_handler(handlers.on_error)

    async def _begin(self, app: App) -> None:
        """Open the index, now that the token is known to be good; take up what was left before."""
        self._loop = asyncio.get_running_loop()
        with self._pulse.at_rest():
            self._live = await asyncio.to_thread(self._open_index)
            rounds = await asyncio.to_thread(self._rounds, self._live)
        sender = Sender(app.bot, self._measures, self._pulse)
        menus = Menus(app.bot, sender, self._spawn)
        outbox = Outbox(self._records, sender)
        desk = Desk(
            assistant=Assistant(self._settings.answers),
            live=self._live,
            records=self._records,
            sender=sender,
            measures=self._measures,
            username=app.bot.username,
            order=self._order,
            settings=self._settings,
            outbox=outbox,
            baskets=Baskets(timedelta(minutes=self._settings.answers.memory_minutes)),
        )
        ledger = self._records.ledger
        curator = Curator(self._settings, ledger, self._live, self._now)
        intake = Intake(self._settings, ledger, self._live, self._now)
        gap_rounds = GapRounds(self._records, intake, self._order, desk.curate)
        reports = ReportDesk(desk, self._settings.knowledge.folder)
        self._handle(Handlers(desk, menus, curator, reports))
        left = await self._queue.take_up(app.bot)
        if left:
            log.info("%s updates left from before are taken up", left)
        work = (
            menus.set_all(),
            outbox.run(),
            self._sweep(),
            gap_rounds.sort(),
            gap_rounds.find_unchosen(),
            reports.send_weekly(),
            rounds.watch(),
            rounds.tell(),
        )
        self._beside = [asyncio.create_task(one) for one in work]
        log.info(wording.RUNS.format(name=app.bot.username, version=self._live.current().version))

    async def _end(self, app: App) -> None:
        """Stop what runs beside."""
        del app
        for task in self._beside:
            task.cancel()
        await asyncio.gather(*self._beside, return_exceptions=True)
        with contextlib.suppress(LedgerUnavailable):
            await self._records.catch_up()
        log.info(wording.STOPPED)

    def _rounds(self, live: LiveIndex) -> Rounds:
        """Return what tells people what they wait for; from now on nothing withdrawn is shown."""
        ledger, settings = self._records.ledger, self._settings
        taken_down = TakenDown(ledger.withdrawals.in_force)
        taken_down.look()
        live.heed(taken_down.reasons)
        teller = Teller(settings, ledger, self._now)
        return Rounds(self._records, live, teller, taken_down, settings.telling.hour)

    async def _sweep(self) -> None:
        """Forget each day what config.yaml says is old."""
        records = self._records
        while True:
            try:
                swept = await records.do(
                    records.ledger.retention.sweep,
                    records.now(),
                    self._settings.ledger.retention_days,
                )
                log.info("forgotten: %s", swept)
            except LedgerUnavailable as error:
                log.error("nothing is forgotten today: %s", error)
            await asyncio.sleep(A_DAY)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> object:
        return self._app.create_task(work)

    def _stop(self) -> None:
        """End the application in good order; called from the watchdog's thread."""
        if self._loop is None:
            os._exit(DEAF)  # nothing has begun that could end in good order
        else:
            self._loop.call_soon_threadsafe(self._app.stop_running)

    def _webhook(self, url: str) -> dict[str, Any]:
        telegram: TelegramSettings = self._settings.telegram
        secret = hashlib.sha256(b"webhook " + self._token.get_secret_value().encode()).hexdigest()
        return {
            "listen": telegram.webhook_listen,
            "port": telegram.webhook_port,
            "url_path": urlsplit(url).path.lstrip("/"),
            "webhook_url": url,
            "secret_token": secret,
            "bootstrap_retries": -1,
            "allowed_updates": UPDATES,
            "max_connections": 2 * AT_ONCE,
        }

    def _health(self) -> HealthServer | None:
        port = self._settings.health.port
        if not port:
            return None
        try:
            server = HealthServer(port, self.report, self._measures.registry)
        except OSError as error:
            log.error(wording.PORT_TAKEN.format(port=port, why=error.strerror))
            return None
        server.start()
        return server
