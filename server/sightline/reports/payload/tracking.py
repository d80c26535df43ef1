"""Sessions that other programs record through us, and what they ask of sessions."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from sightline.metadata.edits import Line
from sightline.metadata.record import PLUGIN_KEY
from sightline.reports.payload.base import Label, Params, Payload
from sightline.reports.payload.scope import Scope

MOST_EVENTS = 10_000
PluginKey = Annotated[str, Field(pattern=PLUGIN_KEY)]


class StartSessionParams(Params):
    """What is known of a session when it begins."""

    workspace: str = Field(min_length=1)
    """The project's folder, absolute."""
    title: Line | None = None
    agent: Line | None = None
    model: Line | None = None
    provider: Line | None = None
    metadata: dict[PluginKey, Any] = Field(default_factory=dict)
    """Values of plugins' keys, `x-<plugin>:<key>`."""


class StartSessionPayload(Payload):
    """A session that has begun."""

    session_id: str
    notice: str | None
    """Why it is not kept in its project."""


class Event(BaseModel):
    """Something that happened in a session; other members depend on the type and are kept."""

    model_config = ConfigDict(frozen=True, extra="allow", use_attribute_docstrings=True)

    type: str = Field(min_length=1, max_length=100)
    """message, request, tool, edit, handoff, review, error, or another."""
    at: str | int | float | None = None
    """When it ended: ISO 8601, or seconds or milliseconds since 1970; None: now."""


class RecordEventParams(Params):
    """What happened in a session, oldest first."""

    session_id: str
    events: tuple[Event, ...] = Field(min_length=1, max_length=MOST_EVENTS)


class RecordEventPayload(Payload):
    """What was kept."""

    accepted: int


class OneSessionParams(Params):
    """One session."""

    session_id: str


class ModelStatsParams(Scope):
    """A model, over all time unless a scope says otherwise."""

    model: str = Field(min_length=1)


class ModelStats(Payload):
    """What a model did and cost."""

    model: str
    requests: int
    sessions: int
    input_tokens: int | None
    output_tokens: int | None
    cached_tokens: int | None
    """Input served from the cache."""
    cost: float | None
    cost_label: Label
    ttft_p50_ms: float | None
    ttlt_p50_ms: float | None
    ttlt_p95_ms: float | None
    first_used: str | None
    last_used: str | None


class HistoryParams(Params):
    """How many of the newest sessions."""

    limit: int = Field(10, ge=1, le=100)


class SessionSummary(Payload):
    """One session of the history."""

    id: str
    title: str
    ended_at: str | None
    """Its last activity."""
    duration_ms: int | None
    tool_calls: int
    success_rate: float | None
    cost: float | None
    cost_label: Label
