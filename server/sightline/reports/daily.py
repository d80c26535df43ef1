"""What each day held: a row a local day, oldest first, and the total."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sightline.reports import scope
from sightline.reports.labels import cost_label, counted, token_label, usd
from sightline.reports.payload.daily import DailyPayload, DayRow, DayTotals
from sightline.reports.payload.scope import Scope
from sightline.reports.report import Context, Report
from sightline.store.query import measure, total

if TYPE_CHECKING:
    from sightline.store.query import Value

_METRICS = (
    "sessions", "messages", "requests", "input_tokens", "cache_read_tokens", "cache_write_tokens",
    "output_tokens", "reasoning_tokens", "cost", "unpriced_requests",
)  # fmt: skip


def answer(context: Context, params: Scope) -> DailyPayload:
    """Days with any work; sums over them are the total."""
    with context.index.reading() as connection:
        span = scope.span_of(params, context, connection)
        found = measure(connection, _METRICS, span.where, ("day",), span.days())
        return DailyPayload(
            timezone=span.zone.key,
            days=tuple(
                DayRow(date=row.group[0], **_columns(row.values))
                for row in sorted(found, key=lambda row: row.group)
            ),
            total=DayTotals(**_columns(total(connection, _METRICS, span.where))),
        )


def _columns(values: dict[str, Value]) -> dict[str, Any]:
    columns: dict[str, Any] = {name: counted(values[name]) for name in _METRICS if name != "cost"}
    labels = {"cost_label": cost_label(values), "tokens_label": token_label(values)}
    return columns | {"cost_usd": usd(values)} | labels


DAILY = Report("daily", "Daily", Scope, DailyPayload, answer)
