"""Files that share no row with another, and only grow: whose their rows are needs no search.

A live session is such a file. It is found to be one after its rows were resolved, and stays one
as long as nothing happens but that such files grow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.store import listed, schema, streams
from sightline.store.resolve import KEYED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from duckdb import DuckDBPyConnection

    from sightline.reading import Outcome
    from sightline.records import Rows

_HELD = {*KEYED, "source", "problem", "session_file"}
"""Tables of rows with a key, and of what nobody else can hold."""
_MEETING = listed.ENGINES | streams.JOINING.keys()
"""Engines whose files are seldom alone."""


class Alone:
    """The sources known to be alone, and what was added to them since the last settling."""

    def __init__(self) -> None:
        self._sources: set[int] = set()
        self._added: list[tuple[int, Rows]] = []
        self._has_others = False
        """Other files were read as well."""

    def add(self, outcome: Outcome) -> None:
        """Take note of a reading; one of another kind has the owners of all rows searched."""
        rows = None if outcome.restarted or outcome.file.engine in _MEETING else outcome.rows
        if rows is None or outcome.file.id not in self._sources:
            self._has_others = True
        else:
            self._added.append((outcome.file.id, rows))

    def forget(self) -> None:
        """Know of no source any more."""
        self._sources.clear()
        self._added.clear()
        self._has_others = False

    def settle(self, connection: DuckDBPyConnection, changed: AbstractSet[str]) -> bool:
        """Whether what was added has no other owner; then its sessions are noted as changed."""
        sources = [source for source, _ in self._added]
        added = [rows for _, rows in self._added]
        is_all = bool(added) and not self._has_others
        self._added.clear()
        self._has_others = False
        is_alone = (
            is_all
            and changed <= _HELD
            and all(map(_stands_alone, added))
            and not _is_shared(connection, added)
        )
        if is_alone:
            among, values = schema.one_of(sources, "BIGINT")
            connection.execute(
                "INSERT INTO changed_session"
                f" SELECT DISTINCT session FROM session_file WHERE source {among}",
                values,
            )
        return is_alone

    def look_at(self, connection: DuckDBPyConnection, sources: Sequence[int]) -> None:
        """Know these files as alone, if no row of theirs has a key that another row has."""
        among, values = schema.one_of(sources, "BIGINT")
        shared = " UNION ALL ".join(
            f"SELECT key FROM {name} WHERE key IN (SELECT key FROM {name} WHERE source {among})"
            " GROUP BY key HAVING count(*) > 1"
            for name in KEYED
        )
        if connection.execute(shared, values * len(KEYED)).fetchone() is None:
            self._sources.update(sources)


def _stands_alone(rows: Rows) -> bool:
    """Whether rows name no other session, as what copies, continues or helps another does."""
    is_root = all(row.kind != "subagent" and row.native_line == 0 for row in rows.session)
    return is_root and all(row.says is None and row.agent_id is None for row in rows.request)


def _is_shared(connection: DuckDBPyConnection, added: Sequence[Rows]) -> bool:
    """Whether another row has a key of one of these, or a key lost a row."""
    several, values = ["SELECT key FROM stale_key"], []
    for name in KEYED:
        if keys := [row.key for rows in added for row in getattr(rows, name)]:
            among, more = schema.one_of(keys, "VARCHAR")
            several.append(
                f"SELECT key FROM {name} WHERE key {among} GROUP BY key HAVING count(*) > 1"
            )
            values += more
    return connection.execute(" UNION ALL ".join(several), values).fetchone() is not None
