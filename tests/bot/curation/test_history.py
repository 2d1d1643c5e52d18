"""What a change leaves in git: its own file, under the supervisor's key, and nothing else."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from dulwich import porcelain
from dulwich.objects import Commit
from dulwich.repo import Repo

from bot.curation import history
from bot.curation.curator import Curator
from bot.ledger.ledger import Ledger
from bot.settings import Settings
from tests.bot.curation.conftest import CHEN, OpenGap

NOISE = "disputes/neighbor-noise.yaml"


@pytest.fixture
def checkout(settings: Settings) -> Repo:
    """The base as a git checkout with one commit, and a change of somebody's own staged."""
    folder = settings.knowledge.folder
    repository = porcelain.init(str(folder.parent))
    (folder.parent / ".gitignore").write_text("/var/\n", encoding="utf-8")
    porcelain.add(str(folder.parent), [str(folder), str(folder.parent / ".gitignore")])
    porcelain.commit(str(folder.parent), b"first", author=b"a <a@b>", committer=b"a <a@b>")
    topics = folder / "_topics.yaml"
    topics.write_bytes(topics.read_bytes() + "# 还没提交\n".encode())
    porcelain.add(str(folder.parent), [str(topics)])
    return repository


def last(repository: Repo) -> Commit:
    head = repository[repository.head()]
    assert isinstance(head, Commit)
    return head


def changed(repository: Repo) -> list[bytes]:
    head = last(repository)
    before = repository[head.parents[0]]
    assert isinstance(before, Commit)
    store = repository.object_store
    return [
        new or old for (old, new), _, _ in store.tree_changes(before.tree, head.tree) if new or old
    ]


def test_each_change_is_a_commit_of_its_own_file_by_the_supervisors_key(
    curator: Curator, open_gap: OpenGap, checkout: Repo, ledger: Ledger
) -> None:
    gap, key = open_gap("楼上天天练钢琴"), ledger.askers.key_of(CHEN)
    curator.attach(gap, "neighbor-noise", CHEN)
    head = last(checkout)
    assert head.message.decode() == f"缺口 {gap}：给 neighbor-noise 加问法（督导 {key}）"
    assert head.author.decode() == f"督导 <{key}@quanketong>"
    assert changed(checkout) == [f"knowledge/{NOISE}".encode()]
    status = porcelain.status(checkout)
    assert status.unstaged == []
    assert status.untracked == []
    assert status.staged["modify"] == [b"knowledge/_topics.yaml"]
    curator.undo(gap, CHEN)
    assert last(checkout).message.decode() == f"缺口 {gap}：撤回 neighbor-noise（督导 {key}）"
    assert changed(checkout) == [f"knowledge/{NOISE}".encode()]


def test_a_draft_is_added_and_its_undoing_removes_it(
    curator: Curator, open_gap: OpenGap, checkout: Repo
) -> None:
    gap = open_gap("楼上天天练钢琴")
    curator.draft(gap, "piano-noise", CHEN, topic="disputes", kind="实务")
    assert changed(checkout) == [b"knowledge/disputes/piano-noise.yaml"]
    curator.undo(gap, CHEN)
    assert changed(checkout) == [b"knowledge/disputes/piano-noise.yaml"]
    assert not Path("knowledge/disputes/piano-noise.yaml").exists()


def test_git_itself_finds_the_repository_sound(
    curator: Curator, open_gap: OpenGap, checkout: Repo
) -> None:
    curator.attach(open_gap("楼上天天练钢琴"), "neighbor-noise", CHEN)
    try:
        checked = subprocess.run(["git", "fsck", "--strict"], capture_output=True, check=False)  # noqa: S607
    except FileNotFoundError:
        pytest.skip("no git here")
    assert checked.returncode == 0, checked.stderr


def test_without_git_nothing_is_committed_and_all_else_works(
    curator: Curator, open_gap: OpenGap, settings: Settings
) -> None:
    assert history.commit(settings.knowledge.folder, {}, "x", "k") is None
    assert curator.attach(open_gap("楼上天天练钢琴"), "neighbor-noise", CHEN).version


def test_a_damaged_history_is_logged_and_the_change_stands(
    curator: Curator,
    open_gap: OpenGap,
    checkout: Repo,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (Path(checkout.path) / ".git" / "HEAD").write_text("ref: refs/heads/none\n", encoding="utf-8")
    done = curator.attach(open_gap("楼上天天练钢琴"), "neighbor-noise", CHEN)
    assert done.version
    assert "a change of the base is not in its git history" in caplog.messages


def test_a_base_that_the_checkout_leaves_out_is_not_committed(
    curator: Curator, open_gap: OpenGap, checkout: Repo, settings: Settings
) -> None:
    root = settings.knowledge.folder.parent
    (root / ".gitignore").write_text("/var/\n/knowledge/disputes/\n", encoding="utf-8")
    head = checkout.head()
    curator.draft(open_gap("楼上天天练钢琴"), "piano-noise", CHEN, topic="disputes", kind="实务")
    assert checkout.head() == head
