"""Which turns edited which files, for what is told by commit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection


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
