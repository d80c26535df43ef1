"""What today costs: the status bar and the head of the sidebar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.metrics.base import UNREAD
from sightline.reports import budgets, scope
from sightline.reports.labels import added, cost_label, counted, token_label, usd, whole
from sightline.reports.payload.base import Params
from sightline.reports.payload.scope import Range, Scope
from sightline.reports.payload.status import StatusPayload, StatusTotals
from sightline.reports.report import Context, Report
from sightline.store import lookups
from sightline.store.query import Days, measure

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sightline.reports.scope import Span
    from sightline.store.query import Measured

_METRICS = (
    "cost", "requests", "total_tokens", "input_tokens", "output_tokens",
    "cache_read_tokens", "cache_write_tokens", "unpriced_requests",
)  # fmt: skip


class StatusParams(Params):
    """Whose day: the zone's; of all projects, these, or those inside these folders."""

    time_zone: str | None = None
    projects: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()


def answer(context: Context, params: StatusParams) -> StatusPayload:
    """Today and the last seven days."""
    with context.index.reading() as connection:
        spans = [
            scope.span_of(
                Scope(
                    range=Range(preset=preset),
                    time_zone=params.time_zone,
                    projects=params.projects,
                    folders=params.folders,
                ),
                context,
                connection,
            )
            for preset in ("today", "7d")
        ]
        today, week = _totals(connection, *spans)
        partial = scope.partial_of(context, spans[0].zone)
        sources, problems, sessions = lookups.counts(connection)
        return StatusPayload(
            generated_at=scope.iso_now(context),
            revision=context.index.revision,
            partial=partial,
            date=spans[0].today.isoformat(),
            time_zone=spans[0].zone.key,
            today=today,
            week=week,
            sources=sources,
            problems=problems,
            sessions=sessions,
            budgets=budgets.states(
                connection, context.settings.budgets, spans[0].today, spans[0].zone, partial
            ),
        )


def _totals(
    connection: DuckDBPyConnection, today: Span, week: Span
) -> tuple[StatusTotals, StatusTotals]:
    """Today and the week it ends: their requests are gone through once."""
    assert week.first is not None
    assert week.where.since is not None
    assert today.where.since is not None
    days = Days((week.first, today.today), (week.where.since, today.where.since))
    found = measure(connection, _METRICS, week.where, ("day", "model"), days)
    worked = measure(connection, ("sessions",), week.where, ("day", "session"), days)
    of_today, worked_today = (
        [row for row in rows if row.group[0] == today.today.isoformat()] for rows in (found, worked)
    )
    return _sums(today, of_today, worked_today), _sums(week, found, worked)


def _sums(span: Span, found: list[Measured], worked: list[Measured]) -> StatusTotals:
    """What days and models come to together; of sessions each counts once."""
    values = added(_METRICS, [row.values for row in found]) | {UNREAD: span.where.unread}
    models = {
        model: added(_METRICS, [row.values for row in found if row.group[1] == model])
        for model in {row.group[1] for row in found}
    }
    top = min(
        models,
        key=lambda name: (-whole(models[name]["cost"]), -whole(models[name]["requests"]), name),
        default=None,
    )
    return StatusTotals(
        cost=usd(values),
        cost_label=cost_label(values),
        unpriced_requests=whole(values["unpriced_requests"]),
        sessions=len({row.group[1] for row in worked}),
        requests=whole(values["requests"]),
        tokens=counted(values["total_tokens"]),
        tokens_label=token_label(values),
        input_tokens=counted(values["input_tokens"]),
        output_tokens=counted(values["output_tokens"]),
        cache_read_tokens=counted(values["cache_read_tokens"]),
        cache_write_tokens=counted(values["cache_write_tokens"]),
        top_model=top,
    )


STATUS = Report("status", "Status", StatusParams, StatusPayload, answer)
