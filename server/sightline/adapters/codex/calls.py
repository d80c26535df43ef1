"""The life of a tool call: asked, perhaps still running, ended; what it changed or handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec

from sightline.adapters.base import added_by, kept
from sightline.adapters.codex import lines, reports
from sightline.adapters.codex.book import Book, digest, waiting
from sightline.adapters.codex.lines import text_of
from sightline.adapters.codex.outcomes import End, end_of, mcp_duration, mcp_failed
from sightline.adapters.codex.patches import FileChange, recorded_changes, shown_path
from sightline.adapters.codex.state import MOST_WAITING
from sightline.adapters.codex.tools import Asked, OpenCall, asked
from sightline.records import CodeChange, Handoff, Outcome, ToolCall

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msgspec import Raw

_BY_STATUS: dict[str | None, Outcome] = {"completed": "ok", "failed": "failed"}
_HANDED_OVER: dict[Outcome, Literal["done", "failed", "stopped"]] = {
    "ok": "done",
    "failed": "failed",
    "rejected": "stopped",
}
_PATCHED_KEPT = 32


class Calls:
    """The tool calls of one file."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def ask(self, call: lines.Call, kind: str, ts: int | None, line: int) -> None:
        """A `*_call` item."""
        book, state = self.book, self.book.state
        found = asked(call, kind)
        key = kept(text_of(call.call_id) or text_of(call.id))
        if key is None:
            key = digest(book.native_id, ts, kind, msgspec.json.encode(call))
        who = book.actor()
        # Keywords out of a mapping would take five times as long.
        row = ToolCall(
            line=line, key=key, side=who["side"], thread=who["thread"], session=who["session"],
            agent=who["agent"], agent_id=who["agent_id"], turn=book.turn, ts=ts,
            model=state.model, tool=found.tool, kind=found.kind, server=found.server,
            target=self._target(found), helper=found.helper,
        )  # fmt: skip
        if text_of(call.call_id) is None:
            # No output can name it: its own status is all there is.
            row.outcome = _BY_STATUS.get(text_of(call.status), "open")
            book.put_call(row)
            return
        book.put_call(row)
        state.calls[row.key] = OpenCall(
            row=row, changes=found.changes, process=found.process,
            reviewer=found.helper if found.is_review else None,
        )  # fmt: skip
        waiting(state.calls, MOST_WAITING)
        if found.patch:
            book.reports += added_by(row, found.patch)
        if found.helper is not None:
            self._hand_over(row, "cli", found.helper)
        elif found.tool == "spawn_agent":
            self._hand_over(row, "subagent", found.agent_type or "subagent")

    def _target(self, found: Asked) -> str | None:
        if found.changes and found.target is not None:
            return shown_path(found.target, self.book.state.cwd)
        return found.target

    def answer(self, output: lines.Output, ts: int | None, line: int) -> None:
        """A `*_output` item: the call ended, unless its process goes on."""
        book, state = self.book, self.book.state
        call_id = kept(text_of(output.call_id))
        call = state.calls.get(call_id) if call_id is not None else None
        if call is None or call_id is None:
            return
        end = end_of(output.output)
        polls = call.row.tool == "write_stdin"
        if end.running is not None and not polls:
            state.processes[end.running] = call_id
            waiting(state.processes, MOST_WAITING)
            call.row.error_kind = "running"
            book.put_call(call.row)
            return
        del state.calls[call_id]
        if end.running is not None:
            end = End("ok")
        if call.process is not None and end.exited:
            self._end_process(call.process, end, output.output, ts, line)
        self._end(call, end, ts, line)
        reports.came_back(book, call, output.output)
        self._note_spawned(call_id, output.output)

    def _end_process(self, process: str, end: End, output: Raw, ts: int | None, line: int) -> None:
        """The process a poll saw ending: so does the call that started it."""
        state = self.book.state
        starter = state.processes.pop(process, None)
        call = state.calls.pop(starter, None) if starter is not None else None
        if call is not None:
            self._end(call, End(end.outcome, end.error_kind), ts, line)
            reports.came_back(self.book, call, output)

    def _end(self, call: OpenCall, end: End, ts: int | None, line: int) -> None:
        row = call.row
        row.outcome, row.error_kind, row.ended_ts = end.outcome, end.error_kind, ts
        if call.mcp_failed and row.outcome == "ok":
            row.outcome, row.error_kind = "failed", "mcp error"
        recorded = call.mcp_ms if call.mcp_ms is not None else end.duration_ms
        if recorded is not None:
            row.duration_ms = recorded
        elif ts is not None and row.ts is not None and ts >= row.ts:
            row.duration_ms, row.with_approval = (ts - row.ts) // 1000, True
        self.book.put_call(row)
        if row.outcome == "rejected":
            self._reject(call, ts, line)
        elif row.outcome == "ok" and not call.recorded:
            self._change(row.key, call.changes, ts, line)
        handoff = self.book.state.handoffs.get(row.key)
        if handoff is not None and (handoff.kind == "cli" or row.outcome != "ok"):
            self.book.state.handoffs.pop(row.key)
            handoff.done_ts = ts
            handoff.outcome = _HANDED_OVER[row.outcome]
            self.book.put_handoff(handoff)

    # Edits

    def patched(self, end: lines.PatchEnd, ts: int | None, line: int) -> None:
        """What a patch changed: instead of its text, once a call."""
        state = self.book.state
        call_id = kept(text_of(end.call_id))
        if call_id is None or call_id in state.patched:
            return
        changes = recorded_changes(end.changes)
        call = state.calls.get(call_id)
        if end.success is True:
            self._change(call_id, changes, ts, line)
            if call is not None:
                call.recorded = True
        elif call is not None and not call.changes:
            call.changes = changes

    def _reject(self, call: OpenCall, ts: int | None, line: int) -> None:
        state = self.book.state
        if state.turn is not None:
            state.turn.intervention = True
        unknown = [FileChange(change.path, None, None) for change in call.changes]
        self._change(call.row.key, unknown, ts, line, applied=False)

    def _change(
        self,
        call_id: str,
        changes: Sequence[FileChange],
        ts: int | None,
        line: int,
        *,
        applied: bool = True,
    ) -> None:
        book, state = self.book, self.book.state
        if not changes:
            return
        state.patched = [*state.patched, call_id][-_PATCHED_KEPT:]
        for change in changes:
            path = shown_path(change.path, state.cwd)
            row = CodeChange(
                line=line, key=f"{call_id}:{path}", turn=book.turn, ts=ts, path=path,
                added=change.added, removed=change.removed, applied=applied, **book.actor(),
            )  # fmt: skip
            book.changes.setdefault(row.key, row)

    # Servers, agents and other CLIs

    def served(self, end: lines.McpEnd) -> None:
        """How a server's tool ended, told before its output."""
        call = self.book.state.calls.get(kept(text_of(end.call_id)) or "")
        if call is None:
            return
        call.mcp_failed = mcp_failed(end.result)
        call.mcp_ms = mcp_duration(end.duration)
        if call.row.server is None:
            server = _server(end.invocation)
            if server is not None:
                call.row.server, call.row.kind = server, "mcp"

    def _hand_over(self, row: ToolCall, kind: Literal["cli", "subagent"], to: str) -> None:
        state = self.book.state
        handoff = Handoff(
            line=row.line, key=row.key, turn=row.turn, kind=kind, to=to, ts=row.ts,
            **self.book.whose(),
        )  # fmt: skip
        self.book.put_handoff(handoff)
        state.handoffs[row.key] = handoff
        waiting(state.handoffs, MOST_WAITING)

    def _note_spawned(self, call_id: str, output: Raw) -> None:
        """Which thread a spawned agent became, out of the tool's answer."""
        handoff = self.book.state.handoffs.get(call_id)
        if handoff is None:
            return
        spawned = _spawned(output)
        child = text_of(spawned.agent_id)
        handoff.child = kept(child) or handoff.child
        if handoff.to == "subagent":
            handoff.to = kept(text_of(spawned.nickname)) or handoff.to
        self.book.put_handoff(handoff)

    def spawned(self, end: lines.SpawnEnd) -> None:
        """The same, out of the event of newer versions."""
        handoff = self.book.state.handoffs.get(kept(text_of(end.call_id)) or "")
        if handoff is None:
            return
        handoff.child = kept(text_of(end.new_thread_id)) or handoff.child
        handoff.to = kept(text_of(end.new_agent_role)) or handoff.to
        self.book.put_handoff(handoff)


def _server(invocation: Raw) -> str | None:
    try:
        return kept(text_of(msgspec.json.decode(invocation, type=lines.Invocation).server))
    except (ValueError, RecursionError):
        return None


def _spawned(output: Raw) -> lines.Spawned:
    """The agent in an answer: an object, or its JSON text."""
    try:
        text = bytes(output)
        if text[:1] == b'"':
            text = msgspec.json.decode(text, type=str).encode()
        return msgspec.json.decode(text, type=lines.Spawned)
    except (ValueError, RecursionError):
        return lines.Spawned()
