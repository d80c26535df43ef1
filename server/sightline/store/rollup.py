"""Work of a session that other files hold: sub-agents, copied heads, agents known by a result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sightline.adapters import ADAPTERS
from sightline.records import Request

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sightline.prices import Prices

_COUNTED = "agent_counted"


def find_native_starts(connection: DuckDBPyConnection) -> None:
    """Where each file's own work begins; what lies before is a parent's and counts there."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE native_start AS"
        " SELECT source, native_line AS line FROM session_file WHERE native_line > 0"
    )
    open_ = connection.execute(
        "SELECT source, thread, parent, first_ts FROM session_file WHERE native_line < 0"
        " ORDER BY first_ts, thread"
    ).fetchall()
    for source, thread, parent, _ in open_:
        siblings = [row[1] for row in open_ if row[2] == parent and row[1] != thread]
        earlier = siblings[: [row[1] for row in open_ if row[2] == parent].index(thread)]
        line = _native_line(connection, thread, parent, earlier)
        connection.execute("INSERT INTO native_start VALUES (?, ?)", [source, line])
    for name in ("request", "turn", "tool_call", "code_change", "handoff"):
        connection.execute(
            f"UPDATE {name} SET native = false FROM native_start n"
            f" WHERE {name}.source = n.source AND {name}.line < n.line AND {name}.native"
        )


def _native_line(
    connection: DuckDBPyConnection, thread: str, parent: str | None, siblings: list[str]
) -> int:
    engine = thread.partition(":")[0]
    find = next(adapter.native_line for adapter in ADAPTERS if adapter.engine == engine)
    if find is None:
        return 0
    child = _counts(connection, thread)
    others = [_counts(connection, sibling) for sibling in siblings]
    known = _counts(connection, parent) if parent else []
    return find(child, known or None, others)


def _counts(connection: DuckDBPyConnection, thread: str) -> list[tuple[int, str, int | None]]:
    """A thread's requests in order: line, key without the thread, instant."""
    return [
        (int(line), key, ts)
        for line, key, ts in connection.execute(
            "SELECT line, key, first_ts FROM request WHERE thread = ? ORDER BY line", [thread]
        ).fetchall()
    ]


def roll_up(connection: DuckDBPyConnection) -> None:
    """Put a sub-agent's own thread into the session at the root of its parents."""
    parents = dict(
        connection.execute(
            "SELECT thread, any_value(parent) FROM session_file"
            " WHERE kind = 'subagent' AND parent IS NOT NULL GROUP BY thread"
        ).fetchall()
    )
    if not parents:
        return
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


def _root(thread: str, parents: dict[str, str]) -> str:
    """The last known ancestor; a cycle ends where it closes."""
    seen = {thread}
    while (parent := parents.get(thread)) is not None and parent not in seen:
        thread = parent
        seen.add(thread)
    return thread


def count_agent_results(connection: DuckDBPyConnection, prices: Prices) -> None:
    """Count the last request of a sub-agent that only its result tells of.

    Beside the agent's own file a result can only raise that request's output; beside progress
    lines it is the one request they lack; alone it is all that is known of the agent.
    """
    connection.execute(
        f"DELETE FROM request WHERE flags LIKE '%{_COUNTED}%'"
        " AND session IN (SELECT id FROM changed_session)"
    )
    cursor = connection.execute(
        "SELECT * FROM request WHERE flags LIKE '%agent_result%'"
        " AND session IN (SELECT id FROM changed_session)"
        " QUALIFY row_number() OVER (PARTITION BY session, key"
        " ORDER BY (thread = session) DESC, source, line) = 1"
    )
    names = [column[0] for column in cursor.description]
    counted = []
    for values in cursor.fetchall():
        said = Request(**dict(zip(names, values, strict=True)))
        row = _counted(connection, said, prices)
        if row is not None:
            counted.append(row)
    if not counted:
        return
    for row in counted:
        values = msgspec.structs.astuple(row)
        marks = ", ".join("?" * len(values))
        connection.execute(f"INSERT INTO request VALUES ({marks})", list(values))


def _counted(connection: DuckDBPyConnection, said: Request, prices: Prices) -> Request | None:
    seen = connection.execute(
        "SELECT * FROM request WHERE session = ? AND agent_id = ? AND native"
        " AND flags NOT LIKE '%agent_%' ORDER BY ts DESC NULLS LAST, line DESC LIMIT 1",
        [said.session, said.agent_id],
    )
    names = [column[0] for column in seen.description]
    values = seen.fetchone()
    fields: dict[str, Any] = {"native": True, "flags": _COUNTED, "key": said.key + ":counted"}
    if values is None:
        row = msgspec.structs.replace(said, **fields, partial=True)
        prices.apply(row, "anthropic")
        return row
    last = Request(**dict(zip(names, values, strict=True)))
    has_file = connection.execute(
        "SELECT 1 FROM session_file WHERE session = ? AND agent_id = ? LIMIT 1",
        [said.session, said.agent_id],
    ).fetchone()
    if has_file is None:
        row = msgspec.structs.replace(said, **fields)
        prices.apply(row, "anthropic")
        return row
    return _raised(said, last, fields, prices)


def _raised(said: Request, last: Request, fields: dict[str, Any], prices: Prices) -> Request | None:
    """The output a result states beyond what the agent's file shows, as a row of no request."""
    if said.output_tokens is None or last.output_tokens is None:
        return None
    more = said.output_tokens - last.output_tokens
    if more <= 0:
        return None
    whole = msgspec.structs.replace(last, output_tokens=said.output_tokens)
    prices.apply(whole, "anthropic")
    row = msgspec.structs.replace(
        last, **fields, source=said.source, line=said.line, thread=said.thread, n=0, messages=0,
        input_tokens=0, cache_read_tokens=0, cache_write_5m_tokens=0, cache_write_1h_tokens=0,
        output_tokens=more, web_searches=0, started_ts=None, duration_ms=None, first_ms=None,
        first_kind=None, partial=False, cost_input_nano=0, cost_cache_read_nano=0,
        cost_cache_write_nano=0, cost_search_nano=0, savings_nano=0, surcharge_nano=0,
    )  # fmt: skip
    if whole.cost_nano is None or last.cost_nano is None:
        return row
    row.cost_nano = whole.cost_nano - last.cost_nano
    row.cost_output_nano = row.cost_nano
    return row


def assign_turns(connection: DuckDBPyConnection) -> None:
    """Give work of sub-agents the turn that started them, else the turn at their time."""
    for name in ("request", "tool_call", "code_change"):
        connection.execute(f"""
            UPDATE {name} SET turn = h.turn
            FROM (SELECT session, child, min(turn) AS turn FROM handoff
                WHERE native AND child IS NOT NULL AND turn IS NOT NULL
                    AND session IN (SELECT id FROM changed_session)
                GROUP BY session, child) h
            WHERE {name}.session = h.session AND {name}.agent_id = h.child
                AND {name}.turn IS DISTINCT FROM h.turn""")
        connection.execute(f"""
            UPDATE {name} SET turn = t.turn
            FROM (SELECT r.rowid AS id, t.key AS turn FROM (
                    SELECT rowid, session, ts FROM {name}
                    WHERE turn IS NULL AND native AND ts IS NOT NULL
                        AND session IN (SELECT id FROM changed_session)) r
                ASOF JOIN (SELECT session, ts, key FROM turn WHERE native AND ts IS NOT NULL) t
                ON r.session = t.session AND r.ts >= t.ts) t
            WHERE {name}.rowid = t.id""")
