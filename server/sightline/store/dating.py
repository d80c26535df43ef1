"""Requests without an instant of their own: they are of their turn's, else their session's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.store.repricing import records, reprice

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sightline.prices import Prices


def date_requests(connection: DuckDBPyConnection, prices: Prices) -> None:
    """Give requests of changed sessions the instant of their turn, else of the session's start.

    Where neither has one they stay undated. A price is that of the day, so they are priced anew.
    """
    found = connection.execute("""
        WITH undated AS (
            SELECT rowid AS id, session, turn, ts FROM request
            WHERE native AND first_ts IS NULL AND session IN (SELECT id FROM changed_session)
        ), begun AS (
            SELECT session, min(first_ts) AS ts FROM session_file
            WHERE session IN (SELECT session FROM undated) GROUP BY session
        ), asked AS (
            SELECT session, key, min(ts) AS ts FROM turn
            WHERE native AND session IN (SELECT session FROM undated) GROUP BY session, key
        )
        SELECT u.id, coalesce(a.ts, b.ts) FROM undated u
        LEFT JOIN asked a ON a.session = u.session AND a.key = u.turn
        LEFT JOIN begun b ON b.session = u.session
        WHERE u.ts IS DISTINCT FROM coalesce(a.ts, b.ts)""").fetchall()
    for id_, ts in found:
        connection.execute("UPDATE request SET ts = ? WHERE rowid = ?", [ts, id_])
        for rowid, row in records(connection, "rowid = ?", [id_]):
            reprice(connection, prices, rowid, row)
