"""What reviewers share: files under review, what is found in them, and when a run has to end.

Reviewers see copies of the reviewed files in a scratch folder and nothing beside them: no plugin,
no configuration, no module of the workspace. Whether a workspace may be reviewed at all is the
caller's business.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from sightline.errors import ReviewerError, StoppedError
from sightline.records import Phase

PHASES: tuple[Phase, ...] = get_args(Phase)

_TESTS = frozenset({"test", "tests", "__tests__", "spec", "e2e", "fixtures", "__mocks__"})


@dataclass(frozen=True, slots=True)
class File:
    """A file under review, as it was when the review began."""

    name: str
    """Below its project, with forward slashes; an absolute path where it lies elsewhere."""
    text: str
    lines: frozenset[int] | None = None
    """Those the session added, counted from 1; None: not known, so the whole file is reviewed."""

    @property
    def reviewed(self) -> int:
        """How many lines are under review."""
        return len(self.text.splitlines()) if self.lines is None else len(self.lines)

    @property
    def is_test(self) -> bool:
        """Whether it is a test or its material, where stand-ins are in place."""
        *folders, name = self.name.lower().split("/")
        stem = name.partition(".")[0]
        named = stem.startswith(("test_", "conftest")) or stem.endswith(("_test", "_spec"))
        return named or ".test." in name or ".spec." in name or not _TESTS.isdisjoint(folders)

    def has(self, line: int) -> bool:
        """Whether a line is under review."""
        return self.lines is None or line in self.lines


@dataclass(frozen=True, slots=True)
class Found:
    """One place that a reviewer points at, in its own words."""

    rule: str
    message: str
    name: str
    """Of the file."""
    line: int
    category: str | None = None
    """The group the tool puts the rule in, where it says so."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A program that reviews; own detectors have none."""

    version: str
    program: str | None = None
    folders: tuple[str, ...] = ()
    """Where it finds its interpreter."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where programs are looked for."""

    workspace: Path | None = None
    """Nothing that lies in it is run."""
    named: Mapping[str, str] = field(default_factory=dict)
    """Programs a setting names by their absolute path."""
    path: tuple[str, ...] = ()
    """The folders of PATH."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When a run has to end."""

    deadline: float
    """By the monotonic clock."""
    stopped: Callable[[], bool] = lambda: False

    def check(self) -> None:
        """Raise where the user cancelled or the time is up."""
        if self.stopped():
            raise StoppedError
        if time.monotonic() > self.deadline:
            raise ReviewerError("The review took too long")


@dataclass(frozen=True, slots=True)
class Job:
    """What one run of a reviewer has before it."""

    files: Sequence[File]
    folder: Path
    """Holds a copy of each file, under its place in the order and its own ending."""
    project: Path | None
    limits: Limits


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Where findings come from: a linter of the user's, or a detector of our own."""

    name: str
    title: str
    phases: tuple[Phase, ...]
    """Those its findings belong to."""
    measures: tuple[Phase, ...]
    """Those that count as measured for a file once it has run on it."""
    suits: Callable[[str], bool]
    """Whether it can say anything of a file, by its name."""
    find: Callable[[Place], Tool | None]
    run: Callable[[Tool, Job], list[Found]]
    install: str | None = None
    """How to get it, in one sentence; None: it is built in."""


def lay_out(files: Sequence[File], folder: Path) -> dict[str, str]:
    """Write a copy of each file below a folder; the files' names by those of the copies.

    The tree is kept, for rules that ask where a file lies, under a number that keeps it apart.
    """
    names = {}
    for number, file in enumerate(files):
        parts = [part for part in file.name.split("/") if part not in ("", ".", "..")]
        copy = folder.joinpath(str(number), *[part.replace(":", "_") for part in parts])
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(file.text, encoding="utf-8", newline="")
        names[str(copy.relative_to(folder)).replace(os.sep, "/")] = file.name
    return names


def ends_with(*endings: str) -> Callable[[str], bool]:
    """Whether a file name has one of these endings."""
    return lambda name: name.lower().endswith(endings)
