"""Which tools ran, how often they succeeded and how long they took."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.reports import rows, scope
from sightline.reports.labels import whole
from sightline.reports.payload.base import Period, ScopedAnswer
from sightline.reports.payload.rows import ToolRow
from sightline.reports.payload.scope import Scope
from sightline.reports.report import Context, Report
from sightline.store.query import Filter, measure

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class ToolTimeRow(ToolRow):
    """One tool's calls, and where they stand among all."""

    server: str | None
    """The MCP server it belongs to."""
    share: float
    """Of all calls."""
    longest_ms: int | None


class ToolsPayload(ScopedAnswer):
    """Tools of a scope, most used first."""

    period: Period
    rows: tuple[ToolTimeRow, ...]


def answer(context: Context, params: Scope) -> ToolsPayload:
    """Tool calls of a scope."""
    with context.index.reading() as connection:
        span = scope.span_of(params, context, connection)
        return ToolsPayload(
            generated_at=scope.iso_now(context),
            revision=context.index.revision,
            partial=scope.partial_of(context, span.zone),
            query_errors=span.query_errors,
            period=scope.period_of(span, connection),
            rows=tool_time_rows(connection, span.where),
        )


def tool_time_rows(connection: DuckDBPyConnection, where: Filter) -> tuple[ToolTimeRow, ...]:
    """Tools, most used first; a name that two servers have is a row of each."""
    metrics = (*rows.TOOL_METRICS, "tool_duration_max")
    found = measure(connection, metrics, where, ("tool", "server"))
    calls = sum(whole(row.values["tool_calls"]) for row in found)
    tools = [
        ToolTimeRow(
            **rows.tool_row(row).model_dump(),
            server=row.group[1],
            share=whole(row.values["tool_calls"]) / calls,
            longest_ms=rows.maybe_whole(row.values["tool_duration_max"]),
        )
        for row in found
    ]
    tools.sort(key=lambda row: (-row.calls, row.tool, row.server or ""))
    return tuple(tools[: rows.MOST_ROWS])


TOOLS = Report("tools", "Tools", Scope, ToolsPayload, answer)
