"""What changed in git between two moments: the numbers of plain git."""

from __future__ import annotations

import os
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from repositories import Repository, hour, repository
from sightline import repository as station
from sightline.errors import RepositoryError
from sightline.repository import Changes, branch, changes

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    """Commits at 8, 10 and 12 o'clock; app.py has 2, 3 and 5 lines."""
    made = repository(tmp_path / "repo")
    made.commit(hour(8), app_py="1\n2\n", docs__old_md="old\n")
    made.commit(hour(10), app_py="1\n2\n3\n")
    made.commit(hour(12), app_py="1\n2\n3\n4\n5\n")
    return made


def plain(repo: Repository, *args: str, within: str = ".") -> Changes:
    """The same out of plain git's one-line summary."""
    said = repo.git("diff", "--shortstat", *args, within=within)
    numbers = {word: int(number) for number, word in re.findall(r"(\d+) (file|ins|del)", said)}
    return Changes(numbers.get("ins", 0), numbers.get("del", 0), numbers.get("file", 0))


def test_the_base_is_the_last_commit_before_the_start(repo: Repository) -> None:
    """M4: from the last commit before the session."""
    assert changes(repo.path, hour(9), hour(11)) == Changes(3 - 2, 0, 1)
    assert changes(repo.path, hour(9), hour(13)) == Changes(5 - 2, 0, 1)
    assert changes(repo.path, hour(11), hour(11.5)) == Changes(0, 0, 0)


def test_before_the_first_commit_there_is_an_empty_tree(repo: Repository) -> None:
    assert changes(repo.path, hour(7), hour(9)) == Changes(2 + 1, 0, 2)
    assert changes(repo.path, hour(6), hour(7)) == Changes(0, 0, 0)


def test_work_on_the_way_to_the_first_commit_counts(tmp_path: Path) -> None:
    repo = repository(tmp_path / "new")
    repo.write(app_py="1\n2\n")
    repo.git("add", "app.py")
    assert changes(repo.path, hour(7), None) == Changes(2, 0, 1)
    assert changes(repo.path, hour(7), hour(9)) == Changes(0, 0, 0)
    assert branch(repo.path) == "main"


def test_the_newest_session_has_its_uncommitted_work(repo: Repository) -> None:
    """M4: uncommitted work is the newest session's."""
    repo.write(app_py="1\n2\n3\n4\nfive\nsix\n")
    assert changes(repo.path, hour(13), None) == Changes(2, 1, 1)
    assert changes(repo.path, hour(13), hour(14)) == Changes(0, 0, 0)


def test_an_edit_of_equal_size_is_seen(repo: Repository) -> None:
    repo.write(app_py="1\n2\n3\n4\n6\n")
    assert changes(repo.path, hour(13), None) == Changes(1, 1, 1)


def test_an_edit_of_equal_size_in_the_instant_of_the_commit_is_seen(repo: Repository) -> None:
    app, index = repo.path / "app.py", repo.path / ".git" / "index"
    os.utime(app, (1000, 1000))
    repo.git("update-index", "--refresh")
    app.write_text("1\n2\n3\n4\n6\n", encoding="ascii")
    os.utime(app, (1000, 1000))
    os.utime(index, (1000, 1000))  # as old as the file: git compares the contents
    assert changes(repo.path, hour(13), None) == Changes(1, 1, 1)


def test_attributes_of_a_repository_change_no_number(repo: Repository) -> None:
    (repo.path / ".gitattributes").write_text("* -diff\n", encoding="ascii")
    repo.write(app_py="1\n")
    assert plain(repo, "HEAD") == Changes(0, 0, 1)  # binary, it is told
    assert changes(repo.path, hour(13), None) == Changes(0, 5 - 1, 1)


def test_a_workspace_below_the_root_sees_its_part(repo: Repository) -> None:
    """M4: below the root."""
    repo.commit(hour(14), app_py="", docs__old_md="old\nnew\n")
    repo.write(app_py="1\n", docs__old_md="old\nnew\nnewest\n")
    assert changes(repo.path / "docs", hour(13), hour(15)) == Changes(1, 0, 1)
    assert changes(repo.path / "docs", hour(13), None) == Changes(2, 0, 1)


@pytest.mark.parametrize("ended", [None, hour(15)])
def test_a_binary_file_has_no_lines(repo: Repository, ended: datetime | None) -> None:
    """M4: a file without lines."""
    repo.commit(hour(14), logo_png=b"\x89PNG\0\1\n\2\n")
    assert changes(repo.path, hour(13), ended) == Changes(0, 0, 1)


