"""What the repository says of a session: lines, files, branch and the commits made meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sightline.errors import RepositoryError
from sightline.reports import commits
from sightline.reports.payload.commits import CommitRow
from sightline.reports.payload.session import GitChanges
from sightline.store import calendar, lookups
from sightline.store.edits import edited_turns
from sightline.store.query import Filter, measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection

    from sightline.reports.report import Context
    from sightline.repository import Commit
    from sightline.store.schema import SessionFacts


def git_changes(
    context: Context, connection: DuckDBPyConnection, facts: SessionFacts
) -> GitChanges:
    """Up to the session's end; of a project's newest with the work not yet committed (M4)."""
    if facts.project is None or facts.first_ts is None or facts.last_ts is None:
        return _none("The session names no project folder")
    if (refused := context.why_no_git(facts.project)) is not None:
        return _none(refused)
    from sightline import repository  # noqa: PLC0415  GitPython is slow to import

    root, started = Path(facts.project), calendar.moment(facts.first_ts)
    newest = lookups.is_newest_of_project(connection, facts)
    ended = None if newest else calendar.moment(facts.last_ts)
    try:
        found = repository.changes(root, started, ended)
        now = repository.branch(root)
        made = repository.commits(root, facts.branch, started)
    except RepositoryError as error:
        return _none(str(error))
    return GitChanges(
        lines_added=found.lines_added,
        lines_removed=found.lines_removed,
        files_changed=found.files_changed,
        branch=now,
        commits=_rows(
            connection, facts.id, [one for one in made if ended is None or one.at <= ended]
        ),
        hint=None,
    )


def _rows(
    connection: DuckDBPyConnection, session: str, made: Sequence[Commit]
) -> tuple[CommitRow, ...]:
    """Commits with what the session's own turns in them cost."""
    turns = edited_turns(connection, (session,))
    taken = {commit.id: own for commit, own in commits.taken_up(made, turns)}
    where = Filter(sessions=(session,))
    spent = {
        row.group[0]: row.values for row in measure(connection, commits.METRICS, where, ("turn",))
    }
    rows = []
    for commit in made:
        own = [spent[turn.turn] for turn in taken.get(commit.id, ()) if turn.turn in spent]
        rows.append(commits.row(commit, len(own), commits.together(own)))
    return tuple(rows)


def _none(hint: str) -> GitChanges:
    return GitChanges(
        lines_added=None,
        lines_removed=None,
        files_changed=None,
        branch=None,
        commits=(),
        hint=hint,
    )
