"""The cache file as it lies: a short question is asked of it without copying it into memory.

As long as no session file differs from what the cache has, the tables are views of the file,
which is attached for the length of one question.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sightline.store import packing, schema, scores

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sightline.reviewers.scores import Weights

_SCORED = ("score", "quality")
"""Tables that depend on the weights in force: made in memory."""
_NAMES = re.compile(rf"\b(?:{'|'.join(schema.ALL)})\b")


class Views:
    """The tables as views of the attached file, each made when a statement first names it."""

    def __init__(self, connection: DuckDBPyConnection, weights: Weights) -> None:
        self._connection = connection
        self._weights = weights
        self._made: set[str] = set()

    def have(self, statement: str) -> None:
        """Make what a statement may ask of and is not there yet."""
        for name in _NAMES.findall(statement):
            if name not in self._made:
                self._make(name)

    def _make(self, name: str) -> None:
        if name in _SCORED:
            self.have(scores.ASKED)
            for one in _SCORED:
                schema.create_table(self._connection, one)
            scores.derive(self._connection, self._weights)
            self._made.update(_SCORED)
            return
        values = packing.unpacked(name)
        self._connection.execute(f"CREATE VIEW {name} AS SELECT {values} FROM cache.{name}")
        self._made.add(name)

    def drop(self) -> None:
        """Make room for tables in memory."""
        for name in self._made:
            kind = "TABLE" if name in _SCORED else "VIEW"
            self._connection.execute(f"DROP {kind} {name}")
