"""Reviews and findings as rows, where no metric is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sightline.reviewers.scores import rounded
from sightline.store.query import passing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

    from sightline.store.query import Filter


@dataclass(frozen=True, slots=True)
class Standing:
    """A phase's score as it stands."""

    phase: str
    score: float
    origin: str
    reviewer: str
    ts: int | None
    review: str | None


@dataclass(frozen=True, slots=True)
class Given:
    """A review that was made of a session."""

    key: str
    ts: int | None
    phase: str | None
    score: float | None
    stated_overall: float | None
    origin: str
    reviewer: str
    verdict: str | None
    errors: int | None
    warnings: int | None
    infos: int | None
    minutes: int | None
    lines: int | None
    files: int | None
    path: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding in a session."""

    key: str
    ts: int | None
    rule: str
    severity: str
    phase: str | None
    minutes: int
    path: str | None
    line: int | None
    corrected: bool
    reporter: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule was found last."""

    session: str
    path: str | None
    line: int | None


def standing(
    connection: DuckDBPyConnection, sessions: Sequence[str]
) -> dict[str, tuple[Standing, ...]]:
    """The scores of sessions by session, in the order of their phases' names."""
    found = connection.execute(
        "SELECT session, phase, score, origin, reviewer, ts, review FROM score"
        " WHERE session IN (SELECT unnest(?::VARCHAR[])) ORDER BY session, phase",
        [list(sessions)],
    ).fetchall()
    rows: dict[str, list[Standing]] = {}
    for session, *row in found:
        rows.setdefault(session, []).append(Standing(*row))
    return {session: tuple(own) for session, own in rows.items()}


def scores_of(connection: DuckDBPyConnection, sessions: Sequence[str]) -> dict[str, dict[str, int]]:
    """The scores of sessions as they stand, halves up: overall and phases, those there are."""
    found = connection.execute(
        "SELECT session, overall, style, logic, security FROM quality"
        " WHERE session IN (SELECT unnest(?::VARCHAR[]))",
        [list(sessions)],
    ).fetchall()
    names = ("overall", "style", "logic", "security")
    return {
        session: {
            name: rounded(score)
            for name, score in zip(names, row, strict=True)
            if score is not None
        }
        for session, *row in found
    }


def given(connection: DuckDBPyConnection, session: str) -> tuple[Given, ...]:
    """All reviews of a session, oldest first."""
    found = connection.execute(
        "SELECT key, ts, phase, score, stated_overall, origin, reviewer, verdict, errors,"
        " warnings, infos, minutes, lines, files, path FROM review"
        " WHERE native AND session = ? ORDER BY ts NULLS FIRST, key",
        [session],
    ).fetchall()
    return tuple(Given(*row) for row in found)


def newest_local(connection: DuckDBPyConnection, session: str) -> str | None:
    """The file of the newest review that was made of a session on this machine."""
    found = connection.execute(
        "SELECT path FROM review WHERE native AND origin = 'local' AND session = ?"
        " AND path IS NOT NULL ORDER BY ts DESC, key LIMIT 1",
        [session],
    ).fetchall()
    return str(found[0][0]) if found else None


def findings(
    connection: DuckDBPyConnection, session: str, most: int
) -> tuple[tuple[Finding, ...], int]:
    """What was found in a session, open and weighty first; and how much there is."""
    found = connection.execute(
        "SELECT key, ts, rule, severity, phase, minutes, path, at_line, corrected, reporter,"
        " count(*) OVER () FROM finding WHERE native AND NOT repeated AND session = ?"
        " ORDER BY corrected, list_position(['error', 'warning', 'info'], severity),"
        " minutes DESC, path NULLS LAST, at_line NULLS LAST, rule, key LIMIT ?",
        [session, most],
    ).fetchall()
    total = int(found[0][-1]) if found else 0
    return tuple(Finding(*row[:-1]) for row in found), total


def newest_places(
    connection: DuckDBPyConnection, where: Filter
) -> dict[tuple[str, str, str], Place]:
    """Where each rule was found last, by reporter, rule and severity; open findings first."""
    rows = passing("finding", where)
    found = connection.execute(
        "SELECT reporter, rule, severity, session, path, at_line FROM"
        " (SELECT r.*, row_number() OVER (PARTITION BY reporter, rule, severity"
        " ORDER BY corrected, path IS NULL, coalesce(said_ts, ts) DESC NULLS LAST, session,"
        " path, at_line, key) AS place"
        f" FROM {rows.source} WHERE {rows.condition}) WHERE place = 1",
        rows.values,
    ).fetchall()
    return {(reporter, rule, severity): Place(*row) for reporter, rule, severity, *row in found}


def last_runs(connection: DuckDBPyConnection) -> dict[str, int]:
    """When each reviewer of this machine last ran, by name."""
    found = connection.execute(
        "SELECT trim(name), max(ts) FROM (SELECT unnest(string_split(reviewer, ',')) AS name, ts"
        " FROM review WHERE native AND origin = 'local' AND ts IS NOT NULL) GROUP BY 1"
    ).fetchall()
    return {str(name): int(ts) for name, ts in found}
