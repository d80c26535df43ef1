"""Repositories that run programs when plain git looks at them run nothing when Sightline does."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from repositories import Repository, hour, repository
from sightline.errors import RepositoryError
from sightline.repository import Changes, branch, changes, commits

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

Bite = Callable[[Repository, str], None]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="the payload is a shell script")


def fsmonitor(repo: Repository, payload: str) -> None:
    repo.git("config", "core.fsmonitor", payload)


def included_config(repo: Repository, payload: str) -> None:
    repo.write(evil_cfg=f"[core]\n\tfsmonitor = {payload}\n")
    repo.git("config", "include.path", "../evil.cfg")


def worktree_config(repo: Repository, payload: str) -> None:
    repo.git("config", "extensions.worktreeConfig", "true")
    repo.git("config", "--worktree", "core.fsmonitor", payload)


def clean_filter(repo: Repository, payload: str) -> None:
    (repo.path / ".gitattributes").write_text("* filter=evil\n", encoding="ascii")
    repo.git("config", "filter.evil.clean", payload)


def process_filter(repo: Repository, payload: str) -> None:
    (repo.path / ".gitattributes").write_text("* filter=evil\n", encoding="ascii")
    repo.git("config", "filter.evil.process", payload)


def text_conversion(repo: Repository, payload: str) -> None:
    (repo.path / ".git" / "info" / "attributes").write_text("* diff=evil\n", encoding="ascii")
    repo.git("config", "diff.evil.textconv", payload)


def diff_driver(repo: Repository, payload: str) -> None:
    (repo.path / ".git" / "info" / "attributes").write_text("* diff=evil\n", encoding="ascii")
    repo.git("config", "diff.evil.command", payload)


def external_diff(repo: Repository, payload: str) -> None:
    repo.git("config", "diff.external", payload)


def hook(repo: Repository, payload: str) -> None:
    hooks = repo.path / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    (hooks / "post-index-change").symlink_to(payload)
    os.utime(repo.path / "app.py", (1, 1))
    os.utime(repo.path / "same.py", (1, 1))


def submodule_config(repo: Repository, payload: str) -> None:
    other = repository(repo.path.parent / "library")
    other.commit(hour(7), lib_py="one\n")
    add = ("submodule", "--quiet", "add", str(other.path), "lib")
    repo.git("-c", "protocol.file.allow=always", *add)
    repo.git("config", "core.fsmonitor", payload, within="lib")


def promisor_remote(repo: Repository, payload: str) -> None:
    _forget_a_blob(repo)
    repo.git("config", "remote.origin.url", str(repo.path))
    repo.git("config", "remote.origin.uploadpack", payload)


def promisor_remote_of_any_protocol(repo: Repository, payload: str) -> None:
    _forget_a_blob(repo)
    repo.git("config", "remote.origin.url", f"ext::{payload}")
    repo.git("config", "protocol.ext.allow", "always")


def _forget_a_blob(repo: Repository) -> None:
    blob = repo.git("rev-parse", "HEAD:app.py").strip()
    (repo.path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    repo.git("config", "core.repositoryFormatVersion", "1")
    repo.git("config", "extensions.partialClone", "origin")
    repo.git("config", "remote.origin.promisor", "true")


OPEN: tuple[Bite, ...] = (
    fsmonitor, included_config, worktree_config, clean_filter, process_filter,
    text_conversion, diff_driver, external_diff, hook, submodule_config,
)  # fmt: skip
"""Those that still give the right numbers."""
CLOSED: tuple[Bite, ...] = (promisor_remote, promisor_remote_of_any_protocol)
"""Those without an answer: the objects are not there."""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Where the payload says that it ran."""
    return tmp_path / "log"


@pytest.fixture
def payload(tmp_path: Path, log: Path) -> str:
    """A program that must not run."""
    script = tmp_path / "payload.sh"
    script.write_text(f"#!/bin/sh\necho ran >> '{log}'\nexit 1\n", encoding="utf-8")
    script.chmod(0o755)
    return str(script)


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    """Two commits and an edit: app.py has 2 lines, then 3, then 5."""
    made = repository(tmp_path / "repo")
    made.commit(hour(8), app_py="1\n2\n", same_py="same\n")
    made.commit(hour(10), app_py="1\n2\n3\n")
    made.write(app_py="1\n2\n3\n4\n5\n")
    return made


def plain_looks(repo: Repository, within: str = ".") -> None:
    """The ways other programs look at a repository."""
    repo.git("diff", "HEAD", within=within)
    repo.git("diff", "HEAD~1", "HEAD", within=within)
    repo.git("status", "--short", within=within)


@pytest.mark.parametrize("bite", [*OPEN, *CLOSED])
def test_plain_git_runs_the_payload(bite: Bite, repo: Repository, payload: str, log: Path) -> None:
    bite(repo, payload)
    log.unlink(missing_ok=True)
    plain_looks(repo)
    assert log.exists()


