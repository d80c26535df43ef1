"""From the messages of one task to its rows."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from sightline.adapters.base import NotASessionError, instant, open_regular, title_of
from sightline.adapters.cline import tools
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
    from sightline.records import Outcome

_DONE: Mapping[Outcome, Literal["done", "failed", "stopped", "open"]] = {
    "ok": "done",
    "failed": "failed",
    "open": "open",
}
_PROMPTS = {"task", "user_feedback"}
_TOOLS = {"tool", "command", "use_mcp_server", "browser_action_launch"}
_RESULTS = {"command_output": "command", "mcp_server_response": "use_mcp_server"}
_ANSWERS = {*_RESULTS, "subtask_result"}
_FAILED_TOOLS = {"error", "diff_error", "clineignore_error", "rooignore_error"}
_DENIED = "command_permission_denied"
_API_ERRORS = {"api_req_failed", "mistake_limit_reached", "error_retry", "error"}
_SPOKEN = {"text", "reasoning", "completion_result"}
_TOTALS = {"deleted_api_reqs", "subagent_usage"}
_SPENT = {"api_req_started", "condense_context", *_TOTALS}
_FOLDER = re.compile(r"^# Current (?:Working|Workspace) Directory \((.+?)\) Files", re.MULTILINE)
_MODEL = re.compile(r"<model>([^<]{1,200})</model>")
_MODE = re.compile(r"<slug>([^<]{1,200})</slug>")
_LARGEST_ITEM = 8 << 20


class _Actor(TypedDict):
    thread: str
    session: str
    side: bool
    agent_id: str | None


class _Message(NamedTuple):
    """A complete message: what it says or asks, its text, and where it stands."""

    what: str
    is_ask: bool
    told: str
    ts: int | None
    key: str
    line: int
    whole: dict[str, Any]


def document(source: Source, value: Any) -> Rows:
    """The rows of a task's messages."""
    messages = objects(value)
    if not any(isinstance(message.get(str(message.get("type"))), str) for message in messages):
        raise NotASessionError("not the messages of a task")
    return _Reader(source, messages).rows()


def beside(path: str) -> list[str]:
    """Roo's facts of the task."""
    return [str(Path(path).with_name("history_item.json"))]


def _item(path: str) -> dict[str, Any]:
    try:
        with os.fdopen(open_regular(beside(path)[0]), "rb") as file:
            return mapping(json.loads(file.read(_LARGEST_ITEM)))
    except (OSError, ValueError, RecursionError):
        return {}


