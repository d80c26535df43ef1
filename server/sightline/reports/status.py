"""What today costs: the status bar and the head of the sidebar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.reports import budgets, scope
from sightline.reports.labels import cost_label, counted, usd, whole
from sightline.reports.payload import Params, Range, Scope, StatusPayload, StatusTotals
from sightline.reports.report import Context, Report
from sightline.store import lookups
from sightline.store.query import measure, total

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sightline.store.query import Filter

_METRICS = (
    "cost", "sessions", "requests", "total_tokens", "input_tokens", "output_tokens",
    "cache_read_tokens", "cache_write_tokens", "unpriced_requests",
)  # fmt: skip


class StatusParams(Params):
    """Whose day: the zone's."""

    time_zone: str | None = None
    projects: tuple[str, ...] = ()


def answer(context: Context, params: StatusParams) -> StatusPayload:
    """Today and the last seven days."""
    with context.index.reading() as connection:
        spans = [
            scope.span_of(
                Scope(
                    range=Range(preset=preset), time_zone=params.time_zone, projects=params.projects
                ),
                context,
                connection,
            )
            for preset in ("today", "7d")
        ]
        sources, problems, sessions = lookups.counts(connection)
        return StatusPayload(
            generated_at=scope.iso_now(context),
            revision=context.index.revision,
            partial=scope.partial_of(context, spans[0].zone),
            date=spans[0].today.isoformat(),
            time_zone=spans[0].zone.key,
            today=_totals(connection, spans[0].where),
            week=_totals(connection, spans[1].where),
            sources=sources,
            problems=problems,
            sessions=sessions,
            budgets=budgets.states(
                connection, context.settings.budgets, spans[0].today, spans[0].zone
            ),
        )


def _totals(connection: DuckDBPyConnection, where: Filter) -> StatusTotals:
    values = total(connection, _METRICS, where)
    models = measure(connection, ("cost", "requests"), where, ("model",))
    top = min(
        models,
        key=lambda row: (-whole(row.values["cost"]), -whole(row.values["requests"]), row.group),
        default=None,
    )
    return StatusTotals(
        cost=usd(values),
        cost_label=cost_label(values),
        unpriced_requests=whole(values["unpriced_requests"]),
        sessions=whole(values["sessions"]),
        requests=whole(values["requests"]),
        tokens=counted(values["total_tokens"]),
        input_tokens=counted(values["input_tokens"]),
        output_tokens=counted(values["output_tokens"]),
        cache_read_tokens=counted(values["cache_read_tokens"]),
        cache_write_tokens=counted(values["cache_write_tokens"]),
        top_model=top.group[0] if top else None,
    )


STATUS = Report("status", "Status", StatusParams, StatusPayload, answer)
