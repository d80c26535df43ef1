"""Rows of requests taken out of the table, changed, priced anew and put back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sightline.adapters import ADAPTERS
from sightline.records import Request

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from duckdb import DuckDBPyConnection

    from sightline.prices import Prices

PROVIDERS = {adapter.engine: adapter.provider for adapter in ADAPTERS}
_WRITTEN = (
    "n", "input_tokens", "cache_read_tokens", "cache_write_5m_tokens", "cache_write_1h_tokens",
    "output_tokens", "reasoning_tokens", "web_searches", "partial", "cost_nano", "basis", "flags",
    "cost_input_nano", "cost_cache_read_nano", "cost_cache_write_nano", "cost_output_nano",
    "cost_search_nano", "surcharge_nano", "savings_nano",
)  # fmt: skip


_OF_COPIES = frozenset({
    "source", "says", "agent", "placed", "messages", "first_ts", "ended_ts", "first_ms",
    "first_kind", "duration_ms", "timed", "cost_input_nano", "cost_cache_read_nano",
    "cost_cache_write_nano", "cost_output_nano", "cost_search_nano", "surcharge_nano",
    "savings_nano", "own_searches", "own_partial", "rank", "tie",
})  # fmt: skip
_PRICED = tuple(name for name in Request.__struct_fields__ if name not in _OF_COPIES)
"""What a request is, where and when it was, and what it cost."""


def records(
    connection: DuckDBPyConnection, where: str, values: Sequence[Any]
) -> Iterator[tuple[int, Request]]:
    """The rows that a condition names, each with its row id."""
    cursor = connection.execute(f"SELECT rowid, * FROM request WHERE {where}", list(values))
    names = [column[0] for column in cursor.description][1:]
    for rowid, *fields in cursor.fetchall():
        yield rowid, Request(**dict(zip(names, fields, strict=True)))


def requests_of(connection: DuckDBPyConnection, session: str) -> list[Request]:
    """A session's requests, and those its files only show; to be looked at, not to be put back."""
    # Each condition by itself leaves out what it does not name before a row is made.
    columns = f"SELECT {', '.join(_PRICED)} FROM request"
    found = connection.execute(
        f"{columns} WHERE session = ? UNION ALL {columns} WHERE thread = ? AND session <> ?",
        [session] * 3,
    ).fetchall()
    return [Request(**dict(zip(_PRICED, row, strict=True))) for row in found]


def reprice(connection: DuckDBPyConnection, prices: Prices, rowid: int, row: Request) -> None:
    """Put a changed row back with what it costs now."""
    prices.apply(row, PROVIDERS[row.thread.partition(":")[0]])
    marks = ", ".join(f"{name} = ?" for name in _WRITTEN)
    values = [getattr(row, name) for name in _WRITTEN]
    connection.execute(f"UPDATE request SET {marks} WHERE rowid = ?", [*values, rowid])
    connection.execute("INSERT INTO touched VALUES (?)", [row.source])
