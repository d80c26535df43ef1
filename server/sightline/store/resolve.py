"""Who owns a row that several files hold: the rules of `accounting.md` 2.2, over sets.

Works on the keys a change touched and nothing else. Temporary tables steer it:
`touched` (sources read or gone), `stale_key` (keys that lost a row), `changed_session` (since the
last settling) and `uncommitted_session` (since the last commit).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.store import agent_results, descent, listed, rollup, schema, streams
from sightline.store.repricing import records, reprice

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from duckdb import DuckDBPyConnection

    from sightline.prices import Prices

AGENTS = "agents"
"""Beside the names of tables: rows of sub-agents came or went."""
KEYED = ("request", "turn", "tool_call", "code_change", "handoff")
NAMING = ("session_file", "record")
"""What says that there is a session, or what is known of it besides its work."""
OVERLAID = ("review", "finding", "approval")
"""What files of others say of sessions: no file of a thread holds it, so any copy may count."""


def prepare(connection: DuckDBPyConnection) -> None:
    """Make the temporary tables, empty."""
    connection.execute("CREATE OR REPLACE TEMP TABLE touched (source BIGINT)")
    connection.execute("CREATE OR REPLACE TEMP TABLE stale_key (name VARCHAR, key VARCHAR)")
    connection.execute("CREATE OR REPLACE TEMP TABLE changed_session (id VARCHAR)")
    connection.execute("CREATE OR REPLACE TEMP TABLE uncommitted_session (id VARCHAR)")
    connection.execute("CREATE OR REPLACE TEMP TABLE native_start (source BIGINT, line BIGINT)")


def note_loss(connection: DuckDBPyConnection, sources: list[int]) -> None:
    """Remember keys and sessions of sources whose rows are about to go."""
    some = "source IN (SELECT unnest(?::BIGINT[]))"
    for name in KEYED:
        connection.execute(
            f"INSERT INTO stale_key SELECT '{name}', key FROM {name} WHERE {some}", [sources]
        )
        connection.execute(
            f"INSERT INTO changed_session SELECT DISTINCT session FROM {name} WHERE {some}",
            [sources],
        )
    for name in OVERLAID:
        connection.execute(
            f"INSERT INTO stale_key SELECT '{name}', key FROM {name} WHERE {some}", [sources]
        )
    for name in NAMING:
        connection.execute(
            f"INSERT INTO changed_session SELECT DISTINCT session FROM {name} WHERE {some}",
            [sources],
        )


def resolve(
    connection: DuckDBPyConnection, prices: Prices, changed: AbstractSet[str], *, few: bool = False
) -> bool:
    """Give each touched row its owner, and each owner what it counts.

    `changed` names the tables that got or lost rows; nothing else can have become contended.
    With `few` only some files grew: then statements cost more than rows, and are spared.
    Whether nothing was found that rows could share with others.
    """
    is_plain = not descent.find_native_starts(connection, prices)
    is_plain &= not rollup.roll_up(connection)
    told_twice = rollup.find_told_twice(connection)
    engines = _engines_near(connection)
    near_a_list = listed.find_near(connection) if engines & listed.ENGINES else 0
    has_clocks = False
    for name in KEYED:
        if name not in changed:
            continue
        if _find_contended(connection, name, few=few) == 0:
            continue
        if not has_clocks:
            _find_clocks(connection)
            _find_claims(connection)
            has_clocks = True
        if name == "request":
            _own_requests(connection)
            _reprice(connection, prices)
        else:
            _own_rows(connection, name)
        connection.execute(
            f"INSERT INTO changed_session SELECT DISTINCT session FROM {name}"
            " WHERE key IN (SELECT key FROM contended)"
        )
    # Only rows that found another owner can have come near sessions of other engines.
    if "request" in changed and (has_clocks or engines & streams.JOINING.keys()):
        streams.join(connection, prices)
    for name in OVERLAID:
        if name in changed:
            _find_contended(connection, name, few=False)
            _own_overlaid(connection, name)
    if near_a_list:
        listed.yield_to_items(connection)
    if told_twice:
        rollup.yield_to_transcripts(connection)
    named = " UNION ALL ".join(
        f"SELECT session FROM {name} WHERE source IN (SELECT source FROM touched)"
        for name in NAMING
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE changed_session AS SELECT DISTINCT id"
        f" FROM (FROM changed_session UNION ALL {named}) WHERE id IS NOT NULL"
    )
    if AGENTS in changed:
        agent_results.count(connection, prices)
    overlaid = not changed.isdisjoint((AGENTS, *OVERLAID))
    return is_plain and not (has_clocks or near_a_list or told_twice or overlaid)


def _find_clocks(connection: DuckDBPyConnection) -> None:
    """First and last instant of each thread's main file."""
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE clock AS
        SELECT thread, any_value(session) AS root, bool_or(background) AS background,
            coalesce(max(last_ts) FILTER (kind <> 'subagent'), max(last_ts)) AS last_ts,
            coalesce(min(first_ts) FILTER (kind <> 'subagent'), min(first_ts)) AS first_ts
        FROM session_file GROUP BY thread""")


def _find_claims(connection: DuckDBPyConnection) -> None:
    """Which thread says it copies which."""
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE claim AS
        SELECT DISTINCT thread, says FROM request WHERE says IS NOT NULL""")


