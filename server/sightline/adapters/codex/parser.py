"""The lines of one rollout: which shape each has, and what takes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Raw, Struct

from sightline.adapters.codex import lines
from sightline.adapters.codex.intake import Intake
from sightline.adapters.codex.lines import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sightline.adapters.base import Line, Source
    from sightline.records import Rows

_HEAD = 200
_PAYLOAD_TYPE = b'"payload":{"type":"'
_TYPE = b'"type":"'
_WRAPPED = ("response_item", "event_msg")
_encoder = msgspec.msgpack.Encoder()


class _Envelope(Struct, gc=False):
    """Any line, its payload not yet looked at."""

    timestamp: Any = None
    type: Any = None
    payload: Raw = lines.NOTHING


_envelope = msgspec.json.Decoder(_Envelope)
_item = msgspec.json.Decoder(lines.Item)
_item_line = msgspec.json.Decoder(lines.Line[lines.Item])


class CodexParser:
    """Reads one rollout; what one line leaves for later ones is in the state."""

    def __init__(self, source: Source, saved: bytes | None) -> None:
        self.intake = Intake(source, saved)
        self._note = self.intake.note

    def line(self, line: Line, number: int) -> None:
        """Take in one line: the shape is chosen by its head and checked after decoding."""
        head = bytes(line[:_HEAD])
        at = head.find(_PAYLOAD_TYPE)
        if at > 0:
            at += len(_PAYLOAD_TYPE)
            route = _ROUTES.get(head[at : head.find(b'"', at)])
            if route is None:
                if self._skip(line, number):
                    return
            else:
                record = route.decode(line)
                payload = record.payload
                if payload is not None and payload.type == route.name and record.type in _WRAPPED:
                    ts = self._note(record.timestamp, number)
                    route.take(self.intake, payload, ts, number)
                    return
        else:
            start = head.find(_TYPE) + len(_TYPE)
            route = _TOP_ROUTES.get(head[start : head.find(b'"', start)])
            if route is not None:
                record = route.decode(line)
                if record.type == route.name and record.payload is not None:
                    self._take(route, record.payload, record.timestamp, number)
                    return
        self._read_slowly(line, number)

    def _skip(self, line: Line, number: int) -> bool:
        """Pass over a record of no meaning here; False if it may have one after all."""
        record = _item_line.decode(line)
        payload = record.payload
        if payload is None or record.type not in _WRAPPED or _route(payload.type) is not None:
            return False
        self._note(record.timestamp, number)
        return True

    def _read_slowly(self, line: Line, number: int) -> None:
        """Any order of keys, any kind of call, and items without an envelope."""
        envelope = _envelope.decode(line)
        payload: Any = envelope.payload
        if bytes(payload) == b"null":
            # Until mid-2025 items stood alone; a line with neither type nor payload is the meta.
            payload = line
            bare = _route(envelope.type) if envelope.type is not None else _SESSION_META
            if bare is None or not _is_bare(bare, line):
                return
            route: _Route | None = bare
        elif envelope.type in _WRAPPED:
            route = _route(_item.decode(payload).type)
        else:
            route = _TOP_ROUTES.get(_bytes(envelope.type))
        if route is not None:
            self._take(route, route.payload.decode(payload), envelope.timestamp, number)
        elif envelope.type in _WRAPPED:
            self._note(envelope.timestamp, number)

    def _take(self, route: _Route, payload: Any, stamp: Any, number: int) -> None:
        route.take(self.intake, payload, self._note(stamp, number), number)

    def rows(self) -> Rows:
        """All rows made or changed; those of copied lines are the parent's."""
        return self.intake.rows()

    def state(self) -> bytes:
        """The state, with the counter's memory in it."""
        state = self.intake.book.state
        state.meter = self.intake.requests.account.save()
        return _encoder.encode(state)


@dataclass(frozen=True, slots=True)
class _Route:
    """A kind of record: its shape, alone and in an envelope, and what takes it."""

    name: str
    payload: msgspec.json.Decoder[Any]
    decode: Callable[[Line], lines.Line[Any]]
    take: Callable[[Intake, Any, int | None, int], None]


def _routed(
    name: str, shape: type[Struct], take: Callable[[Intake, Any, int | None, int], None]
) -> _Route:
    whole: Any = lines.Line[shape]  # type: ignore[valid-type]
    return _Route(name, msgspec.json.Decoder(shape), msgspec.json.Decoder(whole).decode, take)


_SESSION_META = _routed("session_meta", lines.Meta, Intake.meta)
_TOP = (
    _SESSION_META,
    _routed("turn_context", lines.Context, Intake.context),
    _routed("compacted", lines.Item, Intake.compacted),
    _routed("token_usage_record", lines.UsageRecord, Intake.usage_record),
)
_INNER = (
    _routed("message", lines.Message, Intake.message),
    _routed("reasoning", lines.Item, Intake.reasoning),
    _routed("function_call", lines.Call, Intake.call),
    _routed("custom_tool_call", lines.Call, Intake.call),
    _routed("local_shell_call", lines.Call, Intake.call),
    _routed("web_search_call", lines.Call, Intake.call),
    _routed("tool_search_call", lines.Call, Intake.call),
    _routed("function_call_output", lines.Output, Intake.output),
    _routed("custom_tool_call_output", lines.Output, Intake.output),
    _routed("tool_search_output", lines.Output, Intake.output),
    _routed("token_count", lines.TokenCount, Intake.token_count),
    _routed("user_message", lines.UserMessage, Intake.user_message),
    _routed("agent_message", lines.Item, Intake.agent_message),
    _routed("task_started", lines.Task, Intake.task_started),
    _routed("task_complete", lines.Task, Intake.task_ended),
    _routed("turn_aborted", lines.Task, Intake.task_ended),
    _routed("patch_apply_end", lines.PatchEnd, Intake.patch_end),
    _routed("mcp_tool_call_end", lines.McpEnd, Intake.mcp_end),
    _routed("collab_agent_spawn_end", lines.SpawnEnd, Intake.spawn_end),
    _routed("context_compacted", lines.Item, Intake.compacted),
    _routed("thread_rolled_back", lines.Item, Intake.rolled_back),
    _routed("error", lines.Item, Intake.failed),
    _routed("stream_error", lines.Item, Intake.failed),
)
_TOP_ROUTES = {route.name.encode(): route for route in _TOP}
_ROUTES = {route.name.encode(): route for route in _INNER}
_bare = msgspec.json.Decoder(lines.Bare)


def _bytes(name: object) -> bytes:
    return name.encode() if isinstance(name, str) else b""


def _route(kind: object) -> _Route | None:
    """What takes a payload of this kind; new kinds of calls and outputs are recognised too."""
    if not isinstance(kind, str):
        return None
    route = _ROUTES.get(kind.encode())
    if route is not None:
        return route
    if kind.endswith("_call"):
        return _ROUTES[b"function_call"]
    if kind.endswith("_call_output"):
        return _ROUTES[b"function_call_output"]
    return None


def _is_bare(route: _Route, line: Line) -> bool:
    """Whether a line without payload is an item of Codex and not of another program."""
    bare = _bare.decode(line)
    if route is _SESSION_META:
        return text_of(bare.id) is not None and bare.timestamp is not None
    return bare.call_id is not None or bare.role is not None or bare.summary is not None
