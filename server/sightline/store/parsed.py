"""Statements parsed once: most are asked again and again, and a long one takes a millisecond."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

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
