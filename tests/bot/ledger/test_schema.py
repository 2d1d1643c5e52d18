import threading
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from bot.ledger.database import connect
from bot.ledger.ledger import Ledger
from bot.ledger.schema import migrate
from bot.ledger.tables import Table
from bot.ledger.unavailable import LedgerUnavailable, Trouble
from bot.settings import LedgerSettings


def test_the_migrations_make_what_the_program_expects(ledger: Ledger) -> None:
    with ledger._database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []


def test_a_newer_ledger_is_refused_and_left_alone(settings: LedgerSettings, ledger: Ledger) -> None:
    with ledger._database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(LedgerUnavailable) as refused:
        Ledger.open(settings)
    assert refused.value.trouble is Trouble.NEWER
    assert str(refused.value).startswith(
        "台账是更新版本的全科通写的，这个版本不敢动它。换回新版本，或者恢复升级前的备份。"
    )
    with ledger._database.read() as session:
        assert session.scalar(text("SELECT version_num FROM alembic_version")) == "9999"


def test_a_migration_that_fails_leaves_nothing_half_made(
    settings: LedgerSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = connect(settings.address, settings.file)
    upgrade = command.upgrade

    def fail(*arguments: Any) -> None:
        upgrade(*arguments)
        raise RuntimeError

    monkeypatch.setattr(command, "upgrade", fail)
    with pytest.raises(RuntimeError):
        migrate(database)
    assert inspect(database.engine).get_table_names() == []
    monkeypatch.setattr(command, "upgrade", upgrade)
    migrate(database)
    assert "questions" in inspect(database.engine).get_table_names()
    database.close()


def test_many_who_open_a_new_ledger_at_once_all_get_it(settings: LedgerSettings) -> None:
    opened: list[Ledger] = []
    threads = [
        threading.Thread(target=lambda: opened.append(Ledger.open(settings))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [ledger.inbox.count_waiting() for ledger in opened] == [0] * 4
    for ledger in opened:
        ledger.close()
