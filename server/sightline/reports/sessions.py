"""Which sessions there are: a page of the list, with sums over the whole result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic.alias_generators import to_camel

from sightline.errors import InvalidScopeError
from sightline.reports import rows, scope
from sightline.reports.labels import cost_label, counted, label_of, token_label, usd, whole
from sightline.reports.payload.sessions import (
    SessionRow,
    SessionsParams,
    SessionsPayload,
    SessionSums,
)
from sightline.reports.recorded import tags_of
from sightline.reports.report import Context, Report
from sightline.store import calendar, lookups, search
from sightline.store.query import Filter, Value, measure, sessions_by, total, unrecorded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from duckdb import DuckDBPyConnection

    from sightline.store.schema import SessionFacts as Facts

ROW_METRICS = (
    "messages", "turns", "requests", "total_tokens", "input_tokens", "output_tokens",
    "cache_read_tokens", "cost", "active_time", "tool_calls", "errors", "lines_added",
    "lines_removed", "subagents",
    "tool_success_rate", "quality",
)  # fmt: skip
_SUMS = (
    "sessions", "messages", "requests", "total_tokens", "cost", "lines_added", "lines_removed",
)  # fmt: skip
_SORTED_BY_METRIC = {
    "messages": "messages", "turns": "turns", "requests": "requests", "tokens": "total_tokens",
    "inputTokens": "input_tokens", "outputTokens": "output_tokens",
    "cacheReadTokens": "cache_read_tokens", "cost": "cost", "activeMs": "active_time",
    "toolCalls": "tool_calls", "errors": "errors", "linesAdded": "lines_added",
    "linesRemoved": "lines_removed", "subagents": "subagents", "quality": "quality",
}  # fmt: skip
_SORTED_BY_FACT = {
    "title": "title", "engine": "engine", "project": "project", "projectPath": "project",
    "agent": "agent", "model": "model", "branch": "branch", "kind": "kind",
    "createdAt": "first_ts", "updatedAt": "last_ts", "id": "id",
}  # fmt: skip


def answer(context: Context, params: SessionsParams) -> SessionsPayload:
    """A page of the sessions with native work in the scope: pinned ones first.

    Archived ones are listed when asked for; they are in the sums always.
    """
    with context.index.reading() as connection:
        span = scope.span_of(params, context, connection)
        every = _sorted_ids(context, connection, span.where, params.sort)
        pinned, archived = lookups.marked(connection)
        wants_archived = params.include_archived or _asks_for_archived(params.query)
        shown = [id_ for id_ in every if wants_archived or id_ not in archived]
        first = pinned if params.pinned_first else set()
        # Sorting keeps the order of equals.
        ids = sorted(shown, key=lambda id_: id_ not in first)
        page = ids[params.cursor : params.cursor + params.limit]
        end = params.cursor + len(page)
        sums = total(connection, _SUMS, span.where)
        return SessionsPayload(
            generated_at=scope.iso_now(context),
            revision=context.index.revision,
            partial=scope.partial_of(context, span.zone),
            query_errors=span.query_errors,
            period=scope.period_of(span, connection),
            rows=session_rows(context, connection, page, span.where),
            total=len(ids),
            archived=len(every) - len(shown),
            sums=_sums(sums, unrecorded(connection, span.where)),
            next_cursor=end if end < len(ids) else None,
        )


def _asks_for_archived(query: str | None) -> bool:
    tree = search.parse(query).tree if query else None
    return any(search.mentions(tree, field, "archived") for field in ("is", "status"))


def _sorted_ids(
    context: Context, connection: DuckDBPyConnection, where: Filter, sort: str
) -> list[str]:
    """All sessions of a filter in order; unknown values come last, ties go by id."""
    column, falling = sort.lstrip("-"), sort.startswith("-")
    if fact := _SORTED_BY_FACT.get(column):
        return sessions_by(connection, fact, where, falling=falling)
    ids = sessions_by(connection, "id", where)
    keys: dict[str, Any] = {}
    if metric := _SORTED_BY_METRIC.get(column):
        found = measure(connection, (metric,), where, ("session",))
        keys = {row.group[0]: row.values[metric] for row in found}
    elif column == "status":
        is_running = _running(context)
        found_facts = lookups.facts(connection, ids)
        keys = {id_: _status(one, running=is_running(one)) for id_, one in found_facts.items()}
    elif column == "durationMs":
        keys = {id_: _wall_ms(facts) for id_, facts in lookups.facts(connection, ids).items()}
    else:
        raise InvalidScopeError(f"Sessions cannot be sorted by '{column}'.")
    known = [id_ for id_ in ids if keys.get(id_) is not None]
    known.sort(key=lambda id_: keys[id_], reverse=falling)
    return known + [id_ for id_ in ids if keys.get(id_) is None]


def session_rows(
    context: Context, connection: DuckDBPyConnection, ids: Sequence[str], where: Filter
) -> tuple[SessionRow, ...]:
    """List rows of these sessions, with their figures in a filter."""
    inside = Filter(
        since=where.since, until=where.until, engines=where.engines, models=where.models,
        agents=where.agents, projects=where.projects, sessions=tuple(ids),
    )  # fmt: skip
    found = measure(connection, ROW_METRICS, inside, ("session",)) if ids else []
    values = {row.group[0]: row.values for row in found}
    return rows_of(context, lookups.facts(connection, ids), values, ids)


def rows_of(
    context: Context,
    facts: Mapping[str, Facts],
    values: Mapping[str, dict[str, Value]],
    ids: Sequence[str],
) -> tuple[SessionRow, ...]:
    """List rows out of what is known of each session."""
    shown = rows.short_names(sorted({_project(facts[id_]) for id_ in ids}))
    is_running = _running(context)
    return tuple(
        _row(facts[id_], values[id_], shown, running=is_running(facts[id_])) for id_ in ids
    )


def _project(facts: Facts) -> str:
    return facts.project if facts.project is not None else lookups.NO_PROJECT


def _running(context: Context) -> Callable[[Facts], bool]:
    """Whether a session has no end mark and an event within the idle cap."""
    now = calendar.microseconds(context.now())
    cap = round(context.settings.idle_cap_minutes * 60_000_000)

    def is_running(facts: Facts) -> bool:
        return not facts.ended and facts.last_ts is not None and 0 <= now - facts.last_ts < cap

    return is_running


def _wall_ms(facts: Facts) -> int | None:
    if facts.first_ts is None or facts.last_ts is None:
        return None
    return (facts.last_ts - facts.first_ts) // 1000


def _row(
    facts: Facts, values: dict[str, Value], shown: dict[str, str], *, running: bool
) -> SessionRow:
    counts = {
        to_camel(name): counted(values[name])
        for name in ROW_METRICS
        if name not in ("cost", "total_tokens", "active_time", "tool_success_rate", "quality")
    }
    return SessionRow.model_validate(
        {
            "id": facts.id,
            "engine": facts.engine,
            "title": facts.title if facts.title is not None else facts.native_id,
            "project": shown[_project(facts)],
            "projectPath": _project(facts),
            "agent": facts.agent,
            "model": facts.model,
            "branch": facts.branch,
            "kind": facts.kind,
            "createdAt": scope.iso(facts.first_ts),
            "updatedAt": scope.iso(facts.last_ts),
            **counts,
            "tokens": counted(values["total_tokens"]),
            "tokensLabel": token_label(values),
            "cost": usd(values),
            "costLabel": cost_label(values),
            "durationMs": _wall_ms(facts),
            "activeMs": whole(values["active_time"]),
            "quality": None if values["quality"] is None else round(values["quality"]),
            "status": _status(facts, running=running),
            "pinned": facts.pinned,
            "archived": facts.archived,
            "tags": tags_of(facts),
            "recordRevision": facts.revision,
            "successRate": values["tool_success_rate"],
        }
    )


def _status(facts: Facts, *, running: bool) -> str:
    if running:
        return "running"
    if facts.archived:
        return "archived"
    return "imported" if facts.origin == "imported" else "active"


def _sums(values: dict[str, Value], unrecorded: AbstractSet[str]) -> SessionSums:
    lines = label_of("lines_added", values)
    return SessionSums(
        sessions=whole(values["sessions"]),
        messages=whole(values["messages"]),
        requests=whole(values["requests"]),
        tokens=counted(values["total_tokens"]),
        tokens_label=token_label(values),
        cost=usd(values),
        cost_label=cost_label(values),
        lines_added=counted(values["lines_added"]),
        lines_removed=counted(values["lines_removed"]),
        lines_label="at_least" if lines == "exact" and "code" in unrecorded else lines,
    )


SESSIONS = Report(
    "sessions", "Sessions", SessionsParams, SessionsPayload, answer, also=frozenset({"clock"})
)