class _Reader:
    """Goes through the messages in order."""

    def __init__(self, source: Source, messages: list[dict[str, Any]]) -> None:
        self.engine = source.engine
        self.native_id = name(Path(source.path).parent.name) or "task"
        self.thread = f"{self.engine}:{self.native_id}"
        self.messages = messages
        self.item = _item(source.path)
        self.parent = name(self.item.get("parentTaskId"))
        children = self.item.get("childIds")
        self.children = iter(children if isinstance(children, list) else [])
        self.is_side = self.parent is not None
        self.actor: _Actor = {
            "thread": self.thread,
            "session": self.thread,
            "side": self.is_side,
            "agent_id": self.native_id if self.is_side else None,
        }
        self.cwd = name(self.item.get("workspace"))
        self.agent = name(self.item.get("mode")) or "main"
        self.model: str | None = None
        self.provider: str | None = None
        self.title: str | None = None
        self.oddities = Oddities()
        self.found = Rows()
        self.reviews = Reviews(self.found.report)
        self.answers: list[str] = []
        """What came back from the running call, piece by piece."""
        self.turn: Turn | None = None
        self.request: Request | None = None
        self.call: ToolCall | None = None
        self.asked: _Message | None = None
        """The last tool message, while nothing but its like has followed."""
        self.failing = False
        self.instants: list[int] = []

    def rows(self) -> Rows:
        seen: Counter[object] = Counter()
        for line, message in enumerate(self.messages, 1):
            what = message.get(str(message.get("type")))
            if message.get("partial") is True or not isinstance(what, str):
                continue
            stamp = message.get("ts")
            ts = instant(stamp)
            place = (stamp if ts is not None else None, what in _TOOLS, what in _SPENT)
            key = f"{self.thread}:{place[0]}:{seen[place]}"
            seen[place] += 1
            is_ask = message.get("type") == "ask"
            told = text(message.get("text")) or ""
            self.read(_Message(what, is_ask, told, ts, key, line, message))
        if self.call is not None and self.call.with_approval:
            self.drop_changes(self.call)
        found = self.found
        found.problem = list(self.oddities.problems.values())
        if found.turn or found.request or found.tool_call:
            found.session = [self.session()]
        return found

    def session(self) -> Session:
        return Session(
            thread=self.thread, session=self.thread, native_id=self.native_id,
            kind="subagent" if self.is_side else "root",
            parent=f"{self.engine}:{self.parent}" if self.parent is not None else None,
            agent_id=self.actor["agent_id"], agent=self.agent if self.is_side else "main",
            first_ts=min(self.instants, default=None), last_ts=max(self.instants, default=None),
            cwd=self.cwd, title=self.title, title_rank=int(self.title is not None),
        )  # fmt: skip

    def read(self, message: _Message) -> None:
        what = message.what
        self.learn(message)
        is_first = not self.found.turn and not self.found.request and what == "text"
        if (what in _PROMPTS or is_first) and not message.is_ask:
            self.prompt(message)
        else:
            self.happened(message.ts)
        if what == "api_req_started":
            self.start(message)
        elif what in _TOTALS or what == "condense_context":
            self.total(message)
        elif what in _TOOLS:
            self.tool(message)
        elif what in _SPOKEN and not message.is_ask:
            self.speak(message)
        elif what in _ANSWERS:
            self.answers.append(message.told)
            self.result(message)
        elif what == "user_feedback_diff":
            self.modified()
        elif what == "resume_task" and self.turn is not None:
            self.turn.interrupted = self.turn.intervention = True
        elif what in _FAILED_TOOLS and self.call is not None:
            self.end_call("failed", what)
        elif what == _DENIED:
            self.end_call("denied", "policy")
        elif what in _API_ERRORS:
            self.fail()

    def learn(self, message: _Message) -> None:
        """Take what any message may say of model and mode."""
        said = mapping(message.whole.get("modelInfo"))
        self.model = name(said.get("modelId")) or self.model
        self.provider = name(said.get("providerId")) or self.provider
        self.agent = name(said.get("mode")) or self.agent

    def happened(self, ts: int | None) -> None:
        """Something stands at this instant; the turn that runs goes on until then."""
        if ts is None:
            return
        self.instants.append(ts)
        if self.turn is not None and (self.turn.ended_ts is None or ts > self.turn.ended_ts):
            self.turn.ended_ts = ts

    def turn_key(self) -> str | None:
        return self.turn.key if self.turn is not None else None

    def prompt(self, message: _Message) -> None:
        """A person typed; in answer to a question about a tool they refused it."""
        was_asked = self.asked is not None and self.asked.is_ask
        self.end_call("rejected" if was_asked else "ok", None)
        self.asked = None
        if message.ts is not None:
            self.instants.append(message.ts)
        if self.title is None:
            self.title = title_of(message.told)
        if self.is_side and message.what != "user_feedback":
            return
        self.failing = False
        self.turn = Turn(
            line=message.line, key=message.key, thread=self.thread, session=self.thread,
            ts=message.ts,
        )  # fmt: skip
        self.found.turn.append(self.turn)

    # Requests

    def start(self, message: _Message) -> None:
        """A request was sent; its numbers stand here once it ended."""
        self.end_call("ok", None)
        self.asked = self.request = None
        told = tools.decoded(message.told)
        sent = text(told.get("request")) or ""
        self.cwd = self.cwd or _found(_FOLDER, sent)
        self.model = _found(_MODEL, sent) or self.model
        self.agent = _found(_MODE, sent) or self.agent
        if "tokensIn" not in told and "tokensOut" not in told:
            return
        reason = told.get("cancelReason")
        row = self.row(message)
        self.meter(row, told)
        if reason == "user_cancelled":
            row.partial = True
            if self.turn is not None:
                self.turn.interrupted = self.turn.intervention = True
        if reason is None:
            self.request = row
            if self.failing and self.turn is not None:
                self.turn.api_errors_recovered = self.turn.api_errors
            self.failing = False
        elif reason == "streaming_failed":
            self.fail()

    def row(self, message: _Message) -> Request:
        row = Request(
            line=message.line, key=message.key, turn=self.turn_key(), agent=self.agent,
            ts=message.ts, first_ts=message.ts, model=self.model, provider=self.provider,
            **self.actor,
        )  # fmt: skip
        self.found.request.append(row)
        return row

    def meter(self, row: Request, told: dict[str, Any]) -> None:
        """The request's tokens and what it cost."""
        odd, line = self.oddities, row.line
        sent = odd.count(told.get("tokensIn"), "tokensIn", line)
        read = odd.part(told.get("cacheReads"), "cacheReads", line)
        written = odd.part(told.get("cacheWrites"), "cacheWrites", line)
        if told.get("apiProtocol") == "openai":
            sent = odd.rest(sent, (read, written), line)
        row.input_tokens, row.cache_read_tokens = sent, read
        row.cache_write_5m_tokens, row.cache_write_1h_tokens = written, 0
        row.output_tokens = odd.count(told.get("tokensOut"), "tokensOut", line)
        row.reasoning_tokens = 0
        row.partial = None in (sent, read, written, row.output_tokens)
        row.recorded_cost_nano = odd.amount(told.get("cost"), line)

    def total(self, message: _Message) -> None:
        """Sums of requests that stand nowhere else: cut ones, a summary's, a sub-agent's."""
        told = tools.decoded(message.told)
        if message.what == "condense_context":
            told = mapping(message.whole.get("contextCondense"))
            if self.turn is not None:
                self.turn.compacted = True
        spent = ("tokensIn", "tokensOut", "cacheReads", "cacheWrites", "cost")
        if not any(told.get(key) for key in spent):
            return
        row = self.row(message)
        self.meter(row, told)
        row.n, row.flags = int(message.what == "condense_context"), "aggregate"
        if message.what != "condense_context":
            row.model = row.provider = None
        row.side = row.side or message.what == "subagent_usage"

    def speak(self, message: _Message) -> None:
        """The model's first word in answer to the request."""
        row = self.request
        if row is None:
            return
        self.reviews.say(row, message.told)
        if row.first_kind is None:
            row.first_ms = answer_ms(row.ts, message.ts)
            row.first_kind = "first_thought" if row.first_ms is not None else None
            row.messages = int(not self.is_side)

    def fail(self) -> None:
        """The model's API failed; until it answers again that is one error."""
        if self.turn is not None:
            self.turn.api_errors += not self.failing
            self.failing = True

    # Tools

    def tool(self, message: _Message) -> None:
        """A tool runs or waits for approval; asked and then said it is one call."""
        before = self.asked
        self.asked = message
        if before is not None and before[:3] == (message.what, not message.is_ask, message.told):
            return
        self.end_call("ok", None)
        asked = tools.asked(message.what, message.told)
        if self.request is not None:
            self.request.messages = int(not self.is_side)
        self.call = ToolCall(
            line=message.line, key=message.key, turn=self.turn_key(), agent=self.agent,
            ts=message.ts, model=self.model, tool=asked.tool, kind=asked.kind,
            server=asked.server, with_approval=message.is_ask, target=asked.target,
            helper=asked.helper, **self.actor,
        )  # fmt: skip
        self.found.tool_call.append(self.call)
        self.answers = []
        self.reviews.call(self.call, asked, tools.whole_file(message.told))
        if asked.kind == "edit":
            self.found.code_change += [
                self.change(edit, self.call) for edit in tools.edits(message.told)
            ]
        if asked.helper is not None or asked.agent is not None:
            self.hand_over(asked, self.call)

    def change(self, edit: tools.Edit, call: ToolCall) -> CodeChange:
        """A file is changed, unless the call's end says otherwise."""
        return CodeChange(
            line=call.line, key=f"{call.key}:{edit.path}", turn=call.turn, agent=call.agent,
            ts=call.ts, path=below(edit.path, self.cwd), added=edit.lines.added,
            removed=edit.lines.removed, estimated=edit.compared, **self.actor,
        )  # fmt: skip

    def hand_over(self, asked: Asked, call: ToolCall) -> None:
        """Work goes to another task or another CLI."""
        handoff = Handoff(
            line=call.line, key=call.key, thread=self.thread, session=self.thread, turn=call.turn,
            kind="cli" if asked.helper is not None else "subagent",
            to=asked.helper or asked.agent or asked.tool,
            child=name(next(self.children, None)) if asked.agent is not None else None, ts=call.ts,
        )  # fmt: skip
        self.found.handoff.append(handoff)

    def result(self, message: _Message) -> None:
        """A shell or an MCP server answered; a shell may answer several times."""
        call = self.call
        if (
            call is not None
            and self.asked is not None
            and self.asked.what == _RESULTS.get(message.what)
        ):
            call.ended_ts = message.ts
            call.duration_ms = elapsed_ms(call.ts, message.ts)

    def end_call(self, outcome: Outcome, error_kind: str | None) -> None:
        """The running call has ended so, and what it changed or handed over with it."""
        call, self.call = self.call, None
        if call is None:
            return
        call.outcome, call.error_kind = outcome, error_kind
        self.reviews.end(call, self.answers)
        if outcome == "rejected":
            for change in self.changes_of(call):
                change.applied, change.added, change.removed = False, None, None
            if self.turn is not None:
                self.turn.intervention = True
        elif outcome != "ok":
            self.drop_changes(call)
        for handoff in self.found.handoff:
            if handoff.key == call.key:
                handoff.outcome = _DONE.get(outcome, "stopped")
                handoff.done_ts = call.ended_ts

    def changes_of(self, call: ToolCall) -> list[CodeChange]:
        begin = f"{call.key}:"
        return [change for change in self.found.code_change if change.key.startswith(begin)]

    def drop_changes(self, call: ToolCall) -> None:
        """The call changed nothing after all."""
        void = self.changes_of(call)
        self.found.code_change = [row for row in self.found.code_change if row not in void]

    def modified(self) -> None:
        """The person changed the edit before it was applied."""
        if self.found.code_change:
            self.found.code_change[-1].modified = True
        if self.turn is not None:
            self.turn.intervention = True


def _found(pattern: re.Pattern[str], sent: str) -> str | None:
    match = pattern.search(sent)
    return name(match[1].strip()) if match else None