@pytest.mark.parametrize("ended", [None, hour(15)])
def test_numbers_are_those_of_plain_git(repo: Repository, ended: datetime | None) -> None:
    long = "".join(f"line {number}\n" for number in range(40))
    repo.commit(hour(13), gone_py="a\nb\n", moved_py=long, docs__odd="one\ntwo")
    repo.git("mv", "moved.py", "docs/renamed.py")
    repo.git("rm", "--quiet", "gone.py")
    (repo.path / "tab\tand\nline ü.txt").write_text("1\n2\n", encoding="utf-8")
    (repo.path / "link").symlink_to("app.py")
    repo.commit(hour(14), docs__renamed_py=long + "40\n", docs__odd="one\ntwo\n")
    found = changes(repo.path, hour(13.5), ended)
    # tab 2 lines, link 1, renamed 1, the odd file's last line newly ended; gone 2 lines
    assert found == plain(repo, "HEAD~1", "HEAD") == Changes(2 + 1 + 1 + 1, 1 + 2, 5)


@pytest.mark.parametrize("setting", ["true", "false"])
def test_line_ends_a_checkout_converts_are_no_change(repo: Repository, setting: str) -> None:
    repo.git("config", "core.autocrlf", setting)
    repo.commit(hour(14), notes_txt="1\r\n2\r\n")
    repo.write(notes_txt="1\r\n2\r\n3\r\n")
    assert changes(repo.path, hour(15), None) == plain(repo, "HEAD") == Changes(1, 0, 1)


def test_line_ends_an_attribute_converts_are_no_change(repo: Repository) -> None:
    (repo.path / ".gitattributes").write_text("*.txt text eol=crlf\n", encoding="ascii")
    repo.commit(hour(14), notes_txt="1\r\n2\r\n")
    repo.write(notes_txt="1\r\n2\r\n3\r\n")
    assert changes(repo.path, hour(15), None) == plain(repo, "HEAD") == Changes(1, 0, 1)


def test_what_the_disk_cannot_keep_is_no_change(repo: Repository) -> None:
    (repo.path / "link").symlink_to("app.py")
    repo.commit(hour(14))
    repo.git("config", "core.fileMode", "false")
    repo.git("config", "core.symlinks", "false")
    (repo.path / "link").unlink()
    (repo.path / "link").write_text("app.py", encoding="ascii")
    (repo.path / "app.py").chmod(0o755)
    assert changes(repo.path, hour(15), None) == plain(repo, "HEAD") == Changes(0, 0, 0)


def test_a_mode_that_changed_is_a_file_that_changed(repo: Repository) -> None:
    (repo.path / "app.py").chmod(0o755)
    assert changes(repo.path, hour(13), None) == plain(repo, "HEAD") == Changes(0, 0, 1)


def test_a_split_index_is_read_whole(repo: Repository) -> None:
    repo.git("update-index", "--split-index")
    repo.commit(hour(14), app_py="1\n")
    repo.write(docs__old_md="old\nnew\n")
    assert list((repo.path / ".git").glob("sharedindex.*"))
    assert changes(repo.path, hour(15), None) == plain(repo, "HEAD") == Changes(1, 0, 1)


def test_a_conflict_counts_its_file_once(repo: Repository) -> None:
    repo.git("checkout", "--quiet", "-b", "side", "HEAD~1")
    repo.commit(hour(13), app_py="1\n2\n3\nfour\n")
    repo.git("merge", "main")
    marks = ("<<<<<<< HEAD", "=======", "4", "5", ">>>>>>> main")
    assert changes(repo.path, hour(13.5), None) == Changes(len(marks), 0, 1)


def test_a_linked_worktree_has_its_own_files(repo: Repository) -> None:
    """M4: a worktree."""
    repo.git("worktree", "add", "--quiet", "-b", "side", "../side", "HEAD~1")
    (repo.path.parent / "side" / "app.py").write_text("1\n", encoding="ascii")
    assert changes(repo.path.parent / "side", hour(11), None) == Changes(0, 3 - 1, 1)
    assert branch(repo.path.parent / "side") == "side"


def test_a_path_with_the_separator_of_lists_is_one_path(repo: Repository) -> None:
    odd = repo.path.parent / f'a{os.pathsep}b"c'
    repo.path.rename(odd)
    assert changes(odd, hour(9), None) == Changes(5 - 2, 0, 1)


def test_the_other_object_format_is_read_too(tmp_path: Path) -> None:
    repo = Repository(tmp_path)
    repo.git("init", "--quiet", "--object-format=sha256")
    repo.commit(hour(8), app_py="1\n")
    repo.write(app_py="1\n2\n")
    assert changes(tmp_path, hour(7), None) == Changes(2, 0, 1)
    assert changes(tmp_path, hour(9), None) == Changes(1, 0, 1)


def test_a_shallow_clone_is_unknown_before_its_first_commit(repo: Repository) -> None:
    repo.git("clone", "--quiet", "--depth=1", repo.path.as_uri(), "../shallow")
    shallow = repo.path.parent / "shallow"
    with pytest.raises(RepositoryError, match="too shallow"):
        changes(shallow, hour(9), None)
    assert changes(shallow, hour(13), None) == Changes(0, 0, 0)


