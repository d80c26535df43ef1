"""A connection that counts what it is asked: the work of a report is gated by that number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.store.parsed import Parsing

if TYPE_CHECKING:
    from collections.abc import Callable

    from duckdb import DuckDBPyConnection, Statement


class Counted(Parsing):
    """A connection in all respects; `asked` is told each statement before."""

    def __init__(
        self,
        connection: DuckDBPyConnection,
        parsed: Callable[[str], Statement],
        asked: Callable[[str], None],
    ) -> None:
        super().__init__(connection, parsed)
        self._asked = asked

    def execute(self, query: str, parameters: object = None) -> DuckDBPyConnection:
        """Run a statement; the answer is fetched from the connection itself."""
        self._asked(query)
        return super().execute(query, parameters)
