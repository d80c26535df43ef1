"""The cache file as it lies: a short question is asked of it without copying it into memory.

As long as no session file differs from what the cache has, the tables are views of the file,
which is attached for the length of one question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.store import packing, schema, scores

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sightline.reviewers.scores import Weights

_MADE = ("score", "quality")
"""Tables that depend on the weights in force: made in memory."""


def lie_down(connection: DuckDBPyConnection, weights: Weights) -> None:
    """Make the tables views of the attached file."""
    for name in schema.ALL:
        if name in _MADE:
            schema.create_table(connection, name)
        else:
            connection.execute(
                f"CREATE VIEW {name} AS SELECT {packing.unpacked(name)} FROM cache.{name}"
            )
    scores.derive(connection, weights)


def get_up(connection: DuckDBPyConnection) -> None:
    """Make room for tables in memory."""
    for name in schema.ALL:
        connection.execute(f"DROP {'TABLE' if name in _MADE else 'VIEW'} IF EXISTS {name}")
