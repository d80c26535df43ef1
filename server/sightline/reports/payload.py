"""The forms of all answers: frozen, camelCase on the wire, each number with its label.

TypeScript types are generated from these classes. Durations are integer milliseconds, money is
USD with at most nine decimals, instants are ISO 8601 UTC, days `YYYY-MM-DD` in the scope's zone.
None is unknown.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

Label = Literal["exact", "recorded", "priced", "estimated", "at_least", "unknown"]
Unit = Literal[
    "n", "tok", "USD", "ms", "min", "ratio", "1/min", "1/h", "tok/s", "USD/line", "score",
]  # fmt: skip
Better = Literal["more", "less"]
Bucket = Literal["day", "week", "month"]
Split = Literal["model", "engine", "agent", "project"]
MOST = 1_000_000_000
"""Rows a cursor can point behind."""
Preset = Literal["today", "7d", "30d", "90d", "all"]


class Payload(BaseModel):
    """A frozen answer, camelCase on the wire."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, frozen=True, use_attribute_docstrings=True
    )


class Params(BaseModel):
    """What a report is asked with; an unknown key is an error that names it."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, frozen=True, extra="forbid",
        use_attribute_docstrings=True,
    )  # fmt: skip


class Range(Params):
    """Whole local days, both ends included: a preset, or from and to."""

    preset: Preset | None = None
    from_: str | None = Field(None, alias="from", pattern=r"^\d{4}-\d{2}-\d{2}$")
    to: str | None = Field(None, pattern=r"^\d{4}-\d{2}-\d{2}$")


class Scope(Params):
    """Which work a report is about. Without a range: all time."""

    range: Range = Range(preset="all")
    time_zone: str | None = None
    """IANA name; None: the setting, else the system's."""
    query: str | None = None
    engines: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    """Project paths."""


class PageScope(Scope):
    """A scope, and which page of its rows."""

    limit: int = Field(100, ge=1, le=1000)
    cursor: int = Field(0, ge=0, le=MOST)
    """Rows to skip: the `nextCursor` of the page before."""


class SessionsParams(PageScope):
    """Which sessions, in which order."""

    sort: str = "-updatedAt"
    """A column of SessionRow, `-` before it for descending."""
    include_archived: bool = False


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


class NoParams(Params):
    """Nothing to ask."""


class Number(Payload):
    """One value of one metric, and how sure it is."""

    metric: str
    value: float | int | None
    unit: Unit
    label: Label
    unknown_parts: int = 0
    """How many requests have an unknown part, so that the value is a lower bound."""


class Kpi(Number):
    """A card of the top row."""

    title: str
    help: str
    better: Better | None
    previous: float | int | None
    """The same over the preceding range of equal length; None when that is empty."""
    note: str | None = None
    """Such as `+3 unpriced`, or `n of m scored`."""


class Partial(Payload):
    """The index is still being read, newest files first."""

    done: int
    total: int
    complete_from: str | None
    """All work of this day and later is in the numbers."""


class Period(Payload):
    """The days a report covers."""

    preset: Preset | None
    from_: str | None = Field(alias="from")
    """First day; None when there is nothing at all."""
    to: str | None
    time_zone: str
    bucket: Bucket
    newest: str | None
    """The newest day that has any session, in or out of range."""


class Health(Payload):
    """Whether everything could be read."""

    sources: int
    problems: int
    refreshed_at: str | None


class Answer(Payload):
    """What every report carries."""

    generated_at: str
    revision: int
    partial: Partial | None = None


class DailyRow(Payload):
    """One bucket of the activity and cost charts (a day unless `period.bucket` says otherwise)."""

    date: str
    """The first day of the bucket; `undated` for work without an instant."""
    sessions: int
    messages: int
    requests: int
    input_tokens: int
    output_tokens: int
    cost: float | None
    cost_label: Label
    lines_added: int
    lines_removed: int


class ModelRow(Payload):
    """What one model did; fast mode is a model line of its own."""

    model: str
    engine: str
    requests: int
    cost: float | None
    cost_label: Label
    tokens: int
    input_tokens: int
    output_tokens: int
    cache_read_tokens: int
    cache_write_tokens: int
    unpriced_requests: int


class ToolRow(Payload):
    """One tool's calls."""

    tool: str
    calls: int
    success_rate: float | None
    successes: int
    failures: int
    denied: int
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
    lines_added: int
    lines_removed: int
    cost: float | None
    cost_label: Label


class FileRow(Payload):
    """One edited file and the cost attributed to it."""

    file: str
    path: str
    language: str
    edits: int
    lines_added: int
    lines_removed: int
    cost: float | None
    cost_label: Label


class LanguageRow(Payload):
    """All edited files of one language."""

    language: str
    lines_added: int
    lines_removed: int
    cost: float | None
    cost_label: Label


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
    tokens_per_minute: float | None
    lines_per_hour: float | None
    cost_per_line: float | None
    total_lines_added: int
    total_lines_removed: int
    code_acceptance_rate: float | None
    total_tool_calls: int
    tool_success_rate: float | None
    total_errors: int
    error_recovery_rate: float | None
    total_turns: int
    user_intervention_rate: float | None
    net_lines_changed: int
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


class OverviewPayload(Answer):
    """The top row and the AI Sessions page for a scope."""

    period: Period
    kpis: tuple[Kpi, ...]
    analytics: Analytics
    health: Health
    projects: tuple[str, ...]
    """All project paths there are, for the filter."""
    engines: tuple[EngineChoice, ...]
    """All engines that have sessions, for the filter."""
    models: tuple[str, ...]
    """All models there are, for the filter."""


