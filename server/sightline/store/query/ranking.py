"""Files by how much they changed, a page at a time: tables are joined before any row is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sightline.store.query.measures import Measured, by_table, completed
from sightline.store.query.statement import statement_of, with_needs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duckdb import DuckDBPyConnection

    from sightline.store.query.filters import Dimension, Filter, Value
    from sightline.store.query.statement import Statement

_BY: tuple[Dimension, ...] = ("project", "path", "language")
FILE_METRICS = (
    "edits", "lines_added", "lines_removed", "attributed_cost", "attributed_unsure",
    "attributed_estimated",
)  # fmt: skip
_COUNTS = "edits > 0 OR attributed_cost <> 0"
_CHANGED = "coalesce(lines_added, 0) + coalesce(lines_removed, 0)"


def ranked_files(
    connection: DuckDBPyConnection, where: Filter, start: int, most: int
) -> tuple[list[Measured], int]:
    """A page of the files with an edit or cost, by project, path and language; how many there are.

    Most changed lines first.
    """
    wanted = with_needs(FILE_METRICS)
    asked = [
        statement_of(table, metrics, where, _BY, None, None, together=False)
        for table, metrics in by_table(wanted, where, _BY).items()
    ]
    if not asked:
        return [], 0
    group = [f"dimension_{n}" for n in range(len(_BY))]
    files = " FULL JOIN ".join(
        f"(SELECT *, TRUE AS told_{n} FROM ({one.sql})) t{n}" for n, one in enumerate(asked)
    )
    columns = [*group]
    for n, one in enumerate(asked):
        columns += [f"told_{n}", *(name for (name,) in one.names)]
    values = [value for one in asked for value in one.values]
    joined = (
        f"(SELECT {', '.join(columns)} FROM {files} USING ({', '.join(group)})) WHERE {_COUNTS}"
    )
    found = connection.execute(
        f"SELECT *, count(*) OVER () FROM {joined}"
        f" ORDER BY {_CHANGED} DESC, {', '.join(group)} LIMIT ? OFFSET ?",
        [*values, most, start],
    ).fetchall()
    if not found and start:
        return [], connection.execute(f"SELECT count(*) FROM {joined}", values).fetchall()[0][0]
    groups = dict(_told(asked, found))
    return completed(connection, wanted, groups, where, _BY), found[0][-1] if found else 0


def _told(
    asked: Sequence[Statement], rows: Sequence[tuple[Any, ...]]
) -> Iterator[tuple[tuple[Any, ...], dict[str, Value]]]:
    """What the tables say of each file that have it."""
    parts, place = [], len(_BY)
    for one in asked:
        names = [name for (name,) in one.names]
        parts.append((place, slice(place + 1, place + 1 + len(names)), names))
        place += 1 + len(names)
    for row in rows:
        values: dict[str, Value] = {}
        for is_there, own, names in parts:
            if row[is_there]:
                values.update(zip(names, row[own], strict=True))
        yield row[: len(_BY)], values
