"""Tracked events, one a line: what a program that uses Sightline's service says it did.

`at` is when the thing ended, and a duration tells when it began. An event is known by its `id`,
else by its line, which no copy of the file changes. A reply is counted with the request before it,
the first ones with the first request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from sightline.adapters.base import HELPERS, NotAnObjectError, instant
from sightline.adapters.native.places import project_of
from sightline.adapters.native.record import ENGINE
from sightline.adapters.values import (
    Oddities,
    below,
    mapping,
    milliseconds,
    name,
    nano_usd,
)
from sightline.records import (
    Answered,
    Approval,
    CodeChange,
    Handoff,
    Outcome,
    Request,
    Rows,
    Session,
    ToolCall,
    ToolKind,
    Turn,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sightline.adapters.base import Line, Source

_KINDS: dict[str, ToolKind] = {
    "read": "read", "edit": "edit", "write": "edit", "bash": "execute", "shell": "execute",
    "grep": "search", "glob": "search", "search": "search", "fetch": "fetch", "agent": "agent",
    "task": "agent",
}  # fmt: skip
_ANSWERS: dict[object, Answered] = {
    True: "allowed", "allowed": "allowed", False: "denied", "denied": "denied",
    "rejected": "denied",
}  # fmt: skip
_REFUSED: dict[object, Outcome] = {"denied": "denied", "rejected": "rejected"}


class State(Struct, gc=False):
    """What a new parser needs to go on."""

    session: Session
    turn: Turn | None = None
    last: Request | None = None
    replies: int = 0
    """Those before the first request."""


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(State).decode


class Events:
    """The rows of one session's events."""

    def __init__(self, source: Source, state: bytes | None) -> None:
        thread = f"{ENGINE}:{source.relative.stem}"
        fresh = Session(
            thread=thread, session=thread, native_id=source.relative.stem, agent="main",
            cwd=project_of(source),
        )  # fmt: skip
        self._state = _decode(state) if state else State(fresh)
        self._thread = thread
        self._turns: dict[str, Turn] = {}
        self._requests: dict[str, Request] = {}
        self._found = Rows()
        self._odd = Oddities()
        self._takers: dict[object, Callable[[dict[str, Any], str, int | None, int], None]] = {
            "message": self._message, "request": self._request, "tool": self._tool,
            "edit": self._edit, "handoff": self._handoff, "error": self._error,
        }  # fmt: skip

    def line(self, line: Line, number: int) -> None:
        """Take in one event; of those without a type nothing is known."""
        event = msgspec.json.decode(line)
        if not isinstance(event, dict):
            raise NotAnObjectError
        kind, ts = event.get("type"), instant(event.get("at"))
        take = self._takers.get(kind) if isinstance(kind, str) else None
        if take is not None:
            take(event, f"{self._thread}:{name(event.get('id')) or number}", ts, number)
        self._note_time(ts)

    def rows(self) -> Rows:
        """All rows made or changed."""
        found = self._found
        found.session = [self._state.session]
        found.turn, found.request = list(self._turns.values()), list(self._requests.values())
        found.problem = list(self._odd.problems.values())
        return found

    def state(self) -> bytes:
        """Turn and request may change with the next line."""
        return _encode(self._state)

    def _note_time(self, ts: int | None) -> None:
        if ts is None:
            return
        session, turn = self._state.session, self._state.turn
        session.first_ts = ts if session.first_ts is None else min(session.first_ts, ts)
        session.last_ts = ts if session.last_ts is None else max(session.last_ts, ts)
        if turn is not None:
            turn.ended_ts = ts if turn.ended_ts is None else max(turn.ended_ts, ts)
            self._turns[turn.key] = turn

    def _turn_key(self) -> str | None:
        return self._state.turn.key if self._state.turn is not None else None

    def _message(self, event: dict[str, Any], key: str, ts: int | None, number: int) -> None:
        state = self._state
        if event.get("role") == "user":
            turn = Turn(line=number, key=key, thread=self._thread, session=self._thread, ts=ts)
            state.turn = self._turns[key] = turn
        elif event.get("role") == "assistant" and state.last is not None:
            state.last.messages += 1
            self._requests[state.last.key] = state.last
        elif event.get("role") == "assistant":
            state.replies += 1

    def _request(self, event: dict[str, Any], key: str, ts: int | None, number: int) -> None:
        odd, usage = self._odd, mapping(event.get("usage"))
        took, first = milliseconds(event.get("durationMs")), milliseconds(event.get("firstTokenMs"))
        cost = event.get("costUsd")
        row = Request(
            line=number, key=key, thread=self._thread, session=self._thread,
            agent=name(event.get("agent")) or "main", turn=self._turn_key(),
            messages=self._state.replies, ts=ts, first_ts=ts, ended_ts=ts, duration_ms=took,
            started_ts=_before(ts, took) if took is not None else None, timed=took is not None,
            first_ms=first, first_kind="ttft" if first is not None else None,
            model=name(event.get("model")), provider=name(event.get("provider")),
            input_tokens=odd.count(usage.get("input"), "input", number),
            output_tokens=odd.count(usage.get("output"), "output", number),
            recorded_cost_nano=nano_usd(cost),
        )  # fmt: skip
        if usage:
            row.cache_read_tokens = odd.part(usage.get("cacheRead"), "cacheRead", number)
            row.cache_write_5m_tokens = odd.part(usage.get("cacheWrite"), "cacheWrite", number)
            row.cache_write_1h_tokens = 0
            row.reasoning_tokens = odd.part(usage.get("reasoning"), "reasoning", number)
        if cost is not None and row.recorded_cost_nano is None:
            odd.note("a cost that is no amount", number)
        row.partial = None in (
            row.input_tokens, row.output_tokens, row.cache_read_tokens, row.cache_write_5m_tokens
        )  # fmt: skip
        self._state.replies = 0
        self._state.last = self._requests[key] = row

    def _tool(self, event: dict[str, Any], key: str, ts: int | None, number: int) -> None:
        tool = name(event.get("name"))
        if tool is None:
            self._odd.note("a tool without a name", number)
            return
        took, good = milliseconds(event.get("durationMs")), event.get("ok")
        server = tool.split("__")[1] or None if tool.startswith("mcp__") else None
        call = ToolCall(
            line=number, key=key, thread=self._thread, session=self._thread, turn=self._turn_key(),
            ts=_before(ts, took), ended_ts=ts, duration_ms=took, tool=tool, server=server,
            kind="mcp" if server is not None else _KINDS.get(tool.lower(), "other"),
            target=self._path(event), outcome=_outcome(good, event.get("approval")),
        )  # fmt: skip
        self._found.tool_call.append(call)
        self._asked(event.get("approval"), key, ts, number)
        if call.outcome == "rejected":
            self._intervene()

    def _asked(self, answer: object, key: str, ts: int | None, number: int) -> None:
        """A call that a person was asked about, and what they said."""
        kind = _ANSWERS.get(answer) if isinstance(answer, str | bool) else None
        if kind is None:
            return
        kinds: tuple[Answered, ...] = ("asked", kind)
        self._found.approval += [
            Approval(
                line=number, key=f"{key}:{one}", thread=self._thread, session=self._thread,
                ts=ts, kind=one,
            )
            for one in kinds
        ]  # fmt: skip

    def _edit(self, event: dict[str, Any], key: str, ts: int | None, number: int) -> None:
        path = self._path(event)
        if path is None:
            self._odd.note("an edit without a path", number)
            return
        change = CodeChange(
            line=number, key=f"{key}:{name(event.get('path'))}", thread=self._thread,
            session=self._thread, turn=self._turn_key(), ts=ts, path=path,
            added=self._odd.count(event.get("added"), "added", number),
            removed=self._odd.count(event.get("removed"), "removed", number),
            applied=event.get("accepted") is not False,
        )  # fmt: skip
        self._found.code_change.append(change)
        if not change.applied:
            self._intervene()

    def _handoff(self, event: dict[str, Any], key: str, ts: int | None, number: int) -> None:
        to, kind, good = name(event.get("to")) or "agent", event.get("kind"), event.get("ok")
        done = instant(event.get("doneAt"))
        handoff = Handoff(
            line=number, key=key, thread=self._thread, session=self._thread, turn=self._turn_key(),
            kind="cli" if to in HELPERS else "subagent", to=to, ts=ts, done_ts=done,
        )  # fmt: skip
        if kind in ("subagent", "cli", "fork"):
            handoff.kind = kind
        if isinstance(good, bool):
            handoff.outcome = "done" if good else "failed"
        elif done is not None:
            handoff.outcome = "done"
        self._found.handoff.append(handoff)

    def _error(self, event: dict[str, Any], _key: str, _ts: int | None, number: int) -> None:
        turn = self._state.turn
        if turn is None:
            self._odd.note("an error outside a turn", number)
            return
        turn.api_errors += 1
        turn.api_errors_recovered += event.get("recovered") is True
        self._turns[turn.key] = turn

    def _intervene(self) -> None:
        turn = self._state.turn
        if turn is not None:
            turn.intervention = True
            self._turns[turn.key] = turn

    def _path(self, event: dict[str, Any]) -> str | None:
        path = name(event.get("path"))
        return below(path, self._state.session.cwd) if path is not None else None


def _before(ts: int | None, took: int | None) -> int | None:
    return ts - took * 1000 if ts is not None and took is not None else ts


def _outcome(good: object, approval: object) -> Outcome:
    """How a call ended; a refusal is none of its failures."""
    if isinstance(approval, str) and approval in _REFUSED:
        return _REFUSED[approval]
    if approval is False:
        return "denied"
    if isinstance(good, bool):
        return "ok" if good else "failed"
    return "open"
