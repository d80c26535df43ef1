"""What went into each branch and commit; a session counts for the branch it was on at its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sightline.reports import commits, rows, scope
from sightline.reports.labels import added, cost_label, counted, token_label, usd, whole
from sightline.reports.payload.base import Label, Payload, Period, ScopedAnswer
from sightline.reports.payload.commits import CommitSums, ProjectCommit
from sightline.reports.payload.scope import PageScope
from sightline.reports.report import Context, Report
from sightline.store.edits import edited_projects, edited_turns
from sightline.store.query import measure, total

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sightline.store.query import Filter, Value

_METRICS = (
    "sessions", "requests", "total_tokens", "cost", "active_time", "lines_added", "lines_removed",
)  # fmt: skip


class BranchRow(Payload):
    """One branch of one project, or all of them."""

    project: str
    """Its folder name, with the parent folder where two are called the same."""
    path: str
    branch: str
    """`(none)` where a session names none."""
    sessions: int
    requests: int
    tokens: int | None
    tokens_label: Label
    active_time_ms: int
    lines_added: int | None
    lines_removed: int | None
    cost: float | None
    cost_label: Label


class BranchesPayload(ScopedAnswer):
    """A page of branches and one of commits, dearest first; each adds up to the total.

    A turn belongs to the next commit on its branch that changes a file it edited.
    """

    period: Period
    rows: tuple[BranchRow, ...]
    others: BranchRow | None
    """The branches that are not on this page, together."""
    total: BranchRow
    branches: int
    commits: tuple[ProjectCommit, ...]
    """As many of the dearest as there may be branches on a page."""
    other_commits: CommitSums | None
    """The commits that are not among them, together."""
    unattributed: CommitSums
    """Turns that edited nothing or are not committed, and what was spent outside a turn."""
    hint: str | None
    """Why the commits of some projects are not known."""
    next_cursor: int | None


def answer(context: Context, params: PageScope) -> BranchesPayload:
    """Branches of a scope."""
    with context.index.reading() as connection:
        span = scope.span_of(params, context, connection)
        found = measure(connection, _METRICS, span.where, ("project", "branch"))
        found.sort(key=lambda row: (-whole(row.values["cost"]), row.group))
        page = found[params.cursor : params.cursor + params.limit]
        end = params.cursor + len(page)
        names = rows.short_names(sorted({row.group[0] for row in found}))
        shown = set(range(params.cursor, end))
        rest = [row.values for place, row in enumerate(found) if place not in shown]
        everything = total(connection, _METRICS, span.where)
        told = _commits(context, connection, span.where, everything)
        return BranchesPayload(
            generated_at=scope.iso_now(context),
            revision=context.index.revision,
            partial=scope.partial_of(context, span.zone),
            query_errors=span.query_errors,
            period=scope.period_of(span, connection),
            rows=tuple(_row(names[row.group[0]], row.group, row.values) for row in page),
            others=_row("", ("", ""), added(_METRICS, rest)) if rest else None,
            total=_row("", ("", ""), everything),
            branches=len(found),
            commits=told.rows[: params.limit],
            other_commits=told.rest(params.limit),
            unattributed=told.unattributed,
            hint=told.hint,
            next_cursor=end if end < len(found) else None,
        )


def _row(project: str, group: tuple[str, str], values: dict[str, Value]) -> BranchRow:
    path, branch = group
    return BranchRow(
        project=project,
        path=path,
        branch=branch,
        sessions=whole(values["sessions"]),
        requests=whole(values["requests"]),
        tokens=counted(values["total_tokens"]),
        tokens_label=token_label(values),
        active_time_ms=whole(values["active_time"]),
        lines_added=counted(values["lines_added"]),
        lines_removed=counted(values["lines_removed"]),
        cost=usd(values),
        cost_label=cost_label(values),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """All commits of a scope, the dearest first, and what belongs to none."""

    rows: tuple[ProjectCommit, ...]
    values: tuple[dict[str, Value], ...]
    unattributed: CommitSums
    hint: str | None

    def rest(self, shown: int) -> CommitSums | None:
        """The commits after the first so many, together."""
        if len(self.rows) <= shown:
            return None
        turns = sum(row.turns for row in self.rows[shown:])
        return commits.sums(turns, commits.together(self.values[shown:]))


def _commits(
    context: Context, connection: DuckDBPyConnection, where: Filter, everything: dict[str, Value]
) -> _Told:
    projects, turns_there = edited_projects(connection, where)
    refused = {project: context.why_no_git(project) for project in projects}
    reasons = {project: reason for project, reason in refused.items() if reason is not None}
    if len(reasons) == len(projects):
        return _Told((), (), commits.sums(turns_there, everything), commits.hint(reasons))
    spent = {
        row.group: row.values
        for row in measure(connection, commits.METRICS, where, ("session", "turn"))
    }
    turns = [turn for turn in edited_turns(connection) if (turn.session, turn.turn) in spent]
    found = commits.by_commit(context, turns)
    names = rows.short_names(sorted({place.project for place, _ in found.taken}))
    parts = []
    for key, own in found.taken.items():
        (place, _), commit = key, found.commits[key]
        values = commits.together(spent.pop((turn.session, turn.turn)) for turn in own)
        row = ProjectCommit(
            **commits.row(commit, len(own), values).model_dump(),
            project=names[place.project],
            path=place.project,
            branch=place.branch or "(none)",
        )
        parts.append((row, values))
    parts.sort(key=lambda part: (-whole(part[1]["cost"]), part[0].at, part[0].commit))
    loose = sum(1 for _, turn in spent if turn is not None)
    return _Told(
        tuple(row for row, _ in parts),
        tuple(values for _, values in parts),
        commits.sums(loose, commits.together(spent.values())),
        commits.hint(found.reasons),
    )


BRANCHES = Report(
    "branches", "Branches", PageScope, BranchesPayload, answer, also=frozenset({"git"})
)
