"""A connection that counts what it is asked: the work of a report is gated by that number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from duckdb import DuckDBPyConnection, Statement


class Counted:
    """A connection in all respects; `asked` is told each statement before."""

    def __init__(
        self,
        connection: DuckDBPyConnection,
        parsed: Callable[[str], Statement],
        asked: Callable[[str], None],
    ) -> None:
        self._connection = connection
        self._parsed = parsed
        self._asked = asked

    def execute(self, query: str, parameters: object = None) -> DuckDBPyConnection:
        """Run a statement; the answer is fetched from the connection itself."""
        self._asked(query)
        return self._connection.execute(self._parsed(query), parameters)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)
