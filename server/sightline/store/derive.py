"""What a session is once all its files are known: its facts, from the rows of all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.store import dating, denials, rollup, shares, spans, usage

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from duckdb import DuckDBPyConnection

    from sightline.prices import Prices

_CHANGED = "(SELECT id FROM changed_session)"
OURS = 3
"""The rank of Sightline's own records."""
_PLACE = "(rank, revision, source)"
_STATED = ("tags", "pinned", "archived", "resume", "quality", "origin", "workspace", "wall_ms")


def _first_stated(field: str) -> str:
    """What the foremost record that states a field says."""
    return f"arg_max({field}, {_PLACE}) FILTER ({field} IS NOT NULL) AS {field}"


def derive(
    connection: DuckDBPyConnection,
    prices: Prices,
    idle_cap_us: int,
    changed: Collection[str],
    relax: Callable[[], None],
) -> None:
    """Make the derived rows of all changed sessions anew, as far as changed tables matter.

    After each large step it may `relax`.
    """
    rollup.assign_turns(connection, changed)
    dating.date_requests(connection, prices)
    connection.execute(f"DELETE FROM session WHERE id IN {_CHANGED}")
    _collect_events(connection, idle_cap_us)
    _insert_sessions(connection)
    _fill_windows(connection, prices)
    relax()
    spans.derive(connection, idle_cap_us)
    relax()
    if not {"request", "turn", "code_change", "handoff"}.isdisjoint(changed):
        shares.derive(connection)
        relax()
        usage.derive(connection)
    if "tool_call" in changed:
        _mark_recoveries(connection)
        denials.derive(connection)
    relax()


def _mark_recoveries(connection: DuckDBPyConnection) -> None:
    """Mark failed calls after which the same tool succeeded on the same target in that turn."""
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE recovery AS
        SELECT f.rowid AS id, f.source, bool_or(g.ts > f.ts) AS recovered
        FROM tool_call f LEFT JOIN tool_call g ON g.native AND g.outcome = 'ok'
            AND g.session = f.session AND g.turn IS NOT DISTINCT FROM f.turn
            AND g.tool = f.tool AND g.target IS NOT DISTINCT FROM f.target
        WHERE f.native AND f.outcome = 'failed' AND f.session IN {_CHANGED}
        GROUP BY f.rowid, f.source, f.recovered
        HAVING coalesce(bool_or(g.ts > f.ts), false) <> f.recovered""")
    connection.execute("INSERT INTO touched SELECT DISTINCT source FROM recovery")
    connection.execute(
        "UPDATE tool_call SET recovered = NOT tool_call.recovered FROM recovery r"
        " WHERE tool_call.rowid = r.id"
    )


def _collect_events(connection: DuckDBPyConnection, idle_cap_us: int) -> None:
    """Instants of native prompts, requests, tool calls and results of the changed sessions.

    Of those in one stretch of the idle cap only the first, the last and their number matter.
    Sessions are numbered by their row in `changed_session`, since text is slow to join by.
    """
    some = "JOIN changed_session c ON r.session = c.id WHERE native"
    cap = max(idle_cap_us, 1)
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE event AS
        WITH instant AS (
            SELECT c.rowid AS n, ts FROM turn r {some} AND ts IS NOT NULL
            UNION ALL SELECT c.rowid, ts FROM request r {some} AND ts IS NOT NULL
            UNION ALL SELECT c.rowid, ended_ts FROM request r
                {some} AND ended_ts IS NOT NULL AND ended_ts IS DISTINCT FROM ts
            UNION ALL SELECT c.rowid, ts FROM tool_call r {some} AND ts IS NOT NULL
            UNION ALL SELECT c.rowid, ended_ts FROM tool_call r {some} AND ended_ts IS NOT NULL
            UNION ALL SELECT c.rowid, unnest([first_ts, last_ts])
                FROM session_file f JOIN changed_session c ON f.session = c.id
                WHERE first_ts IS NOT NULL AND last_ts IS NOT NULL
                AND EXISTS (SELECT 1 FROM request r WHERE r.source = f.source AND r.native
                    AND list_contains(string_split(r.flags, ','), 'aggregate'))
                AND NOT EXISTS (SELECT 1 FROM turn t WHERE t.source = f.source)
        )
        SELECT n, min(ts) AS first_ts, max(ts) AS last_ts, count(*) AS events
        FROM instant GROUP BY n, ts - (ts % {cap:d} + {cap:d}) % {cap:d}""")


