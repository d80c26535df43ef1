"""The numbers of a query: metrics of whole sessions, by the definitions all surfaces share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Needs = Mapping[str, tuple[str, ...]]
"""Metrics by the table they sum up."""

NANO = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Figure:
    """An expression over the sums of a session; unknown where the list shows none."""

    sql: str
    needs: Needs = field(default_factory=dict)


def _sum(table: str, metric: str) -> Figure:
    """A count or sum: 0 where a session has no such row."""
    return Figure(f"coalesce(of_{table}.{metric}, 0)", {table: (metric,)})


def _both(a: Figure, b: Figure) -> Figure:
    return Figure(f"{a.sql} + {b.sql}", {**a.needs, **b.needs})


def _share(above: str, below: str, needs: Needs) -> Figure:
    return Figure(f"({above})::DOUBLE / nullif({below}, 0)", needs)


def _score(column: str) -> Figure:
    """As the session's reviews stand."""
    return Figure(f"(SELECT q.{column} FROM quality q WHERE q.session = s.id)")


ERRORS = _both(_sum("tool_call", "tool_failures"), _sum("turn", "api_errors"))
VIOLATIONS = _sum("finding", "violations")
UNPRICED = _sum("request", "unpriced_requests")

NUMBERS: dict[str, Figure] = {
    # As in the list: no price at all is unknown, no request is free.
    "cost": Figure(
        "CASE WHEN of_request.rows > 0 AND of_request.rows = of_request.rows_unknown THEN NULL"
        " ELSE coalesce(of_request.cost, 0) END",
        {"request": ("cost",)},
    ),
    "messages": _both(_sum("turn", "turns"), _sum("request", "replies")),
    "turns": _sum("turn", "turns"),
    "requests": _sum("request", "requests"),
    "tokens": _sum("request", "total_tokens"),
    "inputTokens": _sum("request", "input_tokens"),
    "outputTokens": _sum("request", "output_tokens"),
    "cacheReadTokens": _sum("request", "cache_read_tokens"),
    "cacheWriteTokens": _sum("request", "cache_write_tokens"),
    "toolCalls": _sum("tool_call", "tool_calls"),
    "errors": ERRORS,
    "violations": VIOLATIONS,
    "linesAdded": _sum("code_change", "lines_added"),
    "linesRemoved": _sum("code_change", "lines_removed"),
    "files": _sum("code_change", "files_changed"),
    "quality": _score("overall"),
    "style": _score("style"),
    "logic": _score("logic"),
    "security": _score("security"),
    "duration": Figure("floor((s.last_ts - s.first_ts) / 1000)"),
    "active": _sum("span", "active_time"),
    "success": _share(
        "of_tool_call.tool_successes", "of_tool_call.tool_successes + of_tool_call.tool_failures",
        {"tool_call": ("tool_successes", "tool_failures")},
    ),
    "cacheHit": _share(
        "of_request.cache_read_tokens", "of_request.all_input_tokens",
        {"request": ("cache_read_tokens", "all_input_tokens")},
    ),
    "acceptance": _share(
        "of_code_change.edits", "of_code_change.edits + of_code_change.edits_rejected",
        {"code_change": ("edits", "edits_rejected")},
    ),
}  # fmt: skip
