"""The star as Parquet: every table a folder, partitioned by the UTC month of its rows.

Columns are those of the tables, so that the SQL of metrics reads them unchanged elsewhere:
instants are UTC microseconds, money is nano-USD, both BIGINT, and unknown is NULL.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sightline.store import schema

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from duckdb import DuckDBPyConnection

UNDATED = "undated"
_INSTANTS = ("ts", "first_ts", "started")
"""What dates a row, by the table's first column of these."""
_OWN = {"source": ("id", "engine", "root", "path", "size", "mtime_ns", "inode", "version")}
"""Of a file on disk only what it is, not how far its reading went."""
_LEFT_OUT = {"session_file"}
"""Parts that `session` is put together from."""
_MONTH = re.compile(r"-?\d+-\d{2}")


def star() -> dict[str, tuple[str, ...]]:
    """The tables of the export and their columns."""
    return {
        name: _OWN.get(name, tuple(schema.columns(kind)))
        for name, kind in schema.ALL.items()
        if name not in _LEFT_OUT
    }


def write_star(
    connection: DuckDBPyConnection, folder: Path, emptied: Collection[str] = frozenset()
) -> dict[str, int]:
    """Write all tables below a folder; how many rows each has.

    A month at a time: sorting a whole history would take its size in memory.
    """
    written, empty = {}, set(emptied)
    for table, columns in star().items():
        instant = next((name for name in _INSTANTS if name in columns), None)
        order = ", ".join(f'"{name}" NULLS LAST' for name in (instant, *columns) if name)
        count = 0
        for place, condition in _parts(connection, table, instant):
            target = folder / table / place
            target.mkdir(parents=True)
            named = ", ".join(
                f'NULL::VARCHAR AS "{name}"' if empty & {name, f"{table}.{name}"} else f'"{name}"'
                for name in columns
            )
            (rows,) = connection.execute(
                f"COPY (SELECT {named} FROM {table} WHERE {condition} ORDER BY {order})"
                f" TO '{schema.quoted(target / 'part-0.parquet')}'"
                " (FORMAT parquet, COMPRESSION zstd)"
            ).fetchall()[0]
            count += rows
        written[table] = count
    return written


def _parts(
    connection: DuckDBPyConnection, table: str, instant: str | None
) -> Iterator[tuple[str, str]]:
    """The folder of each month with rows, and which rows those are; one where there is none."""
    if instant is None:
        yield "", "TRUE"
        return
    month = f"strftime(make_timestamp({instant}), '%Y-%m')"
    found = connection.execute(
        f"SELECT DISTINCT CASE WHEN {instant} IS NOT NULL THEN {month} END AS month FROM {table}"
        " ORDER BY month NULLS LAST"
    ).fetchall()
    for (name,) in found or [(None,)]:
        if name is None:
            yield f"month={UNDATED}", f"{instant} IS NULL"
        else:
            assert _MONTH.fullmatch(name)
            yield f"month={name}", f"{instant} IS NOT NULL AND {month} = '{name}'"
