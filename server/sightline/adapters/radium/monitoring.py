"""The telemetry store: usage by session and model, tool calls, and agents that agents started."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from sightline.adapters.base import instant
from sightline.adapters.radium.logs import kind_of
from sightline.adapters.radium.places import workspace_of
from sightline.adapters.radium.report import call_key
from sightline.adapters.sqlite import columns
from sightline.adapters.values import Oddities, name, nano_usd
from sightline.records import Handoff, Problem, Request, Rows, Session, ToolCall

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sightline.adapters.base import Source

_AGENT = ("id", "parent_id", "plan_id", "agent_type", "status", "start_time", "end_time")
_SPENT = (
    "agent_id", "timestamp", "input_tokens", "output_tokens", "cached_tokens", "estimated_cost",
    "model", "tool_name",
)  # fmt: skip
_LED_BY_UUID = re.compile(r"([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?:-|$)")
_ENDS: dict[object, Literal["done", "failed", "stopped"]] = {
    "completed": "done", "failed": "failed", "terminated": "stopped", "cancelled": "stopped",
}  # fmt: skip


@dataclass(slots=True)
class _Agent:
    id: str
    parent: str | None
    plan: str | None
    persona: str
    status: object
    began: int | None
    ended: int | None


@dataclass(slots=True)
class _Found:
    """What the store tells of one session."""

    session: Session
    requests: dict[str, Request] = field(default_factory=dict)
    calls: list[ToolCall] = field(default_factory=list)


class _Monitoring:
    """The rows of one store."""

    def __init__(self, source: Source) -> None:
        self.agents: dict[str, _Agent] = {}
        self.found: dict[str, _Found] = {}
        self.odd = Oddities()
        self._workspace = workspace_of(source)

    def session_of(self, agent: _Agent | None) -> str | None:
        """The session an agent ran in, as far as ids tell; else that of the one it came from."""
        seen: set[str] = set()
        while agent is not None and agent.id not in seen:
            seen.add(agent.id)
            if agent.plan is not None and f"{agent.id}-".startswith(f"{agent.plan}-"):
                return agent.plan
            if led := _LED_BY_UUID.match(agent.id):
                return led[1]
            agent = self.agents.get(agent.parent) if agent.parent is not None else None
        return None

    def part(self, native_id: str) -> _Found:
        """What is told of a session."""
        if native_id not in self.found:
            thread = f"radium:{native_id}"
            session = Session(
                thread=thread, session=thread, native_id=native_id, cwd=self._workspace
            )
            self.found[native_id] = _Found(session)
        return self.found[native_id]

    def spend(self, values: dict[str, Any], number: int) -> None:
        """Add one row of telemetry to its session."""
        agent = self.agents.get(name(values["agent_id"]) or "")
        native_id = self.session_of(agent)
        if native_id is None:
            self.odd.note("telemetry of no known session", 0)
            return
        found, ts = self.part(native_id), instant(values["timestamp"])
        thread = found.session.thread
        tool = name(values["tool_name"])
        if tool is not None:
            call = ToolCall(
                line=number, key=call_key(thread, len(found.calls) + 1), thread=thread,
                session=thread, ts=ts, tool=tool, kind=kind_of(tool), model=name(values["model"]),
            )  # fmt: skip
            found.calls.append(call)
        model = name(values["model"]) or "unknown"
        row = found.requests.get(model)
        if row is None:
            row = found.requests[model] = Request(
                line=number, key=f"{thread}:{model}", thread=thread, session=thread, n=0, ts=ts,
                model=None if model == "unknown" else model, input_tokens=0, cache_read_tokens=0,
                cache_write_5m_tokens=0, cache_write_1h_tokens=0, output_tokens=0,
                recorded_cost_nano=0, flags="aggregate",
            )  # fmt: skip
        self._add(row, values, ts)

    def _add(self, row: Request, values: dict[str, Any], ts: int | None) -> None:
        row.n += 1
        if ts is not None and (row.ts is None or ts > row.ts):
            row.ts = ts
        row.first_ts = row.ended_ts = row.ts
        counts = [
            self.odd.part(values[field], field, 0)
            for field in ("input_tokens", "cached_tokens", "output_tokens")
        ]
        cost = nano_usd(values["estimated_cost"])
        row.partial = row.partial or None in counts
        given, read, written = [count if count is not None else 0 for count in counts]
        assert row.input_tokens is not None
        assert row.cache_read_tokens is not None
        assert row.output_tokens is not None
        row.input_tokens += given
        row.cache_read_tokens += read
        row.output_tokens += written
        if cost is None or row.recorded_cost_nano is None:
            row.recorded_cost_nano = None
        else:
            row.recorded_cost_nano += cost


def database(_source: Source, connection: Connection) -> Rows:
    """All sessions of a store."""
    known, spent = columns(connection, "agents"), columns(connection, "telemetry")
    if not {"id", "agent_type"} <= known or not {"agent_id", "timestamp"} <= spent:
        return Rows(problem=[Problem(kind="skipped", reason="not a Radium monitoring store")])
    store = _Monitoring(_source)
    for values in _rows(connection, "agents", _AGENT, known, "id"):
        agent = _agent(values)
        if agent is not None:
            store.agents[agent.id] = agent
    for number, values in enumerate(
        _rows(connection, "telemetry", _SPENT, spent, "timestamp, rowid"), 1
    ):
        store.spend(values, number)
    handoffs = _handoffs(store)
    return Rows(
        session=[part.session for part in store.found.values()],
        request=[row for part in store.found.values() for row in part.requests.values()],
        tool_call=[call for part in store.found.values() for call in part.calls],
        handoff=handoffs, problem=list(store.odd.problems.values()),
    )  # fmt: skip


def _rows(
    connection: Connection, table: str, wanted: tuple[str, ...], known: frozenset[str], order: str
) -> list[dict[str, Any]]:
    """The named columns of a table; those it lacks are None."""
    chosen = ", ".join(column if column in known else f"NULL AS {column}" for column in wanted)
    found = connection.execute(f"SELECT {chosen} FROM {table} ORDER BY {order}")  # noqa: S608
    return [dict(zip(wanted, values, strict=True)) for values in found]


def _agent(values: dict[str, Any]) -> _Agent | None:
    id_ = name(values["id"])
    if id_ is None:
        return None
    return _Agent(
        id_, name(values["parent_id"]), name(values["plan_id"]),
        name(values["agent_type"]) or "agent", values["status"], instant(values["start_time"]),
        instant(values["end_time"]),
    )  # fmt: skip


def _handoffs(store: _Monitoring) -> list[Handoff]:
    """Agents that another agent of the same session started."""
    found = []
    for agent in store.agents.values():
        native_id = store.session_of(agent)
        if native_id is None:
            continue
        session = store.part(native_id).session
        times = [ts for ts in (agent.began, agent.ended) if ts is not None]
        if times:
            session.first_ts = min([*times, session.first_ts or times[0]])
            session.last_ts = max([*times, session.last_ts or times[0]])
        if agent.parent not in store.agents:
            continue
        status = agent.status.lower() if isinstance(agent.status, str) else None
        handoff = Handoff(
            line=0, key=f"radium:{agent.id}", thread=session.thread, session=session.thread,
            kind="subagent", to=agent.persona, child=agent.id, ts=agent.began,
            done_ts=agent.ended, outcome=_ENDS.get(status, "open"),
        )  # fmt: skip
        found.append(handoff)
    return found
