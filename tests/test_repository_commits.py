"""The commits of a branch: those of plain git's log, with the files they changed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from repositories import Repository, hour, repository
from sightline.errors import RepositoryError
from sightline.repository import Commit, commits

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    """Commits at 8 and 10 on main, at 9 and 11 on `side`."""
    made = repository(tmp_path / "repo")
    made.commit(hour(8), "first", app_py="1\n", docs__old_md="old\n")
    made.git("switch", "--quiet", "--create", "side")
    made.commit(hour(9), "second", docs__new_md="new\n")
    made.commit(hour(11), "fourth", app_py="2\n")
    made.git("switch", "--quiet", "main")
    made.commit(hour(10), "third", app_py="3\n")
    return made


def subjects(repo: Repository, name: str | None, since: float = 7) -> list[str]:
    return [commit.subject for commit in commits(repo.path, name, hour(since))]


def test_commits_are_those_of_the_branch_oldest_first(repo: Repository) -> None:
    assert subjects(repo, "side") == ["first", "second", "fourth"]
    assert subjects(repo, "main") == subjects(repo, None) == ["first", "third"]


def test_a_branch_that_is_gone_has_those_of_head(repo: Repository) -> None:
    assert subjects(repo, "merged-and-deleted") == ["first", "third"]


def test_commits_before_the_instant_are_left_out(repo: Repository) -> None:
    assert subjects(repo, "side", 9) == ["second", "fourth"]


def test_a_commit_has_its_id_instant_and_files(repo: Repository) -> None:
    id_ = repo.git("rev-parse", "side").strip()
    assert commits(repo.path, "side", hour(10)) == (Commit(id_, hour(11), "fourth", ("app.py",)),)


def test_a_folder_below_the_root_sees_its_part(repo: Repository) -> None:
    found = commits(repo.path / "docs", "side", hour(7))
    assert [(commit.subject, commit.files) for commit in found] == [
        ("first", ("old.md",)), ("second", ("new.md",)),
    ]  # fmt: skip


def test_strange_names_and_subjects_are_told_as_they_are(repo: Repository) -> None:
    name = 'tab\t"quote"\\ ümlaut\nline\x01.md'
    (repo.path / name).write_text("x", encoding="utf-8")
    repo.commit(hour(12), "Größe \x01 of it\n\nbody")
    (found,) = commits(repo.path, None, hour(12))
    assert (found.subject, found.files) == ("Größe \x01 of it", (name,))


def test_a_merge_is_no_commit_of_its_own(repo: Repository) -> None:
    repo.git("merge", "--quiet", "--strategy=ours", "--message", "merge", "side", at=hour(12))
    assert subjects(repo, "main") == ["first", "second", "third", "fourth"]


def test_before_the_first_commit_there_is_none(tmp_path: Path) -> None:
    assert commits(repository(tmp_path / "new").path, None, hour(7)) == ()


def test_without_a_repository_there_is_a_hint(tmp_path: Path) -> None:
    with pytest.raises(RepositoryError, match="run git init"):
        commits(tmp_path, None, datetime(2026, 1, 1, tzinfo=UTC))
