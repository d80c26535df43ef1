"""What could not be read or is odd: as its file was read, and as the clock stands now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

AHEAD = "a time over 24 hours in the future"
_DAY_US = 86_400_000_000
_FUTURE = " UNION ALL ".join(
    f"SELECT source FROM {name} WHERE native AND ts > ?"
    for name in ("turn", "request", "tool_call")
)
_DISAGREEMENTS = " UNION ALL ".join(
    f"SELECT i.source, i.line, 'anomaly', 'the index names another {field} than the record', 1,"
    " i.session FROM record i JOIN record r ON r.session = i.session"
    f" WHERE i.rank = 1 AND r.rank = 2 AND i.{field} <> r.{field}"
    for field in ("title", "tags", "pinned", "archived", "quality")
)
"""Where an engine's own index and record differ: the record counts."""
_ALL = f"""(
    SELECT source, line, kind, reason, n, NULL AS session FROM problem
    UNION ALL
    SELECT source, 0, 'anomaly', '{AHEAD}', count(*), NULL FROM ({_FUTURE}) GROUP BY source
    UNION ALL {_DISAGREEMENTS}
)"""
_COLUMNS = "s.engine, s.path, p.line, p.kind, p.reason, p.n"


def problems(
    connection: DuckDBPyConnection,
    *,
    now: int,
    anomalies: bool,
    session: str | None = None,
    limit: int,
    cursor: int = 0,
) -> tuple[list[tuple[Any, ...]], int]:
    """A page of problems, and how many there are: engine, path, line, kind, reason, count.

    Work dated over a day after `now` (microseconds) is kept, and odd until its time has come.
    """
    some = f"FROM {_ALL} p JOIN source s ON p.source = s.id"
    some += " WHERE (? OR p.kind <> 'anomaly') AND (?::VARCHAR IS NULL OR p.session = ?"
    some += " OR (p.session IS NULL AND p.source IN"
    some += " (SELECT f.source FROM session_file f WHERE f.session = ?)))"
    values: list[Any] = [*[now + _DAY_US] * 3, anomalies, session, session, session]
    found = connection.execute(
        f"SELECT {_COLUMNS}, count(*) OVER () {some}"
        " ORDER BY s.path, p.line, p.kind, p.reason LIMIT ? OFFSET ?",
        [*values, limit, cursor],
    ).fetchall()
    if found or not cursor:
        return [row[:-1] for row in found], found[0][-1] if found else 0
    return [], connection.execute(f"SELECT count(*) {some}", values).fetchall()[0][0]
