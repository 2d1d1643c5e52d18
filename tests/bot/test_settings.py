from pathlib import Path

import pytest

from bot.settings import LEDGER_URL, load_settings
from indexer.problem import ProblemsFound
from indexer.settings import VAR
from indexer.settings import load_settings as load_indexer_settings

LEDGER = """\
ledger:
  file: var/mine.sqlite
  url: postgresql://u:secret@127.0.0.1/d
  retention_days: 30
"""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A config.yaml about the ledger."""
    monkeypatch.delenv(VAR, raising=False)
    monkeypatch.delenv(LEDGER_URL, raising=False)
    path = tmp_path / "config.yaml"
    path.write_text(LEDGER, encoding="utf-8")
    return path


def test_the_ledger_is_kept_beside_config_or_where_run_time_data_goes(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_settings(config).ledger.file == config.parent / "var" / "mine.sqlite"
    monkeypatch.setenv(VAR, str(config.parent / "elsewhere"))
    assert load_settings(config).ledger.file == config.parent / "elsewhere" / "mine.sqlite"


def test_the_address_of_the_ledger_is_read_and_never_printed(config: Path) -> None:
    ledger = load_settings(config).ledger
    assert ledger.address == "postgresql://u:secret@127.0.0.1/d"
    assert "secret" not in repr(ledger)


def test_the_indexer_leaves_the_ledger_to_the_bot(config: Path) -> None:
    assert load_indexer_settings(config).index.folder == config.parent / "var" / "index"


def test_keeping_questions_for_no_day_is_refused(config: Path) -> None:
    config.write_text("ledger:\n  retention_days: 0\n", encoding="utf-8")
    with pytest.raises(ProblemsFound):
        load_settings(config)
