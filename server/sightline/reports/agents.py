"""What each sub-agent and helper cost, as a tree: its own work, and with all it started."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sightline.reports.labels import added, cost_label, counted, usd, whole
from sightline.reports.payload.session import AgentNode
from sightline.store import lookups
from sightline.store.agents import agents, runs
from sightline.store.query import NOTHING, Filter, total

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyConnection

    from sightline.store.agents import Run
    from sightline.store.query import Value
    from sightline.store.schema import SessionFacts

AGENT_METRICS = ("requests", "total_tokens", "cost")
MAIN, ROOT = "main", ""
DEEPEST = 50


@dataclass(frozen=True, slots=True)
class _Member:
    """One node while the tree is put together."""

    name: str
    kind: str
    own: dict[str, Value] | None
    """None where nothing of its work is known."""
    parent: str | None = None
    session: str | None = None
    started: int | None = None
    ended: int | None = None
    outcome: str | None = None
    children: list[str] = field(default_factory=list)


def agent_tree(
    connection: DuckDBPyConnection,
    session: SessionFacts,
    own: Mapping[str | None, dict[str, Value]],
) -> tuple[AgentNode, ...]:
    """The main thread, then each agent below the one that started it, in the order they began.

    `own` is what each of them did, by its id, of the main thread by None.
    Totals hold sub-agents and leave out helpers, whose work is that of sessions of their own.
    """
    members = _members(connection, session, own)
    for key, member in members.items():
        if key != MAIN:
            members[_caller(members, key, member.parent)].children.append(key)
    return tuple(_walk(members, MAIN, 0)) if len(members) > 1 else ()


def _members(
    connection: DuckDBPyConnection,
    session: SessionFacts,
    own: Mapping[str | None, dict[str, Value]],
) -> dict[str, _Member]:
    zero = total(connection, AGENT_METRICS, NOTHING)
    found = {MAIN: _Member(MAIN, "main", own.get(None, zero))}
    for agent in agents(connection, session):
        found[agent.id] = _Member(
            agent.name, "subagent", own[agent.id], agent.parent,
            started=agent.started, ended=agent.ended,
        )  # fmt: skip
    handed = runs(connection, session)
    sessions = lookups.sessions_named(connection, [run.child for run in handed if run.child])
    for number, run in enumerate(handed):
        key = run.child or f"run {number}"
        if run.is_helper:
            found[f"helper {number}"] = _helper(connection, run, sessions.get(run.child or ""))
        elif (known := found.get(key)) is not None and key != MAIN:
            found[key] = _started_by(known, run)
        else:
            found[key] = _of_run(run, "subagent", None, None)
    return found


def _of_run(run: Run, kind: str, own: dict[str, Value] | None, session: str | None) -> _Member:
    return _Member(run.name, kind, own, run.caller, session, run.started, run.ended, run.outcome)


def _helper(connection: DuckDBPyConnection, run: Run, session: str | None) -> _Member:
    """A run of an agent CLI, with the work of the session it became where that was found."""
    if session is None:
        return _of_run(run, "helper", None, None)
    values = total(connection, AGENT_METRICS, Filter(sessions=(session,)))
    return _of_run(run, "helper", values, session)


def _started_by(known: _Member, run: Run) -> _Member:
    """An agent's own rows with what the one who started it tells; of several runs the last."""
    return replace(
        known,
        name=run.name if known.outcome is None else known.name,
        parent=known.parent or run.caller,
        outcome=run.outcome,
    )


def _caller(members: dict[str, _Member], key: str, parent: str | None) -> str:
    """The member a node hangs below: the main thread where it is not known, or goes in a circle."""
    above, seen = parent or MAIN, {key}
    while above in members and above not in seen and len(seen) <= DEEPEST:
        seen.add(above)
        above = members[above].parent or ROOT
    return MAIN if parent is None or parent not in members or above in members else parent


def _walk(members: dict[str, _Member], key: str, depth: int) -> list[AgentNode]:
    member = members[key]
    below: list[AgentNode] = []
    for child in member.children:
        below += _walk(members, child, depth + 1)
    values = _total(members, key)
    own = member.own
    node = AgentNode(
        depth=depth,
        name=member.name,
        kind=member.kind,
        session=member.session,
        requests=whole(own["requests"]) if own else None,
        tokens=counted(own["total_tokens"]) if own else None,
        own_cost=usd(own) if own else None,
        own_cost_label=cost_label(own) if own else "unknown",
        total_cost=usd(values) if values else None,
        total_cost_label=cost_label(values) if values else "unknown",
        duration_ms=_took(member.started, member.ended),
        outcome=member.outcome,
    )
    return [node, *below]


def _took(started: int | None, ended: int | None) -> int | None:
    return None if started is None or ended is None else (ended - started) // 1000


def _total(members: dict[str, _Member], key: str) -> dict[str, Value] | None:
    """A member's own work and that of the sub-agents below it."""
    member = members[key]
    below = [
        values
        for child in member.children
        if members[child].kind == "subagent" and (values := _total(members, child)) is not None
    ]
    parts = [*below] if member.own is None else [member.own, *below]
    return added(AGENT_METRICS, parts) if parts else None
