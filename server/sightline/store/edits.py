"""Which turns edited which files, and which paths a session named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sightline.store.query import passing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

    from sightline.store.query import Filter


@dataclass(frozen=True, slots=True)
class EditedTurn:
    """A turn of a session in a project, and when it first edited each file."""

    session: str
    turn: str
    project: str
    branch: str | None
    files: dict[str, int]
    """Instants by path, as the project names it."""


def edited_turns(
    connection: DuckDBPyConnection, sessions: Sequence[str] | None = None
) -> list[EditedTurn]:
    """All turns with an applied edit in a project, or those of some sessions."""
    found = connection.execute(
        "SELECT r.session, r.turn, s.project, s.branch, map_from_entries(list((r.path, r.ts)"
        " ORDER BY r.path))"
        " FROM (SELECT session, turn, path, min(ts) AS ts FROM code_change"
        " WHERE native AND applied AND turn IS NOT NULL AND ts IS NOT NULL"
        " AND (?::VARCHAR[] IS NULL OR list_contains(?::VARCHAR[], session))"
        " GROUP BY session, turn, path) r JOIN session s ON s.id = r.session"
        " WHERE s.project IS NOT NULL GROUP BY 1, 2, 3, 4 ORDER BY 1, 2",
        [sessions, sessions],
    ).fetchall()
    return [EditedTurn(*row) for row in found]


def edited_projects(connection: DuckDBPyConnection, where: Filter) -> tuple[list[str], int]:
    """Projects in which a turn of the filter has an applied edit; and how many turns it lets by."""
    own = passing("request", where)
    ((projects, turns),) = connection.execute(
        "WITH asked AS MATERIALIZED (SELECT DISTINCT r.session, r.turn"
        f" FROM {own.source} WHERE {own.condition} AND r.turn IS NOT NULL)"
        " SELECT (SELECT list(DISTINCT s.project) FROM asked JOIN code_change c"
        " USING (session, turn) JOIN session s ON s.id = c.session"
        " WHERE c.native AND c.applied AND c.ts IS NOT NULL AND s.project IS NOT NULL),"
        " (SELECT count(*) FROM asked)",
        own.values,
    ).fetchall()
    return sorted(projects or ()), int(turns)


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit of a session, and where it is recorded."""

    path: str
    """As the project names it."""
    source: str
    line: int
    added: int | None


def edits_of(connection: DuckDBPyConnection, session: str) -> list[Edit]:
    """The applied edits of a session, in the order they were made."""
    found = connection.execute(
        "SELECT c.path, s.path, c.line, c.added FROM code_change c JOIN source s ON c.source = s.id"
        " WHERE c.native AND c.applied AND c.session = ?"
        " ORDER BY c.ts NULLS FIRST, s.path, c.line, c.path",
        [session],
    ).fetchall()
    return [Edit(*row) for row in found]


@dataclass(frozen=True, slots=True)
class Named:
    """What a session's tools were asked about, and when it went on."""

    paths: tuple[str, ...]
    first_ts: int | None
    last_ts: int | None


def named_by(connection: DuckDBPyConnection, session: str) -> Named:
    """The paths that a session's tool calls named or edited."""
    found = connection.execute(
        "SELECT DISTINCT path FROM (SELECT target AS path FROM tool_call WHERE native"
        " AND session = $session AND kind IN ('read', 'edit', 'search')"
        " UNION ALL SELECT path FROM code_change WHERE native AND session = $session)"
        " WHERE path IS NOT NULL ORDER BY path",
        {"session": session},
    ).fetchall()
    span = connection.execute(
        "SELECT first_ts, last_ts FROM session WHERE id = ?", [session]
    ).fetchone()
    first, last = span or (None, None)
    return Named(tuple(path for (path,) in found), first, last)
