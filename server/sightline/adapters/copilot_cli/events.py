"""The events of one session, in order, and the rows they leave."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from sightline.adapters.base import (
    NotAnObjectError,
    NotASessionError,
    instant,
    kept,
    open_regular,
    title_of,
)
from sightline.adapters.copilot_cli import tools
from sightline.adapters.copilot_cli.rollups import Rollups
from sightline.adapters.reviews import Reviews
from sightline.adapters.values import (
    Lines,
    Oddities,
    answer_ms,
    below,
    elapsed_ms,
    mapping,
    name,
    text,
)
from sightline.records import (
    UNNAMED_FILES,
    Approval,
    CodeChange,
    Handoff,
    Request,
    Rows,
    Session,
    ToolCall,
    Turn,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Literal

    from sightline.adapters.base import Ended, Line, Source
    from sightline.records import Answered, Outcome

_DONE: Mapping[Outcome, Literal["done", "failed"]] = {"ok": "done", "failed": "failed"}
_FIRST = ("session.", "hook.", "system.", "assistant.", "subagent.", "skill.")
"""Kinds of events of which new ones may come."""
_WORK = ("assistant.", "tool.", "permission.", "abort")
_NAME = re.compile(rb"^name:[ \t]*(.+?)[ \t\r]*$", re.MULTILINE)


class EventParser:
    """Reads one session's events; the sums at its end decide about what came before."""

    def __init__(self, source: Source, _saved: bytes | None) -> None:
        path = Path(source.path)
        stem = path.parent.name if path.name == "events.jsonl" else path.stem
        self.native_id = name(stem) or ""
        self.oddities = Oddities()
        self.rollups: Rollups | None = None
        self.found = Rows()
        self.reviews = Reviews(self.found.report)
        self.session: Session | None = None
        self.turn: Turn | None = None
        self.model: str | None = None
        self.calls: dict[str, ToolCall] = {}
        self.handoffs: dict[str, Handoff] = {}
        self.paths: dict[str, str] = {}
        """Files that running edits are about, by the call's key."""
        self.asked_ts: dict[str, int] = {}
        """When a permission was asked for."""
        self.waited_ms: dict[str, int] = {}
        self.refused: dict[str, Ended] = {}
        self.started_ts: int | None = None
        self.segment_changes: list[CodeChange] = []
        self.stated_lines = Lines(0, 0)
        self._source = source
        self._is_foreign = False

    def line(self, line: Line, number: int) -> None:
        """Take in one event."""
        if self._is_foreign:
            return
        record = msgspec.json.decode(line)
        if not isinstance(record, dict):
            raise NotAnObjectError
        kind, body = text(record.get("type")) or "", mapping(record.get("data"))
        take = _EVENTS.get(kind)
        if self.session is None:
            if take is None and not kind.startswith(_FIRST):
                self._is_foreign = True
                raise NotASessionError("not a Copilot CLI session")
            self.begin(body if kind == "session.start" else {})
        ts = instant(record.get("timestamp"))
        self.spans(ts)
        if take is not None:
            take(self, body, text(record.get("id")) or f"line-{number}", ts, number)
        if kind.startswith(_WORK):
            self.lasts(ts)

    def begin(self, start: dict[str, Any]) -> None:
        """The first event: whose session this is."""
        self.native_id = name(start.get("sessionId")) or self.native_id
        thread = f"copilot_cli:{self.native_id}"
        self.session = Session(
            thread=thread, session=thread, native_id=self.native_id, agent="main"
        )
        self.rollups = Rollups(thread, self.native_id, self.oddities)

    def spans(self, ts: int | None) -> None:
        """An event's instant widens the session."""
        session = self.session
        if session is None or ts is None:
            return
        if session.first_ts is None or ts < session.first_ts:
            session.first_ts = ts
        if session.last_ts is None or ts > session.last_ts:
            session.last_ts = ts
        session.ended = False

    def lasts(self, ts: int | None) -> None:
        """The turn that runs goes on at least until then."""
        turn = self.turn
        if turn is not None and ts is not None and (turn.ended_ts is None or ts > turn.ended_ts):
            turn.ended_ts = ts

    # Events

    def start(self, body: dict[str, Any], _key: str, _ts: int | None, _line: int) -> None:
        """The session begins or goes on: where, and with what."""
        session, context = self._session, mapping(body.get("context"))
        if session.cwd is None:
            session.cwd = name(context.get("cwd"))
        session.branch = name(context.get("branch")) or session.branch
        session.version = name(body.get("copilotVersion")) or session.version
        self.model = name(body.get("selectedModel")) or self.model

    def change_model(self, body: dict[str, Any], _key: str, _ts: int | None, _line: int) -> None:
        """Another model answers from here on."""
        self.model = name(body.get("newModel")) or self.model

    def prompt(self, body: dict[str, Any], key: str, ts: int | None, line: int) -> None:
        """A message to the model; a prompt if a person typed it."""
        said = text(body.get("content"))
        if body.get("source") is not None or said is None:
            return
        session = self._session
        if session.title is None:
            session.title = title_of(said)
            session.title_rank = int(session.title is not None)
        self.turn = Turn(
            line=line, key=f"{self.native_id}:{kept(key)}", ts=ts, ended_ts=ts,
            thread=session.thread, session=session.thread,
        )  # fmt: skip
        self.found.turn.append(self.turn)
        self.started_ts = ts

    def start_turn(self, _body: dict[str, Any], _key: str, ts: int | None, _line: int) -> None:
        """The model is asked."""
        self.started_ts = ts

    def message(self, body: dict[str, Any], key: str, ts: int | None, line: int) -> None:
        """The model answered."""
        duration = answer_ms(self.started_ts, ts)
        row = Request(
            line=line, key="", thread=self._session.thread, session=self._session.thread,
            messages=1, ts=ts, first_ts=ts, ended_ts=ts, duration_ms=duration,
            model=name(body.get("model")) or self.model,
        )  # fmt: skip
        started = self.started_ts if duration is not None else None
        self._rollups.message(
            kept(text(body.get("messageId"))) or key, body, started, self.turn_key, row
        )
        self.reviews.say(row, text(body.get("content")))
        self.started_ts = None

    def start_tool(self, body: dict[str, Any], key: str, ts: int | None, line: int) -> None:
        """A tool begins, or waits for permission to."""
        key = _call_key(body, key)
        if key in self.calls:
            return
        asked, session = tools.asked(body), self._session
        call = ToolCall(
            line=line, key=f"{self.native_id}:{key}", thread=session.thread,
            session=session.thread, turn=self.turn_key, ts=ts, tool=asked.tool, kind=asked.kind,
            model=name(body.get("model")) or self.model, server=asked.server,
            target=asked.target, helper=asked.helper,
        )  # fmt: skip
        self.calls[key] = call
        self.found.tool_call.append(call)
        self.reviews.call(call, asked, mapping(body.get("arguments")))
        if asked.path is not None:
            self.paths[key] = asked.path
        if asked.helper is not None or asked.agent is not None:
            handoff = Handoff(
                line=line, key=call.key, thread=session.thread, session=session.thread,
                turn=call.turn, kind="cli" if asked.helper is not None else "subagent",
                to=asked.helper or asked.agent or asked.tool, ts=ts,
            )  # fmt: skip
            self.handoffs[key] = handoff
            self.found.handoff.append(handoff)

    def ask(self, body: dict[str, Any], key: str, ts: int | None, line: int) -> None:
        """A permission is asked for."""
        self._approval("asked", text(body.get("requestId")) or key, ts, line)
        request = mapping(body.get("permissionRequest"))
        for named in (body.get("requestId"), body.get("toolCallId"), request.get("toolCallId")):
            if ts is not None and (asked := text(named)) is not None:
                self.asked_ts.setdefault(asked, ts)

    def decide(self, body: dict[str, Any], key: str, ts: int | None, line: int) -> None:
        """A permission was given or refused."""
        if (kind := tools.answered(body)) is not None:
            self._approval(kind, text(body.get("requestId")) or key, ts, line)
        key = _call_key(body, key)
        asked = self.asked_ts.get(key, self.asked_ts.get(text(body.get("requestId")) or key))
        waited = elapsed_ms(asked, ts)
        if waited is not None:
            self.waited_ms[key] = self.waited_ms.get(key, 0) + waited
        refused = tools.decided(body)
        if refused is not None:
            self.refused[key] = refused
            self._end(key, refused, ts, {})

    def _approval(self, kind: Answered, key: str, ts: int | None, line: int) -> None:
        session = self._session
        approval = Approval(
            line=line, key=f"{self.native_id}:{kind}:{key}", thread=session.thread,
            session=session.thread, ts=ts, kind=kind,
        )  # fmt: skip
        self.found.approval.append(approval)

    def end_tool(self, body: dict[str, Any], key: str, ts: int | None, _line: int) -> None:
        """A tool ended."""
        key = _call_key(body, key)
        call = self.calls.get(key)
        if call is None or call.outcome not in ("open", "rejected", "denied"):
            return
        self._end(key, self.refused.get(key, tools.ended(body, call.kind)), ts, body)
        self.reviews.end(call, body.get("result"))
        duration = elapsed_ms(call.ts, ts)
        if duration is not None:
            waited = self.waited_ms.get(key)
            call.duration_ms = max(duration - (waited if waited is not None else 0), 0)
            call.with_approval = waited is None

    def abort(self, body: dict[str, Any], _key: str, _ts: int | None, _line: int) -> None:
        """The person stopped the agent."""
        if self.turn is not None and body.get("reason") == "user_initiated":
            self.turn.interrupted = self.turn.intervention = True

    def compact(self, _body: dict[str, Any], _key: str, _ts: int | None, _line: int) -> None:
        """The conversation was made shorter."""
        if self.turn is not None:
            self.turn.compacted = True

    def shut_down(self, body: dict[str, Any], _key: str, ts: int | None, line: int) -> None:
        """The program ended and states what it used."""
        rollups = self._rollups
        segment = rollups.segment
        rollups.shutdown(body, ts, line)
        self._session.ended = True
        self._state_lines(mapping(body.get("codeChanges")), segment, ts, line)

    # What they leave

    @property
    def _session(self) -> Session:
        assert self.session is not None
        return self.session

    @property
    def _rollups(self) -> Rollups:
        assert self.rollups is not None
        return self.rollups

    @property
    def turn_key(self) -> str | None:
        """The turn that goes on."""
        return self.turn.key if self.turn is not None else None

    def _end(self, key: str, ended: Ended, ts: int | None, body: dict[str, Any]) -> None:
        """A call came to its end, and so did what hangs on it."""
        call = self.calls.get(key)
        if call is None:
            return
        call.outcome, call.error_kind = ended
        call.ended_ts = ts
        if ended.outcome == "rejected" and self.turn is not None:
            self.turn.intervention = True
        path = self.paths.pop(key, None)
        if path is not None and ended.outcome in ("ok", "rejected"):
            self._change(call, path, tools.edited_lines(body))
        handoff = self.handoffs.get(key)
        if handoff is not None:
            handoff.done_ts = ts
            handoff.outcome = _DONE.get(ended.outcome, "stopped")

    def _change(self, call: ToolCall, path: str, lines: Lines) -> None:
        applied = call.outcome == "ok"
        row = CodeChange(
            line=call.line, key=f"{call.key}:{path}", thread=call.thread, session=call.session,
            turn=call.turn, ts=call.ended_ts, path=below(path, self._session.cwd),
            added=lines.added if applied else None, removed=lines.removed if applied else None,
            applied=applied,
        )  # fmt: skip
        self.found.code_change.append(row)
        if applied:
            self.segment_changes.append(row)

    def _state_lines(self, stated: dict[str, Any], segment: int, ts: int | None, line: int) -> None:
        """Lines and files that the end of the program knows of and its edits do not."""
        total = Lines(tools.count_of(stated, "linesAdded"), tools.count_of(stated, "linesRemoved"))
        before = self.stated_lines if self._rollups.is_cumulative else Lines(0, 0)
        self.stated_lines = total
        edits, self.segment_changes = self.segment_changes, []
        added = _more(total.added, before.added, [row.added for row in edits])
        removed = _more(total.removed, before.removed, [row.removed for row in edits])
        edited = {row.path for row in edits}
        named = [path for item in _items(stated.get("filesModified")) if (path := name(item))]
        files = dict.fromkeys(below(path, self._session.cwd) for path in named)
        known = {*files, *edited}
        more = {path: Lines() for path in files if path not in edited}
        if added or removed:
            more[min(known) if len(known) == 1 else UNNAMED_FILES] = Lines(added, removed)
        for path, lines in more.items():
            thread = self._session.thread
            change = CodeChange(
                line=line, key=f"{self.native_id}:{segment}:{path}", thread=thread, ts=ts,
                session=thread, turn=self.turn_key, path=path, added=lines.added,
                removed=lines.removed,
            )  # fmt: skip
            self.found.code_change.append(change)

    def rows(self) -> Rows:
        """All rows of the session."""
        found = self.found
        found.problem = list(self.oddities.problems.values())
        if self.session is not None:
            named = self._recorded_name()
            if named is not None:
                self.session.title, self.session.title_rank = named, 3
            found.session = [self.session]
            found.request = self._rollups.requests()
            found.shared_cost = self._rollups.shared
        return found

    def _recorded_name(self) -> str | None:
        """The name in the file beside the events."""
        path = Path(self._source.path)
        if path.name != "events.jsonl":
            return None
        try:
            with open(open_regular(str(path.parent / "workspace.yaml")), "rb") as file:  # noqa: PTH123  a descriptor
                found = _NAME.search(file.read(1 << 16))
        except OSError:
            return None
        shown = found[1].decode("utf-8", "replace").strip("\"'") if found else ""
        return title_of(shown)

    def state(self) -> bytes:
        """Nothing: a shutdown rewrites what the messages before it were."""
        return b""


def _call_key(body: dict[str, Any], key: str) -> str:
    return kept(text(body.get("toolCallId"))) or key


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _more(total: int | None, before: int | None, known: list[int | None]) -> int:
    """What a total has beyond what was stated before and what edits state."""
    if total is None:
        return 0
    own = total - (before if before is not None else 0)
    return max(own - sum(lines for lines in known if lines is not None), 0)


_EVENTS: dict[str, Callable[[EventParser, dict[str, Any], str, int | None, int], None]] = {
    "session.start": EventParser.start,
    "session.resume": EventParser.start,
    "session.model_change": EventParser.change_model,
    "session.compaction_complete": EventParser.compact,
    "session.shutdown": EventParser.shut_down,
    "user.message": EventParser.prompt,
    "assistant.turn_start": EventParser.start_turn,
    "assistant.message": EventParser.message,
    "tool.execution_start": EventParser.start_tool,
    "tool.execution_complete": EventParser.end_tool,
    "permission.requested": EventParser.ask,
    "permission.completed": EventParser.decide,
    "abort": EventParser.abort,
}
