"""The spans of sessions' time: unions of intervals, so that no moment counts twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CHANGED = "(SELECT id FROM changed_session)"
_KINDS = ("active", "agent", "api")
"""By their place while they are made: work lies in lanes, one a session and kind."""


def derive(connection: DuckDBPyConnection, idle_cap_us: int) -> None:
    """Make the spans of changed sessions anew, of their rows and their events."""
    connection.execute(f"DELETE FROM span WHERE session IN {_CHANGED}")
    _insert_unions(connection, idle_cap_us)
    _insert_stated(connection)


def _insert_unions(connection: DuckDBPyConnection, idle_cap_us: int) -> None:
    """Unions of intervals: model at work; model or tools; recorded work and short gaps.

    Sessions are numbered, as in the events, since text is slow to sort by. A run leads from event
    to event without a longer gap: of its stretches the first and the last are looked at. Every
    interval is clipped to the session, first event to last. A span begins where nothing before
    reaches, and ends where the last before the next does.
    """
    some = "JOIN changed_session c ON r.session = c.id WHERE native"
    connection.execute(f"""
        INSERT INTO span
        WITH bounds AS MATERIALIZED (
            SELECT n, min(first_ts) AS first_ts, max(last_ts) AS last_ts FROM event GROUP BY n
        ), placed AS (
            SELECT n, first_ts, last_ts,
                coalesce(first_ts - lag(last_ts) OVER events < {idle_cap_us:d}, false) AS goes_on,
                coalesce(lead(first_ts) OVER events - last_ts < {idle_cap_us:d}, false) AS goes_off
            FROM event WINDOW events AS (PARTITION BY n ORDER BY first_ts)
        ), edge AS (
            SELECT n, first_ts AS started, NOT goes_on AS begins, if(goes_off,
                lead(last_ts) OVER (PARTITION BY n ORDER BY first_ts), last_ts) AS ended
            FROM placed WHERE NOT (goes_on AND goes_off)
        ), helper AS (
            SELECT c.rowid AS n, ts AS started, done_ts AS ended
            FROM handoff r {some} AND kind = 'cli' AND ts < done_ts AND NOT EXISTS (
                SELECT 1 FROM tool_call t WHERE t.key = r.key AND t.with_approval
                    AND t.session IN {_CHANGED})
        ), work AS (
            SELECT c.rowid AS n, if(timed, [0, 1, 2], [1, 2]) AS kinds,
                started_ts AS started, ended_ts AS ended
            FROM request r {some} AND started_ts < ended_ts
            UNION ALL
            SELECT c.rowid, if(with_approval, [1], [0, 1]),
                ended_ts - duration_ms * 1000, ended_ts
            FROM tool_call r {some} AND duration_ms > 0 AND ended_ts IS NOT NULL
            UNION ALL
            SELECT c.rowid, [0], ended_ts - duration_ms * 1000, ended_ts
            FROM turn r {some} AND duration_ms > 0 AND ended_ts IS NOT NULL
            UNION ALL SELECT n, [0], started, ended FROM helper
        ), clipped AS (
            SELECT n, kinds, greatest(started, first_ts) AS started, least(ended, last_ts) AS ended
            FROM work JOIN bounds USING (n)
        ), stretch AS MATERIALIZED (
            SELECT n * {len(_KINDS)} + unnest(kinds) AS lane, started, ended
            FROM clipped WHERE started < ended
            UNION ALL SELECT n * {len(_KINDS)}, started, ended FROM edge
            WHERE begins AND started < ended
        ), reached AS (
            SELECT lane, started, max(ended) OVER (PARTITION BY lane ORDER BY started
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
            FROM stretch
        ), first AS (
            FROM reached WHERE before IS NULL OR started > before
        ), whole AS (
            SELECT lane, max(ended) AS ended FROM stretch GROUP BY lane
        )
        SELECT c.id, {list(_KINDS)}[lane % {len(_KINDS)} + 1], started,
            coalesce(lead(before) OVER (PARTITION BY lane ORDER BY started), ended)
        FROM first JOIN whole USING (lane)
            JOIN changed_session c ON c.rowid = lane // {len(_KINDS)}""")


def _insert_stated(connection: DuckDBPyConnection) -> None:
    """Times an engine only sums up, as one stretch up to the session's end."""
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE stated AS
        SELECT session, max(last_ts) AS ended, max(stated_api_ms) AS api,
            max(coalesce(stated_agent_ms, stated_api_ms)) AS agent
        FROM session_file f
        WHERE session IN {_CHANGED} AND last_ts IS NOT NULL
            AND coalesce(stated_api_ms, stated_agent_ms) IS NOT NULL
            AND EXISTS (SELECT 1 FROM request r WHERE r.source = f.source AND r.native)
        GROUP BY session""")
    stated = connection.execute("SELECT count(*) FROM stated").fetchone()
    if stated == (0,):
        return
    connection.execute("DELETE FROM span WHERE session IN (SELECT session FROM stated)")
    for kind, ms in (("api", "api"), ("agent", "agent"), ("active", "agent")):
        connection.execute(
            f"INSERT INTO span SELECT session, '{kind}', ended - {ms} * 1000, ended"
            f" FROM stated WHERE {ms} > 0"
        )
