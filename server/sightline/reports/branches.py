"""What went into each branch: sessions by the branch they were on at their end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.reports import rows, scope
from sightline.reports.labels import added, cost_label, usd, whole
from sightline.reports.payload import Answer, Label, PageScope, Payload, Period
from sightline.reports.report import Context, Report
from sightline.store.query import measure, total

if TYPE_CHECKING:
    from sightline.store.query import Value

_METRICS = (
    "sessions", "requests", "total_tokens", "cost", "active_time", "lines_added", "lines_removed",
)  # fmt: skip
COMMITS = "No session records its commits, so cost is told by branch and not by commit."


class BranchRow(Payload):
    """One branch of one project, or all of them."""

    project: str
    """Its folder name, with the parent folder where two are called the same."""
    path: str
    branch: str
    """`(none)` where a session names none."""
    sessions: int
    requests: int
    tokens: int
    active_time_ms: int
    lines_added: int
    lines_removed: int
    cost: float | None
    cost_label: Label


class BranchesPayload(Answer):
    """A page of branches, dearest first; their costs add up to the total.

    A session counts for the branch it was on at its end, also for what it did before on another.
    """

    period: Period
    rows: tuple[BranchRow, ...]
    others: BranchRow | None
    """The branches that are not on this page, together."""
    total: BranchRow
    branches: int
    hint: str
    """Why there is no cost by commit."""
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
        return BranchesPayload(
            generated_at=scope.iso_now(context),
            revision=context.index.revision,
            partial=scope.partial_of(context, span.zone),
            period=scope.period_of(span, connection),
            rows=tuple(_row(names[row.group[0]], row.group, row.values) for row in page),
            others=_row("", ("", ""), added(_METRICS, rest)) if rest else None,
            total=_row("", ("", ""), total(connection, _METRICS, span.where)),
            branches=len(found),
            hint=COMMITS,
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
        tokens=whole(values["total_tokens"]),
        active_time_ms=whole(values["active_time"]),
        lines_added=whole(values["lines_added"]),
        lines_removed=whole(values["lines_removed"]),
        cost=usd(values),
        cost_label=cost_label(values),
    )


BRANCHES = Report("branches", "Branches", PageScope, BranchesPayload, answer)