@pytest.mark.parametrize("ended", [None, hour(11)])
@pytest.mark.parametrize("bite", [*OPEN, *CLOSED])
def test_nothing_of_the_repository_runs(
    bite: Bite, ended: datetime | None, repo: Repository, payload: str, log: Path
) -> None:
    bite(repo, payload)
    log.unlink(missing_ok=True)
    with suppress(RepositoryError):
        changes(repo.path, hour(9), ended)
    assert branch(repo.path) == "main"
    assert [one.at for one in commits(repo.path, "main", hour(9))][:1] == [hour(10)]
    assert not log.exists()


@pytest.mark.parametrize("bite", OPEN)
def test_the_numbers_are_those_of_a_harmless_twin(
    bite: Bite, repo: Repository, payload: str
) -> None:
    bite(repo, payload)
    added = {"submodule_config": 3}.get(bite.__name__, 0)  # .gitmodules has three lines
    found = changes(repo.path, hour(9), None)
    assert found == Changes(5 - 2 + added, 0, 2 if added else 1)
    assert changes(repo.path, hour(9), hour(11)) == Changes(3 - 2, 0, 1)


@pytest.mark.parametrize("bite", CLOSED)
def test_missing_objects_are_unknown_not_zero(bite: Bite, repo: Repository, payload: str) -> None:
    bite(repo, payload)
    with pytest.raises(RepositoryError, match="cannot read"):
        changes(repo.path, hour(9), hour(11))


def test_a_bare_repository_in_a_subfolder_is_none(
    repo: Repository, payload: str, log: Path
) -> None:
    nested = repo.path / "sub"
    for folder in ("objects", "refs", "tree"):
        (nested / folder).mkdir(parents=True)
    (nested / "HEAD").write_text("ref: refs/heads/main\n", encoding="ascii")
    config = ("repositoryFormatVersion = 0", "bare = false", "worktree = tree")
    core = "\n".join(("[core]", *config, f"fsmonitor = {payload}"))
    (nested / "config").write_text(core, encoding="utf-8")
    with pytest.raises(RepositoryError, match="cannot read"):
        changes(nested, hour(9), None)
    assert not log.exists()
    plain_looks(repo, within="sub")
    assert log.exists()


def test_a_git_in_the_workspace_is_not_the_git_that_runs(
    repo: Repository, payload: str, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repo.path / "sub").mkdir()
    (repo.path / "git").symlink_to(payload)
    monkeypatch.chdir(repo.path)
    monkeypatch.setenv("PATH", os.pathsep.join([str(repo.path), ".", os.environ["PATH"]]))
    assert changes(repo.path / "sub", hour(9), None) == Changes(0, 0, 0)
    assert not log.exists()


def test_variables_of_ours_do_not_reach_git(
    repo: Repository, payload: str, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", payload)
    monkeypatch.setenv("GIT_DIR", str(repo.path / "nowhere"))
    assert changes(repo.path, hour(9), None) == Changes(5 - 2, 0, 1)
    assert not log.exists()


def test_a_name_is_never_an_option(repo: Repository, tmp_path: Path) -> None:
    written = tmp_path / "written"
    folder = repo.path / f"--output={written}"
    folder.mkdir(parents=True)
    (folder / "--output=file").write_text("1\n", encoding="ascii")
    repo.git("add", "--all")
    repo.git("update-ref", f"refs/heads/--output={written}", "HEAD")
    repo.git("symbolic-ref", "HEAD", f"refs/heads/--output={written}")
    assert branch(folder) == f"--output={written}"
    assert changes(folder, hour(9), None) == Changes(1, 0, 1)
    for name in (f"--output={written}", "main:app.py", "@{-1}", "main^{tree}"):
        assert len(commits(repo.path, name, hour(7))) == 2
    assert not written.exists()


@pytest.mark.parametrize("special", ["/dev/null", "pipe"])
def test_an_index_that_is_no_file_is_not_read(repo: Repository, special: str) -> None:
    index = repo.path / ".git" / "index"
    os.mkfifo(index.with_name("pipe"))
    index.unlink()
    index.symlink_to(special)
    with pytest.raises(RepositoryError, match="cannot read"):
        changes(repo.path, hour(9), None)


def test_the_repository_is_only_read(repo: Repository) -> None:
    def state() -> dict[str, tuple[int, int]]:
        found = [path for path in repo.path.rglob("*") if path.is_file()]
        return {str(path): (path.stat().st_mtime_ns, path.stat().st_size) for path in found}

    os.utime(repo.path / "same.py", (1, 1))
    before = state()
    changes(repo.path, hour(9), None)
    assert state() == before
