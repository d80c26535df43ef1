"""One session: the drill-down and its timeline."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from sightline.reports.payload.base import MOST, Answer, Label, Params, Payload
from sightline.reports.payload.commits import CommitRow
from sightline.reports.payload.quality import SessionQuality
from sightline.reports.payload.rows import CostParts, FileRow, ModelRow, ProblemRow, ToolRow
from sightline.reports.payload.sessions import SessionRow


class SessionParams(Params):
    """One session."""

    id: str
    """`<engine>:<native id>` or any unambiguous beginning of either, at least 4 characters."""
    time_zone: str | None = None


class TimelineParams(Params):
    """A page of one session's timeline."""

    id: str
    limit: int = Field(2000, ge=1, le=2000)
    cursor: int = Field(0, ge=0, le=MOST)


class CacheMiss(Payload):
    """Input that the cache could have held and did not."""

    reason: Literal[
        "new_conversation", "compaction", "model_changed", "idle_5m", "idle_1h", "prefix_changed",
        "unknown",
    ]  # fmt: skip
    """Of a turn's several that of the largest. `prefix_changed`: nothing at all was found in time,
    so tools or the system prompt changed."""
    requests: int
    """How many missed."""
    tokens: int
    """Cached before, and sent anew."""
    extra_cost: float | None
    """What they cost above the price of reading them from the cache."""
    extra_cost_label: Label


class TurnRow(Payload):
    """One turn: a prompt and everything until the next."""

    number: int
    """From 1; 0 is work before the first prompt."""
    at: str | None
    agent: str
    model: str | None
    requests: int
    tool_calls: int
    errors: int | None
    parts: CostParts
    duration_ms: int | None
    first_ms: int | None
    first_kind: Literal["ttft", "first_thought", "first_block"] | None
    context_tokens: int | None
    """The largest context of its requests: all input."""
    long_context_above: int | None
    """The limit its largest context crossed, over which a model has another price."""
    cache_miss: CacheMiss | None
    lines_added: int | None
    lines_removed: int | None
    marks: tuple[Literal["interrupted", "denied", "error", "compaction", "long_context"], ...]


class RelatedSession(Payload):
    """A session this one came from, started or handed work to."""

    id: str | None
    """None where only its name is known."""
    title: str
    relation: Literal["parent", "fork", "subagent", "helper"]
    cost: float | None
    cost_label: Label
    requests: int
    duration_ms: int | None
    outcome: str | None


class AgentNode(Payload):
    """The main thread, a sub-agent or a helper; those it started follow it, one deeper."""

    depth: int
    name: str
    kind: Literal["main", "subagent", "helper"]
    session: str | None
    """The session a helper became, where that was found."""
    requests: int | None
    """Its own, as are its tokens; None where nothing of its work is known."""
    tokens: int | None
    own_cost: float | None
    own_cost_label: Label
    total_cost: float | None
    """With the sub-agents below it; helpers are not in it."""
    total_cost_label: Label
    duration_ms: int | None
    outcome: str | None


class SessionFacts(Payload):
    """What stands out in a session."""

    longest_tool: str | None
    longest_tool_ms: int | None
    slowest_turn: int | None
    slowest_turn_ms: int | None
    dearest_turn: int | None
    dearest_turn_cost: float | None
    context_peak_tokens: int | None
    context_window: int | None
    context_peak: float | None


class GitChanges(Payload):
    """What changed in the repository during the session; a set of its own, never added."""

    lines_added: int | None
    lines_removed: int | None
    files_changed: int | None
    branch: str | None
    """What is checked out now; None when nothing is, or no git ran."""
    commits: tuple[CommitRow, ...]
    """Made while the session ran, on its branch; with the cost of its own turns they took up."""
    hint: str | None
    """Why there is no number."""


class Approvals(Payload):
    """Permission questions put to a person, and the answers; None where none is recorded."""

    asked: int | None
    allowed: int | None
    denied: int | None


class ResumeWay(Payload):
    """How a command line goes on with the session."""

    cli: str
    id: str
    command: str | None
    """None where it is not known how."""


class Recorded(Payload):
    """What metadata records say of a session beside its transcript."""

    origin: Literal["native", "claude-cli", "imported", "duplicated"]
    workspace_id: str
    wall_clock_ms: int | None
    """As stated, of a session whose times cannot be counted."""
    quality: dict[str, int]
    """Scores of the whole and by phase, as its reviews stand."""
    resume_session_ids: dict[str, str | None]
    metadata: dict[str, Any]
    """Values of plugins' keys, `x-<plugin>:<key>`."""


class SessionPayload(Answer):
    """The drill-down: one session and all its figures, over its whole life."""

    session: SessionRow
    native_id: str
    recorded: Recorded
    resume: tuple[ResumeWay, ...]
    source_path: str | None
    provider: str | None
    model_changes: int
    version: str | None
    api_ms: int | None
    tool_ms: int | None
    agent_active_ms: int | None
    transcript_requests: int
    """Requests its files show; more than `session.requests` when some belong to another session."""
    parts: CostParts
    cache_hit_rate: float | None
    cache_savings: float | None
    cache_insight: str | None
    """The two in a sentence."""
    cache_misses: tuple[CacheMiss, ...]
    """A row a reason, most tokens first."""
    success_rate: float | None
    acceptance_rate: float | None
    intervention_rate: float | None
    files_changed: int | None
    approvals: Approvals
    facts: SessionFacts
    git: GitChanges
    quality: SessionQuality
    turns: tuple[TurnRow, ...]
    models: tuple[ModelRow, ...]
    tools: tuple[ToolRow, ...]
    files: tuple[FileRow, ...]
    unattributed_cost: float | None
    related: tuple[RelatedSession, ...]
    agents: tuple[AgentNode, ...]
    """The cost of each agent as a tree; empty where the main thread did all."""
    problems: tuple[ProblemRow, ...]


class TimelineItem(Payload):
    """One message, tool call or handoff."""

    key: str
    lane: Literal["user", "assistant", "tools", "agents", "problems"]
    at: str
    duration_ms: int | None
    title: str
    """The model, tool or agent: no transcript text."""
    agent: str | None
    turn: int | None
    outcome: str | None
    tokens: int | None
    cost: float | None
    line: int | None
    """In `path`, when it can be opened."""
    path: str | None


class TimelinePayload(Answer):
    """A page of a session's timeline, oldest first."""

    id: str
    items: tuple[TimelineItem, ...]
    total: int
    next_cursor: int | None
