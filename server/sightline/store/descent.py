"""Whose child a file is, and where its own work begins after what it copied or counted on from."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from sightline.adapters import ADAPTERS
from sightline.store.repricing import records, reprice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

    from sightline.adapters.base import Adapter, Counts
    from sightline.prices import Prices

WORK = ("request", "turn", "tool_call", "code_change", "handoff")
ASSUMED = "start_assumed"
"""The flag of requests that a guess made the child's own: their cost is an estimate."""
_ADAPTERS = {adapter.engine: adapter for adapter in ADAPTERS}


class _Child(NamedTuple):
    """A file whose start only its family tells."""

    source: int
    thread: str
    parent: str | None
    """None where its edge closed a cycle: nobody's child."""
    siblings: Sequence[str]
    """Earlier children of the same parent."""
    burst: int
    """The line it would begin at by itself, 0 for the first."""
    created: int | None


def parents_of(
    connection: DuckDBPyConnection, kinds: Sequence[str] = ("subagent", "fork")
) -> dict[str, str]:
    """The parent of each child; of a cycle the latest child's edge is dropped."""
    rows = connection.execute(
        "SELECT thread, min(parent), min(first_ts) FROM session_file"
        " WHERE parent IS NOT NULL AND list_contains(?::VARCHAR[], kind) GROUP BY thread"
        " ORDER BY min(first_ts) NULLS LAST, thread",
        [list(kinds)],
    ).fetchall()
    parents: dict[str, str] = {}
    for thread, parent, _ in rows:
        ancestor = parent
        while ancestor != thread and ancestor in parents:
            ancestor = parents[ancestor]
        if ancestor != thread:
            parents[thread] = parent
    return parents


def find_native_starts(connection: DuckDBPyConnection, prices: Prices) -> bool:
    """Where each file's own work begins; what lies before is a parent's and counts there.

    Whether there is any file that does not begin with its own.
    """
    some = connection.execute(
        "SELECT 1 FROM native_start UNION ALL SELECT 1 FROM session_file WHERE native_line <> 0"
        " LIMIT 1"
    ).fetchone()
    if some is None:
        return False
    connection.execute("DELETE FROM native_start WHERE source IN (SELECT source FROM touched)")
    connection.execute(
        "INSERT INTO native_start SELECT source, native_line FROM session_file"
        " WHERE native_line > 0 AND source IN (SELECT source FROM touched)"
    )
    for child in _undecided(connection):
        adapter = _ADAPTERS[child.thread.partition(":")[0]]
        own = _counts(connection, child.thread)
        parent = _counts(connection, child.parent) if child.parent is not None else []
        line, is_assumed = _native_line(connection, adapter, child, own, parent)
        connection.execute("DELETE FROM native_start WHERE source = ?", [child.source])
        connection.execute("INSERT INTO native_start VALUES (?, ?)", [child.source, line])
        connection.execute("INSERT INTO touched VALUES (?)", [child.source])
        for name in WORK:
            connection.execute(
                f"UPDATE {name} SET native = (line >= ?) WHERE source = ?", [line, child.source]
            )
        _mark_assumed(connection, prices, child.source, is_assumed=is_assumed)
        _count_on(connection, prices, adapter, child, own, [] if line else parent)
    copies = connection.execute(
        "SELECT count(*) FROM native_start WHERE source IN (SELECT source FROM touched)"
    ).fetchone()
    for name in WORK if copies != (0,) else ():
        connection.execute(
            f"UPDATE {name} SET native = false FROM native_start n"
            f" WHERE {name}.source = n.source AND {name}.line < n.line AND {name}.native"
            f" AND n.source IN (SELECT source FROM touched)"
        )
    return True


