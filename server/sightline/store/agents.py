"""Who worked in a session, and who called whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sightline.store.query import WITHIN

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sightline.store.schema import SessionFacts


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a sub-agent or an agent CLI."""

    name: str
    child: str | None
    """The agent's id in the session, or the session it became."""
    caller: str | None
    """The agent that started it; None is the main thread."""
    is_helper: bool
    started: int | None
    ended: int | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Agent:
    """A sub-agent that sent requests, as its own rows tell."""

    id: str
    name: str
    parent: str | None
    started: int | None
    ended: int | None


def runs(connection: DuckDBPyConnection, session: SessionFacts) -> list[Run]:
    """Sub-agents and agent CLIs that a session started, in order."""
    found = connection.execute(
        "SELECT h.\"to\", h.child, coalesce(c.agent_id, f.agent_id), h.kind = 'cli', h.ts,"
        " h.done_ts, h.outcome"
        " FROM handoff h"
        " LEFT JOIN (SELECT key, agent_id FROM tool_call"
        f" WHERE native AND session = ? AND {WITHIN}) c ON c.key = h.key"
        " LEFT JOIN session_file f ON f.source = h.source"
        " WHERE h.native AND h.session = ? AND h.kind <> 'fork'"
        ' ORDER BY h.ts NULLS LAST, h.line, h.key, h."to"',
        [session.id, *session.lived, session.id],
    ).fetchall()
    return [Run(*row) for row in found]


def agents(connection: DuckDBPyConnection, session: SessionFacts) -> list[Agent]:
    """Sub-agents with requests in a session, in order."""
    found = connection.execute(
        "WITH file AS (SELECT f.agent_id AS id, min(p.agent_id) AS parent FROM session_file f"
        " JOIN session_file p ON p.thread = f.parent AND p.agent_id IS NOT NULL"
        " WHERE f.session = ? AND f.agent_id IS NOT NULL GROUP BY 1)"
        " SELECT r.agent_id, min(r.agent), min(file.parent), min(coalesce(r.started_ts, r.ts)),"
        " max(coalesce(r.ended_ts, r.ts)) FROM request r LEFT JOIN file ON file.id = r.agent_id"
        f" WHERE r.native AND r.session = ? AND {WITHIN} AND r.agent_id IS NOT NULL"
        " GROUP BY 1 ORDER BY 4 NULLS LAST, 1",
        [session.id, session.id, *session.lived],
    ).fetchall()
    return [Agent(*row) for row in found]
