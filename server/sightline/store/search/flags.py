"""The flags of a query: what a session is, has, came from, and its state."""

from __future__ import annotations

from dataclasses import dataclass, field

from sightline.store.search.numbers import ERRORS, UNPRICED, VIOLATIONS, Figure, Needs


@dataclass(frozen=True, slots=True)
class Flag:
    """A condition over a session and its sums."""

    sql: str
    needs: Needs = field(default_factory=dict)
    now: bool = False
    """Whether it names the present and the idle cap."""


def _any(figure: Figure) -> Flag:
    return Flag(f"({figure.sql} > 0)", figure.needs)


def _some(table: str, condition: str) -> Flag:
    return Flag(f"(s.id IN (SELECT h.session FROM {table} h WHERE h.native AND {condition}))")


_FORK = Flag("(s.kind = 'fork')")
_ORIGIN = (
    "coalesce(s.origin, CASE WHEN s.kind = 'fork' THEN 'duplicated'"
    " WHEN s.engine IN ('native', 'ptah') THEN 'native'"
    " WHEN s.engine = 'claude_code' THEN 'claude-cli' ELSE 'imported' END)"
)
"""As recorded, else by engine."""
_IMPORTED = "coalesce(s.origin = 'imported', FALSE)"
# Of a clock set back, nothing runs in the future.
_RUNNING = Flag(
    "coalesce(NOT s.ended AND ? - s.last_ts BETWEEN 0 AND ? - 1, FALSE)", now=True
)  # fmt: skip

FLAGS: dict[tuple[str, str], Flag] = {
    **{
        ("source", name): Flag(f"({_ORIGIN} = '{name}')")
        for name in ("native", "claude-cli", "imported", "duplicated")
    },
    ("status", "active"): Flag(
        f"(NOT {_RUNNING.sql} AND NOT s.archived AND NOT {_IMPORTED})", now=True
    ),
    ("status", "archived"): Flag(f"(NOT {_RUNNING.sql} AND s.archived)", now=True),
    ("status", "imported"): Flag(
        f"(NOT {_RUNNING.sql} AND NOT s.archived AND {_IMPORTED})", now=True
    ),
    ("status", "running"): _RUNNING,
    ("is", "pinned"): Flag("s.pinned"),
    ("is", "archived"): Flag("s.archived"),
    ("is", "subagent"): Flag("(s.kind = 'subagent')"),
    ("is", "fork"): _FORK,
    ("is", "running"): _RUNNING,
    ("has", "error"): _any(ERRORS),
    ("has", "denied"): _some("tool_call", "h.outcome IN ('rejected', 'denied')"),
    ("has", "interrupted"): _some("turn", "h.interrupted"),
    ("has", "review"): _some("review", "TRUE"),
    ("has", "violation"): _any(VIOLATIONS),
    ("has", "subagent"): _some("handoff", "h.kind = 'subagent'"),
    ("has", "helper"): _some("handoff", "h.kind = 'cli'"),
    ("has", "tag"): Flag("coalesce(json_array_length(s.tags) > 0, FALSE)"),
    ("has", "problem"): Flag(
        "(s.id IN (SELECT f.session FROM session_file f JOIN problem p ON p.source = f.source"
        " WHERE p.kind <> 'anomaly'))"
    ),
    ("has", "unpriced"): _any(UNPRICED),
}
