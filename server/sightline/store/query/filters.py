"""Which rows count, and what they may be told apart by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct, field

from sightline.store.usage import QUARTER_US

if TYPE_CHECKING:
    from datetime import date

Dimension = Literal[
    "day",
    "model",
    "engine",
    "session",
    "project",
    "agent",
    "tool",
    "path",
    "language",
    "turn",
    "agent_id",
    "branch",
    "server",
    "helper",
    "hour",
    "rule",
    "reporter",
    "severity",
    "provider",
]
Value = float | int | None
FAST = " (fast)"
MATCHING = "matching_session"
OTHER = "Other"
UNDATED = "undated"
HOUR_US = 3_600_000_000


class Filter(Struct, frozen=True):
    """Which rows count: a half-open span of instants, and values any of which must match."""

    since: int | None = None
    until: int | None = None
    engines: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    matching: bool = False
    """Only sessions in the connection's table `matching_session`: those that a query found."""
    within: tuple[int | None, int | None] | None = None
    """No condition: first and last instant of dated work of the sessions, to look at no other."""
    hourly_rate: float | None = None
    """No condition: what an hour of work is worth in USD, for metrics that turn time into it."""
    unread: bool = False
    """No condition: files that may hold such rows are still to be read."""

    @property
    def by_request(self) -> bool:
        """Whether it asks for requests of a kind, so that turns count if they have one."""
        return bool(self.models or self.agents)

    @property
    def is_of_sessions(self) -> bool:
        """Whether it asks nothing that tells one row of a session from another."""
        return self.since is None and self.until is None and not self.by_request

    @property
    def is_empty(self) -> bool:
        """Whether no moment lies in it: then no table need be asked."""
        return self.since is not None and self.until is not None and self.since >= self.until

    @property
    def is_long(self) -> bool:
        """Whether it is about sums over all time: those are kept by quarters of an hour.

        Where sessions are named or a first moment is, there are few rows, and just read ones count.
        """
        on_edge = self.until is None or self.until % QUARTER_US == 0
        return self.since is None and not self.sessions and on_edge


NOTHING = Filter(since=0, until=0)
"""A filter no row passes: what counts and rates are where there is nothing."""


class Days(Struct, frozen=True):
    """Local days in order, and when each begins."""

    days: tuple[date, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...] | None = None
    """When each ends, where they overlap; None: each where the next begins, the last never."""


class Kept(Struct, frozen=True):
    """The values of a dimension that stand for themselves; all others are one, `Other`."""

    dimension: Dimension
    values: tuple[str, ...]


class Conditions(Struct):
    """What rows must meet, and the parameters in order."""

    where: list[str] = field(default_factory=lambda: ["TRUE"])
    values: list[Any] = field(default_factory=list)

    def add(self, condition: str, *values: Any) -> None:
        """One more condition, with its parameters."""
        self.where.append(condition)
        self.values.extend(values)


def model_of(alias: str) -> str:
    """A request's model line: fast mode is one of its own."""
    name = f"coalesce({alias}.model, 'unknown')"
    return f"CASE WHEN {alias}.speed = 'fast' THEN {name} || '{FAST}' ELSE {name} END"
