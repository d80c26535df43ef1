"""Two sessions side by side: every figure of both, what changed, and what each has alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeVar, cast

from msgspec.structs import replace

from sightline.errors import UnknownSessionError
from sightline.metrics import BY_NAME
from sightline.reports import scope, session
from sightline.reports.labels import label_of, shown
from sightline.reports.payload.base import Answer, Better, Label, Params, Payload, Unit  # fmt: skip
from sightline.reports.payload.rows import FileRow, ModelRow, ToolRow  # fmt: skip
from sightline.reports.payload.session import SessionParams, SessionPayload  # fmt: skip
from sightline.reports.report import Context, Report
from sightline.store import lookups
from sightline.store.query import Filter, Value, measure, nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from duckdb import DuckDBPyConnection

    from sightline.store.schema import SessionFacts as Facts

Group = Literal[
    "Token Usage", "Cost", "Performance", "Tool Calls", "Code Changes", "Quality",
    "Conversation",
]  # fmt: skip
Side = Literal["a", "b", "both"]
GROUPS: dict[Group, tuple[str, ...]] = {
    "Token Usage": (
        "input_tokens", "output_tokens", "total_tokens", "cache_read_tokens", "cache_write_tokens",
        "cache_hit_rate", "requests",
    ),
    "Cost": ("cost", "cache_savings", "cost_per_line", "cost_per_message"),
    "Performance": (
        "wall_time", "active_time", "agent_active_time", "api_time", "tool_time", "ttft_p50",
        "first_thought_p50", "first_block_p50", "ttlt_p50", "throughput",
    ),
    "Tool Calls": ("tool_calls", "tool_success_rate", "tool_denied", "errors",
                   "error_recovery_rate"),
    "Code Changes": ("lines_added", "lines_removed", "net_lines", "files_changed",
                     "acceptance_rate"),
    "Quality": (
        "quality", "quality_style", "quality_logic", "quality_security", "violations",
        "fix_minutes",
    ),
    "Conversation": ("turns", "messages", "subagents", "intervention_rate"),
}  # fmt: skip
MOST_POINTS = 200
NO_GIT = "Open the session to see what changed in git"
Row = TypeVar("Row")


class CompareParams(Params):
    """Two sessions, each by its id or an unambiguous beginning."""

    a: str
    b: str
    time_zone: str | None = None


class Delta(Payload):
    """One metric of both sessions."""

    group: Group
    metric: str
    title: str
    unit: Unit
    help: str
    better: Better | None
    a: float | int | None
    label_a: Label
    b: float | int | None
    label_b: Label
    delta: float | int | None
    """B less A; of ratios the difference in points."""
    share: float | None
    """The delta by A; None for ratios and where A is 0."""


class ComparedModel(Payload):
    """A model in both sessions, or in one."""

    model: str
    side: Side
    a: ModelRow | None
    b: ModelRow | None


class ComparedTool(Payload):
    """A tool in both sessions, or in one."""

    tool: str
    side: Side
    a: ToolRow | None
    b: ToolRow | None


class ComparedFile(Payload):
    """A file edited in both sessions, or in one."""

    path: str
    side: Side
    a: FileRow | None
    b: FileRow | None


class SpentPoint(Payload):
    """What a session had cost so long after its first event."""

    elapsed_ms: int
    cost: float


class ComparePayload(Answer):
    """Session A and session B."""

    a: SessionPayload
    """Without turns, files and git, to be short: files are below."""
    b: SessionPayload
    deltas: tuple[Delta, ...]
    models: tuple[ComparedModel, ...]
    tools: tuple[ComparedTool, ...]
    files: tuple[ComparedFile, ...]
    spent_a: tuple[SpentPoint, ...]
    """Cumulative cost, as far as it is known, oldest first."""
    spent_b: tuple[SpentPoint, ...]


def answer(context: Context, params: CompareParams) -> ComparePayload:
    """Both sessions over their whole lives."""
    with context.index.reading_in_two() as (_, beside):
        other = beside.ask(lambda _: _session(context, params.b, params.time_zone))
        a = _session(context, params.a, params.time_zone)
        b = other.result()
    # Each drill-down has its own look at the rows; what is added is as new as the newer of them.
    with context.index.reading_in_two() as (connection, beside):
        both = _facts(connection, a), _facts(connection, b)
        spent = beside.ask(lambda reader: [_spent(reader, one) for one in both])
        deltas = _deltas(connection, *both)
        spent_a, spent_b = spent.result()
        return ComparePayload(
            generated_at=scope.iso_now(context),
            revision=context.index.revision,
            a=_short(a),
            b=_short(b),
            deltas=deltas,
            models=tuple(
                ComparedModel(model=key, side=side, a=one, b=other)
                for key, side, one, other in _sides(a.models, b.models, lambda row: row.model)
            ),
            tools=tuple(
                ComparedTool(tool=key, side=side, a=one, b=other)
                for key, side, one, other in _sides(a.tools, b.tools, lambda row: row.tool)
            ),
            files=tuple(
                ComparedFile(path=key, side=side, a=one, b=other)
                for key, side, one, other in _sides(a.files, b.files, lambda row: row.path)
            ),
            spent_a=spent_a,
            spent_b=spent_b,
        )


def _session(context: Context, wanted: str, zone: str | None) -> SessionPayload:
    """One drill-down; git is slow and no part of it."""
    asked = SessionParams(id=wanted, time_zone=zone)
    known = context.results.answer(session.SESSION, replace(context, trusted=False), asked)
    return cast("SessionPayload", known)


def _facts(connection: DuckDBPyConnection, of: SessionPayload) -> Facts:
    found = lookups.facts(connection, [of.session.id])
    if not found:
        raise UnknownSessionError(of.session.id)
    return found[of.session.id]


def _short(payload: SessionPayload) -> SessionPayload:
    git = payload.git.model_copy(update={"hint": NO_GIT})
    return payload.model_copy(update={"turns": (), "files": (), "git": git})


def _deltas(connection: DuckDBPyConnection, a: Facts, b: Facts) -> tuple[Delta, ...]:
    names = [name for group in GROUPS.values() for name in group]
    first = min((one.first_ts for one in (a, b) if one.first_ts is not None), default=None)
    last = max((one.last_ts for one in (a, b) if one.last_ts is not None), default=None)
    where = Filter(sessions=(a.id, b.id), within=(first, last))
    found = {row.group[0]: row.values for row in measure(connection, names, where, ("session",))}
    zero = nothing(names)
    return tuple(
        _delta(group, name, found.get(a.id, zero), found.get(b.id, zero))
        for group, members in GROUPS.items()
        for name in members
    )


def _delta(group: Group, name: str, a: dict[str, Value], b: dict[str, Value]) -> Delta:
    metric = BY_NAME[name]
    was, became = shown(name, a), shown(name, b)
    delta = None if was is None or became is None else became - was
    if delta is not None and metric.unit in ("USD", "USD/line"):
        delta = round(delta, 9)
    share = None
    if delta is not None and was and metric.unit != "ratio":
        share = delta / abs(was)
    return Delta(
        group=group,
        metric=name,
        title=metric.title,
        unit=metric.unit,
        help=metric.help,
        better=metric.better,
        a=was,
        label_a=label_of(name, a),
        b=became,
        label_b=label_of(name, b),
        delta=delta,
        share=share,
    )


def _sides(
    a: Iterable[Row], b: Iterable[Row], key: Callable[[Row], str]
) -> list[tuple[str, Side, Row | None, Row | None]]:
    """Rows of both sessions by their name, in the order of A and then of B."""
    ones, others = {key(row): row for row in a}, {key(row): row for row in b}
    return [
        (
            name,
            "both" if name in ones and name in others else "a" if name in ones else "b",
            ones.get(name),
            others.get(name),
        )
        for name in dict.fromkeys((*ones, *others))
    ]


def _spent(connection: DuckDBPyConnection, session: Facts) -> tuple[SpentPoint, ...]:
    """Cumulative cost, thinned where there are many requests; the last one always stays."""
    found = lookups.spent(connection, session)
    step = -(-len(found) // MOST_POINTS) if found else 1
    kept = [*found[: len(found) - 1 : step], *found[-1:]]
    return tuple(
        SpentPoint(elapsed_ms=elapsed, cost=round(nano / 1e9, 9)) for elapsed, nano in kept
    )


COMPARE = Report(
    "compare", "Compare", CompareParams, ComparePayload, answer, also=frozenset({"clock", "git"})
)
