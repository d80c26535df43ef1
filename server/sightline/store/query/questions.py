"""What is asked of the tables besides metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.store.query.filters import HOUR_US, Conditions, Filter
from sightline.store.query.rows import source_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection


def histogram(
    connection: DuckDBPyConnection,
    value: str,
    condition: str,
    edges: Sequence[int],
    where: Filter,
) -> list[int]:
    """How many requests have a value from each edge up to the next, the last edge without end."""
    query = Conditions()
    source = source_of("request", where, query)
    query.add(f"({condition})")
    places = " ".join(
        f"WHEN {value} >= {edge:d} THEN {place}" for place, edge in reversed([*enumerate(edges)])
    )
    sql = (
        f"SELECT CASE {places} END AS place, count(*) FROM {source}"
        f" WHERE {' AND '.join(query.where)} GROUP BY 1"
    )
    counts = dict(connection.execute(sql, query.values).fetchall())
    return [counts.get(place, 0) for place in range(len(edges))]


BusyHour = tuple[str, int, int, int]


def busy_hours(connection: DuckDBPyConnection, where: Filter) -> list[BusyHour]:
    """Engine, hour since 1970, first and last instant of every hour with requests, in order."""
    query = Conditions()
    source = source_of("request", where, query)
    query.add("r.ts IS NOT NULL")
    return connection.execute(
        f"SELECT split_part(r.session, ':', 1), r.ts // {HOUR_US} AS hour, min(r.ts), max(r.ts)"
        f" FROM {source} WHERE {' AND '.join(query.where)} GROUP BY 1, 2 ORDER BY 1, 2",
        query.values,
    ).fetchall()


def sessions_by(
    connection: DuckDBPyConnection, fact: str, where: Filter, *, falling: bool = False
) -> list[str]:
    """All sessions of a filter in the order of a fact; unknown ones come last, ties go by id."""
    query = Conditions()
    source = source_of("session", where, query)
    order = f'r."{fact}" {"DESC" if falling else "ASC"} NULLS LAST, r.id'
    found = connection.execute(
        f"SELECT r.id FROM {source} WHERE {' AND '.join(query.where)} ORDER BY {order}",
        query.values,
    ).fetchall()
    return [id_ for (id_,) in found]


def helper_children(connection: DuckDBPyConnection, where: Filter) -> list[tuple[str, str]]:
    """Agent CLIs that were run, each with the session it became where that is recorded."""
    query = Conditions()
    source = source_of("handoff", where, query)
    query.add("r.kind = 'cli'")
    query.add("r.child IS NOT NULL")
    return connection.execute(
        f'SELECT DISTINCT r."to", r.child FROM {source} WHERE {" AND ".join(query.where)}'
        " ORDER BY 1, 2",
        query.values,
    ).fetchall()
