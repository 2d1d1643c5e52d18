"""What is put on a server: every path that is named exists, and no secret is taken along."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"


def instructions() -> Iterator[tuple[str, list[str]]]:
    """Yield the Containerfile's instructions, each with its words."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, _, rest = line.partition(" ")
            yield name, shlex.split(rest)


def copied() -> list[str]:
    """Return what the Containerfile copies from the repository."""
    sources: list[str] = []
    for name, words in instructions():
        if name == "COPY" and not any(word.startswith("--from") for word in words):
            sources += [word for word in words if not word.startswith("--")][:-1]
    return sources


def test_the_container_copies_what_is_there_and_nothing_else_is_sent() -> None:
    sent = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in sent
    assert sorted(copied()) == sorted(line[1:] for line in sent if line.startswith("!"))
    assert all((ROOT / source).exists() for source in copied())


def test_the_container_does_not_run_as_root() -> None:
    last = [words for name, words in instructions() if name == "USER"][-1]
    assert last[0].isdigit()
    assert int(last[0]) > 0


def test_compose_names_what_is_there() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    service = compose["services"]["quanketong"]
    context = (DEPLOY / service["build"]["context"]).resolve()
    assert context == ROOT
    assert (context / service["build"]["dockerfile"]).exists()
    mounted = [volume.split(":")[0] for volume in service["volumes"]]
    assert all(name in compose["volumes"] or (DEPLOY / name).exists() for name in mounted)


def test_a_token_beside_compose_is_never_committed() -> None:
    ignored = ["git", "check-ignore", "--quiet", "deploy/.env"]
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("no git repository")
    assert subprocess.run(ignored, cwd=ROOT, check=False).returncode == 0


def test_the_container_starts_with_its_own_index_and_keeps_one_that_is_there(
    tmp_path: Path,
) -> None:
    home, var = tmp_path / "home", tmp_path / "var"
    (home / "built" / "index").mkdir(parents=True)
    (home / "built" / "index" / "current").write_text("built")
    python = home / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$@"\n')
    python.chmod(0o755)
    var.mkdir()
    script = (DEPLOY / "start.sh").read_text(encoding="utf-8")
    script = script.replace("/opt/quanketong", str(home))

    def start() -> str:
        env = dict(os.environ) | {"QUANKETONG_VAR": str(var)}
        run = subprocess.run(
            ["/bin/sh", "-c", script, "quanketong", "run", "--config", "config.yaml"],
            env=env, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return run.stdout.strip()

    assert start() == "-m bot run --config config.yaml"
    assert (var / "index" / "current").read_text() == "built"
    (var / "index" / "current").write_text("newer")
    start()
    assert (var / "index" / "current").read_text() == "newer"


def test_systemd_finds_no_fault_in_the_unit() -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd here")
    verify = ["systemd-analyze", "verify", str(DEPLOY / "quanketong.service")]
    said = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")
