"""From the messages of one conversation to its rows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from sightline.adapters.base import instant, title_of
from sightline.adapters.opencode import tools
from sightline.adapters.reviews import Reviews
from sightline.adapters.values import (
    Oddities,
    answer_ms,
    below,
    elapsed_ms,
    mapping,
    name,
    text,
)
from sightline.records import CodeChange, Handoff, Request, Rows, Session, ToolCall, Turn

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from sightline.adapters.base import Asked, Source
    from sightline.records import Outcome

_DONE: Mapping[Outcome, Literal["done", "failed", "stopped", "open"]] = {
    "ok": "done",
    "failed": "failed",
    "open": "open",
}
_ABORTED = "MessageAbortedError"
_UNTITLED = ("New session - ", "Child session - ")
_NO_TURN_ERRORS = {_ABORTED, "MessageOutputLengthError", "StructuredOutputError"}


class Message(NamedTuple):
    """A message and its parts."""

    info: dict[str, Any]
    parts: list[dict[str, Any]]


class Conversation(NamedTuple):
    """A session's facts, and its messages in their order."""

    facts: dict[str, Any]
    messages: list[Message]


class _Actor(TypedDict):
    thread: str
    session: str
    side: bool
    agent_id: str | None


def rows_of(conversation: Conversation, source: Source) -> Rows:
    """The rows of a conversation; none where nobody has said anything yet."""
    return _Reader(conversation, source).rows()


