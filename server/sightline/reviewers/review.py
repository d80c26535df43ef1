"""One review: the reviewers there are, over the files of a change, and what they make of it."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sightline.errors import ReviewerError
from sightline.records import Phase
from sightline.reviewers.base import PHASES, File, Job, Tool
from sightline.reviewers.registry import REVIEWERS
from sightline.reviewers.scores import phase_score, rounded

if TYPE_CHECKING:
    from sightline.reviewers.base import Limits
    from sightline.reviewers.rules import Issue, RuleTable


@dataclass(frozen=True, slots=True)
class Ran:
    """A reviewer that was asked, and how that ended."""

    name: str
    tool: Tool
    files: tuple[str, ...]
    measures: tuple[Phase, ...]
    problem: str | None = None
    """Why it said nothing, where it did not end well: its phases are not measured."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A phase that a tool has looked at."""

    score: int
    minutes: int
    lines: int
    files: int


@dataclass(frozen=True, slots=True)
class Review:
    """What came of it. A phase without a tool is missing: it was not measured."""

    files: tuple[File, ...]
    runs: tuple[Ran, ...]
    issues: tuple[Issue, ...]
    phases: Mapping[Phase, Measured]


Tools = Mapping[str, Tool]
"""By reviewer."""


def review(
    files: Sequence[File],
    tools: Tools,
    rules: RuleTable,
    project: Path | None,
    limits: Limits,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Review:
    """Ask each reviewer about the files it suits; one that fails is said to have failed."""
    asked = [one for one in REVIEWERS if one.name in tools]
    by_name = {file.name: file for file in files}
    runs: list[Ran] = []
    issues: list[Issue] = []
    for done, reviewer in enumerate(asked):
        progress(done, len(asked))
        limits.check()
        suited = [file for file in files if reviewer.suits(file.name)]
        if not suited:
            continue
        names, tool = tuple(file.name for file in suited), tools[reviewer.name]
        with tempfile.TemporaryDirectory(prefix="sightline-review-") as folder:
            # Tools give paths back with links resolved.
            job = Job(suited, Path(folder).resolve(), project, limits)
            try:
                found = reviewer.run(tool, job)
            except ReviewerError as error:
                limits.check()
                runs.append(Ran(reviewer.name, tool, names, (), str(error)))
                continue
        runs.append(Ran(reviewer.name, tool, names, reviewer.measures))
        issues += rules.issues(reviewer.name, found, by_name)
    progress(len(asked), len(asked))
    kept = once(issues)
    return Review(tuple(files), tuple(runs), kept, measured(files, runs, kept))


def once(issues: Sequence[Issue]) -> tuple[Issue, ...]:
    """A hole in a line that two reviewers see is one: the weightier word counts."""
    by_place: dict[tuple[str, int], dict[str, list[Issue]]] = defaultdict(lambda: defaultdict(list))
    for issue in issues:
        if issue.phase == "security":
            by_place[issue.name, issue.line][issue.reviewer].append(issue)
    dropped: set[int] = set()
    for said in by_place.values():
        heaviest = max(said.values(), key=lambda own: sum(issue.minutes for issue in own))
        dropped.update(id(issue) for own in said.values() if own is not heaviest for issue in own)
    kept = [issue for issue in issues if id(issue) not in dropped]
    return tuple(sorted(kept, key=_order))


def _order(issue: Issue) -> tuple[str, int, int, str, str, str]:
    phase = PHASES.index(issue.phase)
    return issue.name, issue.line, phase, issue.reviewer, issue.rule, issue.message


def measured(
    files: Sequence[File], runs: Sequence[Ran], issues: Sequence[Issue]
) -> dict[Phase, Measured]:
    """Each phase over the files that a reviewer measured it in, and no others."""
    phases: dict[Phase, Measured] = {}
    for phase in PHASES:
        covered = {name for ran in runs if phase in ran.measures for name in ran.files}
        inside = [file for file in files if file.name in covered]
        if not inside:
            continue
        minutes = sum(
            issue.minutes for issue in issues if issue.phase == phase and issue.name in covered
        )
        lines = sum(file.reviewed for file in inside)
        phases[phase] = Measured(rounded(phase_score(minutes, lines)), minutes, lines, len(inside))
    return phases
