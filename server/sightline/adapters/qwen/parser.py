"""The records of one session file, in order, and the rows they leave."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from sightline.adapters.base import (
    NotAnObjectError,
    NotASessionError,
    answered,
    instant,
    kept,
    reviewer_of,
    said,
    title_of,
    written_by,
)
from sightline.adapters.qwen import tools
from sightline.adapters.values import (
    Oddities,
    answer_ms,
    below,
    elapsed_ms,
    mapping,
    milliseconds,
    name,
    text,
)
from sightline.records import CodeChange, Handoff, Request, Rows, Session, ToolCall, Turn

if TYPE_CHECKING:
    from sightline.adapters.base import Line, Source

_TYPED = (None, "mid_turn_user_message")
_MOST_OPEN = 500


class OpenCall(Struct, gc=False):
    """A call that waits for its result."""

    row: ToolCall
    path: str | None = None
    handoff: Handoff | None = None
    reviewer: str | None = None
    """Whom it asks for a review."""


class State(Struct, gc=False):
    """What later records need of earlier ones."""

    session: Session | None = None
    turn: Turn | None = None
    asked_ts: int | None = None
    """When the last question to the model stood: a prompt or a tool's result."""
    took_ms: int | None = None
    """How long the request took whose answer comes next."""
    failing: bool = False
    is_foreign: bool = False
    open: dict[str, OpenCall] = {}


_decoder = msgspec.msgpack.Decoder(State)
_encoder = msgspec.msgpack.Encoder()


