"""Q8: a call that a hook blocked or a policy denied is a violation, wherever the call counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.records import MINUTES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CHANGED = "(SELECT id FROM changed_session)"
_SAME = (
    "f.key = d.key AND f.source = d.source AND f.line = d.line AND f.session = d.session"
    " AND f.thread = d.thread AND f.ts IS NOT DISTINCT FROM d.ts AND f.rule = d.rule"
    " AND f.reporter = d.reporter AND f.native"
)


def derive(connection: DuckDBPyConnection) -> None:
    """Make the findings of the changed sessions' denied calls, and drop those of no such call."""
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE denial AS
        SELECT source, line, 'denied:' || key AS key, thread, session, true AS native,
            coalesce(ended_ts, ts) AS ts, tool || ' denied' AS rule, 'warning' AS severity,
            {MINUTES["warning"]} AS minutes, false AS corrected, error_kind AS reporter,
            'recorded' AS origin, key AS call, false AS repeated
        FROM tool_call WHERE native AND outcome = 'denied' AND error_kind IN ('hook', 'policy')
            AND session IN {_CHANGED}""")
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE revoked AS
        SELECT f.rowid AS id, f.source FROM finding f
        WHERE f.call IS NOT NULL AND (f.session IN {_CHANGED} OR f.key IN (SELECT key FROM denial))
            AND NOT EXISTS (SELECT 1 FROM denial d WHERE {_SAME})""")
    connection.execute(f"DELETE FROM denial d WHERE EXISTS (SELECT 1 FROM finding f WHERE {_SAME})")
    connection.execute(
        "INSERT INTO touched SELECT source FROM revoked UNION SELECT source FROM denial"
    )
    connection.execute("DELETE FROM finding WHERE rowid IN (SELECT id FROM revoked)")
    connection.execute("INSERT INTO finding BY NAME SELECT * FROM denial")
