"""Sessions that lie in several files: their requests count as those of one stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sightline.adapters import ADAPTERS
from sightline.store.repricing import records, reprice

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from duckdb import DuckDBPyConnection

    from sightline.adapters.base import Added, Joining
    from sightline.prices import Prices
    from sightline.records import Request

JOINING = {adapter.engine: adapter.joining for adapter in ADAPTERS if adapter.joining is not None}
ASSUMED, INHERITED = "model_assumed", "model_inherited"
"""Flags of requests that come before the first model of their file."""


class _File(NamedTuple):
    """A file's own part of a session."""

    first_own: int
    """The line where its own work begins, after what a fork copied."""
    is_child: bool
    """Its first count may go on from a parent's, which only the family tells."""
    rows: list[tuple[int, Request]]
    """In order of lines, each with its row id."""


def join(connection: DuckDBPyConnection, prices: Prices) -> None:
    """Let requests of sessions in several files count as in one, and of one left alone again."""
    for (thread,) in _threads(connection):
        joining = JOINING[thread.partition(":")[0]]
        assert joining is not None
        files = _files(connection, thread, joining)
        before: str | None = None
        named = [_own_model(file.rows) for file in files]
        added = joining.added([_counts(file.rows) for file in files])
        if files[0].is_child and added[0]:
            added[0][0] = {}
        for number, (file, adds) in enumerate(zip(files, added, strict=True)):
            _count(connection, prices, file, adds)
            later = next((model for model in named[number:] if model is not None), None)
            _inherit(connection, prices, file.rows, before, later)
            before = next((row.model for _, row in reversed(file.rows) if row.model), before)


def _threads(connection: DuckDBPyConnection) -> list[tuple[str]]:
    """Sessions near a change that have several files, or lost one."""
    return connection.execute(
        """
        WITH near AS (
            SELECT thread FROM session_file WHERE source IN (SELECT source FROM touched)
            UNION SELECT id FROM changed_session
        ), lost AS (
            SELECT DISTINCT split_part(key, ':', 1) AS native_id FROM stale_key
            WHERE name = 'request'
        )
        SELECT thread FROM session_file
        WHERE split_part(thread, ':', 1) IN (SELECT unnest(?::VARCHAR[]))
            AND thread IN (SELECT thread FROM near)
        GROUP BY thread HAVING count(DISTINCT source) > 1
            OR split_part(thread, ':', 2) IN (SELECT native_id FROM lost)
        ORDER BY thread""",
        [list(JOINING)],
    ).fetchall()


def _files(connection: DuckDBPyConnection, thread: str, joining: Joining) -> list[_File]:
    found = connection.execute(
        "SELECT f.source, s.path, min(f.first_ts), coalesce(max(n.line), 0), min(f.parent)"
        " FROM session_file f JOIN source s ON f.source = s.id"
        " LEFT JOIN native_start n ON n.source = f.source"
        " WHERE f.thread = ? GROUP BY f.source, s.path",
        [thread],
    ).fetchall()
    found.sort(key=lambda file: joining.order(file[1], file[2]))
    return [
        _File(
            first_own,
            parent is not None,
            list(records(connection, "thread = ? AND source = ? ORDER BY line", [thread, source])),
        )
        for source, _, _, first_own, parent in found
    ]


def _counts(rows: Iterable[tuple[int, Request]]) -> list[tuple[int, str, int | None]]:
    return [(row.line, row.key, row.first_ts) for _, row in rows]


def _count(
    connection: DuckDBPyConnection, prices: Prices, file: _File, adds: Sequence[Added]
) -> None:
    """Let a file's requests add what they add to the whole."""
    for (rowid, row), tokens in zip(file.rows, adds, strict=True):
        is_native = tokens is not None and row.line >= file.first_own
        if (row.native, row.ts) != (is_native, row.first_ts):
            connection.execute(
                "UPDATE request SET native = ?, ts = first_ts WHERE rowid = ?", [is_native, rowid]
            )
            connection.execute("INSERT INTO touched VALUES (?)", [row.source])
        if (
            is_native
            and tokens
            and any(getattr(row, name) != part for name, part in tokens.items())
        ):
            row.n = int(any(tokens.values()))
            for name, part in tokens.items():
                setattr(row, name, part)
            reprice(connection, prices, rowid, row)


def _inherit(
    connection: DuckDBPyConnection,
    prices: Prices,
    rows: Sequence[tuple[int, Request]],
    before: str | None,
    later: str | None,
) -> None:
    """Give requests before a file's first model the one named before, else the one named next."""
    for rowid, row in rows:
        if _has_own_model(row):
            return
        model = before if before is not None else later
        flag = INHERITED if before is not None else ASSUMED if later is not None else None
        marks = set(filter(None, row.flags.split(",")))
        wanted = marks - {ASSUMED, INHERITED} | ({flag} if flag else set())
        if row.model != model or wanted != marks:
            row.model, row.flags = model, ",".join(sorted(wanted))
            connection.execute("UPDATE request SET model = ? WHERE rowid = ?", [model, rowid])
            reprice(connection, prices, rowid, row)


def _own_model(rows: Sequence[tuple[int, Request]]) -> str | None:
    """The first model that a file names before a request."""
    return next((row.model for _, row in rows if _has_own_model(row)), None)


def _has_own_model(row: Request) -> bool:
    """Whether a model was named before it, in its own file."""
    marks = row.flags.split(",")
    return row.model is not None and ASSUMED not in marks and INHERITED not in marks
