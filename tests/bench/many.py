"""A million requests without the bytes behind them: an index's sessions several times over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.store import schema

if TYPE_CHECKING:
    from sightline.store import Index

OF_SESSIONS = ("session_file", "request", "turn", "tool_call", "code_change", "handoff", "span")


def multiply(index: Index, times: int) -> None:
    """Put each session's rows into the tables so many times in all, under names of their own."""
    connection = index._connection
    for number in range(1, times):
        own = f"|| '~{number}'"
        for table in (*OF_SESSIONS, "share", "usage"):
            thread = (
                f", thread {own} AS thread" if "thread" in schema.columns(schema.ALL[table]) else ""
            )
            connection.execute(
                f"INSERT INTO {table} SELECT * REPLACE (session {own} AS session{thread})"
                f" FROM {table} WHERE NOT contains(session, '~')"
            )
        connection.execute(
            f"INSERT INTO session SELECT * REPLACE (id {own} AS id, native_id {own} AS native_id)"
            " FROM session WHERE NOT contains(id, '~')"
        )
        index.compact()
