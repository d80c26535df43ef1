"""Sessions whose requests a store lists one by one, where their logs state sums at best."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.adapters import ADAPTERS
from sightline.records import ITEMIZED
from sightline.store import schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ENGINES = {a.engine for a in ADAPTERS if a.parser is not None and a.database is not None}
"""With logs and a store."""
_LISTED = f"contains(flags, '{ITEMIZED}')"


def find_near(connection: DuckDBPyConnection) -> int:
    """How many sessions of such engines are near a change: their requests are owned anew."""
    engines = ", ".join(f"'{engine}'" for engine in sorted(ENGINES))
    count = schema.filled(
        connection,
        f"""
        CREATE OR REPLACE TEMP TABLE near AS
        WITH known AS (
            SELECT thread AS id FROM session_file WHERE source IN (SELECT source FROM touched)
            UNION SELECT id FROM changed_session
        )
        SELECT id FROM known WHERE split_part(id, ':', 1) IN ({engines})""",
    )
    if count:
        connection.execute(
            "INSERT INTO stale_key SELECT 'request', key FROM request WHERE thread IN (FROM near)"
        )
    return count


def yield_to_items(connection: DuckDBPyConnection) -> None:
    """Of a session with a list of its requests nothing else is spend."""
    some = (
        f"native AND NOT {_LISTED} AND thread IN"
        f" (SELECT thread FROM request WHERE {_LISTED} AND thread IN (FROM near))"
    )
    connection.execute(f"INSERT INTO touched SELECT DISTINCT source FROM request WHERE {some}")
    connection.execute(f"UPDATE request SET native = false WHERE {some}")
