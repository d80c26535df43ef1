"""What changed in git between two moments, safely.

Trust is the caller's business: in a workspace that is not trusted call nothing of this, for no git
process may start there. Even in a trusted one a repository may come from a stranger. Plain
`git diff` runs programs a repository names (monitors, filters, hooks, remotes of missing objects),
in its own configuration or in a file that includes. So git is asked in the repository only where
it lies and what HEAD is; all else happens in a private, empty git folder that borrows its objects.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sightline.errors import RepositoryError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TIMEOUT_S = 10.0
_OFF = (
    "core.fsmonitor=false", "core.hooksPath=/dev/null", "core.untrackedCache=false",
    "diff.external=", "protocol.allow=never", "core.sshCommand=false", "credential.helper=",
    "safe.bareRepository=explicit", "log.showSignature=false", "submodule.recurse=false",
    "core.attributesFile=/dev/null",
)  # fmt: skip
_FLAGS = (
    "--no-optional-locks", "--no-pager", "--literal-pathspecs",
    *(part for setting in _OFF for part in ("-c", setting)),
)  # fmt: skip
_ENVIRONMENT = {
    "HOME": "/nonexistent", "XDG_CONFIG_HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_ATTR_NOSYSTEM": "1", "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "true", "GIT_NO_LAZY_FETCH": "1",
    "GIT_PAGER": "cat", "LC_ALL": "C",
}  # fmt: skip
_ATTRIBUTES = "* !filter !diff !merge !text !ident\n"
_PLACES = ("--show-toplevel", "--git-dir", "--git-common-dir", "--show-object-format")
_NUMSTAT = ("--numstat", "-z", "--find-renames", "--no-ext-diff", "--no-textconv")
_LOG = (
    "--format=%x01%H %ct %s", "--encoding=UTF-8", "--no-merges", "--no-use-mailmap", "--name-only",
    "--relative", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all",
)  # fmt: skip
MOST_COMMITS = 5000
_ESCAPED = re.compile(rb"\\([0-7]{3}|.)")
_ESCAPES = {
    b"a": b"\a",
    b"b": b"\b",
    b"f": b"\f",
    b"n": b"\n",
    b"r": b"\r",
    b"t": b"\t",
    b"v": b"\v",
}
_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_ROW = re.compile(rb"(\d+|-)\t(\d+|-)\t(?:([^\0]+)|\0[^\0]+\0([^\0]+))\0")
_EMPTY_TREE = {
    "sha1": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "sha256": "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}


@dataclass(frozen=True, slots=True)
class Changes:
    """Lines and files that differ; a binary file is one file without lines."""

    lines_added: int
    lines_removed: int
    files_changed: int


def changes(root: Path, started: datetime, ended: datetime | None) -> Changes:
    """What changed below `root` from the last commit before `started`.

    Up to the last commit before `ended`; None is for the repository's newest session and compares
    with the working tree, so that uncommitted work counts. Raises RepositoryError, with the hint
    for the user, wherever there is no certain answer. Only in trusted workspaces.
    """
    repository = _Repository.at(root)
    with repository.private() as git:
        base = git.last_commit(started)
        if ended is None:
            return _counted(git.uncommitted(base))
        return _counted(git.committed(base, git.last_commit(ended)))


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit, and which files below the folder asked about it changed."""

    id: str
    at: datetime
    """When it was made, as the committer's clock says."""
    subject: str
    files: tuple[str, ...]
    """Relative to that folder, with forward slashes."""


def commits(root: Path, name: str | None, since: datetime) -> tuple[Commit, ...]:
    """The commits of a branch that changed something below `root`, oldest first.

    Those of HEAD where there is no such branch, as when it was merged and deleted. Merges are none,
    and no more than MOST_COMMITS are told. Raises as `changes` does. Only in trusted workspaces.
    """
    repository = _Repository.at(root)
    tip = repository.tip(name)
    if tip is None:
        return ()
    with repository.private() as git:
        found = git.log(tip, since)
    return tuple(sorted(found, key=lambda commit: commit.at))


def branch(root: Path) -> str | None:
    """The branch that is checked out; None when HEAD is detached. Only in trusted workspaces."""
    answer = _Place.of(root).ask("symbolic-ref", "--quiet", "--short", "HEAD")
    if answer.code == 1:
        return None
    return answer.checked().decode("utf-8", "replace").removesuffix("\n")


def _counted(numstat: bytes) -> Changes:
    rows = _ROW.findall(numstat)
    return Changes(
        lines_added=sum(int(added) for added, *_ in rows if added != b"-"),
        lines_removed=sum(int(removed) for _, removed, *_ in rows if removed != b"-"),
        files_changed=len({path or new for *_, path, new in rows}),
    )


