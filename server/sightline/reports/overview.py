"""How is it going: the top row, and the AI Sessions page of totals, days, models and tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sightline.adapters import ADAPTERS
from sightline.metrics import BY_NAME
from sightline.reports import budgets, rows, scope
from sightline.reports.cache import cache_insight
from sightline.reports.labels import (
    cost_label,
    counted,
    label_of,
    unknown_parts,
    usd,
    whole,
)
from sightline.reports.payload.base import Health, Label  # fmt: skip
from sightline.reports.payload.overview import (  # fmt: skip
    Analytics,
    EngineChoice,
    Kpi,
    OverviewPayload,
    Violations,
)
from sightline.reports.payload.rows import FileRow, LanguageRow, ToolRow
from sightline.reports.payload.scope import Scope  # fmt: skip
from sightline.reports.report import Context, Report
from sightline.store import lookups
from sightline.store.query import Value, total, unrecorded

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from concurrent.futures import Future

    from duckdb import DuckDBPyConnection

    from sightline.metrics.base import Capability
    from sightline.reports.scope import Span
    from sightline.store.query import Filter

_KPIS = ("sessions", "messages", "total_tokens", "cost", "quality", "avg_duration")
_TOTALS = (
    *_KPIS, "turns", "active_time", "all_input_tokens", "input_tokens", "output_tokens",
    "cache_read_tokens", "cache_write_tokens", "cache_hit_rate", "cache_savings",
    "tokens_per_minute", "lines_per_hour", "cost_per_line", "lines_added", "lines_removed",
    "net_lines", "acceptance_rate", "tool_calls", "tool_success_rate", "errors",
    "error_recovery_rate", "intervention_rate", "unpriced_requests", "attributed_cost",
    "violations", "violations_errors", "violations_warnings", "violations_infos", "fix_minutes",
    "estimated_loss", "outstanding_loss", "correction_rate", "scored_sessions", "median_duration",
    "longest_duration",
)  # fmt: skip


def answer(context: Context, params: Scope) -> OverviewPayload:
    """The page for a scope; the top row compares it with the range before."""
    with context.index.reading_in_two() as (connection, beside):
        span = scope.span_of(params, context, connection, beside)
        tables = beside.ask(lambda other: _tables(other, span.where))
        partial = scope.partial_of(context, span.zone)
        values = total(connection, _TOTALS, span.where)
        before = total(connection, _KPIS, span.previous) if span.previous else None
        return OverviewPayload(
            generated_at=scope.iso_now(context),
            revision=context.index.revision,
            partial=partial,
            query_errors=span.query_errors,
            period=scope.period_of(span, connection),
            kpis=_kpis(values, before),
            analytics=_analytics(connection, span, values, tables),
            health=health(context, connection),
            budgets=budgets.states(
                connection, context.settings.budgets, span.today, span.zone, partial
            ),
            projects=lookups.projects(connection),
            engines=_engines(connection),
            models=lookups.models(connection),
            agents=lookups.agents(connection),
        )


def _kpis(values: dict[str, Value], before: dict[str, Value] | None) -> tuple[Kpi, ...]:
    return tuple(_kpi(name, values, before) for name in _KPIS)


def _kpi(name: str, values: dict[str, Value], before: dict[str, Value] | None) -> Kpi:
    metric = BY_NAME[name]
    return Kpi(
        metric=name,
        value=_shown(name, values),
        unit=metric.unit,
        label=label_of(name, values),
        unknown_parts=unknown_parts(name, values),
        title=metric.title,
        help=metric.help,
        better=metric.better,
        previous=_shown(name, before) if before and before["sessions"] else None,
        note=_note(name, values),
        details=_details(name, values),
    )


def _shown(name: str, values: dict[str, Value]) -> Value:
    """A metric's value in the unit it is shown in."""
    return usd(values, name) if BY_NAME[name].unit == "USD" else values[name]


def _note(name: str, values: dict[str, Value]) -> str | None:
    if name == "quality":
        scored, sessions = whole(values["scored_sessions"]), whole(values["sessions"])
        return f"{scored:,} of {sessions:,} scored" if scored else "no session reviewed"
    unpriced = whole(values["unpriced_requests"])
    return f"+{unpriced:,} unpriced" if name == "cost" and unpriced else None


def _details(name: str, values: dict[str, Value]) -> tuple[str, ...]:
    """DK3, DK6: what a sum does not tell of tokens, and a mean not of durations."""
    if values[name] is None:
        return ()
    if name == "total_tokens":
        return (f"All input: {_all_input(values)}.",)
    if name != "avg_duration":
        return ()
    return tuple(
        f"{word}: {values[other]:,.1f} min."
        for word, other in (("Median", "median_duration"), ("Longest", "longest_duration"))
    )


def _all_input(values: dict[str, Value]) -> str:
    """Unknown where an engine records what came out and not what went in."""
    tokens = values["all_input_tokens"]
    sign = "≥ " if label_of("all_input_tokens", values) == "at_least" else ""
    return "—" if tokens is None else f"{sign}{tokens:,}"


class _Tables(NamedTuple):
    """The longest of the page's tables to make."""

    tools: tuple[ToolRow, ...]
    files: tuple[FileRow, ...]
    languages: tuple[LanguageRow, ...]


