"""Which tools ran, how often they succeeded and how long they took."""

from __future__ import annotations

from sightline.reports import rows, scope
from sightline.reports.payload import Answer, Period, Scope, ToolRow
from sightline.reports.report import Context, Report


class ToolsPayload(Answer):
    """Tools of a scope, most used first."""

    period: Period
    rows: tuple[ToolRow, ...]


def answer(context: Context, params: Scope) -> ToolsPayload:
    """Tool calls of a scope."""
    with context.index.reading() as connection:
        span = scope.span_of(params, context, connection)
        return ToolsPayload(
            generated_at=scope.iso_now(context),
            revision=context.index.revision,
            partial=scope.partial_of(context, span.zone),
            period=scope.period_of(span, connection),
            rows=rows.tool_rows(connection, span.where),
        )


TOOLS = Report("tools", "Tools", Scope, ToolsPayload, answer)
