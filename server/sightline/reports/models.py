"""Which models did how much: dearest first, with a total."""

from __future__ import annotations

from sightline.reports import rows, scope
from sightline.reports.payload.tables import ModelsParams, ModelsPayload
from sightline.reports.report import Context, Report
from sightline.store.query import total


def answer(context: Context, params: ModelsParams) -> ModelsPayload:
    """Model usage of a scope."""
    with context.index.reading() as connection:
        span = scope.span_of(params, context, connection)
        values = total(connection, rows.MODEL_METRICS, span.where)
        return ModelsPayload(
            generated_at=scope.iso_now(context),
            revision=context.index.revision,
            partial=scope.partial_of(context, span.zone),
            query_errors=span.query_errors,
            period=scope.period_of(span, connection),
            rows=rows.model_rows(connection, span.where, by_engine=params.by_engine),
            total=rows.model_row("TOTAL", "", values),
        )


MODELS = Report("models", "Models", ModelsParams, ModelsPayload, answer)
