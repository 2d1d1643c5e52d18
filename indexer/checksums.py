"""The checksums of a model folder: a file that was cut or changed would give wrong vectors in silence."""

from __future__ import annotations

import hashlib
from pathlib import Path

from indexer.model_error import ModelNotFound

FILE = "SHA256SUMS"  # in the form of the program sha256sum
REMEDY = "从备份还原，或重新运行 python -m indexer tune，或在 config.yaml 改回 embedder: bundled。"


def write(folder: Path) -> None:
    """Write the checksums of all files of a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != FILE)
    lines = [f"{checksum(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / FILE).write_text("".join(lines), encoding="utf-8")


def verify(folder: Path) -> str | None:
    """Return what pins the files of a model folder; None for one without checksums.

    Raises ModelNotFound when a file is missing or was changed.
    """
    try:
        written = (folder / FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    for line in written.splitlines():
        expected, _, name = line.partition("  ")
        if not (folder / name).is_file():
            raise ModelNotFound(f"模型文件夹 {folder} 缺文件 {name}。{REMEDY}")
        if checksum(folder / name) != expected:
            raise ModelNotFound(
                f"模型文件夹 {folder} 里的 {name} 被改过或不完整（校验和不对）。{REMEDY}"
            )
    return hashlib.sha256(written.encode()).hexdigest()[:12]


def checksum(path: Path) -> str:
    """Return a file's sha256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
