"""Which issues of a report a later report of the same phase no longer has.

Reports count issues by severity and name them freely, so only numbers can be compared: what a
later report has fewer was corrected, what it has more is new, and the rest is the same again.
Findings of tools are compared by rule and line when a session is reviewed again, not here.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duckdb import DuckDBPyConnection

SEVERITIES = ("error", "warning", "info")


class Issue(Struct, gc=False):
    """An issue of a report, and what becomes of it."""

    group: tuple[str, str, str]
    """Session, phase, severity."""
    review: str
    repeated: bool = False
    corrected: bool = False


class Told(Struct, frozen=True, gc=False):
    """A report, and how many issues of which severity it tells."""

    review: str
    session: str
    phase: str
    counts: tuple[tuple[str, int], ...]


def mark(connection: DuckDBPyConnection) -> None:
    """Count each issue of agents' reports once, and mark those that were corrected."""
    found = connection.execute(
        "SELECT f.rowid, f.session, coalesce(f.phase, ''), f.severity, f.review, f.repeated,"
        " f.corrected FROM finding f WHERE f.native AND f.origin = 'agent'"
        " AND f.review IS NOT NULL ORDER BY f.line, f.key, f.source"
    ).fetchall()
    issues = [
        Issue((session, phase, severity), key) for _, session, phase, severity, key, *_ in found
    ]
    settle(issues, _reports(connection))
    for issue, (id_, *_, repeated, corrected) in zip(issues, found, strict=True):
        if (issue.repeated, issue.corrected) != (repeated, corrected):
            connection.execute(
                "INSERT INTO touched SELECT source FROM finding WHERE rowid = ?", [id_]
            )
            connection.execute(
                "UPDATE finding SET repeated = ?, corrected = ? WHERE rowid = ?",
                [issue.repeated, issue.corrected, id_],
            )


def _reports(connection: DuckDBPyConnection) -> list[Told]:
    """All reports, oldest first."""
    found = connection.execute(
        "SELECT key, session, coalesce(phase, ''), errors, warnings, infos FROM review"
        " WHERE native AND origin = 'agent' ORDER BY ts NULLS FIRST, key"
    ).fetchall()
    return [
        Told(
            key,
            session,
            phase,
            tuple((name, n) for name, n in zip(SEVERITIES, counts, strict=True) if n is not None),
        )
        for key, session, phase, *counts in found
    ]


def settle(issues: Iterable[Issue], reports: Iterable[Told]) -> None:
    """Go through the reports as they were written."""
    by_report: dict[str, list[Issue]] = defaultdict(list)
    for issue in issues:
        by_report[issue.review].append(issue)
    left: dict[tuple[str, str, str], list[Issue]] = defaultdict(list)
    for report in reports:
        for severity, count in report.counts:
            group = (report.session, report.phase, severity)
            told = [issue for issue in by_report[report.review] if issue.group == group]
            if len(told) != count:
                continue  # a count of several phases together
            same = min(len(told), len(left[group]))
            for issue in left[group][same:]:
                issue.corrected = True
            for issue in told[:same]:
                issue.repeated = True
            left[group] = [*left[group][:same], *told[same:]]
