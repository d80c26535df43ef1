"""Which sessions are under way, and what one that ended amounts to: not a report, but news."""

from __future__ import annotations

from sightline.reports.payload.base import Label, Payload
from sightline.reports.report import Context
from sightline.reports.sessions import session_rows
from sightline.store import calendar, lookups
from sightline.store.query import Filter


class SessionEnded(Payload):
    """A session that is over: its figures in one line."""

    id: str
    title: str
    cost: float | None
    cost_label: Label
    duration_ms: int | None
    tool_calls: int


def running(context: Context) -> frozenset[str]:
    """Sessions without an end mark whose last event is not long ago."""
    now = calendar.microseconds(context.now())
    cap = round(context.settings.idle_cap_minutes * 60_000_000)
    with context.index.reading() as connection:
        found = lookups.latest(connection, now - cap)
    return frozenset(id_ for id_, ended in found.items() if not ended)


def summaries(context: Context, ids: frozenset[str]) -> tuple[SessionEnded, ...]:
    """What those of these sessions that are still there amount to."""
    with context.index.reading() as connection:
        known = sorted(lookups.facts(connection, sorted(ids)))
        rows = session_rows(context, connection, known, Filter(sessions=tuple(known)))
    return tuple(
        SessionEnded(
            id=row.id, title=row.title, cost=row.cost, cost_label=row.cost_label,
            duration_ms=row.duration_ms, tool_calls=row.tool_calls,
        )
        for row in rows
    )  # fmt: skip
