"""Where the token comes from."""

from pathlib import Path

import pytest

from bot.token import TokenRefused, read_token


@pytest.fixture(autouse=True)
def _no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)


def write(path: Path, text: str, mode: int) -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", " 1:a ")
    token = read_token(write(tmp_path / "token", "2:b", 0o600))
    assert token is not None
    assert token.get_secret_value() == "1:a"


def test_a_file_that_only_its_owner_reads_is_taken(tmp_path: Path) -> None:
    token = read_token(write(tmp_path / "token", "2:b\n", 0o600))
    assert token is not None
    assert token.get_secret_value() == "2:b"
    assert "2:b" not in repr(token)


def test_without_either_there_is_none() -> None:
    assert read_token(None) is None


def test_a_file_that_others_read_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path / "token", "2:b", 0o640)
    with pytest.raises(TokenRefused) as refused:
        read_token(file)
    assert str(refused.value) == f"令牌文件 {file} 别人也能读。请运行：chmod 600 {file}"


def test_an_empty_or_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(TokenRefused, match="是空的"):
        read_token(write(tmp_path / "token", "\n", 0o600))
    with pytest.raises(TokenRefused, match="FileNotFoundError"):
        read_token(tmp_path / "nowhere")
