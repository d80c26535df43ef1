"""Many sessions at once, with what a SessionReport says of each: for exports of whole histories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sightline.reports import rows, scope
from sightline.reports.labels import counted, usd
from sightline.reports.payload.rows import CostParts, ModelRow, ToolRow
from sightline.reports.payload.session import Approvals, Recorded
from sightline.reports.payload.sessions import SessionRow
from sightline.reports.recorded import recorded_of
from sightline.reports.session import APPROVALS, PART_METRICS, approvals_of, cost_parts
from sightline.reports.sessions import session_rows
from sightline.reports.stripping import stripped
from sightline.store import lookups, reviews
from sightline.store.query import Filter, Measured, measure, nothing

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sightline.reports.report import Context
    from sightline.store.query import Dimension

AT_ONCE = 500
_METRICS = (
    *PART_METRICS, "cache_hit_rate", "cache_savings", "tool_success_rate", "files_changed",
    "api_time", "tool_time", "agent_active_time", *APPROVALS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Brief:
    """One session; the names are those of SessionPayload."""

    generated_at: str
    session: SessionRow
    native_id: str
    recorded: Recorded
    source_path: str | None
    provider: str | None
    api_ms: int | None
    tool_ms: int | None
    agent_active_ms: int | None
    parts: CostParts
    cache_hit_rate: float | None
    cache_savings: float | None
    success_rate: float | None
    files_changed: int | None
    approvals: Approvals
    models: tuple[ModelRow, ...]
    tools: tuple[ToolRow, ...]


def briefs(context: Context, ids: Sequence[str]) -> Iterator[Brief]:
    """Sessions in this order, over their whole lives."""
    for start in range(0, len(ids), AT_ONCE):
        yield from _batch(context, ids[start : start + AT_ONCE])


def _batch(context: Context, ids: Sequence[str]) -> Iterator[Brief]:
    where = Filter(sessions=tuple(ids))
    now = scope.iso_now(context)
    with context.index.reading() as connection:
        facts = lookups.facts(connection, ids)
        paths = lookups.source_paths(
            connection, [one.source for one in facts.values() if one.source is not None]
        )
        found = session_rows(context, connection, ids, where)
        scores = reviews.scores_of(connection, ids)
        values = {
            row.group[0]: row.values for row in measure(connection, _METRICS, where, ("session",))
        }
        models = _by_session(connection, rows.MODEL_METRICS, where, ("model", "engine"))
        tools = _by_session(connection, rows.TOOL_METRICS, where, ("tool",))
    for session in found:
        own, known = values.get(session.id, nothing(_METRICS)), facts[session.id]
        path = None if known.source is None else paths.get(known.source)
        yield Brief(
            generated_at=now,
            session=stripped(session, context.without),
            native_id=known.native_id,
            recorded=stripped(recorded_of(known, scores.get(session.id, {})), context.without),
            source_path=None if "paths" in context.without else path,
            provider=known.provider,
            api_ms=counted(own["api_time"]),
            tool_ms=counted(own["tool_time"]),
            agent_active_ms=counted(own["agent_active_time"]),
            parts=cost_parts(own),
            cache_hit_rate=own["cache_hit_rate"],
            cache_savings=usd(own, "cache_savings"),
            success_rate=own["tool_success_rate"],
            files_changed=counted(own["files_changed"]),
            approvals=approvals_of(own),
            models=rows.sorted_models(models.get(session.id, [])),
            tools=tuple(rows.tool_row(row) for row in tools.get(session.id, [])),
        )


def _by_session(
    connection: DuckDBPyConnection,
    names: Sequence[str],
    where: Filter,
    by: tuple[Dimension, ...],
) -> dict[str, list[Measured]]:
    """The groups of each session."""
    found: dict[str, list[Measured]] = {}
    for row in measure(connection, names, where, ("session", *by)):
        found.setdefault(row.group[0], []).append(Measured(row.group[1:], row.values))
    return found
