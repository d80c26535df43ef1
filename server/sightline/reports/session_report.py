"""SessionReport: a session's metrics and record under the names other tools know, in snake_case."""

from __future__ import annotations

from statistics import median

from pydantic import BaseModel, ConfigDict

from sightline.metadata.record import RecordCost, RecordDuration, RecordQuality, SessionRecord
from sightline.reports.briefs import Brief
from sightline.reports.labels import known_sum
from sightline.reports.payload.base import Label
from sightline.reports.payload.rows import CostParts, ModelRow
from sightline.reports.payload.session import SessionPayload
from sightline.reports.payload.tables import EngineRow

_TOKENS = (
    "total_cached_tokens", "total_cache_creation_tokens", "total_cache_read_tokens",
    "all_input_tokens", "cache_hit_rate",
)  # fmt: skip


class _Plain(BaseModel):
    model_config = ConfigDict(frozen=True, defer_build=True)


class Span(_Plain):
    """A duration as Rust writes it."""

    secs: int
    nanos: int


class ReportUsage(_Plain):
    """Tokens and cost of one model or engine."""

    requests: int
    input_tokens: int | None
    output_tokens: int | None
    cached_tokens: int | None
    """Input served from the cache."""
    estimated_cost: float | None


class ReportMetrics(_Plain):
    """The figures of a session; None is unknown."""

    session_id: str
    start_time: str | None
    end_time: str | None
    wall_time: Span | None
    agent_active_time: Span | None
    api_time: Span | None
    tool_time: Span | None
    tool_calls: int
    successful_tool_calls: int | None
    failed_tool_calls: int | None
    tool_approvals_allowed: int | None
    tool_approvals_denied: int | None
    tool_approvals_asked: int | None
    lines_added: int | None
    lines_removed: int | None
    model_usage: dict[str, ReportUsage]
    engine_usage: dict[str, ReportUsage]
    total_cached_tokens: int | None
    total_cache_creation_tokens: int | None
    total_cache_read_tokens: int | None
    total_cost: float | None
    files_changed: int | None
    all_input_tokens: int | None
    denied_tool_calls: int | None
    success_rate: float | None
    cache_hit_rate: float | None
    cache_savings_usd: float | None
    labels: dict[str, Label]
    """By field, where a value is not exact."""


class SessionReport(_Plain):
    """One session for scripts and other tools."""

    metrics: ReportMetrics
    generated_at: str
    record: SessionRecord


def session_report(payload: SessionPayload | Brief) -> SessionReport:
    """The report of a session out of its drill-down."""
    return SessionReport(
        metrics=_metrics(payload), generated_at=payload.generated_at, record=session_record(payload)
    )


def _metrics(payload: SessionPayload | Brief) -> ReportMetrics:
    row, parts = payload.session, payload.parts
    return ReportMetrics(
        session_id=payload.native_id,
        start_time=row.created_at,
        end_time=row.updated_at,
        wall_time=_span(row.duration_ms),
        agent_active_time=_span(payload.agent_active_ms),
        api_time=_span(payload.api_ms),
        tool_time=_span(payload.tool_ms),
        tool_calls=row.tool_calls,
        successful_tool_calls=known_sum(tool.successes for tool in payload.tools),
        failed_tool_calls=known_sum(tool.failures for tool in payload.tools),
        tool_approvals_allowed=payload.approvals.allowed,
        tool_approvals_denied=payload.approvals.denied,
        tool_approvals_asked=payload.approvals.asked,
        lines_added=row.lines_added,
        lines_removed=row.lines_removed,
        model_usage={model.model: _usage(model) for model in payload.models},
        engine_usage={row.engine: _usage(model_total(payload))},
        total_cached_tokens=parts.cache_read_tokens,
        total_cache_creation_tokens=parts.cache_write_tokens,
        total_cache_read_tokens=parts.cache_read_tokens,
        total_cost=row.cost,
        files_changed=payload.files_changed,
        all_input_tokens=_all_input(parts),
        denied_tool_calls=known_sum(tool.denied for tool in payload.tools),
        success_rate=payload.success_rate,
        cache_hit_rate=payload.cache_hit_rate,
        cache_savings_usd=payload.cache_savings,
        labels=_labels(payload),
    )