class _Reader:
    """Goes through the messages in order."""

    def __init__(self, conversation: Conversation, source: Source) -> None:
        facts = conversation.facts
        self.facts = facts
        self.messages = conversation.messages
        self.native_id = name(facts.get("id")) or Path(source.path).stem
        self.thread = f"{source.engine}:{self.native_id}"
        self.parent = name(facts.get("parentID"))
        self.is_side = self.parent is not None
        self.actor: _Actor = {
            "thread": self.thread,
            "session": self.thread,
            "side": self.is_side,
            "agent_id": self.native_id if self.is_side else None,
        }
        self.engine = source.engine
        self.cwd = name(facts.get("directory"))
        self.agent = "main"
        self.oddities = Oddities()
        self.found = Rows()
        self.reviews = Reviews(self.found.report)
        self.turn: Turn | None = None
        self.failing = False
        self.title: str | None = None
        self.instants: list[int | None] = []

    def rows(self) -> Rows:
        for number, message in enumerate(self.messages, 1):
            self.read(message, number)
        found = self.found
        found.problem = list(self.oddities.problems.values())
        if found.turn or found.request or found.tool_call:
            found.session = [self.session()]
        return found

    def session(self) -> Session:
        titled = text(self.facts.get("title")) or ""
        title = None if titled.startswith(_UNTITLED) else title_of(titled)
        known = [ts for ts in self.instants if ts is not None]
        return Session(
            thread=self.thread, session=self.thread, native_id=self.native_id,
            kind="subagent" if self.is_side else "root",
            parent=f"{self.engine}:{self.parent}" if self.parent is not None else None,
            agent_id=self.actor["agent_id"], agent=self.agent if self.is_side else "main",
            first_ts=min(known, default=None), last_ts=max(known, default=None), cwd=self.cwd,
            title=title or self.title, title_rank=3 if title else int(self.title is not None),
            version=name(self.facts.get("version")),
        )  # fmt: skip

    def read(self, message: Message, number: int) -> None:
        info = message.info
        key = name(info.get("id")) or f"{self.native_id}:{number}"
        role = info.get("role")
        if role == "user":
            self.prompt(key, message, number)
        elif role == "assistant":
            self.agent = name(info.get("agent")) or name(info.get("mode")) or "main"
            if self.cwd is None:
                self.cwd = name(mapping(info.get("path")).get("cwd"))
            self.answer(key, message, number)

    def happened(self, ts: int | None) -> None:
        """Something stands at this instant; the turn that runs goes on until then."""
        self.instants.append(ts)
        turn = self.turn
        if turn is not None and ts is not None and (turn.ended_ts is None or ts > turn.ended_ts):
            turn.ended_ts = ts

    def prompt(self, key: str, message: Message, number: int) -> None:
        """A person typed, or OpenCode put a text of its own in their place."""
        created = instant(mapping(message.info.get("time")).get("created"))
        self.instants.append(created)
        if self.turn is not None and any(p.get("type") == "compaction" for p in message.parts):
            self.turn.compacted = True
        typed = [part for part in message.parts if _is_typed(part)]
        if not typed:
            return
        if self.title is None:
            said = (text(part.get("text")) for part in typed)
            self.title = title_of("\n".join(words for words in said if words is not None))
        if self.is_side:
            return
        self.failing = False
        self.turn = Turn(line=number, key=key, thread=self.thread, session=self.thread, ts=created)
        self.found.turn.append(self.turn)

    def turn_key(self) -> str | None:
        return self.turn.key if self.turn is not None else None

    def answer(self, key: str, message: Message, number: int) -> None:
        """The model answered, and its tools ran."""
        request = self.request(key, message, number)
        self.found.request.append(request)
        self.happened(request.ts)
        self.happened(request.ended_ts)
        for index, part in enumerate(message.parts):
            if part.get("type") == "text":
                self.reviews.say(request, text(part.get("text")))
            if part.get("type") == "tool":
                self.tool(part, f"{key}:{index}", key, request)
        self.trouble(message)

    def trouble(self, message: Message) -> None:
        """What went wrong with the model's API, and whether the person stopped it."""
        turn = self.turn
        error = name(mapping(message.info.get("error")).get("name"))
        if turn is None:
            return
        if error == _ABORTED:
            turn.interrupted = turn.intervention = True
        failed = error is not None and error not in _NO_TURN_ERRORS
        if failed or any(part.get("type") == "retry" for part in message.parts):
            turn.api_errors += not self.failing
            self.failing = True
        if error is None and self.failing:
            turn.api_errors_recovered = turn.api_errors
            self.failing = False

    def request(self, key: str, message: Message, number: int) -> Request:
        info = message.info
        times = mapping(info.get("time"))
        created, completed = instant(times.get("created")), instant(times.get("completed"))
        ended = _model_end(message.parts, completed)
        duration = answer_ms(created, ended)
        first = answer_ms(created, _first_word(message.parts)) if "error" not in info else None
        row = Request(
            line=number, key=key, turn=self.turn_key(), agent=self.agent,
            messages=int(not self.is_side), ts=created, first_ts=created, ended_ts=ended,
            started_ts=created if duration is not None else None, duration_ms=duration,
            timed=duration is not None, first_ms=first,
            first_kind="first_thought" if first is not None else None,
            model=name(info.get("modelID")), provider=name(info.get("providerID")),
            rank=completed if completed is not None else 0, **self.actor,
        )  # fmt: skip
        self.meter(row, info, number)
        return row

    def meter(self, row: Request, info: dict[str, Any], number: int) -> None:
        """The request's tokens and what it cost."""
        odd = self.oddities
        tokens = mapping(info.get("tokens"))
        cache = mapping(tokens.get("cache"))
        cost = odd.amount(info.get("cost"), number)
        if not tokens or ("total" not in tokens and not _is_counted(tokens)):
            row.partial = True
            row.recorded_cost_nano = cost if cost != 0 else None
            return
        sent = odd.count(tokens.get("input"), "input", number)
        output = odd.count(tokens.get("output"), "output", number)
        reasoning = odd.part(tokens.get("reasoning"), "reasoning", number)
        read = odd.part(cache.get("read"), "cache.read", number)
        written = odd.part(cache.get("write"), "cache.write", number)
        row.input_tokens, row.cache_read_tokens = sent, read
        row.cache_write_5m_tokens, row.cache_write_1h_tokens = written, 0
        row.output_tokens, row.reasoning_tokens = output, reasoning
        parts = (sent, output, reasoning, read, written)
        known = [part for part in parts if part is not None]
        row.partial = len(known) < len(parts)
        if (
            output is not None
            and reasoning
            and not row.partial
            and tokens.get("total") == sum(known)
        ):
            row.output_tokens = output + reasoning
        row.recorded_cost_nano = cost

    def tool(self, part: dict[str, Any], place: str, message: str, request: Request) -> None:
        """A tool ran."""
        asked, ended = tools.asked(part), tools.ended(part)
        times = mapping(mapping(part.get("state")).get("time"))
        begun = instant(times.get("start"))
        done = instant(times.get("end")) if ended.outcome != "open" else None
        call = name(part.get("callID"))
        row = ToolCall(
            line=request.line, key=f"{message}:{call}" if call is not None else place,
            turn=request.turn, agent=self.agent, ts=begun if begun is not None else request.ts,
            ended_ts=done, model=request.model, tool=asked.tool, kind=asked.kind,
            duration_ms=elapsed_ms(begun, done), with_approval=asked.tool == "question",
            outcome=ended.outcome, error_kind=ended.error_kind, target=asked.target,
            helper=asked.helper, **self.actor,
        )  # fmt: skip
        self.found.tool_call.append(row)
        self.reviews.call(row, asked, tools.input_of(part))
        self.reviews.end(row, tools.answer(part))
        self.happened(begun)
        self.happened(done)
        if ended.outcome in ("cancelled", "rejected") and self.turn is not None:
            self.turn.intervention = True
            self.turn.interrupted |= ended.outcome == "cancelled"
        if asked.kind == "edit" and ended.outcome in ("ok", "rejected"):
            self.found.code_change += [self.change(edit, row) for edit in tools.edits(part)]
        if asked.helper is not None or asked.agent is not None:
            self.hand_over(asked, part, row)

    def change(self, edit: tools.Edit, call: ToolCall) -> CodeChange:
        """A file was changed, or would have been."""
        applied = call.outcome == "ok"
        return CodeChange(
            line=call.line, key=f"{call.key}:{edit.path}", turn=call.turn, agent=self.agent,
            ts=call.ended_ts, path=below(edit.path, self.cwd),
            added=edit.lines.added if applied else None,
            removed=edit.lines.removed if applied else None, applied=applied, **self.actor,
        )  # fmt: skip

    def hand_over(self, asked: Asked, part: dict[str, Any], call: ToolCall) -> None:
        """Work went to a sub-agent or another CLI."""
        told = mapping(mapping(part.get("state")).get("metadata"))
        handoff = Handoff(
            line=call.line, key=call.key, thread=self.thread, session=self.thread, turn=call.turn,
            kind="cli" if asked.helper is not None else "subagent",
            to=asked.helper or asked.agent or asked.tool, child=name(told.get("sessionId")),
            ts=call.ts, done_ts=call.ended_ts, outcome=_DONE.get(call.outcome, "stopped"),
        )  # fmt: skip
        self.found.handoff.append(handoff)