def _engines_near(connection: DuckDBPyConnection) -> set[str]:
    """Whose sessions something happened to."""
    found = connection.execute("""
        SELECT split_part(thread, ':', 1) FROM session_file
        WHERE source IN (SELECT source FROM touched)
        UNION SELECT split_part(id, ':', 1) FROM changed_session WHERE id IS NOT NULL""")
    return {engine for (engine,) in found.fetchall()}


def _find_contended(connection: DuckDBPyConnection, name: str, *, few: bool) -> int:
    """Touched keys that several rows have, and keys that lost one; how many."""
    touched = "source IN (SELECT source FROM touched)"
    # Of many the search for keys would cost more than to group them all.
    keys = f"""
        SELECT key FROM {name}
        {f"WHERE key IN (SELECT key FROM {name} WHERE {touched})" if few else ""}
        GROUP BY key HAVING count(*) > 1 {"" if few else f"AND bool_or({touched})"}
        UNION SELECT key FROM stale_key WHERE name = '{name}'"""
    if few and connection.execute(keys).fetchone() is None:
        return 0
    return schema.filled(connection, f"CREATE OR REPLACE TEMP TABLE contended AS {keys}")


_OWN_LINES = """
    NOT EXISTS (SELECT 1 FROM native_start n WHERE n.source = r.source AND r.line < n.line)"""