def test_a_detached_head_has_no_branch(repo: Repository) -> None:
    """M4: no branch."""
    repo.git("checkout", "--quiet", "--detach")
    assert branch(repo.path) is None


@pytest.mark.parametrize("ask", [lambda path: changes(path, hour(9), None), branch])
def test_without_a_repository_there_is_a_hint(ask: object, tmp_path: Path) -> None:
    """M4: unknown, with a hint."""
    assert callable(ask)
    with pytest.raises(RepositoryError, match=r"^Not a git repository \(run git init\)$"):
        ask(tmp_path)


@pytest.mark.parametrize("name", ["gone", "file", "nul\0", "../repo/../gone"])
def test_a_folder_that_is_not_there_is_refused(repo: Repository, name: str) -> None:
    repo.write(file="no folder")
    with pytest.raises(RepositoryError, match="gone or cannot be read"):
        changes(repo.path / name, hour(9), None)


def test_a_relative_folder_is_refused(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repo.path)
    with pytest.raises(RepositoryError, match="gone or cannot be read"):
        changes(repo.path.relative_to(repo.path), hour(9), None)


@pytest.mark.parametrize("broken", ["HEAD", "index", "refs/heads/main"])
def test_a_damaged_repository_is_unknown(repo: Repository, broken: str) -> None:
    (repo.path / ".git" / broken).write_bytes(b"garbage")
    with pytest.raises(RepositoryError):
        changes(repo.path, hour(9), None)


@pytest.mark.skipif(os.name != "posix", reason="a FIFO")
def test_an_index_that_would_block_is_refused(repo: Repository) -> None:
    index = repo.path / ".git" / "index"
    index.unlink()
    os.mkfifo(index)
    with pytest.raises(RepositoryError, match="cannot read"):
        changes(repo.path, hour(9), None)


@pytest.mark.skipif(os.name != "posix", reason="no such name on Windows")
def test_a_path_of_two_lines_is_refused(repo: Repository) -> None:
    odd = repo.path.rename(repo.path.parent / "two\nlines")
    with pytest.raises(RepositoryError, match="cannot read"):
        changes(odd, hour(9), None)


def test_a_missing_git_is_told(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repo.path.parent))
    with pytest.raises(RepositoryError, match="Git was not found"):
        changes(repo.path, hour(9), None)


@pytest.fixture
def other_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put another git first in the path."""
    if os.name != "posix":
        pytest.skip("the other git is a shell script")

    def install(script: str) -> None:
        program = tmp_path / "bin" / "git"
        program.parent.mkdir()
        program.write_text(script, encoding="ascii")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")

    return install


@pytest.mark.parametrize("script", ["#!/nonexistent\n", "no program"])
def test_a_git_that_does_not_start_is_told(
    script: str, repo: Repository, other_git: Callable[[str], None]
) -> None:
    other_git(script)
    with pytest.raises(RepositoryError, match="cannot be started"):
        changes(repo.path, hour(9), None)


def test_an_answer_that_is_no_id_is_never_an_argument(
    repo: Repository, other_git: Callable[[str], None]
) -> None:
    other_git("#!/bin/sh\nprintf -- '--output=a\\nb\\nc\\nsha1\\n'\n")
    with pytest.raises(RepositoryError, match="cannot read"):
        changes(repo.path, hour(9), None)


def test_a_git_that_hangs_ends_with_its_children(
    repo: Repository, tmp_path: Path, other_git: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    late = tmp_path / "late"
    other_git(f"#!/bin/sh\n(sleep 4; touch '{late}') &\nwait\n")
    monkeypatch.setattr(station, "TIMEOUT_S", 0.2)
    with pytest.raises(RepositoryError, match=r"longer than 0\.2 s"):
        changes(repo.path, hour(9), None)
    assert not late.exists()  # its output is open until the last child ends


def test_nothing_stays_behind(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tmp_path / "temporary"
    made.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(made))
    changes(repo.path, hour(9), None)
    shutil.rmtree(repo.path / ".git" / "objects")
    with pytest.raises(RepositoryError):
        changes(repo.path, hour(9), None)
    assert list(made.iterdir()) == []


def test_without_a_place_for_temporary_files_it_is_unknown(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(RepositoryError, match="cannot read"):
        changes(repo.path, hour(9), None)


def test_files_a_sparse_checkout_leaves_out_are_no_change(repo: Repository) -> None:
    repo.git("sparse-checkout", "set", "--cone", "--sparse-index", "nothing")
    repo.write(app_py="1\n")
    assert not (repo.path / "docs").exists()
    assert changes(repo.path, hour(13), None) == Changes(0, 5 - 1, 1)
