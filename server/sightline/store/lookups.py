"""Rows as they are, where no metric is asked: lists for filters, a session's facts, its events."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from sightline.store.query import WITHIN, model_of
from sightline.store.schema import SessionFacts, one_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

NO_PROJECT = "(none)"


class TurnFacts(Struct, frozen=True):
    """A turn's own facts."""

    key: str
    ts: int | None
    ended_ts: int | None
    duration_ms: int | None
    interrupted: bool
    compacted: bool
    denied: bool
    failed: bool
    long_context: bool
    agent: str | None
    model: str | None
    first_ms: int | None
    first_kind: str | None
    last_event: int | None


class Event(Struct, frozen=True):
    """One item of a timeline."""

    lane: str
    key: str
    ts: int
    duration_ms: int | None
    title: str
    agent: str | None
    turn: str | None
    outcome: str | None
    tokens: int | None
    cost_nano: int | None
    line: int
    path: str


def _rows(connection: DuckDBPyConnection, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    return connection.execute(sql, list(values)).fetchall()


def bounds(connection: DuckDBPyConnection) -> tuple[int | None, int | None]:
    """First and last instant of any work."""
    first, last = _rows(connection, "SELECT min(first_ts), max(last_ts) FROM session")[0]
    return first, last


def counts(connection: DuckDBPyConnection) -> tuple[int, int, int]:
    """Sources, problems, and sessions with work of their own."""
    sources, problems, sessions = _rows(
        connection,
        "SELECT (SELECT count(*) FROM source),"
        " (SELECT coalesce(sum(n), 0) FROM problem WHERE kind <> 'anomaly'),"
        " (SELECT count(*) FROM session WHERE worked)",
    )[0]
    return sources, problems, sessions


def projects(connection: DuckDBPyConnection) -> tuple[str, ...]:
    """All projects with sessions."""
    found = _rows(
        connection,
        f"SELECT DISTINCT coalesce(project, '{NO_PROJECT}') AS path FROM session"
        " WHERE worked ORDER BY path LIMIT 1000",
    )
    return tuple(row[0] for row in found)


def projects_inside(connection: DuckDBPyConnection, folders: Sequence[str]) -> tuple[str, ...]:
    """All projects that lie below one of these folders."""
    found = _rows(
        connection,
        "SELECT DISTINCT s.project FROM session s, (SELECT unnest(?::VARCHAR[]) AS path) f"
        " WHERE starts_with(s.project, rtrim(f.path, '/') || '/')"
        " OR starts_with(s.project, rtrim(f.path, '\\') || '\\') ORDER BY 1",
        list(folders),
    )
    return tuple(row[0] for row in found)


def latest(connection: DuckDBPyConnection, since: int) -> dict[str, bool]:
    """Sessions with an event later than this, and whether their end is marked."""
    return dict(
        _rows(
            connection,
            "SELECT id, ended FROM session WHERE events > 0 AND last_ts > ?",
            since,
        )
    )


class ReviewSource(Struct, frozen=True):
    """A review and where it was read."""

    reviewer: str
    origin: str
    phase: str | None
    ts: int | None
    digest: str
    line: int
    engine: str
    root: str
    path: str


def review_source(connection: DuckDBPyConnection, session: str, key: str) -> ReviewSource | None:
    """One review of a session."""
    found = _rows(
        connection,
        "SELECT r.reviewer, r.origin, r.phase, r.ts, r.digest, r.line, s.engine, s.root, s.path"
        " FROM review r JOIN source s ON r.source = s.id"
        " WHERE r.native AND r.session = ? AND r.key = ?",
        session,
        key,
    )
    return ReviewSource(*found[0]) if found else None


def engine_counts(connection: DuckDBPyConnection) -> dict[str, int]:
    """Sessions by engine."""
    return dict(
        _rows(
            connection,
            "SELECT engine, count(*) FROM session WHERE worked GROUP BY engine",
        )
    )


def models(connection: DuckDBPyConnection) -> tuple[str, ...]:
    """All model lines with requests."""
    found = _rows(
        connection,
        f"SELECT DISTINCT {model_of('r')} AS model FROM usage r ORDER BY model",
    )
    return tuple(row[0] for row in found)


def agents(connection: DuckDBPyConnection) -> tuple[str, ...]:
    """All personas and sub-agents with requests."""
    found = _rows(connection, "SELECT DISTINCT agent FROM usage ORDER BY agent")
    return tuple(row[0] for row in found)


def first_kinds(connection: DuckDBPyConnection) -> set[str]:
    """The first signs of life that any request has."""
    found = _rows(
        connection, "SELECT DISTINCT first_kind FROM request WHERE first_kind IS NOT NULL"
    )
    return {row[0] for row in found}


def facts(connection: DuckDBPyConnection, ids: Sequence[str]) -> dict[str, SessionFacts]:
    """Facts of sessions by id."""
    some, values = one_of(ids, "VARCHAR")
    found = _rows(connection, f"SELECT * FROM session WHERE id {some}", *values)
    names = SessionFacts.__struct_fields__
    return {row[0]: SessionFacts(**dict(zip(names, row, strict=True))) for row in found}


def marked(connection: DuckDBPyConnection) -> tuple[set[str], set[str]]:
    """Sessions that are pinned, and those that are archived."""
    found = _rows(connection, "SELECT id, pinned, archived FROM session WHERE pinned OR archived")
    return {row[0] for row in found if row[1]}, {row[0] for row in found if row[2]}


def tag_counts(connection: DuckDBPyConnection) -> dict[str, int]:
    """How many sessions have each tag."""
    return dict(
        _rows(
            connection,
            "SELECT tag, count(*) FROM (SELECT unnest(from_json(tags, '[\"VARCHAR\"]')) AS tag"
            " FROM session WHERE events > 0) GROUP BY tag",
        )
    )


def is_newest_of_project(connection: DuckDBPyConnection, session: SessionFacts) -> bool:
    """Whether no other session worked in its project folder later."""
    found = _rows(connection, "SELECT max(last_ts) FROM session WHERE project = ?", session.project)
    return bool(found[0][0] == session.last_ts)


def matching_ids(connection: DuckDBPyConnection, wanted: str, most: int) -> list[str]:
    """Sessions whose id, or native id, is this or begins so, an exact one alone."""
    exact = _rows(
        connection, "SELECT id FROM session WHERE id = ? OR native_id = ?", wanted, wanted
    )
    if len(exact) == 1:
        return [exact[0][0]]
    found = _rows(
        connection,
        "SELECT id FROM session WHERE starts_with(id, ?) OR starts_with(native_id, ?)"
        " ORDER BY last_ts DESC NULLS LAST, id LIMIT ?",
        wanted,
        wanted,
        most,
    )
    return [row[0] for row in found]


def sessions_named(connection: DuckDBPyConnection, names: Sequence[str]) -> dict[str, str]:
    """Sessions by their id or native id, of those names that are one's."""
    return dict(
        _rows(
            connection,
            "SELECT n.name, min(s.id) FROM (SELECT unnest(?::VARCHAR[]) AS name) n"
            " JOIN session s ON s.id = n.name OR s.native_id = n.name"
            " GROUP BY n.name HAVING count(*) = 1",
            list(names),
        )
    )


def near_ids(connection: DuckDBPyConnection, wanted: str) -> list[str]:
    """Sessions with an id that is spelled nearly so."""
    found = _rows(
        connection,
        "SELECT id FROM session ORDER BY jaro_winkler_similarity(native_id, ?) DESC, id LIMIT 3",
        wanted.rpartition(":")[2],
    )
    return [row[0] for row in found]


def source_path(connection: DuckDBPyConnection, source: int | None) -> str | None:
    """Where a source lies."""
    found = _rows(connection, "SELECT path FROM source WHERE id = ?", source)
    return found[0][0] if found else None


def source_paths(connection: DuckDBPyConnection, sources: Sequence[int]) -> dict[int, str]:
    """Where sources lie."""
    return dict(
        _rows(
            connection,
            "SELECT id, path FROM source WHERE id IN (SELECT unnest(?::BIGINT[]))",
            list(sources),
        )
    )


_IN_ORDER = "ORDER BY t.ts NULLS LAST, t.line, t.key"


def turns(connection: DuckDBPyConnection, session: SessionFacts) -> list[TurnFacts]:
    """A session's turns, oldest first."""
    own = [session.id, *session.lived]
    found = _rows(
        connection,
        f"""
        WITH call AS (
            SELECT turn, bool_or(outcome IN ('rejected', 'denied')) AS denied,
                bool_or(outcome = 'failed') AS failed, max(coalesce(ended_ts, ts)) AS last_ts
            FROM tool_call WHERE session = ? AND native AND {WITHIN} GROUP BY turn
        ), req AS (
            SELECT turn, bool_or(flags LIKE '%long_context%') AS long_context,
                arg_max(agent, (NOT side, ts)) AS agent, arg_max(model, (NOT side, ts)) AS model,
                arg_min(first_ms, ts) FILTER (first_ms IS NOT NULL AND NOT side) AS first_ms,
                arg_min(first_kind, ts) FILTER (first_ms IS NOT NULL AND NOT side) AS first_kind,
                max(coalesce(ended_ts, ts)) AS last_ts
            FROM request WHERE session = ? AND native AND {WITHIN} GROUP BY turn
        )
        SELECT t.key, t.ts, t.ended_ts, t.duration_ms, t.interrupted, t.compacted,
            coalesce(call.denied, false), coalesce(call.failed, false) OR t.api_errors > 0,
            coalesce(req.long_context, false), req.agent, req.model, req.first_ms, req.first_kind,
            greatest(call.last_ts, req.last_ts)
        FROM turn t LEFT JOIN call ON call.turn = t.key LEFT JOIN req ON req.turn = t.key
        WHERE t.session = ? AND t.native {_IN_ORDER}""",
        *own,
        *own,
        session.id,
    )
    return [TurnFacts(*row) for row in found]


def turn_numbers(connection: DuckDBPyConnection, session: str) -> dict[str, int]:
    """A session's turns by key, from 1, oldest first."""
    found = _rows(
        connection, f"SELECT key FROM turn t WHERE session = ? AND native {_IN_ORDER}", session
    )
    return {key: number for number, (key,) in enumerate(found, 1)}


def spent(connection: DuckDBPyConnection, session: SessionFacts) -> list[tuple[int, int]]:
    """Milliseconds since a session's first event and what it had cost by then, in nano-USD."""
    found = _rows(
        connection,
        "SELECT greatest(0, ts - ?) // 1000, cost_nano FROM request"
        f" WHERE session = ? AND native AND {WITHIN} AND ts IS NOT NULL AND cost_nano IS NOT NULL"
        " ORDER BY ts, line, key, variant",
        session.first_ts,
        session.id,
        *session.lived,
    )
    nanos = itertools.accumulate(nano for _, nano in found)
    return [(elapsed, nano) for (elapsed, _), nano in zip(found, nanos, strict=True)]


def related(connection: DuckDBPyConnection, session: str) -> list[tuple[Any, ...]]:
    """Handoffs and forks of a session: relation, id, name, started, ended, outcome, agent."""
    return _rows(
        connection,
        "SELECT CASE kind WHEN 'subagent' THEN 'subagent' WHEN 'fork' THEN 'fork' ELSE 'helper'"
        ' END, NULL, "to", ts, done_ts, outcome, child FROM handoff'
        " WHERE session = ? AND native"
        " UNION ALL SELECT 'fork', id, coalesce(title, native_id), first_ts, last_ts, NULL, NULL"
        " FROM session WHERE parent = ? AND kind = 'fork' ORDER BY 4 NULLS LAST, 3, 7 LIMIT 200",
        session,
        session,
    )


_EVENTS = """
    SELECT 'user' AS lane, key, ts, NULL::BIGINT AS duration_ms, 'Prompt' AS title,
        NULL AS agent, key AS turn, CASE WHEN interrupted THEN 'interrupted' END AS outcome,
        NULL::BIGINT AS tokens, NULL::BIGINT AS cost_nano, line, source
    FROM turn WHERE session = ? AND native AND ts IS NOT NULL
    UNION ALL
    SELECT CASE WHEN side THEN 'agents' ELSE 'assistant' END, key || ':' || variant, ts,
        duration_ms, coalesce(model, 'unknown'), agent, turn, NULL,
        coalesce(input_tokens, 0) + coalesce(output_tokens, 0), cost_nano, line, source
    FROM request WHERE session = ? AND native AND ts IS NOT NULL
    UNION ALL
    SELECT 'tools', key, ts, duration_ms, tool, agent, turn, outcome, NULL, NULL, line, source
    FROM tool_call WHERE session = ? AND native AND ts IS NOT NULL
    UNION ALL
    SELECT 'agents', key, ts, (done_ts - ts) // 1000, "to", "to", turn, outcome, NULL, NULL,
        line, source
    FROM handoff WHERE session = ? AND native AND ts IS NOT NULL"""
"""Prompts, requests, tool calls and handoffs of one session, named four times."""


def timeline(
    connection: DuckDBPyConnection, session: str, limit: int, cursor: int
) -> tuple[list[Event], int]:
    """A page of a session's events, oldest first, and how many there are."""
    total = _rows(connection, f"SELECT count(*) FROM ({_EVENTS})", *[session] * 4)[0][0]
    return _events(connection, session, "true", (), f"LIMIT {limit:d} OFFSET {cursor:d}"), total


def event(connection: DuckDBPyConnection, session: str, key: str) -> Event | None:
    """One event of a session."""
    found = _events(connection, session, "e.key = ?", (key,), "LIMIT 1")
    return found[0] if found else None


def _events(
    connection: DuckDBPyConnection, session: str, where: str, values: tuple[str, ...], page: str
) -> list[Event]:
    found = _rows(
        connection,
        "SELECT e.lane, e.key, e.ts, e.duration_ms, e.title, e.agent, e.turn, e.outcome,"
        f" e.tokens, e.cost_nano, e.line, s.path FROM ({_EVENTS}) e"
        f" JOIN source s ON e.source = s.id WHERE {where}"
        f" ORDER BY e.ts, e.line, e.lane, e.key {page}",
        *[session] * 4,
        *values,
    )
    return [Event(*row) for row in found]