def _own_requests(connection: DuckDBPyConnection) -> None:
    """Merge copies of a request: one row counts, with the earliest instant and the last end."""
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE claimed AS
        WITH r AS (
            SELECT r.rowid AS id, r.*, c.root, c.background, c.last_ts AS thread_last,
                c.first_ts AS thread_first
            FROM request r JOIN contended k ON r.key = k.key JOIN clock c ON r.thread = c.thread
            WHERE {_OWN_LINES}
        ), variants AS (
            SELECT key, variant, bool_or(NOT side) AS main, min(first_ts) AS ts
            FROM r GROUP BY key, variant
        ), named AS (
            SELECT *, CASE WHEN variant = '' THEN coalesce(
                arg_min(variant, (coalesce(ts, 9e18::BIGINT), variant)) FILTER (variant <> '')
                    OVER (PARTITION BY key), '') ELSE variant END AS target
            FROM variants
        ), targets AS (
            SELECT key, target, bool_or(main) AS main, min(ts) AS ts
            FROM named GROUP BY key, target
        ), joined AS (
            SELECT key, target, CASE WHEN main THEN target ELSE coalesce(
                arg_min(target, (coalesce(ts, 9e18::BIGINT), target)) FILTER (main)
                    OVER (PARTITION BY key),
                arg_min(target, (coalesce(ts, 9e18::BIGINT), target)) OVER (PARTITION BY key)
                ) END AS call
            FROM targets
        ), grouped AS (
            SELECT r.*, j.call,
                bool_and(r.side) OVER (PARTITION BY r.key, j.call) AS only_side,
                list_contains(list(r.says) FILTER (r.says IS NOT NULL)
                    OVER (PARTITION BY r.key, j.call), r.thread) AS is_claimed
            FROM r JOIN named n ON r.key = n.key AND r.variant = n.variant
            JOIN joined j ON n.key = j.key AND n.target = j.target
        ), owned AS (
            SELECT *, first_value(thread) OVER (PARTITION BY key, call
                ORDER BY background, coalesce(is_claimed, false) DESC,
                    thread_last NULLS LAST, thread_first NULLS LAST, thread) AS owner
            FROM grouped
        )
        SELECT id, key, call,
            (SELECT c.root FROM clock c WHERE c.thread = owner) AS session,
            row_number() OVER (PARTITION BY key, call
                ORDER BY side, rank DESC, tie DESC, (thread = owner) DESC, source, line) = 1
                AS native,
            min(first_ts) FILTER (only_side OR NOT side) OVER (PARTITION BY key, call) AS ts,
            max(ended_ts) FILTER (only_side OR NOT side) OVER (PARTITION BY key, call) AS ended_ts,
            bool_and(own_partial) OVER (PARTITION BY key, call) AS partial,
            max(own_searches) OVER (PARTITION BY key, call) AS web_searches
        FROM owned""")
    connection.execute("""
        INSERT INTO touched SELECT DISTINCT r.source FROM request r JOIN claimed c ON r.rowid = c.id
        WHERE r.native IS DISTINCT FROM c.native OR r.session IS DISTINCT FROM c.session
            OR r.ts IS DISTINCT FROM c.ts OR r.ended_ts IS DISTINCT FROM c.ended_ts""")
    connection.execute("""
        UPDATE request SET native = c.native AND flags NOT LIKE '%agent_result%',
            session = c.session, ts = c.ts, ended_ts = c.ended_ts
        FROM claimed c WHERE request.rowid = c.id""")


def _reprice(connection: DuckDBPyConnection, prices: Prices) -> None:
    """Give rows that count what their copies know beyond them: searches, and a certain output."""
    known = connection.execute("""
        SELECT r.rowid, c.web_searches, c.partial FROM request r JOIN claimed c ON r.rowid = c.id
        WHERE r.native AND (r.web_searches <> c.web_searches
            OR (c.partial AND NOT r.partial)
            OR (r.partial AND NOT c.partial AND r.flags NOT LIKE '%fee_unknown%'))""").fetchall()
    for id_, searches, partial in known:
        for rowid, row in records(connection, "rowid = ?", [id_]):
            row.web_searches, row.partial = searches, partial
            reprice(connection, prices, rowid, row)


def _own_rows(connection: DuckDBPyConnection, name: str) -> None:
    """Count each key once, in its owner's session: the copy that knows how it ended, else its own.

    A copy may be cut between a call and its result, so what is counted must not depend on who
    holds it.
    """
    finished = "r.estimated," if name == "code_change" else ""
    if name in ("tool_call", "handoff"):
        finished = "(r.outcome <> 'open') DESC,"
    if name == "handoff":
        finished = f"(r.done_ts IS NOT NULL) DESC, {finished}"
    # In two steps: as one join, every row of a copy would meet every thread its file names.
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE said AS
        SELECT DISTINCT r.key, r.thread, s.thread AS by
        FROM {name} r JOIN contended k ON r.key = k.key JOIN claim s ON r.thread = s.says""")
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE told AS
        SELECT DISTINCT key, thread FROM said
        WHERE EXISTS (SELECT 1 FROM {name} o WHERE o.key = said.key AND o.thread = said.by)""")
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE claimed AS
        WITH r AS (
            SELECT r.rowid AS id, r.*, c.root, c.background, c.last_ts AS thread_last,
                c.first_ts AS thread_first, t.key IS NOT NULL AS is_claimed
            FROM {name} r JOIN contended k ON r.key = k.key JOIN clock c ON r.thread = c.thread
                LEFT JOIN told t ON r.key = t.key AND r.thread = t.thread
            WHERE {_OWN_LINES}
        ), owned AS (
            SELECT *, first_value(thread) OVER (PARTITION BY key
                ORDER BY background, is_claimed DESC,
                    thread_last NULLS LAST, thread_first NULLS LAST, thread) AS owner
            FROM r
        )
        SELECT id, (SELECT c.root FROM clock c WHERE c.thread = owner) AS session,
            row_number() OVER (PARTITION BY key ORDER BY {finished} (thread = owner) DESC,
                ts NULLS LAST, source, line) = 1 AS native
        FROM owned r""")
    connection.execute(f"""
        INSERT INTO touched SELECT DISTINCT r.source FROM {name} r JOIN claimed c ON r.rowid = c.id
        WHERE r.native IS DISTINCT FROM c.native OR r.session IS DISTINCT FROM c.session""")
    connection.execute(f"""
        UPDATE {name} SET native = c.native, session = c.session
        FROM claimed c WHERE {name}.rowid = c.id""")


def _own_overlaid(connection: DuckDBPyConnection, name: str) -> None:
    """Let one of several copies count; of a finding what was said of it last."""
    newest = "said_ts DESC NULLS LAST, " if name == "finding" else ""
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE claimed AS
        SELECT rowid AS id, source, native AS was,
            row_number() OVER (PARTITION BY key ORDER BY {newest}source, line) = 1 AS native
        FROM {name} WHERE key IN (SELECT key FROM contended)""")
    connection.execute("INSERT INTO touched SELECT source FROM claimed WHERE native <> was")
    connection.execute(
        f"UPDATE {name} SET native = c.native FROM claimed c"
        f" WHERE {name}.rowid = c.id AND c.native <> c.was"
    )
