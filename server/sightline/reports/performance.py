"""Where time goes: waiting for models, output by the second, tools, helpers, and slow days."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from sightline.reports import latency, scope
from sightline.reports.labels import cost_label, counted, most_first, usd, whole
from sightline.reports.latency import By, LatencyRow, LatencySeries, Throughput
from sightline.reports.payload.base import Label, Payload, Period, ScopedAnswer
from sightline.reports.payload.scope import Scope
from sightline.reports.report import Context, Report
from sightline.reports.slowdowns import Slowdown, slowdowns
from sightline.reports.tools import ToolTimeRow, tool_time_rows
from sightline.store import lookups
from sightline.store.query import NOTHING, Filter, Measured, Value, helper_children, measure, total

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sightline.reports.scope import Span

_HELPERS = (
    "helper_runs", "helper_failures", "helpers_open", "helper_overhead", "helper_overhead_p95",
)  # fmt: skip
_SPLIT = (
    "wall_time", "active_time", "agent_active_time", "api_time", "tool_time", "api_share",
    "tool_share",
)  # fmt: skip


class PerformanceParams(Scope):
    """A scope, and whose latency is told apart."""

    by: By = "model"
    row: str | None = None
    """Whose series; None: of the eight most measured."""


class HelperRow(Payload):
    """Runs of one agent CLI, spawn to done."""

    helper: str
    runs: int
    mean_ms: float | None
    p95_ms: float | None
    failures: int | None
    open: int
    """Without a known end."""
    sessions: int
    """Sessions of its own that were found; what they cost is theirs and added to nothing here."""
    cost: float | None
    cost_label: Label
    tokens: int | None


class TimeSplit(Payload):
    """What time was spent on; API and tool time together are agent active time."""

    wall_ms: int | None
    """Of whole sessions, not cut to the range."""
    active_ms: int
    agent_active_ms: int | None
    api_ms: int | None
    tool_ms: int | None
    api_share: float | None
    tool_share: float | None


class PerformancePayload(ScopedAnswer):
    """Latency, throughput, tools and helpers of a scope."""

    period: Period
    by: By
    latency: tuple[LatencyRow, ...]
    buckets: tuple[str, ...]
    """The first days of all buckets, oldest first."""
    series: tuple[LatencySeries, ...]
    throughput: Throughput
    tools: tuple[ToolTimeRow, ...]
    """Longest total time first."""
    helpers: tuple[HelperRow, ...]
    hints: tuple[Slowdown, ...]
    """Newest first."""
    split: TimeSplit


def answer(context: Context, params: PerformanceParams) -> PerformancePayload:
    """Performance of a scope."""
    with context.index.reading_in_two() as (connection, beside):
        span = scope.span_of(params, context, connection, beside)
        kinds = latency.kinds_known(connection)
        apart = beside.ask(partial(_apart, span, params.by, kinds))
        buckets = span.buckets()
        waits = latency.waits(connection, span.where, params.by, kinds)
        names = [row.group[0] for row in waits if params.row in (None, row.group[0])]
        names = names[: latency.MOST_SERIES]
        return PerformancePayload(
            generated_at=scope.iso_now(context),
            revision=context.index.revision,
            partial=scope.partial_of(context, span.zone),
            query_errors=span.query_errors,
            period=scope.period_of(span, connection),
            by=params.by,
            latency=latency.latency_rows(waits, kinds),
            buckets=tuple(day.isoformat() for day in buckets.days),
            series=latency.series(connection, span.where, params.by, names, kinds, buckets),
            throughput=latency.throughput(*apart.result().speeds, waits),
            tools=apart.result().tools,
            helpers=_helpers(connection, span.where),
            hints=apart.result().hints,
            split=_split(total(connection, _SPLIT, span.where)),
        )


class _Apart(NamedTuple):
    """What does not wait for the waits."""

    speeds: latency.Speeds
    tools: tuple[ToolTimeRow, ...]
    hints: tuple[Slowdown, ...]


def _apart(
    span: Span, by: By, kinds: tuple[latency.Kind, ...], connection: DuckDBPyConnection
) -> _Apart:
    return _Apart(
        latency.speeds(connection, span.where),
        _by_time(tool_time_rows(connection, span.where)),
        slowdowns(connection, span, by, kinds),
    )


def _by_time(rows: tuple[ToolTimeRow, ...]) -> tuple[ToolTimeRow, ...]:
    """Unknown times last."""
    known = [row for row in rows if row.total_duration_ms is not None]
    unknown = [row for row in rows if row.total_duration_ms is None]
    return (*sorted(known, key=lambda row: (most_first(row.total_duration_ms), row.tool)), *unknown)


def _helpers(connection: DuckDBPyConnection, where: Filter) -> tuple[HelperRow, ...]:
    """Agent CLIs, most runs first."""
    found = [
        row
        for row in measure(connection, _HELPERS, where, ("helper",))
        if row.values["helper_runs"]
    ]
    children = helper_children(connection, where)
    sessions = lookups.sessions_named(connection, [child for _, child in children])
    own: dict[str, set[str]] = {}
    for helper, child in children:
        if child in sessions:
            own.setdefault(helper, set()).add(sessions[child])
    rows = [_helper(connection, row, own.get(row.group[0], set())) for row in found]
    return tuple(sorted(rows, key=lambda row: (-row.runs, row.helper)))


def _helper(connection: DuckDBPyConnection, row: Measured, sessions: set[str]) -> HelperRow:
    values = row.values
    where = Filter(sessions=tuple(sorted(sessions))) if sessions else NOTHING
    spent = total(connection, ("cost", "total_tokens"), where)
    return HelperRow(
        helper=row.group[0],
        runs=whole(values["helper_runs"]),
        mean_ms=values["helper_overhead"],
        p95_ms=values["helper_overhead_p95"],
        failures=whole(values["helper_failures"]),
        open=whole(values["helpers_open"]),
        sessions=len(sessions),
        cost=usd(spent) if sessions else None,
        cost_label=cost_label(spent) if sessions else "unknown",
        tokens=counted(spent["total_tokens"]) if sessions else None,
    )


def _split(values: dict[str, Value]) -> TimeSplit:
    wall = values["wall_time"]
    return TimeSplit(
        wall_ms=None if wall is None else int(wall),
        active_ms=whole(values["active_time"]),
        agent_active_ms=counted(values["agent_active_time"]),
        api_ms=counted(values["api_time"]),
        tool_ms=counted(values["tool_time"]),
        api_share=values["api_share"],
        tool_share=values["tool_share"],
    )


PERFORMANCE = Report("performance", "Performance", PerformanceParams, PerformancePayload, answer)
