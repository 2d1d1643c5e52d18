"""The git history of the base, where it has one: each change a commit of only its own files."""

from __future__ import annotations

import logging
import stat
from collections.abc import Mapping
from pathlib import Path

from dulwich.errors import NotGitRepository
from dulwich.ignore import IgnoreFilterManager
from dulwich.index import index_entry_from_stat
from dulwich.object_store import commit_tree_changes
from dulwich.objects import Blob, Commit, ObjectID
from dulwich.repo import Repo

log = logging.getLogger(__name__)

PLAIN_FILE = stat.S_IFREG | 0o644


def commit(folder: Path, files: Mapping[Path, bytes | None], message: str, key: str) -> str | None:
    """Commit files of a checkout as they are now, None being gone; return the commit's id.

    Nothing else goes in, staged or not. `message` is one line, `key` stands for who did it. None
    where the folder is in no checkout or left out of it; also where git cannot be written: that is
    logged, for the files are what counts.
    """
    try:
        with Repo.discover(folder) as repository:
            return commit_to(repository, files, message, f"督导 <{key}@quanketong>".encode())
    except NotGitRepository:
        return None
    except Exception:  # a damaged history must not undo a sound change
        log.warning("a change of the base is not in its git history", exc_info=True)
        return None


def commit_to(
    repository: Repo, files: Mapping[Path, bytes | None], message: str, who: bytes
) -> str | None:
    """Commit files on the branch that is checked out; the index follows, for them alone."""
    root = Path(repository.path).resolve()
    names = {file: file.resolve().relative_to(root).as_posix() for file in files}
    left_out = IgnoreFilterManager.from_repo(repository)
    if any(left_out.is_ignored(name) for name in names.values()):
        return None
    store, staged = repository.object_store, repository.open_index()
    ends = repository.get_blob_normalizer()
    changes: list[tuple[bytes, int | None, ObjectID | None]] = []
    for file, content in files.items():
        name = names[file].encode()
        if content is None:
            changes.append((name, None, None))
            if name in staged:
                del staged[name]
            continue
        blob = ends.checkin_normalize(Blob.from_string(content), name)
        store.add_object(blob)
        changes.append((name, PLAIN_FILE, blob.id))
        staged[name] = index_entry_from_stat(file.stat(), blob.id, mode=PLAIN_FILE)
    head = repository[repository.head()]
    if not isinstance(head, Commit):
        raise TypeError("HEAD is no commit")
    made = repository.get_worktree().commit(
        message=message.encode(),
        committer=who,
        author=who,
        tree=commit_tree_changes(store, head.tree, changes),
        merge_heads=(),
        no_verify=True,
        sign=False,
        signoff=False,
    )
    staged.write()
    return made.decode()