class QwenParser:
    """Reads one session file; what one record leaves for later ones is in the state."""

    def __init__(self, source: Source, saved: bytes | None) -> None:
        self.memory = _decoder.decode(saved) if saved else State()
        self.stem = name(Path(source.path).stem) or ""
        self.oddities = Oddities()
        self.turns: dict[str, Turn] = {}
        self.found = Rows()
        self.calls: dict[str, ToolCall] = {}
        self.handoffs: dict[str, Handoff] = {}

    def line(self, line: Line, number: int) -> None:
        """Take in one record."""
        if self.memory.is_foreign:
            return
        record = msgspec.json.decode(line)
        if not isinstance(record, dict):
            raise NotAnObjectError
        kind, body = record.get("type"), mapping(record.get("message"))
        if self.memory.session is None:
            if "uuid" not in record or ("content" in body and "parts" not in body):
                self.memory.is_foreign = True
                raise NotASessionError("not a Qwen Code session")
            self.memory.session = self.begun(record)
        ts = instant(record.get("timestamp"))
        self.note(self.memory.session, record, ts)
        key = kept(text(record.get("uuid"))) or f"{self.stem}:{number}"
        if kind == "user":
            self.prompt(record, key, ts, number)
        elif kind == "assistant":
            self.answer(record, key, ts, number)
        elif kind == "tool_result":
            self.result(record, ts)
        elif kind == "system":
            self.remark(record, ts)

    def begun(self, record: dict[str, Any]) -> Session:
        """The session of a file, by its first record."""
        native_id = name(record.get("sessionId")) or self.stem
        thread = f"qwen:{native_id}"
        session = Session(thread=thread, session=thread, native_id=native_id, agent="main")
        origin = name(mapping(record.get("forkedFrom")).get("sessionId"))
        if origin is not None:
            session.kind, session.parent = "fork", f"qwen:{origin}"
        if record.get("isSidechain") is True:
            session.kind, session.agent_id = "subagent", name(record.get("agentId"))
            session.agent = name(record.get("agentName")) or session.agent_id
        return session

    def note(self, session: Session, record: dict[str, Any], ts: int | None) -> None:
        """What any record says of its session."""
        if ts is not None:
            if session.first_ts is None or ts < session.first_ts:
                session.first_ts = ts
            if session.last_ts is None or ts > session.last_ts:
                session.last_ts = ts
        if session.cwd is None:
            session.cwd = name(record.get("cwd"))
        session.branch = name(record.get("gitBranch")) or session.branch
        session.version = name(record.get("version")) or session.version

    # Records

    def prompt(self, record: dict[str, Any], key: str, ts: int | None, line: int) -> None:
        """A message to the model; a prompt if a person typed it."""
        state, session = self.memory, self.session
        said = tools.said(tools.parts_of(record.get("message")))
        if not said:
            return
        state.asked_ts = ts
        if record.get("subtype") not in _TYPED or record.get("provenance", "real_user") not in (
            None,
            "real_user",
        ):
            return
        if session.title is None:
            session.title = title_of(said)
            session.title_rank = int(session.title is not None)
        if session.kind == "subagent":
            return
        state.failing = False
        state.turn = Turn(line=line, key=key, ts=ts, thread=session.thread, session=session.thread)
        self.turns[key] = state.turn

    def answer(self, record: dict[str, Any], key: str, ts: int | None, line: int) -> None:
        """The model answered."""
        state, session = self.memory, self.session
        is_side = session.kind == "subagent" or record.get("isSidechain") is True
        agent_id = name(record.get("agentId")) if is_side else None
        origin = name(mapping(record.get("forkedFrom")).get("sessionId"))
        duration = state.took_ms
        started = state.asked_ts
        if duration is not None and ts is not None:
            started = ts - duration * 1000
        else:
            duration = answer_ms(started, ts)
        row = Request(
            line=line, key=key, thread=session.thread, session=session.thread, side=is_side,
            agent=name(record.get("agentName")) or agent_id or "main", agent_id=agent_id,
            says=f"qwen:{origin}" if origin is not None else None, turn=self.turn_key,
            messages=int(not is_side), ts=ts, first_ts=ts, ended_ts=ts, duration_ms=duration,
            started_ts=started if duration is not None else None, model=name(record.get("model")),
        )  # fmt: skip
        self.meter(row, record.get("usageMetadata"), line)
        self.found.request.append(row)
        words = tools.said(tools.parts_of(record.get("message")))
        self.found.report += said(words, row.agent, row.thread, ts, line)
        state.asked_ts = state.took_ms = None
        turn = self.changing(ts)
        if turn is not None and state.failing:
            turn.api_errors_recovered = turn.api_errors
        state.failing = False
        for index, call in enumerate(tools.calls(tools.parts_of(record.get("message")))):
            self.call(call, f"{key}:{index}", row)

    def meter(self, row: Request, usage: object, line: int) -> None:
        """The request's tokens."""
        if not isinstance(usage, dict):
            row.partial = True
            return
        odd = self.oddities
        sent = odd.count(usage.get("promptTokenCount"), "promptTokenCount", line)
        output = odd.count(usage.get("candidatesTokenCount"), "candidatesTokenCount", line)
        cached = odd.part(usage.get("cachedContentTokenCount"), "cachedContentTokenCount", line)
        thoughts = odd.part(usage.get("thoughtsTokenCount"), "thoughtsTokenCount", line)
        row.input_tokens = odd.rest(sent, (cached,), line)
        row.cache_read_tokens = cached
        row.cache_write_5m_tokens = row.cache_write_1h_tokens = 0
        row.output_tokens = output
        if None not in (sent, output, thoughts):
            parts = (sent, output, thoughts)
            if usage.get("totalTokenCount") == sum(part for part in parts if part is not None):
                row.output_tokens = sum(part for part in parts[1:] if part is not None)
        row.reasoning_tokens = thoughts
        row.partial = None in (sent, output, cached, thoughts)

    def call(self, call: dict[str, Any], key: str, request: Request) -> None:
        """The model called a tool."""
        asked, open_calls = tools.asked(call), self.memory.open
        row = ToolCall(
            line=request.line, key=key, side=request.side, thread=request.thread,
            session=request.session, agent=request.agent, agent_id=request.agent_id,
            turn=request.turn, ts=request.ts, model=request.model, tool=asked.tool,
            kind=asked.kind, server=asked.server, target=asked.target, helper=asked.helper,
        )  # fmt: skip
        opened = OpenCall(row, asked.path, reviewer=reviewer_of(asked))
        if asked.kind == "edit":
            self.found.report += written_by(row, mapping(call.get("args")))
        if asked.helper is not None or asked.agent is not None:
            opened.handoff = Handoff(
                line=row.line, key=key, thread=row.thread, session=row.session, turn=row.turn,
                kind="cli" if asked.helper is not None else "subagent",
                to=asked.helper or asked.agent or asked.tool, ts=row.ts,
            )  # fmt: skip
        self.keep(opened)
        if len(open_calls) < _MOST_OPEN:
            open_calls[kept(text(call.get("id"))) or key] = opened

    def result(self, record: dict[str, Any], ts: int | None) -> None:
        """A tool answered."""
        state = self.memory
        parts = tools.parts_of(record.get("message"))
        result = mapping(record.get("toolCallResult"))
        named = [mapping(part.get("functionResponse")).get("id") for part in parts]
        key = next((found for one in (result.get("callId"), *named) if (found := text(one))), "")
        state.asked_ts = ts
        turn = self.changing(ts)
        opened = state.open.pop(kept(key) or "", None)
        if opened is None:
            return
        row = opened.row
        row.outcome, row.error_kind = tools.ended(result, parts)
        row.ended_ts, row.duration_ms = ts, elapsed_ms(row.ts, ts)
        row.with_approval = row.duration_ms is not None
        if opened.handoff is not None:
            opened.handoff.done_ts = ts
            opened.handoff.outcome = "done" if row.outcome == "ok" else "failed"
            if row.outcome not in ("ok", "failed"):
                opened.handoff.outcome = "stopped"
        self.keep(opened)
        if opened.reviewer is not None:
            self.found.report += answered(row, opened.reviewer, tools.answer(result, parts))
        edit = tools.edit(result)
        if opened.path is not None and row.outcome in ("ok", "rejected"):
            self.change(opened.path, edit, row)
        if turn is not None:
            turn.interrupted |= row.outcome == "cancelled"
            turn.intervention |= row.outcome in ("cancelled", "rejected") or edit.modified

    def change(self, path: str, edit: tools.Edit, row: ToolCall) -> None:
        """A file was changed, or would have been."""
        applied = row.outcome == "ok"
        change = CodeChange(
            line=row.line, key=f"{row.key}:{path}", side=row.side, thread=row.thread,
            session=row.session, agent=row.agent, agent_id=row.agent_id, turn=row.turn,
            ts=row.ended_ts, path=below(path, self.session.cwd), applied=applied,
            added=edit.lines.added if applied else None,
            removed=edit.lines.removed if applied else None, modified=applied and edit.modified,
        )  # fmt: skip
        self.found.code_change.append(change)

    def remark(self, record: dict[str, Any], ts: int | None) -> None:
        """What the program notes down beside the conversation."""
        state, payload = self.memory, mapping(record.get("systemPayload"))
        kind = record.get("subtype")
        if kind == "custom_title":
            title = title_of(text(payload.get("customTitle")) or "")
            if title is not None:
                self.session.title = title
                self.session.title_rank = 3 if payload.get("titleSource") == "auto" else 4
        elif kind == "chat_compression":
            turn = self.changing(None)
            if turn is not None:
                turn.compacted = True
        elif kind == "rewind":
            turn = self.changing(None)
            if turn is not None:
                turn.intervention = True
        elif kind == "ui_telemetry":
            event = mapping(payload.get("uiEvent"))
            named = text(event.get("event.name")) or ""
            if named.endswith(".api_response"):
                state.took_ms = milliseconds(event.get("duration_ms"))
            elif named.endswith(".api_error"):
                turn = self.changing(ts)
                if turn is not None:
                    turn.api_errors += not state.failing
                state.failing = True

    # What they leave

    @property
    def session(self) -> Session:
        """The session of this file."""
        assert self.memory.session is not None
        return self.memory.session

    @property
    def turn_key(self) -> str | None:
        """The turn that goes on."""
        return self.memory.turn.key if self.memory.turn is not None else None

    def changing(self, ts: int | None) -> Turn | None:
        """The turn that goes on, to be changed; it lasts at least until then."""
        turn = self.memory.turn
        if turn is not None:
            self.turns[turn.key] = turn
            if ts is not None and (turn.ended_ts is None or ts > turn.ended_ts):
                turn.ended_ts = ts
        return turn

    def keep(self, opened: OpenCall) -> None:
        """Hand out a call as it stands."""
        self.calls[opened.row.key] = opened.row
        if opened.handoff is not None:
            self.handoffs[opened.handoff.key] = opened.handoff

    def rows(self) -> Rows:
        """All rows made or changed."""
        found = self.found
        found.turn = list(self.turns.values())
        found.tool_call = list(self.calls.values())
        found.handoff = list(self.handoffs.values())
        found.problem = list(self.oddities.problems.values())
        if self.memory.session is not None:
            found.session = [self.memory.session]
        return found

    def state(self) -> bytes:
        """Session, turn and open calls."""
        return _encoder.encode(self.memory)