def _logged(log: bytes) -> list[Commit]:
    """Commits out of git's own words; a path with any strange character is quoted there."""
    heads: list[tuple[str, datetime, str]] = []
    files: list[list[str]] = []
    for line in log.split(b"\n"):
        if line.startswith(b"\x01"):
            id_, seconds, subject = line[1:].split(b" ", 2)
            try:
                at = datetime.fromtimestamp(int(seconds), UTC)
            except (ValueError, OverflowError, OSError) as error:  # a clock set by hand
                raise RepositoryError("Git cannot read this repository") from error
            heads.append((_id(id_), at, subject.decode("utf-8", "replace")))
            files.append([])
        elif line:
            files[-1].append(_unquoted(line))
    return [Commit(*head, tuple(own)) for head, own in zip(heads, files, strict=True)]


def _unquoted(path: bytes) -> str:
    """A path as git prints it: in quotes and with escapes where it is not plain."""
    if path.startswith(b'"'):
        path = _ESCAPED.sub(_unescaped, path[1:-1])
    return path.decode("utf-8", "replace")


def _unescaped(found: re.Match[bytes]) -> bytes:
    escape = found[1]
    return bytes([int(escape, 8) & 255]) if len(escape) == 3 else _ESCAPES.get(escape, escape)


@dataclass(frozen=True, slots=True)
class _Answer:
    """How a git process ended."""

    code: int
    out: bytes
    err: bytes

    def checked(self) -> bytes:
        """What it said, if it succeeded."""
        if self.code == 0:
            return self.out
        if b"not a git repository" in self.err:
            raise RepositoryError("Not a git repository (run git init)")
        raise RepositoryError("Git cannot read this repository")


@dataclass(frozen=True, slots=True)
class _Place:
    """A folder, and the git program to ask there."""

    folder: Path
    program: str

    @classmethod
    def of(cls, root: Path) -> _Place:
        """An existing folder; a relative one would be somebody else's."""
        if not (root.is_absolute() and root.is_dir() and os.access(root, os.R_OK | os.X_OK)):
            raise RepositoryError("The project folder is gone or cannot be read")
        folder = root.resolve()
        return cls(folder, _program(_workspace(folder)))

    def answer(self, *args: str, environment: Mapping[str, str] | None = None) -> bytes:
        """What git says to a command that must succeed."""
        return self.ask(*args, environment=environment).checked()

    def ask(self, *args: str, environment: Mapping[str, str] | None = None) -> _Answer:
        """Run git once, at most for TIMEOUT_S, and end whatever it started."""
        for name in list(os.environ):  # GitPython hands it all on
            if name.startswith("GIT_") and not name.startswith("GIT_PYTHON_"):
                os.environ.pop(name, None)  # in another thread, too
        # Its import would run the first git of the path; this way it finds none and keeps quiet.
        os.environ |= {"GIT_PYTHON_REFRESH": "quiet", "GIT_PYTHON_GIT_EXECUTABLE": "/nonexistent"}
        import git  # noqa: PLC0415  slow to import

        command = [self.program, *_FLAGS, *args]
        posix = {"start_new_session": True} if os.name == "posix" else {}
        try:
            run = git.Git(str(self.folder)).execute(
                command, as_process=True, env={**_ENVIRONMENT, **(environment or {})}, **posix
            )
        except (git.GitCommandNotFound, OSError) as error:
            raise RepositoryError("Git cannot be started") from error
        process = run.proc  # `run` ends the process when it goes
        assert process is not None
        try:
            out, err = process.communicate(timeout=TIMEOUT_S)
        except subprocess.TimeoutExpired as error:
            _end(process)
            raise RepositoryError(f"Git took longer than {TIMEOUT_S:g} s") from error
        return _Answer(process.returncode, out, err)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process, and on POSIX its children."""
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:  # pragma: no cover  Windows
        process.kill()
    process.communicate()


def _workspace(folder: Path) -> Path:
    """The outermost folder that may belong to the repository."""
    owners = [place for place in (folder, *folder.parents) if (place / ".git").exists()]
    return owners[-1] if owners else folder


def _program(workspace: Path) -> str:
    """Git by its absolute path, from outside the workspace."""
    for folder in os.get_exec_path():
        place = Path(folder)
        found = shutil.which("git", path=folder) if place.is_absolute() else None
        ways = (place.resolve(), Path(found).resolve()) if found is not None else ()
        if found is not None and not any(way.is_relative_to(workspace) for way in ways):
            return found
    raise RepositoryError("Git was not found")


def _head(place: _Place) -> str | None:
    head = place.ask("rev-parse", "--verify", "--quiet", "--end-of-options", "HEAD")
    if head.code != 1:
        return _id(head.checked())
    references = place.ask("for-each-ref", "--count=1")
    if references.code != 0 or references.err:  # it warns of what it cannot read
        raise RepositoryError("Git cannot read this repository")
    return None


def _abilities(place: _Place) -> tuple[str, ...]:
    """What the file system can keep, as options for git; a checkout on a mounted disk says no."""
    answer = place.ask("config", "--type=bool", "--get-regexp", r"^core\.(filemode|symlinks)$")
    lines = b"" if answer.code == 1 else answer.checked()
    found = (line.partition(" ") for line in lines.decode("ascii").splitlines())
    return tuple(part for name, _, value in found for part in ("-c", f"{name}={value}"))


@dataclass(frozen=True, slots=True)
class _Repository:
    """Where a repository lies and what its HEAD is, as git itself finds it."""

    place: _Place
    top: Path
    git_folder: Path
    common: Path
    object_format: str
    head: str | None
    """None before the first commit."""
    abilities: tuple[str, ...]

    @classmethod
    def at(cls, root: Path) -> _Repository:
        """The repository a folder belongs to."""
        place = _Place.of(root)
        lines = os.fsdecode(place.answer("rev-parse", "--path-format=absolute", *_PLACES))
        try:
            top, git_folder, common, object_format = lines.removesuffix("\n").split("\n")
        except ValueError as error:
            raise RepositoryError("Git cannot read this repository") from error
        return cls(
            place, Path(top), Path(git_folder), Path(common), object_format,
            _head(place), _abilities(place),
        )  # fmt: skip

    def tip(self, name: str | None) -> str | None:
        """Where a branch of this name ends, else HEAD."""
        if name is None:
            return self.head
        wanted = ("show-ref", "--verify", "--hash", "--", f"refs/heads/{name}")
        found = self.place.ask(*wanted)
        return _id(found.out) if found.code == 0 else self.head

    @contextmanager
    def private(self) -> Iterator[_Private]:
        """A git folder of our own with this repository's index and objects, nothing else of it."""
        try:
            with tempfile.TemporaryDirectory(
                prefix="sightline-", ignore_cleanup_errors=True
            ) as made:
                folder = Path(made).resolve()
                self._furnish(folder)
                yield _Private(self, folder)
        except OSError as error:
            raise RepositoryError("Git cannot read this repository") from error

    def _furnish(self, folder: Path) -> None:
        _Place(folder, self.place.program).answer(
            "init", "--quiet", "--bare", "--template=",
            f"--object-format={self.object_format}", str(folder),
        )  # fmt: skip
        (folder / "info").mkdir(exist_ok=True)
        (folder / "info" / "attributes").write_text(_ATTRIBUTES, encoding="ascii")
        shared = self.git_folder.glob("sharedindex.*")  # of a split index
        for original in (self.git_folder / "index", *shared, self.common / "shallow"):
            if original.is_file():
                # With its mtime: a fresh one makes git overlook edits that keep a file's size.
                shutil.copy2(original, folder / original.name)
            elif original.exists():
                raise RepositoryError("Git cannot read this repository")


