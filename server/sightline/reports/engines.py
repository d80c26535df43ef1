"""Which engines did how much, and how fast."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.adapters import ADAPTERS
from sightline.reports import scope
from sightline.reports.labels import cost_label, counted, most_first, token_label, usd, whole
from sightline.reports.payload.scope import Scope
from sightline.reports.payload.tables import EngineRow, EnginesPayload
from sightline.reports.report import Context, Report
from sightline.store.query import measure, total

if TYPE_CHECKING:
    from sightline.store.query import Value

_METRICS = (
    "sessions", "requests", "total_tokens", "input_tokens", "output_tokens", "cache_read_tokens",
    "cache_write_tokens",
    "cost", "api_time", "tool_time", "tool_success_rate", "ttft_p50",
)  # fmt: skip
_TITLES = {adapter.engine: adapter.title for adapter in ADAPTERS}


def answer(context: Context, params: Scope) -> EnginesPayload:
    """Engines of a scope, most input and output first."""
    with context.index.reading() as connection:
        span = scope.span_of(params, context, connection)
        found = measure(connection, _METRICS, span.where, ("engine",))
        rows = [_row(row.group[0], row.values) for row in found]
        rows.sort(key=lambda row: (most_first(row.tokens), row.engine))
        return EnginesPayload(
            generated_at=scope.iso_now(context),
            revision=context.index.revision,
            partial=scope.partial_of(context, span.zone),
            query_errors=span.query_errors,
            period=scope.period_of(span, connection),
            rows=tuple(rows),
            total=_row("TOTAL", total(connection, _METRICS, span.where)),
        )


def title_of(engine: str) -> str:
    """An engine's name as people know it."""
    return _TITLES.get(engine, engine)


def _row(engine: str, values: dict[str, Value]) -> EngineRow:
    return EngineRow(
        engine=engine,
        title=title_of(engine),
        sessions=whole(values["sessions"]),
        requests=whole(values["requests"]),
        tokens=counted(values["total_tokens"]),
        tokens_label=token_label(values),
        input_tokens=counted(values["input_tokens"]),
        output_tokens=counted(values["output_tokens"]),
        cache_read_tokens=counted(values["cache_read_tokens"]),
        cache_write_tokens=counted(values["cache_write_tokens"]),
        cost=usd(values),
        cost_label=cost_label(values),
        api_time_ms=counted(values["api_time"]),
        tool_time_ms=counted(values["tool_time"]),
        success_rate=values["tool_success_rate"],
        ttft_p50_ms=values["ttft_p50"],
    )


ENGINES = Report("engines", "Engines", Scope, EnginesPayload, answer)
