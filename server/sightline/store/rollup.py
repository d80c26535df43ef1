"""Work of a session that other files hold: sub-agents, and transcripts of other engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.store import schema
from sightline.store.descent import parents_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from duckdb import DuckDBPyConnection

PLACED = ("request", "tool_call", "code_change")


def roll_up(connection: DuckDBPyConnection) -> bool:
    """Put a sub-agent's own thread into the session at the root of its parents, if one changed."""
    sub_agents = connection.execute(
        "SELECT count(*) FROM session_file WHERE kind = 'subagent' AND parent IS NOT NULL"
        " AND source IN (SELECT source FROM touched)"
    ).fetchone()
    if sub_agents == (0,):
        return False
    parents = parents_of(connection, ("subagent",))
    roots = {"thread": list(parents), "root": [_root(thread, parents) for thread in parents]}
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE root AS"
        " SELECT unnest(?::VARCHAR[]) AS thread, unnest(?::VARCHAR[]) AS root",
        [roots["thread"], roots["root"]],
    )
    for name in ("session_file", "request", "turn", "tool_call", "code_change", "handoff"):
        moved = f"FROM root WHERE {name}.thread = root.thread AND {name}.session <> root.root"
        connection.execute(
            f"INSERT INTO touched SELECT DISTINCT {name}.source FROM {name}, root"
            f" WHERE {name}.thread = root.thread AND {name}.session <> root.root"
        )
        connection.execute(
            f"INSERT INTO changed_session SELECT DISTINCT {name}.session FROM {name}, root"
            f" WHERE {name}.thread = root.thread AND {name}.session <> root.root"
        )
        connection.execute(f"UPDATE {name} SET session = root.root {moved}")
    return True


def _root(thread: str, parents: dict[str, str]) -> str:
    """The last known ancestor."""
    while thread in parents:
        thread = parents[thread]
    return thread


def assign_turns(connection: DuckDBPyConnection, changed: Collection[str]) -> None:
    """Give work of sub-agents its name and the turn that began it, else the turn at its time."""
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE begun AS
        SELECT session, child, min(turn) AS turn, min("to") AS agent FROM handoff
        WHERE native AND child IS NOT NULL AND turn IS NOT NULL
            AND session IN (SELECT id FROM changed_session)
        GROUP BY session, child""")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE prompted AS
        SELECT session, ts, key FROM turn WHERE native AND ts IS NOT NULL
            AND session IN (SELECT id FROM changed_session)""")
    for name in PLACED if {"handoff", "turn"} & set(changed) else set(PLACED) & set(changed):
        # A total over a whole session belongs to no turn of it.
        several = " AND flags NOT LIKE '%aggregate%'" if name == "request" else ""
        connection.execute(f"""
            CREATE OR REPLACE TEMP TABLE placed AS
            WITH loose AS (
                SELECT rowid AS id, source, session, agent, agent_id, ts, turn,
                    turn IS NULL OR placed AS untold FROM {name}
                WHERE (turn IS NULL OR placed OR agent_id IS NOT NULL) AND native{several}
                    AND session IN (SELECT id FROM changed_session)
            )
            SELECT l.id, l.source, b.turn,
                CASE WHEN l.agent = l.agent_id THEN b.agent ELSE l.agent END AS agent
            FROM loose l JOIN begun b ON l.session = b.session AND l.agent_id = b.child
            WHERE l.turn IS DISTINCT FROM b.turn OR l.agent = l.agent_id
            UNION ALL
            SELECT l.id, l.source, p.key, l.agent FROM (
                SELECT * FROM loose ANTI JOIN begun
                ON loose.session = begun.session AND loose.agent_id = begun.child
                WHERE untold AND ts IS NOT NULL) l
            ASOF LEFT JOIN prompted p ON l.session = p.session AND l.ts >= p.ts
            WHERE l.turn IS DISTINCT FROM p.key""")
        connection.execute("INSERT INTO touched SELECT DISTINCT source FROM placed")
        connection.execute(
            f"UPDATE {name} SET turn = p.turn, agent = p.agent,"
            f" placed = p.turn IS NOT NULL AND ({name}.placed OR {name}.turn IS NULL)"
            f" FROM placed p WHERE {name}.rowid = p.id"
        )


YIELDING = ("request", "turn", "tool_call", "code_change")
"""Handoffs do not: a record knows of helpers that the transcript may not name."""


def find_told_twice(connection: DuckDBPyConnection) -> int:
    """Threads another engine's transcript may tell better, where one of the two was touched.

    A request says so (`says`). Their rows are resolved anew, as their own files decide. How many
    there are.
    """
    others = (
        "FROM request WHERE says IS NOT NULL"
        " AND split_part(says, ':', 1) <> split_part(thread, ':', 1)"
    )
    if connection.execute(f"SELECT 1 {others} LIMIT 1").fetchone() is None:
        return 0
    count = schema.filled(
        connection,
        f"""
        CREATE OR REPLACE TEMP TABLE told_twice AS
        WITH near AS (
            SELECT thread AS id FROM session_file WHERE source IN (SELECT source FROM touched)
            UNION SELECT id FROM changed_session
        )
        SELECT DISTINCT thread, says {others}
            AND (thread IN (SELECT id FROM near) OR says IN (SELECT id FROM near))""",
    )
    for name in YIELDING if count else ():
        connection.execute(
            f"INSERT INTO stale_key SELECT '{name}', key FROM {name}"
            " WHERE thread IN (SELECT thread FROM told_twice)"
        )
    return count


def yield_to_transcripts(connection: DuckDBPyConnection) -> None:
    """Of a session told twice only the transcript counts, where one with usage is read."""
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE yielding AS SELECT DISTINCT t.thread FROM told_twice t
        WHERE EXISTS (SELECT 1 FROM request r WHERE r.thread = t.says)""")
    for name in YIELDING:
        some = f"FROM {name} WHERE native AND thread IN (SELECT thread FROM yielding)"
        connection.execute(f"INSERT INTO touched SELECT DISTINCT source {some}")
        connection.execute(f"INSERT INTO changed_session SELECT DISTINCT session {some}")
        connection.execute(
            f"UPDATE {name} SET native = false"
            " WHERE native AND thread IN (SELECT thread FROM yielding)"
        )
