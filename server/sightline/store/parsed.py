"""Statements parsed once: most are asked again and again, and a long one takes a millisecond."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from duckdb import DuckDBPyConnection, Statement

KEPT = 256
"""Texts whose statements are kept: some more than all reports ask in one scope."""


def parser(connection: DuckDBPyConnection) -> Callable[[str], Statement]:
    """What makes a statement of its text, for every connection to this database."""
    own = connection.cursor()

    @lru_cache(maxsize=KEPT)
    def parsed(text: str) -> Statement:
        (statement,) = own.extract_statements(text)
        return statement

    return parsed


class Parsing:
    """A connection in all respects whose statements are parsed once."""

    def __init__(self, connection: DuckDBPyConnection, parsed: Callable[[str], Statement]) -> None:
        self._connection = connection
        self._parsed = parsed

    def execute(self, query: str, parameters: object = None) -> DuckDBPyConnection:
        """Run a statement; the answer is fetched from the connection itself."""
        return self._connection.execute(self._parsed(query), parameters)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def once_parsed(connection: DuckDBPyConnection) -> DuckDBPyConnection:
    """The same connection, for whoever asks the same again and again."""
    return cast("DuckDBPyConnection", Parsing(connection, parser(connection)))