def _insert_sessions(connection: DuckDBPyConnection) -> None:
    connection.execute(f"""
        INSERT INTO session
        WITH part AS (
            SELECT *, kind = 'subagent' AS side FROM session_file WHERE session IN {_CHANGED}
        ), facts AS (
            SELECT session AS id,
                bool_and(side) AS only_side,
                min(kind) FILTER (NOT side) AS kind,
                min(parent) FILTER (NOT side) AS parent,
                any_value(native_id) FILTER (thread = session) AS native_id,
                arg_max(title, (title_rank, coalesce(last_ts, 0), source))
                    FILTER (NOT side AND title IS NOT NULL) AS title,
                arg_min(cwd, (side, coalesce(first_ts, 9e18::BIGINT), source))
                    FILTER (cwd IS NOT NULL) AS project,
                arg_max(branch, (NOT side, coalesce(last_ts, 0), source))
                    FILTER (branch IS NOT NULL) AS branch,
                arg_max(version, (NOT side, coalesce(last_ts, 0), source))
                    FILTER (version IS NOT NULL) AS version,
                arg_min(source, (side, coalesce(first_ts, 9e18::BIGINT), source)) AS source,
                coalesce(bool_or(ended) FILTER (NOT side), false) AS ended,
                max(context_window) AS context_window
            FROM part GROUP BY session
        ), last_request AS (
            SELECT session AS id,
                arg_max(agent, (NOT side, coalesce(ts, 0), line)) AS agent,
                arg_max(model, (NOT side, coalesce(ts, 0), line))
                    FILTER (model IS NOT NULL) AS model,
                arg_max(provider, (NOT side, coalesce(ts, 0), line))
                    FILTER (provider IS NOT NULL) AS provider
            FROM request WHERE native AND session IN {_CHANGED} GROUP BY session
        ), times AS (
            SELECT n, min(first_ts) AS first_ts, max(last_ts) AS last_ts, sum(events) AS events
            FROM event GROUP BY n
        ), worked AS (
            SELECT session AS id FROM turn WHERE native AND session IN {_CHANGED}
            UNION SELECT session FROM request WHERE native AND session IN {_CHANGED}
        ), recorded AS (
            SELECT session AS id,
                arg_max(source, {_PLACE}) FILTER (rank = {OURS}) AS record,
                max(revision) FILTER (rank = {OURS}) AS revision,
                {", ".join(_first_stated(name) for name in _STATED)},
                '[' || string_agg(plugins, ',' ORDER BY rank, revision, source) || ']' AS plugins
            FROM record WHERE session IN {_CHANGED} GROUP BY session
        )
        SELECT c.id, split_part(c.id, ':', 1),
            coalesce(f.native_id, substr(c.id, strpos(c.id, ':') + 1)),
            coalesce(f.kind, 'root'), f.parent, f.title, f.project, f.branch, l.agent, l.model,
            l.provider, f.version, f.source, t.first_ts, t.last_ts, coalesce(t.events, 0),
            w.id IS NOT NULL, coalesce(f.ended, false), f.context_window, d.record,
            coalesce(d.revision, 0), d.tags,
            coalesce(d.pinned, false), coalesce(d.archived, false), d.resume, d.plugins, d.quality,
            d.origin, d.workspace, d.wall_ms
        FROM changed_session c
        LEFT JOIN facts f USING (id)
        LEFT JOIN last_request l USING (id)
        LEFT JOIN times t ON t.n = c.rowid
        LEFT JOIN worked w USING (id)
        LEFT JOIN recorded d USING (id)
        WHERE t.n IS NOT NULL OR EXISTS (SELECT 1 FROM part p JOIN source s ON p.source = s.id
            WHERE p.session = c.id AND s.engine = split_part(c.id, ':', 1))""")


def _fill_windows(connection: DuckDBPyConnection, prices: Prices) -> None:
    """The context window of the model at the end, where no file states one."""
    some = f"context_window IS NULL AND id IN {_CHANGED}"
    found = connection.execute(
        f"SELECT DISTINCT model, provider FROM session WHERE {some} AND model IS NOT NULL"
    ).fetchall()
    for model, provider in found:
        if (size := prices.window(model, provider)) is not None:
            connection.execute(
                f"UPDATE session SET context_window = ? WHERE {some}"
                " AND model = ? AND provider IS NOT DISTINCT FROM ?",
                [size, model, provider],
            )