def remember_native_starts(connection: DuckDBPyConnection) -> None:
    """Find them again after hydrating: lines before the first native one."""
    connection.execute("DELETE FROM native_start")
    connection.execute(
        "INSERT INTO native_start SELECT source, native_line FROM session_file"
        " WHERE native_line > 0"
    )
    connection.execute("""
        INSERT INTO native_start
        SELECT f.source, coalesce(min(r.line) FILTER (r.native), 9e15::BIGINT)
        FROM session_file f JOIN request r ON f.source = r.source
        WHERE f.native_line < 0 GROUP BY f.source""")


def _undecided(connection: DuckDBPyConnection) -> list[_Child]:
    """Files whose start only their family tells, where one of the family was touched."""
    found = connection.execute(
        "SELECT source, thread, parent, -1 - native_line, first_ts FROM session_file"
        " WHERE native_line < 0 ORDER BY first_ts, thread"
    ).fetchall()
    if not found:
        return []
    touched = {
        row[0]
        for row in connection.execute(
            "SELECT thread FROM session_file WHERE source IN (SELECT source FROM touched)"
            " UNION SELECT id FROM changed_session"
        ).fetchall()
    }
    families: dict[str, list[str]] = {}
    for _, thread, parent, _, _ in found:
        families.setdefault(parent, []).append(thread)
    parents = parents_of(connection)
    children = []
    for source, thread, parent, burst, first_ts in found:
        family = families[parent]
        if not touched & {thread, parent, *family}:
            continue
        is_child = thread in parents
        siblings = family[: family.index(thread)] if is_child else []
        known = parent if is_child else None
        children.append(_Child(source, thread, known, siblings, burst, first_ts))
    return children


def _native_line(
    connection: DuckDBPyConnection, adapter: Adapter, child: _Child, own: Counts, parent: Counts
) -> tuple[int, bool]:
    """The first own line, and whether it is a guess."""
    if adapter.native_line is not None:
        others = [_counts(connection, sibling) for sibling in child.siblings]
        line, is_assumed = adapter.native_line(own, parent or None, others)
        if line:
            return line, is_assumed
    return child.burst, child.burst > 0


def _mark_assumed(
    connection: DuckDBPyConnection, prices: Prices, source: int, *, is_assumed: bool
) -> None:
    """Let the label of a child's requests say whether they are its own by a guess."""
    for rowid, row in records(
        connection,
        "source = ? AND list_contains(string_split(flags, ','), ?) <> (native AND ?)",
        [source, ASSUMED, is_assumed],
    ):
        kept = [flag for flag in row.flags.split(",") if flag and flag != ASSUMED]
        flags = [*kept, ASSUMED] if row.native and is_assumed else kept
        row.flags = ",".join(flags)
        reprice(connection, prices, rowid, row)


def _count_on(
    connection: DuckDBPyConnection, prices: Prices, adapter: Adapter, child: _Child,
    own: Counts, parent: Counts,
) -> None:  # fmt: skip
    """Take from a child's first total what its parent's counter had reached, or give it back."""
    if adapter.counted_on is None or not own:
        return
    first = own[0][1]
    tokens = adapter.counted_on(first, parent, child.created)
    if tokens is None:
        return
    n = int(any(tokens.values()))
    for rowid, row in records(
        connection, "thread = ? AND key = ? AND NOT partial", [child.thread, first]
    ):
        if any(getattr(row, name) != count for name, count in tokens.items()):
            reprice(connection, prices, rowid, msgspec.structs.replace(row, n=n, **tokens))


def _counts(connection: DuckDBPyConnection, thread: str) -> Counts:
    """A thread's requests in order, file by file: line, key without the thread, instant."""
    return [
        (int(line), key, ts)
        for line, key, ts in connection.execute(
            "SELECT r.line, r.key, r.first_ts FROM request r"
            " LEFT JOIN session_file f ON r.source = f.source AND r.thread = f.thread"
            " WHERE r.thread = ? ORDER BY f.first_ts NULLS LAST, r.source, r.line",
            [thread],
        ).fetchall()
    ]
