"""Joining rows read anew with those read before from a source, as one full read would give."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from sightline.records import Handoff, Request, Rows, ToolCall, Void
from sightline.store import schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sightline.prices import Prices

_IDENTITY = {"request": ("key", "variant", "side"), "session_file": ("thread",)}
_REPLACED = ("session_file", "turn", "record")
"""Tables whose rows say all anew."""


def merge_rows(
    connection: DuckDBPyConnection, source: int, rows: Rows, prices: Prices, provider: str
) -> Rows:
    """Rows to store instead of the new ones, after deleting the earlier ones they stand for."""
    merged = Rows(problem=rows.problem)
    for void in rows.void:
        _take_out(connection, void, source)
    for table in schema.READ:
        if table == "problem":
            continue
        name = "session" if table == "session_file" else table
        fresh: Sequence[Any] = getattr(rows, name)
        if not fresh:
            continue
        earlier = _take_earlier(connection, table, source, [_identity(table, row) for row in fresh])
        joined = [_join(table, earlier.get(_identity(table, row)), row) for row in fresh]
        if table == "request":
            for row in joined:
                prices.apply(row, provider)
        setattr(merged, name, joined)
    return merged


def _take_out(connection: DuckDBPyConnection, void: Void, source: int) -> None:
    """Delete a row that is none; another file's row of its key may count then."""
    some = "source = ? AND key = ?"
    found = connection.execute(
        f"DELETE FROM {void.table} WHERE {some} RETURNING session", [source, void.key]
    ).fetchall()
    for (session,) in found:
        connection.execute("INSERT INTO stale_key VALUES (?, ?)", [void.table, void.key])
        connection.execute("INSERT INTO changed_session VALUES (?)", [session])


def _identity(table: str, row: Any) -> tuple[Any, ...]:
    return tuple(getattr(row, field) for field in _IDENTITY.get(table, ("key",)))


def _take_earlier(
    connection: DuckDBPyConnection, table: str, source: int, identities: list[tuple[Any, ...]]
) -> dict[tuple[Any, ...], Any]:
    """The stored rows with these identities that matter to new ones, removed from the table."""
    first = _IDENTITY.get(table, ("key",))[0]
    keys = list({identity[0] for identity in identities})
    among, values = schema.one_of(keys, "VARCHAR")
    some, values = f"FROM {table} WHERE source = ? AND {first} {among}", [source, *values]
    if table in _REPLACED:
        connection.execute(f"DELETE {some}", values)
        return {}
    # Most are new: to find that there is none takes a quarter of taking it out.
    if connection.execute(f"SELECT 1 {some} LIMIT 1", values).fetchone() is None:
        return {}
    cursor = connection.execute(f"DELETE {some} RETURNING *", values)
    kind = schema.READ[table]
    names = [column[0] for column in cursor.description]
    stored = [kind(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()]
    found = {_identity(table, row): row for row in stored}
    wanted = set(identities)
    others = [row for identity, row in found.items() if identity not in wanted]
    schema.insert(connection, table, others)
    return found


def _join(table: str, earlier: Any, row: Any) -> Any:
    if earlier is None:
        return row
    joins: dict[str, Callable[[Any, Any], Any]] = {
        "request": join_requests,
        "tool_call": _join_calls,
        "handoff": _join_calls,
        "code_change": _first,
        "review": _first,
        "finding": _first,
        "approval": _first,
    }
    return joins[table](earlier, row)


def _first(earlier: Struct, _row: Struct) -> Struct:
    return earlier


def _join_calls(earlier: ToolCall | Handoff, row: ToolCall | Handoff) -> ToolCall | Handoff:
    """The first end counts; the beginning is the earlier row's."""
    if earlier.outcome != "open":
        return earlier
    begun: dict[str, Any] = {"ts": earlier.ts, "line": earlier.line, "turn": earlier.turn}
    if isinstance(earlier, ToolCall):
        begun["placed"] = earlier.placed
    return msgspec.structs.replace(row, **begun)


def join_requests(earlier: Request, row: Request) -> Request:
    """Two sights of one request: the greater gives usage, the first the beginning.

    A row without rank is whole in itself, so the newer stands for both.
    """
    if not row.rank and not row.tie:
        return row
    first, second = sorted((earlier, row), key=_when)
    winner = max(row, earlier, key=_weight)
    ended = _latest(earlier.ended_ts, row.ended_ts)
    started = first.started_ts
    duration = None
    if started is not None and ended is not None and 0 <= ended - started <= 1_800_000_000:
        duration = (ended - started) // 1000
    return msgspec.structs.replace(
        winner, native="agent_result" not in winner.flags, session=winner.thread,
        line=first.line, turn=first.turn, placed=first.placed,
        ts=first.first_ts, first_ts=first.first_ts, started_ts=started, ended_ts=ended,
        duration_ms=duration, first_ms=first.first_ms, first_kind=first.first_kind,
        messages=max(earlier.messages, row.messages),
        partial=earlier.own_partial and row.own_partial,
        own_partial=earlier.own_partial and row.own_partial,
        web_searches=max(earlier.own_searches, row.own_searches),
        own_searches=max(earlier.own_searches, row.own_searches),
        says=first.says if first.says is not None else second.says,
    )  # fmt: skip


def _when(row: Request) -> tuple[bool, int, int]:
    return (row.first_ts is None, row.first_ts if row.first_ts is not None else 0, row.line)


def _weight(row: Request) -> tuple[int, int]:
    return row.rank, row.tie


def _latest(one: int | None, other: int | None) -> int | None:
    known = [ts for ts in (one, other) if ts is not None]
    return max(known, default=None)