@dataclass(frozen=True, slots=True)
class _Private:
    """The private git folder of a repository."""

    repository: _Repository
    folder: Path

    def last_commit(self, moment: datetime) -> str:
        """The last commit up to a moment; the empty tree before the first."""
        head, empty = self.repository.head, _EMPTY_TREE[self.repository.object_format]
        if head is None:
            return empty
        until = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
        found = self._answer("rev-list", "-1", f"--before={until}", head, "--")
        if found:
            return _id(found)
        if (self.folder / "shallow").exists():
            raise RepositoryError("The clone is too shallow (run git fetch --unshallow)")
        return empty

    def log(self, tip: str, since: datetime) -> list[Commit]:
        """Commits from an instant on, each after its parents."""
        after = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
        return _logged(
            self._answer(
                "log",
                "--full-history",
                "--reverse",
                *_LOG,
                f"--max-count={MOST_COMMITS}",
                f"--since={after}",
                tip,
                "--",
                ".",
            )
        )

    def committed(self, base: str, end: str) -> bytes:
        """The numbers from one commit to another."""
        return self._answer("diff-tree", "-r", *_NUMSTAT, base, end, "--", ".")

    def uncommitted(self, base: str) -> bytes:
        """The numbers from a commit to the working tree.

        Which line ends a checkout converted is in settings not read here; so lines that differ
        from a committed text without CR in nothing but that are the same.
        """
        own = ("-c", "core.autocrlf=input", *self.repository.abilities)
        return self._answer(*own, "diff", *_NUMSTAT, "--ignore-submodules=all", base, "--", ".")

    def _answer(self, *args: str) -> bytes:
        objects = str(self.repository.common / "objects")
        quoted = objects.replace("\\", "\\\\").replace('"', '\\"')
        environment = {
            "GIT_DIR": str(self.folder),
            "GIT_WORK_TREE": str(self.repository.top),
            "GIT_OBJECT_DIRECTORY": str(self.folder / "objects"),
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": f'"{quoted}"',
        }
        return self.repository.place.answer(*args, environment=environment)


def _id(answer: bytes) -> str:
    """An object's id, and nothing that could be an option."""
    found = answer.decode("ascii", "replace").removesuffix("\n")
    if _ID.fullmatch(found) is None:
        raise RepositoryError("Git cannot read this repository")
    return found
