"""Who can review on this machine, by which rules."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from sightline.folders import data_folder
from sightline.reports import scope
from sightline.reports.payload.quality import ReviewerRow
from sightline.reviewers.base import Place
from sightline.reviewers.registry import REVIEWERS
from sightline.reviewers.rules import RuleTable
from sightline.store import reviews

if TYPE_CHECKING:
    from collections.abc import Collection

    from duckdb import DuckDBPyConnection

    from sightline.reports.report import Context
    from sightline.reviewers.base import Reviewer, Tool


def rule_table(context: Context) -> RuleTable:
    """The rules, with the user's own on top."""
    return RuleTable.load(data_folder(context.index.environment.variables))


def place_of(context: Context, workspace: Path | None) -> Place:
    """Where programs of reviewers are looked for."""
    chosen = context.settings.quality.reviewers
    named = {name: path for name, path in chosen.items() if isinstance(path, str)}
    path = context.index.environment.variables.get("PATH", os.defpath)
    return Place(workspace, named, tuple(path.split(os.pathsep)))


def wanted(context: Context) -> frozenset[str]:
    """The reviewers the user has not left out."""
    chosen = context.settings.quality.reviewers
    return frozenset(one.name for one in REVIEWERS if chosen.get(one.name) is not False)


def tools_for(
    context: Context, workspace: Path | None, names: Collection[str] | None = None
) -> dict[str, Tool]:
    """The reviewers that are there and wanted; with names, of those alone."""
    allowed = wanted(context) if names is None else wanted(context) & frozenset(names)
    place = place_of(context, workspace)
    found = {one.name: _found(one, place) for one in REVIEWERS if one.name in allowed}
    return {name: tool for name, tool in found.items() if tool is not None}


def _found(reviewer: Reviewer, place: Place) -> Tool | None:
    """A reviewer's tool, looked at again when its program may have changed."""
    named = tuple(sorted(place.named.items()))
    return _looked_up(reviewer, place.workspace, named, place.path, _program_times(reviewer, place))


@lru_cache(maxsize=64)
def _looked_up(
    reviewer: Reviewer,
    workspace: Path | None,
    named: tuple[tuple[str, str], ...],
    path: tuple[str, ...],
    _times: tuple[int, ...],
) -> Tool | None:
    return reviewer.find(Place(workspace, dict(named), path))


def _program_times(reviewer: Reviewer, place: Place) -> tuple[int, ...]:
    """When the files of that name in the folders searched were last written."""
    times = []
    named = place.named.get(reviewer.name)
    for folder in place.path if named is None else (str(Path(named).parent),):
        try:
            times.append(Path(folder, reviewer.name).stat().st_mtime_ns)
        except OSError:
            times.append(0)
    return tuple(times)


def reviewer_rows(context: Context, connection: DuckDBPyConnection) -> tuple[ReviewerRow, ...]:
    """Every reviewer: whether it is there, when it last ran, or how to get it."""
    last, chosen = reviews.last_runs(connection), wanted(context)
    place = place_of(context, context.folder)
    rows = []
    for one in REVIEWERS:
        tool = _found(one, place) if context.may_review or one.install is None else None
        rows.append(
            ReviewerRow(
                name=one.name, title=one.title, phases=one.phases,
                found=tool is not None if context.may_review or one.install is None else None,
                enabled=one.name in chosen, version=None if tool is None else tool.version,
                last_run=scope.iso(last.get(one.name)), install=one.install,
            )
        )  # fmt: skip
    return tuple(rows)
