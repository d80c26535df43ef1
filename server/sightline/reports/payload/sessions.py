"""The list of sessions."""

from __future__ import annotations

from typing import Literal

from sightline.reports.payload.base import Label, Payload, Period, ScopedAnswer
from sightline.reports.payload.scope import PageScope


class SessionsParams(PageScope):
    """Which sessions, in which order."""

    sort: str = "-updatedAt"
    """A column of SessionRow, `-` before it for descending."""
    include_archived: bool = False
    pinned_first: bool = True


class SessionRow(Payload):
    """One session of the list, with its figures in the scope."""

    id: str
    engine: str
    title: str
    """Recorded, named, or the beginning of the first prompt; the native id without any."""
    project: str
    project_path: str
    agent: str | None
    model: str | None
    branch: str | None
    kind: Literal["root", "subagent", "fork"]
    created_at: str | None
    updated_at: str | None
    messages: int
    turns: int
    requests: int
    tokens: int | None
    tokens_label: Label
    input_tokens: int | None
    output_tokens: int | None
    cache_read_tokens: int | None
    cost: float | None
    cost_label: Label
    duration_ms: int | None
    """Wall time of the whole session, not clipped to the range."""
    active_ms: int
    tool_calls: int
    errors: int | None
    lines_added: int | None
    lines_removed: int | None
    subagents: int
    quality: int | None
    status: Literal["active", "archived", "imported", "running"]
    pinned: bool
    archived: bool
    tags: tuple[str, ...]
    record_revision: int
    """Which writing of its own record these facts are from; 0 without a record."""
    success_rate: float | None
    """Tool calls that succeeded, of those that succeeded or failed."""


class SessionSums(Payload):
    """Sums over the whole result, not the page."""

    sessions: int
    messages: int
    requests: int
    tokens: int | None
    tokens_label: Label
    cost: float | None
    cost_label: Label
    lines_added: int | None
    lines_removed: int | None
    lines_label: Label
    """A lower bound where an engine of the result records no lines."""


class SessionsPayload(ScopedAnswer):
    """Sessions of a scope, a page at a time."""

    period: Period
    rows: tuple[SessionRow, ...]
    total: int
    archived: int
    """How many more would be listed with the archived ones."""
    sums: SessionSums
    """Of the archived ones, too: spent is spent."""
    next_cursor: int | None