def _tables(connection: DuckDBPyConnection, where: Filter) -> _Tables:
    return _Tables(
        rows.tool_rows(connection, where),
        rows.file_rows(connection, where),
        rows.language_rows(connection, where),
    )


def _analytics(
    connection: DuckDBPyConnection, span: Span, values: dict[str, Value], tables: Future[_Tables]
) -> Analytics:
    per_line = values["cost_per_line"]
    cost, attributed = usd(values), values["attributed_cost"]
    assert attributed is not None
    return Analytics(
        total_sessions=whole(values["sessions"]),
        total_tokens=counted(values["total_tokens"]),
        total_cost=cost,
        total_active_time_ms=whole(values["active_time"]),
        total_input_tokens=counted(values["input_tokens"]),
        total_output_tokens=counted(values["output_tokens"]),
        total_cache_read_tokens=counted(values["cache_read_tokens"]),
        total_cache_write_tokens=counted(values["cache_write_tokens"]),
        cache_hit_rate=values["cache_hit_rate"],
        cache_savings=usd(values, "cache_savings"),
        cache_insight=cache_insight(values),
        tokens_per_minute=values["tokens_per_minute"],
        lines_per_hour=values["lines_per_hour"],
        cost_per_line=None if cost is None or per_line is None else round(per_line / 1e9, 9),
        total_lines_added=counted(values["lines_added"]),
        total_lines_removed=counted(values["lines_removed"]),
        code_acceptance_rate=values["acceptance_rate"],
        total_tool_calls=whole(values["tool_calls"]),
        tool_success_rate=values["tool_success_rate"],
        total_errors=counted(values["errors"]),
        error_recovery_rate=values["error_recovery_rate"],
        total_turns=whole(values["turns"]),
        user_intervention_rate=values["intervention_rate"],
        net_lines_changed=counted(values["net_lines"]),
        violations=_violations(values),
        daily=rows.daily_rows(connection, span),
        models=rows.model_rows(connection, span.where),
        projects=rows.project_rows(connection, span.where),
        **tables.result()._asdict(),
        unattributed_cost=None
        if cost is None
        else round((whole(values["cost"]) - attributed) / 1e9, 9),
        labels=_labels(values, unrecorded(connection, span.where)),
    )


def _violations(values: dict[str, Value]) -> Violations | None:
    """What was found, and its money where an hour has a rate; None where nothing was."""
    if not values["violations"]:
        return None
    return Violations(
        total=whole(values["violations"]),
        errors=whole(values["violations_errors"]),
        warnings=whole(values["violations_warnings"]),
        infos=whole(values["violations_infos"]),
        fix_minutes=whole(values["fix_minutes"]),
        estimated_loss=usd(values, "estimated_loss"),
        outstanding_loss=usd(values, "outstanding_loss"),
        correction_rate=values["correction_rate"],
    )


_FIELDS = {
    "totalTokens": "total_tokens", "totalInputTokens": "input_tokens",
    "totalOutputTokens": "output_tokens", "totalCacheReadTokens": "cache_read_tokens",
    "totalCacheWriteTokens": "cache_write_tokens", "cacheHitRate": "cache_hit_rate",
    "tokensPerMinute": "total_tokens", "totalCost": "cost", "cacheSavings": "cache_savings",
    "costPerLine": "cost", "codeAcceptanceRate": "acceptance_rate",
    "toolSuccessRate": "tool_success_rate", "errorRecoveryRate": "error_recovery_rate",
}  # fmt: skip
_RECORDED: dict[str, tuple[str, Capability, Label]] = {
    "totalLinesAdded": ("lines_added", "code", "at_least"),
    "totalLinesRemoved": ("lines_removed", "code", "at_least"),
    "linesPerHour": ("lines_per_hour", "code", "at_least"),
    "netLinesChanged": ("net_lines", "code", "estimated"),
    "totalErrors": ("errors", "tres", "at_least"),
    "userInterventionRate": ("intervention_rate", "appr", "at_least"),
}
"""What it is where an engine of the scope does not record its part."""


def _labels(values: dict[str, Value], unrecorded: AbstractSet[str]) -> dict[str, Label]:
    """Labels of all fields that are not exact."""
    labels = {field: label_of(name, values) for field, name in _FIELDS.items()}
    labels["totalCost"] = labels["costPerLine"] = cost_label(values)
    for field, (name, capability, unsure) in _RECORDED.items():
        label = label_of(name, values)
        labels[field] = unsure if label == "exact" and capability in unrecorded else label
    return {field: label for field, label in labels.items() if label != "exact"}


def health(context: Context, connection: DuckDBPyConnection) -> Health:
    """How many sources there are and what could not be read of them."""
    sources, problems, _ = lookups.counts(connection)
    return Health(
        sources=sources,
        problems=problems,
        refreshed_at=scope.refreshed_at(context),
    )


def _engines(connection: DuckDBPyConnection) -> tuple[EngineChoice, ...]:
    counts = lookups.engine_counts(connection)
    return tuple(
        EngineChoice(
            engine=adapter.engine, title=adapter.title, colour=adapter.colour,
            sessions=counts[adapter.engine],
        )
        for adapter in ADAPTERS
        if adapter.engine in counts
    )  # fmt: skip


OVERVIEW = Report("overview", "Overview", Scope, OverviewPayload, answer)
