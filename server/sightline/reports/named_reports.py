"""Reports of reviews in the folders of tasks that a session named, written while it went on."""

from __future__ import annotations

import itertools
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from sightline.adapters.base import open_regular, review_file
from sightline.reviewers.agent_reports import parse
from sightline.reviewers.keeping import KeptReport
from sightline.store import calendar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sightline.store.edits import Named

LARGEST = 1 << 20
MOST_FOLDERS, MOST_ENTRIES, MOST_REPORTS = 20, 1000, 40
LATE_US = 3_600_000_000
"""So long after its last word a report may still be the session's: helpers end later."""
_SPECS = re.compile(
    r"(?<![^/])(?:\.ptah/specs|\.claude/specs|task-tracking)/(?!\.\.?(?:/|$))[^\0/*?\[\]]+(?=/|$)"
)


def named_reports(project: Path, named: Named) -> tuple[KeptReport, ...]:
    """The reports, oldest first; links that lead out of the project are not followed."""
    if named.first_ts is None or named.last_ts is None:
        return ()
    root = project.resolve()
    found = (found for path in _files(root, project, named.paths) for found in _report(path, root))
    timely = (one for one in found if named.first_ts <= one[0] <= named.last_ts + LATE_US)
    return tuple(
        KeptReport(name, calendar.moment(at).isoformat(), text)
        for at, name, text in sorted(itertools.islice(timely, MOST_REPORTS))
    )


def _files(root: Path, project: Path, paths: Iterable[str]) -> Iterator[Path]:
    """Files with the name of a review in the folders, and in folders of those, each once."""
    told = {match[0] for path in paths for match in _SPECS.finditer(_below(path, project))}
    for folder in itertools.islice(sorted(told), MOST_FOLDERS):
        for one in (root / folder, *_entries(root, root / folder)):
            yield from (path for path in _entries(root, one) if review_file(path.name))


def _below(path: str, project: Path) -> str:
    """A path as the project names it; of one elsewhere there is nothing to find."""
    plain = path.replace("\\", "/")
    start = project.as_posix().rstrip("/") + "/"
    inside = plain.removeprefix(start)
    return "" if Path(inside).is_absolute() else inside.removeprefix("./")


def _entries(root: Path, folder: Path) -> list[Path]:
    """What lies in a folder below the root, links followed; nothing in what is none."""
    try:
        found = folder.resolve()
        if not found.is_relative_to(root):
            return []
        return sorted(itertools.islice(found.iterdir(), MOST_ENTRIES))
    except (OSError, RuntimeError):
        return []


def _report(path: Path, root: Path) -> Iterator[tuple[int, str, str]]:
    """When it was written, its name and text; nothing of a file that is gone, large or none."""
    try:
        found = path.resolve()
        if not found.is_relative_to(root):
            return
        with os.fdopen(open_regular(str(found)), "rb") as file:
            at = os.fstat(file.fileno()).st_mtime_ns // 1000
            content = file.read(LARGEST + 1)
    except (OSError, RuntimeError):
        return
    text = content.decode("utf-8-sig", "replace")
    if len(content) <= LARGEST and parse(text, path.name):
        yield at, found.relative_to(root).as_posix(), text
