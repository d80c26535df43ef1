"""The spans of sessions' time: unions of intervals, so that no moment counts twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CHANGED = "(SELECT id FROM changed_session)"


def derive(connection: DuckDBPyConnection, idle_cap_us: int) -> None:
    """Make the spans of changed sessions anew, of their rows and their events."""
    connection.execute(f"DELETE FROM span WHERE session IN {_CHANGED}")
    _insert_unions(connection, idle_cap_us)
    _insert_stated(connection)


def _insert_unions(connection: DuckDBPyConnection, idle_cap_us: int) -> None:
    """Unions of intervals: model at work; model or tools; recorded work and short gaps.

    Sessions are numbered, since text is slow to sort by. A run leads from event to event without
    a longer gap: rows where one begins or ends come in pairs. Every interval is clipped to the
    session, first event to last. A span begins where nothing before reaches, and ends where the
    last before the next does.
    """
    some = f"native AND session IN {_CHANGED}"
    connection.execute(f"""
        INSERT INTO span
        WITH bounds AS MATERIALIZED (
            SELECT row_number() OVER () AS n, session, min(ts) AS first_ts, max(ts) AS last_ts
            FROM event GROUP BY session
        ), placed AS (
            SELECT n, ts,
                coalesce(ts - lag(ts) OVER events < {idle_cap_us:d}, false) AS goes_on,
                coalesce(lead(ts) OVER events - ts < {idle_cap_us:d}, false) AS goes_off
            FROM event JOIN bounds USING (session)
            WINDOW events AS (PARTITION BY n ORDER BY ts)
        ), edge AS (
            SELECT n, ts AS started, goes_off AS begins,
                lead(ts) OVER (PARTITION BY n ORDER BY ts, goes_on) AS ended
            FROM placed WHERE goes_on <> goes_off
        ), helper AS (
            SELECT session, ts AS started, done_ts AS ended FROM handoff h
            WHERE {some} AND kind = 'cli' AND ts < done_ts AND NOT EXISTS (
                SELECT 1 FROM tool_call t WHERE t.key = h.key AND t.with_approval
                    AND t.session IN {_CHANGED})
        ), work AS (
            SELECT session, if(timed, ['api', 'agent', 'active'], ['api', 'agent']) AS kinds,
                started_ts AS started, ended_ts AS ended
            FROM request WHERE {some} AND started_ts < ended_ts
            UNION ALL
            SELECT session, if(with_approval, ['agent'], ['agent', 'active']),
                ended_ts - duration_ms * 1000, ended_ts
            FROM tool_call WHERE {some} AND duration_ms > 0 AND ended_ts IS NOT NULL
            UNION ALL
            SELECT session, ['active'], ended_ts - duration_ms * 1000, ended_ts
            FROM turn WHERE {some} AND duration_ms > 0 AND ended_ts IS NOT NULL
            UNION ALL SELECT session, ['active'], started, ended FROM helper
        ), clipped AS (
            SELECT n, kinds, greatest(started, first_ts) AS started, least(ended, last_ts) AS ended
            FROM work JOIN bounds USING (session)
        ), stretch AS MATERIALIZED (
            SELECT n, unnest(kinds) AS kind, started, ended FROM clipped WHERE started < ended
            UNION ALL SELECT n, 'active', started, ended FROM edge WHERE begins AND started < ended
        ), reached AS (
            SELECT n, kind, started, max(ended) OVER (PARTITION BY n, kind ORDER BY started
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
            FROM stretch
        ), first AS (
            FROM reached WHERE before IS NULL OR started > before
        ), whole AS (
            SELECT n, kind, max(ended) AS ended FROM stretch GROUP BY n, kind
        )
        SELECT session, kind, started,
            coalesce(lead(before) OVER (PARTITION BY n, kind ORDER BY started), ended)
        FROM first JOIN whole USING (n, kind) JOIN bounds USING (n)""")


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
