"""Answers that are one table."""

from __future__ import annotations

from sightline.reports.payload.base import Answer, Label, Payload, Period, ScopedAnswer
from sightline.reports.payload.rows import ModelRow, ProblemRow
from sightline.reports.payload.scope import Scope


class ModelsParams(Scope):
    """Which work, and whether a model that several engines used has a row for each."""

    by_engine: bool = True


class ModelsPayload(ScopedAnswer):
    """Model usage of a scope, dearest first, unpriced last."""

    period: Period
    rows: tuple[ModelRow, ...]
    total: ModelRow


class EngineRow(Payload):
    """One engine's work."""

    engine: str
    title: str
    sessions: int
    requests: int
    tokens: int | None
    tokens_label: Label
    input_tokens: int | None
    output_tokens: int | None
    cache_read_tokens: int | None
    cost: float | None
    cost_label: Label
    api_time_ms: int | None
    tool_time_ms: int | None
    success_rate: float | None
    ttft_p50_ms: float | None
    cache_write_tokens: int | None


class EnginesPayload(ScopedAnswer):
    """Engines of a scope."""

    period: Period
    rows: tuple[EngineRow, ...]
    total: EngineRow


class SearchedFolder(Payload):
    """A folder that is searched for sessions, there or not."""

    engine: str
    title: str
    path: str
    exists: bool


class ProblemsPayload(Answer):
    """Everything that could not be read, and where sessions are looked for."""

    rows: tuple[ProblemRow, ...]
    total: int
    next_cursor: int | None
    searched: tuple[SearchedFolder, ...]
