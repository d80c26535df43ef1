"""A SARIF file of any tool, taken as a review of a session's files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sightline.reviewers import sarif
from sightline.reviewers.base import PHASES, Tool
from sightline.reviewers.registry import REVIEWERS
from sightline.reviewers.review import Ran, Review, measured, once

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sightline.records import Phase
    from sightline.reviewers.base import File
    from sightline.reviewers.rules import Issue, RuleTable

_KNOWN = {reviewer.name: reviewer for reviewer in REVIEWERS}


@dataclass(frozen=True, slots=True)
class Imported:
    """A file that was taken."""

    review: Review
    results: int
    """In the whole file, wherever they are."""


def imported(log: sarif.Log, files: Sequence[File], rules: RuleTable, project: Path) -> Imported:
    """The findings about lines under review; a phase counts as measured where it has one.

    Of tools we know, a run measures what they measure, in all files they suit.
    """
    named = sarif.name_in(project)
    by_name = {file.name: file for file in files}
    runs: list[Ran] = []
    issues: list[Issue] = []
    results = 0
    for run in log.runs:
        driver = run.tool.driver
        name = driver.name.strip().lower()[:100] or "(not named)"
        places = sarif.found(run, named)
        own = rules.issues(name, places, by_name)
        results += len(run.results or [])
        listed = {named(a.location.uri) for a in run.artifacts if a.location.uri is not None}
        covered = {place.name for place in places} | listed
        known = _KNOWN.get(name)
        measures: tuple[Phase, ...] = tuple(
            phase for phase in PHASES if any(issue.phase == phase for issue in own)
        )
        if known is not None:
            covered |= {file.name for file in files if known.suits(file.name)}
            measures = known.measures
        version = driver.version or driver.semantic_version or "unknown"
        names = tuple(file.name for file in files if file.name in covered)
        runs.append(Ran(name, Tool(version[:100]), names, measures))
        issues += own
    kept = once(issues)
    return Imported(Review(tuple(files), tuple(runs), kept, measured(files, runs, kept)), results)
