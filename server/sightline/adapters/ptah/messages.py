"""A record's messages, whose shape Ptah does not document: prompts, replies and their tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sightline.adapters.base import Asked, instant, title_of
from sightline.adapters.ptah.usage import cost_nano, usage_of
from sightline.adapters.reviews import Reviews
from sightline.adapters.values import answer_ms, mapping, milliseconds, name, objects, text
from sightline.records import Outcome, ReportText, Request, ToolCall, ToolKind, Turn

if TYPE_CHECKING:
    from sightline.adapters.values import Oddities

_KINDS: dict[str, ToolKind] = {
    "Read": "read", "Edit": "edit", "Write": "edit", "MultiEdit": "edit", "Bash": "execute",
    "Grep": "search", "Glob": "search", "WebSearch": "search", "WebFetch": "fetch",
    "Task": "agent", "Agent": "agent",
}  # fmt: skip
_STATUS: dict[object, Outcome] = {
    "completed": "ok", "success": "ok", "ok": "ok", "failed": "failed", "error": "failed",
    "rejected": "rejected", "denied": "denied", "cancelled": "cancelled",
}  # fmt: skip


class Conversation:
    """Takes messages in order and makes turns, requests and tool calls of them."""

    def __init__(self, thread: str, linked: str | None, began: int | None, odd: Oddities) -> None:
        self.turns: list[Turn] = []
        self.requests: list[Request] = []
        self.calls: dict[str, ToolCall] = {}
        self.reports: list[ReportText] = []
        """None where a transcript of Claude's tells the same."""
        self.metered = False
        """A message states usage, so the messages are what counts."""
        self.replies = 0
        self.title: str | None = None
        self.first_ts: int | None = None
        self.last_ts: int | None = None
        self._reviews = Reviews(self.reports)
        self._thread = thread
        self._linked = linked
        self._began = began
        self._odd = odd
        self._before: int | None = None
        """When the message before was written."""

    def take(self, message: dict[str, Any], number: int) -> None:
        """Take in one message."""
        stamp = message.get("timestamp")
        ts = instant(stamp if stamp is not None else message.get("createdAt"))
        if ts is not None:
            self.first_ts = ts if self.first_ts is None else min(ts, self.first_ts)
            self.last_ts = ts if self.last_ts is None else max(ts, self.last_ts)
        id_ = name(message.get("id")) or f"#{number}"
        role = message.get("role")
        if role == "user" and (said := _said(message)) is not None:
            self._begin_turn(id_, said, ts, number)
        elif role in ("assistant", "model"):
            self._reply(id_, message, ts, number)
        self._before = ts

    def end(self) -> None:
        """Give each turn the instant of its last event."""
        for turn in self.turns:
            events = [row.ended_ts for row in self.requests if row.turn == turn.key]
            turn.ended_ts = max((ts for ts in events if ts is not None), default=turn.ts)

    def _begin_turn(self, id_: str, said: str, ts: int | None, number: int) -> None:
        if self.title is None:
            self.title = title_of(said)
        turn = Turn(
            line=number, key=f"{self._thread}:{id_}", thread=self._thread, session=self._thread,
            ts=ts if ts is not None else self._began,
        )  # fmt: skip
        self.turns.append(turn)

    def _reply(self, id_: str, message: dict[str, Any], ts: int | None, number: int) -> None:
        self.replies += 1
        turn = self.turns[-1] if self.turns else None
        block = mapping(message.get("usage")) or mapping(message.get("tokens"))
        usage = usage_of(block, self._odd, number)
        self.metered = self.metered or usage.input is not None or usage.output is not None
        took = answer_ms(self._before, ts)
        when = ts if ts is not None else turn.ts if turn is not None else self._began
        row = Request(
            line=number, key=f"{self._thread}:{id_}", thread=self._thread, session=self._thread,
            says=self._linked, agent=name(message.get("agent")) or "main",
            turn=turn.key if turn is not None else None, messages=1, ts=when, first_ts=when,
            ended_ts=ts, started_ts=self._before if took is not None else None, duration_ms=took,
            model=name(message.get("model")), provider=name(message.get("provider")),
            input_tokens=usage.input, cache_read_tokens=usage.cache_read,
            cache_write_5m_tokens=usage.cache_write,
            cache_write_1h_tokens=0 if usage.cache_write is not None else None,
            output_tokens=usage.output, reasoning_tokens=usage.reasoning, partial=usage.is_partial,
            recorded_cost_nano=cost_nano(message.get("cost"), self._odd, number),
        )  # fmt: skip
        self.requests.append(row)
        if self._linked is None:
            self._reviews.say(row, _said(message))
        for place, call in enumerate(objects(message.get("tool_calls")), 1):
            self._call(call, f"{id_}:{place}", row, number)

    def _call(self, call: dict[str, Any], place: str, row: Request, number: int) -> None:
        tool = name(call.get("name")) or name(call.get("tool"))
        if tool is None:
            return
        key = f"{self._thread}:{name(call.get('id')) or place}"
        took = milliseconds(call.get("durationMs"))
        asked = _asked(tool, call)
        found = self.calls[key] = ToolCall(
            line=number, key=key, thread=self._thread, session=self._thread, agent=row.agent,
            turn=row.turn, ts=row.ts, model=row.model, tool=tool, kind=asked.kind,
            server=asked.server,
            ended_ts=row.ts + took * 1000 if took is not None and row.ts is not None else None,
            duration_ms=took, outcome=_outcome(call), target=asked.target,
        )  # fmt: skip
        if self._linked is None:
            self._reviews.call(found, asked, _given(call))
            self._reviews.end(found, call)


def _asked(tool: str, call: dict[str, Any]) -> Asked:
    """What a call asks for; the server is that of `mcp__<server>__<tool>`."""
    given = _given(call)
    path = name(given.get("file_path")) or name(given.get("path"))
    if tool.startswith("mcp__"):
        return Asked(tool, "mcp", tool.split("__")[1] or None, path)
    kind = _KINDS.get(tool, "other")
    return Asked(tool, kind, target=path, agent=name(given.get("subagent_type")))


def _outcome(call: dict[str, Any]) -> Outcome:
    for field in ("success", "ok"):
        if isinstance(call.get(field), bool):
            return "ok" if call[field] else "failed"
    if call.get("error") or call.get("is_error") is True:
        return "failed"
    status = call.get("status")
    if isinstance(status, str) and status in _STATUS:
        return _STATUS[status]
    has_result = call.get("result") is not None or call.get("output") is not None
    return "ok" if has_result else "open"


def _given(call: dict[str, Any]) -> dict[str, Any]:
    return mapping(call.get("input")) or mapping(call.get("arguments"))


def _said(message: dict[str, Any]) -> str | None:
    """What a person typed; None for a tool's result in the person's name."""
    plain = text(message.get("text")) or text(message.get("content"))
    if plain is not None:
        return plain
    blocks = objects(message.get("content"))
    if any(block.get("type") == "tool_result" for block in blocks):
        return None
    return "\n".join(found for block in blocks if (found := text(block.get("text"))) is not None)
