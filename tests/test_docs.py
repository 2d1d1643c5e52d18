"""Every verb, make target, rule and setting is documented."""

import re
from pathlib import Path

import pytest

import bot.__main__ as bot_line
import indexer.__main__ as indexer_line
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
DOCS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")}


MANUAL = DOCS["maintainers.md"] + DOCS["telegram.md"]


def rules() -> set[str]:
    """Return every rule that a finding can carry."""
    modules = (
        "yaml_file",
        "model_reader",
        "entry_reader",
        "knowledge_base",
        "condition_check",
        "style",
    )
    text = "\n".join(
        (ROOT / "indexer" / f"{name}.py").read_text(encoding="utf-8") for name in modules
    )
    hyphened = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', text)) - {"utf-8", "utf-8-sig"}
    return hyphened | {"tab", "anchor", "encoding"}


@pytest.mark.parametrize("rule", sorted(rules()))
def test_every_rule_is_explained(rule: str) -> None:
    assert re.search(rf"^\| (.*、)?{rule}(、.*)? \|", DOCS["errors.md"], re.MULTILINE)


@pytest.mark.parametrize(
    "target", re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
)
def test_every_make_target_is_explained(target: str) -> None:
    assert target == "all" or f"`make {target}" in DOCS["maintainers.md"]


@pytest.mark.parametrize("module", ["bot", "indexer"])
def test_every_verb_is_explained(module: str) -> None:
    parser = {"bot": bot_line, "indexer": indexer_line}[module].parser()
    verbs = re.findall(r"^    ([a-z]+) ", parser.format_help(), re.MULTILINE)
    assert len(verbs) >= 4
    for verb in verbs:
        assert f"python -m {module} {verb}" in MANUAL, verb


def test_every_setting_is_explained_and_stands_in_config() -> None:
    config = (ROOT / "config.yaml").read_text(encoding="utf-8")
    for name, section in Settings.model_fields.items():
        parts = getattr(section.annotation, "model_fields", None)
        for key in parts or [None]:
            full = f"{name}.{key}" if key else name
            assert f"`{full}`" in MANUAL, full
            assert re.search(rf"^\s*#?\s*{key or name}:", config, re.MULTILINE), full


def test_links_between_documents_lead_somewhere() -> None:
    for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for link in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text(encoding="utf-8")):
            assert (path.parent / link).exists(), f"{path.name}: {link}"