def _is_typed(part: dict[str, Any]) -> bool:
    return (
        part.get("type") == "text"
        and part.get("synthetic") is not True
        and (text(part.get("text")) or "").strip() != ""
    )


def _is_counted(tokens: dict[str, Any]) -> bool:
    """Whether any count of a usage without total is more than its initial zero."""
    cache = mapping(tokens.get("cache"))
    counts = [tokens.get(key) for key in ("input", "output", "reasoning")]
    return any(counts) or any(cache.get(key) for key in ("read", "write"))


def _first_word(parts: list[dict[str, Any]]) -> int | None:
    """When the model's first text or thought began."""
    kinds = ("text", "reasoning")
    begun = [
        instant(mapping(part.get("time")).get("start"))
        for part in parts
        if part.get("type") in kinds
    ]
    return min((ts for ts in begun if ts is not None), default=None)


def _model_end(parts: list[dict[str, Any]], completed: int | None) -> int | None:
    """When the model had said all: its message is completed only after its tools."""
    calls = [part for part in parts if part.get("type") == "tool"]
    if completed is None or not calls:
        return completed
    said = [instant(mapping(part.get("time")).get("end")) for part in parts]
    asked = [
        instant(mapping(mapping(call.get("state")).get("time")).get("start")) for call in calls
    ]
    last = max((ts for ts in (*said, *asked) if ts is not None), default=completed)
    return min(last, completed)
