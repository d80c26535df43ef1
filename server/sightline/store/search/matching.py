"""Which sessions a query finds: kept for the length of one answer, for all that it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.store.query import MATCHING
from sightline.store.search.condition import Moment, condition

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sightline.store.readers import Beside
    from sightline.store.search.tree import Node


def keep_matching(connection: DuckDBPyConnection, tree: Node | None, moment: Moment) -> None:
    """Note the sessions a query finds, for filters with `matching` over the same connection."""
    wanted = condition(tree, moment)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {MATCHING} AS"
        f" SELECT s.id FROM {wanted.source} WHERE {wanted.sql}",
        wanted.parameters,
    )


def keep_none(connection: DuckDBPyConnection) -> None:
    """Note that a query finds nothing."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {MATCHING} (id VARCHAR)")


def keep_same(beside: Beside, connection: DuckDBPyConnection) -> None:
    """Let the reader beside know the sessions that this one has noted."""
    found = connection.execute(f"SELECT list(id) FROM {MATCHING}").fetchall()
    beside.ask(
        lambda other: other.execute(
            f"CREATE OR REPLACE TEMP TABLE {MATCHING} AS SELECT unnest(?::VARCHAR[]) AS id",
            list(found[0]),
        )
    )
