"""Rows that several answers have."""

from __future__ import annotations

from typing import Literal

from sightline.reports.payload.base import Label, Payload


class DailyRow(Payload):
    """One bucket of the activity and cost charts (a day unless `period.bucket` says otherwise)."""

    date: str
    """The first day of the bucket; `undated` for work without an instant."""
    sessions: int
    messages: int
    requests: int
    input_tokens: int | None
    output_tokens: int | None
    cost: float | None
    cost_label: Label
    lines_added: int | None
    lines_removed: int | None


class ModelRow(Payload):
    """What one model did; fast mode is a model line of its own."""

    model: str
    engine: str
    requests: int
    cost: float | None
    cost_label: Label
    tokens: int | None
    tokens_label: Label
    input_tokens: int | None
    output_tokens: int | None
    cache_read_tokens: int | None
    cache_write_tokens: int | None
    unpriced_requests: int


class ToolRow(Payload):
    """One tool's calls."""

    tool: str
    calls: int
    success_rate: float | None
    successes: int | None
    failures: int | None
    denied: int | None
    avg_duration_ms: float | None
    p95_duration_ms: float | None
    total_duration_ms: int | None
    duration_label: Label


class ProjectRow(Payload):
    """One project's work."""

    project: str
    """Its folder name, with the parent folder where two are called the same."""
    path: str
    sessions: int
    requests: int
    active_time_ms: int
    lines_added: int | None
    lines_removed: int | None
    cost: float | None
    cost_label: Label


class FileRow(Payload):
    """One edited file and the cost attributed to it."""

    file: str
    path: str
    language: str
    edits: int
    lines_added: int | None
    lines_removed: int | None
    cost: float | None
    cost_label: Label


class LanguageRow(Payload):
    """All edited files of one language."""

    language: str
    lines_added: int | None
    lines_removed: int | None
    cost: float | None
    cost_label: Label


class CostParts(Payload):
    """Tokens and cost of some requests by kind; the costs add up to `cost`."""

    input_tokens: int | None
    cache_read_tokens: int | None
    cache_write_tokens: int | None
    output_tokens: int | None
    reasoning_tokens: int | None
    input_cost: float | None
    """The parts are None where only a total was recorded."""
    cache_read_cost: float | None
    cache_write_cost: float | None
    output_cost: float | None
    search_cost: float | None
    surcharge: float | None
    """Of the cost, what the long-context price added to the base price; in the parts already."""
    cost: float | None
    cost_label: Label
    unpriced_requests: int


class ProblemRow(Payload):
    """A line or file that could not be read, or an oddity that was counted."""

    engine: str
    path: str
    line: int | None
    kind: Literal["unreadable", "skipped", "anomaly"]
    reason: str
    count: int
