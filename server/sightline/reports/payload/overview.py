"""The top row and the AI Sessions page."""

from __future__ import annotations

from sightline.reports.payload.base import (
    Better,
    Health,
    Label,
    Number,
    Payload,
    Period,
    ScopedAnswer,
)
from sightline.reports.payload.budgets import BudgetState
from sightline.reports.payload.rows import (
    DailyRow,
    FileRow,
    LanguageRow,
    ModelRow,
    ProjectRow,
    ToolRow,
)


class Kpi(Number):
    """A card of the top row."""

    title: str
    help: str
    better: Better | None
    previous: float | int | None
    """The same over the preceding range of equal length; None when that is empty."""
    note: str | None = None
    """Such as `+3 unpriced`, or `n of m scored`."""
    details: tuple[str, ...] = ()
    """More to know on hover, a sentence each."""


class Violations(Payload):
    """Findings of reviewers and rules, and what they cost."""

    total: int
    errors: int
    warnings: int
    infos: int
    fix_minutes: int
    estimated_loss: float | None
    outstanding_loss: float | None
    correction_rate: float | None


class Analytics(Payload):
    """The AI Sessions page: totals, and rows by day, model, tool, project, file and language."""

    total_sessions: int
    total_tokens: int | None
    total_cost: float | None
    total_active_time_ms: int
    total_input_tokens: int | None
    total_output_tokens: int | None
    total_cache_read_tokens: int | None
    total_cache_write_tokens: int | None
    cache_hit_rate: float | None
    cache_savings: float | None
    cache_insight: str | None
    """The two in a sentence."""
    tokens_per_minute: float | None
    lines_per_hour: float | None
    cost_per_line: float | None
    total_lines_added: int | None
    total_lines_removed: int | None
    code_acceptance_rate: float | None
    total_tool_calls: int
    tool_success_rate: float | None
    total_errors: int | None
    error_recovery_rate: float | None
    total_turns: int
    user_intervention_rate: float | None
    net_lines_changed: int | None
    violations: Violations | None = None
    """Absent when nothing was found."""
    daily: tuple[DailyRow, ...]
    models: tuple[ModelRow, ...]
    tools: tuple[ToolRow, ...]
    projects: tuple[ProjectRow, ...]
    files: tuple[FileRow, ...]
    languages: tuple[LanguageRow, ...]
    unattributed_cost: float | None
    """Cost of turns that changed no file: files (or languages) and this add up to the total."""
    labels: dict[str, Label]
    """By field name, where a value is not exact."""


class OverviewPayload(ScopedAnswer):
    """The top row and the AI Sessions page for a scope."""

    period: Period
    kpis: tuple[Kpi, ...]
    analytics: Analytics
    health: Health
    budgets: tuple[BudgetState, ...]
    """Of today and this month, over everything on this machine."""
    projects: tuple[str, ...]
    """All project paths there are, for the filter."""
    engines: tuple[EngineChoice, ...]
    """All engines that have sessions, for the filter."""
    models: tuple[str, ...]
    """All models there are, for the filter."""
    agents: tuple[str, ...]
    """All agents there are, for the filter."""


class EngineChoice(Payload):
    """An engine as a filter shows it."""

    engine: str
    title: str
    colour: str
    sessions: int