def _labels(payload: SessionPayload | Brief) -> dict[str, Label]:
    labels: dict[str, Label] = {"total_cost": payload.session.cost_label}
    if payload.session.tokens_label != "exact":
        labels |= dict.fromkeys(_TOKENS, payload.session.tokens_label)
    labels["cache_savings_usd"] = "unknown" if payload.cache_savings is None else "estimated"
    for name, count in payload.approvals:
        if count is None:
            labels[f"tool_approvals_{name}"] = "unknown"
    return labels


def _all_input(parts: CostParts) -> int | None:
    every = [parts.input_tokens, parts.cache_read_tokens, parts.cache_write_tokens]
    known = [tokens for tokens in every if tokens is not None]
    return sum(known) if len(known) == len(every) else None


def _span(milliseconds: int | None) -> Span | None:
    if milliseconds is None:
        return None
    secs, rest = divmod(milliseconds, 1000)
    return Span(secs=secs, nanos=rest * 1_000_000)


def _usage(row: ModelRow) -> ReportUsage:
    return ReportUsage(
        requests=row.requests,
        input_tokens=row.input_tokens,
        output_tokens=row.output_tokens,
        cached_tokens=row.cache_read_tokens,
        estimated_cost=row.cost,
    )


def engine_row(payload: SessionPayload, title: str | None = None) -> EngineRow:
    """The one row of a session's engine."""
    row = payload.session
    first = [
        turn.first_ms
        for turn in payload.turns
        if turn.first_kind == "ttft" and turn.first_ms is not None
    ]
    return EngineRow(
        engine=row.engine,
        title=title or row.engine,
        sessions=1,
        requests=row.requests,
        tokens=row.tokens,
        tokens_label=row.tokens_label,
        input_tokens=row.input_tokens,
        output_tokens=row.output_tokens,
        cache_read_tokens=row.cache_read_tokens,
        cache_write_tokens=payload.parts.cache_write_tokens,
        cost=row.cost,
        cost_label=row.cost_label,
        api_time_ms=payload.api_ms,
        tool_time_ms=payload.tool_ms,
        success_rate=payload.success_rate,
        ttft_p50_ms=median(first) if first else None,
    )


def model_total(payload: SessionPayload | Brief) -> ModelRow:
    """All models of a session in one row."""
    row, parts = payload.session, payload.parts
    return ModelRow(
        model="",
        engine=row.engine,
        requests=row.requests,
        cost=row.cost,
        cost_label=row.cost_label,
        tokens=row.tokens,
        tokens_label=row.tokens_label,
        input_tokens=parts.input_tokens,
        output_tokens=parts.output_tokens,
        cache_read_tokens=parts.cache_read_tokens,
        cache_write_tokens=parts.cache_write_tokens,
        unpriced_requests=parts.unpriced_requests,
    )


def session_record(payload: SessionPayload | Brief) -> SessionRecord:
    """The metadata record of a session as it is now."""
    row, parts, recorded = payload.session, payload.parts, payload.recorded
    wall = recorded.wall_clock_ms
    return SessionRecord(
        id=payload.native_id,
        title=row.title,
        workspace_id=recorded.workspace_id,
        source=recorded.origin,
        created_at=row.created_at,
        updated_at=row.updated_at,
        agent=row.agent,
        model=row.model,
        provider=payload.provider,
        message_count=row.messages,
        cost=RecordCost(
            total_usd=row.cost,
            input_tokens=parts.input_tokens,
            output_tokens=parts.output_tokens,
            cache_read_tokens=parts.cache_read_tokens,
            cache_write_tokens=parts.cache_write_tokens,
        ),
        duration=RecordDuration(
            wall_clock_ms=wall if wall is not None else row.duration_ms, active_ms=payload.api_ms
        ),
        quality=RecordQuality(**recorded.quality) if recorded.quality else None,
        tags=row.tags,
        archived=row.archived,
        pinned=row.pinned,
        resume_session_ids=recorded.resume_session_ids,
        metadata=recorded.metadata,
        engine=row.engine,
        native_id=payload.native_id,
        source_path=payload.source_path,
        branch=row.branch,
        project=row.project_path,
    )
