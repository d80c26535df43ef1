"""From the messages of one file to its rows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from sightline.adapters.base import instant, kept, title_of
from sightline.adapters.gemini_cli import tools
from sightline.adapters.gemini_cli.projects import folder_of
from sightline.adapters.reviews import Reviews
from sightline.adapters.values import (
    Oddities,
    answer_ms,
    below,
    elapsed_ms,
    mapping,
    name,
    objects,
    text,
)
from sightline.records import CodeChange, Handoff, Request, Rows, Session, ToolCall, Turn

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from sightline.adapters.base import Asked, Source
    from sightline.adapters.gemini_cli.recording import Recording
    from sightline.records import Outcome

_NOT_TYPED = (
    "<session_context>",
    "<state_snapshot>",
    "This is the Gemini CLI. We are setting up the context",
)
_DONE: Mapping[Outcome, Literal["done", "failed", "stopped", "open"]] = {
    "ok": "done",
    "failed": "failed",
    "open": "open",
}


class _Actor(TypedDict):
    thread: str
    session: str
    side: bool
    agent: str
    agent_id: str | None


def rows_of(recording: Recording, source: Source) -> Rows:
    """The rows of a conversation; none where nobody has said anything yet."""
    return _Reader(recording, source).rows()


class _Reader:
    """Goes through the messages in order."""

    def __init__(self, recording: Recording, source: Source) -> None:
        facts = recording.facts
        self.recording = recording
        self.native_id = name(facts.get("sessionId")) or name(Path(source.path).stem) or ""
        self.thread = f"gemini_cli:{self.native_id}"
        above = source.relative.parts[:-1]
        self.parent = name(above[-1]) if len(above) > 1 and above[-2] == "chats" else None
        self.is_side = facts.get("kind") == "subagent" or self.parent is not None
        self.actor: _Actor = {
            "thread": self.thread,
            "session": self.thread,
            "side": self.is_side,
            "agent": self.native_id if self.is_side else "main",
            "agent_id": self.native_id if self.is_side else None,
        }
        self.cwd = folder_of(source, facts.get("projectHash"))
        self.oddities = Oddities()
        self.found = Rows()
        self.reviews = Reviews(self.found.report)
        self.turn: Turn | None = None
        self.asked_ts: int | None = None
        """When the last question to the model stood: a prompt or a tool's result."""
        self.failing = False
        self.title: str | None = None
        self.instants = [instant(facts.get(key)) for key in ("startTime", "lastUpdated")]

    def rows(self) -> Rows:
        for key, message in self.recording.messages.items():
            self.read(key, message, self.recording.lines[key])
        found = self.found
        found.problem = list(self.oddities.problems.values())
        if found.turn or found.request or found.tool_call:
            found.session = [self.session()]
        return found

    def session(self) -> Session:
        summary = title_of(text(self.recording.facts.get("summary")) or "")
        known = [ts for ts in self.instants if ts is not None]
        return Session(
            thread=self.thread, session=self.thread, native_id=self.native_id,
            kind="subagent" if self.is_side else "root",
            parent=f"gemini_cli:{self.parent}" if self.parent is not None else None,
            agent_id=self.actor["agent_id"], agent=self.actor["agent"],
            first_ts=min(known, default=None), last_ts=max(known, default=None), cwd=self.cwd,
            title=summary or self.title, title_rank=2 if summary else int(self.title is not None),
        )  # fmt: skip

    def read(self, key: str, message: dict[str, Any], line: int) -> None:
        kind, ts = message.get("type"), instant(message.get("timestamp"))
        self.happened(ts)
        said = _said(message.get("content"))
        if kind == "user":
            self.prompt(key, said, ts, line)
        elif kind == "gemini":
            self.answer(key, message, ts, line)
        elif self.turn is not None and kind == "info":
            if said.startswith("Request cancelled"):
                self.turn.interrupted = self.turn.intervention = True
        elif self.turn is not None and kind == "error" and "API Error" in said[:400]:
            self.turn.api_errors += not self.failing
            self.failing = True

    def happened(self, ts: int | None) -> None:
        self.instants.append(ts)

    def lasts(self, ts: int | None) -> None:
        """The turn that runs goes on at least until then."""
        turn = self.turn
        if turn is not None and ts is not None and (turn.ended_ts is None or ts > turn.ended_ts):
            turn.ended_ts = ts

    def prompt(self, key: str, said: str, ts: int | None, line: int) -> None:
        """A person typed, or the program put a summary or context in their place."""
        if not said:
            return
        if said.startswith(_NOT_TYPED):
            if self.turn is not None and said.startswith("<state_snapshot>"):
                self.turn.compacted = True
            return
        self.asked_ts = ts
        if self.title is None:
            self.title = title_of(said)
        if self.is_side:
            return
        self.failing = False
        self.turn = Turn(
            line=line, key=f"{self.native_id}:{key}", thread=self.thread, session=self.thread,
            ts=ts, intervention=key in self.recording.cut,
        )  # fmt: skip
        self.found.turn.append(self.turn)

    def answer(self, key: str, message: dict[str, Any], ts: int | None, line: int) -> None:
        """The model said something, and what its tools did."""
        self.lasts(ts)
        if isinstance(message.get("tokens"), dict) or text(message.get("model")) is not None:
            row = self.request(key, message, ts, line)
            self.found.request.append(row)
            self.reviews.say(row, _said(message.get("content")))
            self.asked_ts = None
            if self.failing and self.turn is not None:
                self.turn.api_errors_recovered = self.turn.api_errors
            self.failing = False
        for index, call in enumerate(objects(message.get("toolCalls"))):
            self.tool(call, f"{key}:{index}", message, ts, line)

    def request(self, key: str, message: dict[str, Any], ts: int | None, line: int) -> Request:
        started = self.asked_ts
        duration = answer_ms(started, ts)
        thoughts = objects(message.get("thoughts"))
        thought = instant(thoughts[0].get("timestamp")) if thoughts else None
        first = answer_ms(started, thought) if duration is not None else None
        row = Request(
            line=line, key=f"{self.native_id}:{key}", turn=self.turn_key(),
            messages=int(not self.is_side), ts=ts, first_ts=ts, ended_ts=ts,
            started_ts=started if duration is not None else None, duration_ms=duration,
            first_ms=first, first_kind="first_thought" if first is not None else None,
            model=name(message.get("model")), **self.actor,
        )  # fmt: skip
        self.meter(row, message.get("tokens"), line)
        return row

    def meter(self, row: Request, tokens: object, line: int) -> None:
        """The request's tokens: cached is part of input, thoughts and tool stand beside."""
        if not isinstance(tokens, dict):
            row.partial = True
            return
        odd = self.oddities
        sent, output = (
            odd.count(tokens.get("input"), "input", line),
            odd.count(tokens.get("output"), "output", line),
        )
        cached = odd.part(tokens.get("cached"), "cached", line)
        thoughts = odd.part(tokens.get("thoughts"), "thoughts", line)
        tool = odd.part(tokens.get("tool"), "tool", line)
        if sent is not None and tool is not None:
            sent += tool
        row.input_tokens = odd.rest(sent, (cached,), line)
        row.cache_read_tokens = cached
        row.cache_write_5m_tokens = row.cache_write_1h_tokens = 0
        row.reasoning_tokens = thoughts
        if output is not None:
            row.output_tokens = output if thoughts is None else output + thoughts
        row.partial = None in (sent, output, cached, thoughts, tool)
        row.rank = sum(part for part in (sent, output, thoughts) if part is not None) + 1
        row.tie = int(self.recording.is_log)

    def turn_key(self) -> str | None:
        return self.turn.key if self.turn is not None else None

    def tool(
        self, call: dict[str, Any], place: str, message: dict[str, Any], ts: int | None, line: int
    ) -> None:
        """A tool ran."""
        asked, ended = tools.asked(call), tools.ended(call)
        done = instant(call.get("timestamp")) if ended.outcome != "open" else None
        key = f"{self.native_id}:{kept(text(call.get('id'))) or place}"
        duration = elapsed_ms(ts, done)
        row = ToolCall(
            line=line, key=key, turn=self.turn_key(), ts=ts, ended_ts=done,
            model=name(message.get("model")), tool=asked.tool, kind=asked.kind,
            server=asked.server, duration_ms=duration, with_approval=duration is not None,
            outcome=ended.outcome, error_kind=ended.error_kind, target=asked.target,
            helper=asked.helper, **self.actor,
        )  # fmt: skip
        self.found.tool_call.append(row)
        self.reviews.call(row, asked, mapping(call.get("args")))
        self.reviews.end(row, tools.answer(call))
        self.happened(done)
        self.lasts(done)
        if done is not None and (self.asked_ts is None or done > self.asked_ts):
            self.asked_ts = done
        if ended.outcome in ("cancelled", "rejected") and self.turn is not None:
            self.turn.intervention = True
            self.turn.interrupted |= ended.outcome == "cancelled"
        if asked.path is not None and ended.outcome in ("ok", "rejected"):
            self.change(tools.edit(call, asked.path), row)
        if asked.helper is not None or asked.agent is not None:
            self.hand_over(asked, call, row)

    def change(self, edit: tools.Edit, call: ToolCall) -> None:
        """A file was changed, or would have been."""
        applied = call.outcome == "ok"
        modified = applied and edit.modified
        row = CodeChange(
            line=call.line, key=f"{call.key}:{edit.path}", turn=call.turn, ts=call.ended_ts,
            path=below(edit.path, self.cwd), added=edit.lines.added if applied else None,
            removed=edit.lines.removed if applied else None, applied=applied, modified=modified,
            **self.actor,
        )  # fmt: skip
        self.found.code_change.append(row)
        if modified and self.turn is not None:
            self.turn.intervention = True

    def hand_over(self, asked: Asked, call: dict[str, Any], row: ToolCall) -> None:
        """Work went to a sub-agent or another CLI."""
        handoff = Handoff(
            line=row.line, key=row.key, thread=self.thread, session=self.thread, turn=row.turn,
            kind="cli" if asked.helper is not None else "subagent",
            to=asked.helper or asked.agent or asked.tool,
            child=name(call.get("agentId")), ts=row.ts, done_ts=row.ended_ts,
            outcome=_DONE.get(row.outcome, "stopped"),
        )  # fmt: skip
        self.found.handoff.append(handoff)


def _said(content: object) -> str:
    """The text of a message, which is a string, a part or a list of parts."""
    if isinstance(content, str):
        return (text(content) or "").strip()
    parts = [mapping(content)] if isinstance(content, dict) else objects(content)
    return "\n".join(said for part in parts if (said := text(part.get("text")))).strip()