class EngineChoice(Payload):
    """An engine as a filter shows it."""

    engine: str
    title: str
    colour: str
    sessions: int


class StatusTotals(Payload):
    """The numbers of one span for the status bar and the sidebar."""

    cost: float | None
    cost_label: Label
    unpriced_requests: int
    sessions: int
    requests: int
    tokens: int
    input_tokens: int
    output_tokens: int
    cache_read_tokens: int
    cache_write_tokens: int
    top_model: str | None


class StatusPayload(Answer):
    """Today and the last seven days, over everything on this machine."""

    date: str
    """Today in the zone."""
    time_zone: str
    today: StatusTotals
    week: StatusTotals
    sources: int
    problems: int
    sessions: int
    """All sessions there are."""


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
    tokens: int
    input_tokens: int
    output_tokens: int
    cache_read_tokens: int
    cost: float | None
    cost_label: Label
    duration_ms: int | None
    """Wall time of the whole session, not clipped to the range."""
    active_ms: int
    tool_calls: int
    errors: int
    lines_added: int
    lines_removed: int
    subagents: int
    quality: int | None
    status: Literal["active", "archived", "imported", "running"]
    pinned: bool
    archived: bool
    tags: tuple[str, ...]
    success_rate: float | None
    """Tool calls that succeeded, of those that succeeded or failed."""


class SessionSums(Payload):
    """Sums over the whole result, not the page."""

    sessions: int
    messages: int
    requests: int
    tokens: int
    cost: float | None
    cost_label: Label
    lines_added: int
    lines_removed: int


class SessionsPayload(Answer):
    """Sessions of a scope, a page at a time."""

    period: Period
    rows: tuple[SessionRow, ...]
    total: int
    sums: SessionSums
    next_cursor: int | None


class CostParts(Payload):
    """Tokens and cost of some requests by kind; the costs add up to `cost`."""

    input_tokens: int
    cache_read_tokens: int
    cache_write_tokens: int
    output_tokens: int
    reasoning_tokens: int | None
    input_cost: float | None
    """The parts are None where only a total was recorded."""
    cache_read_cost: float | None
    cache_write_cost: float | None
    output_cost: float | None
    search_cost: float | None
    cost: float | None
    cost_label: Label
    unpriced_requests: int


class TurnRow(Payload):
    """One turn: a prompt and everything until the next."""

    number: int
    """From 1; 0 is work before the first prompt."""
    at: str | None
    agent: str
    model: str | None
    requests: int
    tool_calls: int
    errors: int
    parts: CostParts
    duration_ms: int | None
    first_ms: int | None
    first_kind: Literal["ttft", "first_thought", "first_block"] | None
    context_tokens: int | None
    """The largest context of its requests: all input."""
    lines_added: int
    lines_removed: int
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


class ProblemRow(Payload):
    """A line or file that could not be read, or an oddity that was counted."""

    engine: str
    path: str
    line: int | None
    kind: Literal["unreadable", "skipped", "anomaly"]
    reason: str
    count: int


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
    hint: str | None
    """Why there is no number."""


class SessionPayload(Answer):
    """The drill-down: one session and all its figures, over its whole life."""

    session: SessionRow
    native_id: str
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
    success_rate: float | None
    acceptance_rate: float | None
    intervention_rate: float | None
    files_changed: int
    facts: SessionFacts
    git: GitChanges
    turns: tuple[TurnRow, ...]
    models: tuple[ModelRow, ...]
    tools: tuple[ToolRow, ...]
    files: tuple[FileRow, ...]
    unattributed_cost: float | None
    related: tuple[RelatedSession, ...]
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


class ModelsPayload(Answer):
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
    tokens: int
    input_tokens: int
    output_tokens: int
    cache_read_tokens: int
    cost: float | None
    cost_label: Label
    api_time_ms: int | None
    tool_time_ms: int | None
    success_rate: float | None
    ttft_p50_ms: float | None
    cache_write_tokens: int


class EnginesPayload(Answer):
    """Engines of a scope."""

    period: Period
    rows: tuple[EngineRow, ...]
    total: EngineRow


class ProblemsPayload(Answer):
    """Everything that could not be read."""

    rows: tuple[ProblemRow, ...]
    total: int
    next_cursor: int | None


class Dated(Payload):
    """Of one local day."""

    date: str
    """`undated` for work without an instant."""


class DayTotals(Payload):
    """The columns of `sightline stats daily`."""

    sessions: int
    messages: int
    requests: int
    input_tokens: int
    """Uncached."""
    cache_read_tokens: int
    cache_write_tokens: int
    output_tokens: int
    reasoning_tokens: int
    cost_usd: float | None
    """None when nothing is priced."""
    cost_label: Label
    unpriced_requests: int


class DayRow(DayTotals, Dated):
    """One local day; its date comes first."""


class DailyPayload(Payload):
    """A row a local day, oldest first, and their total."""

    timezone: str
    days: tuple[DayRow, ...]
    total: DayTotals


class IndexPayload(Payload):
    """What reading the sources did."""

    sources: int
    files_opened: int
    bytes_read: int
    sessions: int
    requests: int
    problems: int
    elapsed_ms: int


class IdentifyParams(Params):
    """A file in the editor."""

    uri: str


class IdentifyPayload(Payload):
    """Which session a file belongs to."""

    id: str | None
