"""Tool calls from their question to their result, with the edits and handoffs they make."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Literal, TypeVar

from sightline.adapters.base import delivered, kept
from sightline.adapters.claude_code import lanes, reports, tools
from sightline.adapters.claude_code.lines import Block, Details, Task, ToolInput, digest_of
from sightline.adapters.claude_code.people import Notification
from sightline.adapters.claude_code.state import Open, State, Who
from sightline.records import CodeChange, Handoff, Outcome, ReportText, Request, ToolCall

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sightline.adapters.base import Records

_Ending = Literal["done", "failed", "stopped"]
_BY_OUTCOME: Mapping[Outcome, _Ending] = {"ok": "done", "failed": "failed"}
_BY_STATUS: Mapping[object, _Ending] = {
    "completed": "done",
    "failed": "failed",
    "timeout": "failed",
    "killed": "stopped",
    "stopped": "stopped",
}
Row = TypeVar("Row", ToolCall, Handoff)
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")


class Calls:
    """Calls, edits and handoffs that began or changed since the last piece."""

    def __init__(self, state: State) -> None:
        self.rows: dict[str, ToolCall] = {}
        self.changes: dict[str, CodeChange] = {}
        self.handoffs: dict[str, Handoff] = {}
        self.reports: list[ReportText] = []
        self._state = state
        self._edits: dict[str, ToolInput] = {}
        """What open edits were asked: their text is never kept beyond this piece."""

    def begin(
        self,
        block: Block,
        content: Sequence[object],
        request: Request,
        who: Who,
        ts: int | None,
        records: Records,
    ) -> None:
        """The model called a tool, in a block of what it answered."""
        name, key, state, line = block.name, block.id, self._state, records.number
        if type(key) is not str or not key:
            key = f"line:{digest_of(records.line)}:{content.index(block)}"
        if not isinstance(name, str) or key in state.open:
            return
        thread = state.session.thread
        turn = state.turn.key if state.turn is not None else None
        tool = tools.tool_of(name)
        target, helper, path, subagent, lane = tools.asked(tool, block.input)
        call = ToolCall(
            line=line, key=key, side=who.side, thread=thread, session=thread, agent=who.agent,
            agent_id=who.agent_id, turn=turn, ts=ts, model=request.model, tool=tool.name,
            kind=tool.kind, server=tool.server, target=target, helper=helper,
        )  # fmt: skip
        _put(self.rows, call)
        opened = Open(call=call, path=path, subagent=subagent, lane=lane)
        if tool.asks == "agent" or (helper is not None and tool.asks != "spawn"):
            opened.handoff = Handoff(
                line=line, key=key, thread=thread, session=thread, turn=turn,
                kind="cli" if helper is not None else "subagent",
                to=helper or subagent or "general-purpose", ts=ts,
            )  # fmt: skip
            _put(self.handoffs, opened.handoff)
            opened.is_review = helper is not None and reports.asks_for_review(block.input)
        if name == "WebSearch":
            opened.request = request
        if path is not None:
            question = self._edits[key] = tools.texts_of(block.input)
            self.reports += reports.written(call, path, question)
        state.remember_call(key, opened)

    def end(
        self, block: Block, ts: int | None, details: Details | None, denial: object
    ) -> Open | None:
        """A tool's result came; None where the call is unknown or has its result."""
        key = block.tool_use_id
        opened = self._state.open.pop(key, None) if isinstance(key, str) else None
        if opened is None:
            return None
        call = opened.call
        if self.rows.get(call.key) is not call:
            _put(self.rows, call)
        if block.is_error:
            call.outcome, call.error_kind = tools.failed(block, details, denial)
        elif details is not None and details.interrupted is True:
            call.outcome = "cancelled"
        else:
            call.outcome = "ok"
        call.ended_ts = ts
        duration = tools.recorded_ms(details) if details is not None else None
        if duration is None and ts is not None and call.ts is not None and ts >= call.ts:
            duration = (ts - call.ts) // 1000
            call.with_approval = True
        call.duration_ms = duration
        if opened.path is not None:
            self._note_edit(opened, block, details)
        if opened.handoff is not None:
            self._note_answer(opened.handoff, call, details)
            self.reports += reports.answered(opened, block)
        elif call.kind == "mcp" and lanes.is_lane_tool(call.tool):
            self._note_lanes(opened, tools.result_text(block.content), ts)
        if details is not None and (details.shell_id is not None or details.task is not None):
            self._note_poll(details, ts)
        return opened

    def note_end(self, notice: Notification, ts: int | None) -> None:
        """Word came that work in the background ended; the first word counts."""
        state = self._state
        outcome = _BY_STATUS.get(notice.status)
        key = notice.tool if notice.tool in state.background else state.tasks.get(notice.task or "")
        handoff = state.background.get(key) if key is not None else None
        if handoff is None or outcome is None:
            return
        del state.background[handoff.key]
        _put(self.handoffs, handoff)
        handoff.outcome, handoff.done_ts = outcome, ts
        if outcome == "done" and notice.result is not None:
            self.reports += delivered(handoff, notice.result)

    def compare_open_edits(self) -> None:
        """Turn what open edits were asked into numbers, which alone may be kept."""
        for key, opened in self._state.open.items():
            question = self._edits.get(key)
            if question is not None:
                opened.added, opened.removed = tools.compared(opened.call.tool, question)

    def _note_edit(self, opened: Open, block: Block, details: Details | None) -> None:
        call, path = opened.call, opened.path
        question = self._edits.pop(call.key, None)
        if path is None or call.outcome not in {"ok", "rejected"}:
            return
        change = CodeChange(
            line=call.line, key="", side=call.side, thread=call.thread, session=call.session,
            agent=call.agent, agent_id=call.agent_id, turn=call.turn, ts=call.ts, path=path,
            applied=call.outcome == "ok",
        )  # fmt: skip
        if change.applied and details is not None:
            if isinstance(details.file_path, str) and details.file_path:
                change.path = kept(details.file_path) or path
            change.added, change.removed = tools.patched(details)
            change.modified = details.user_modified is True
        elif change.applied:
            lines = tools.Lines(opened.added, opened.removed)
            if question is not None:
                lines = tools.compared(call.tool, question)
            if call.tool == "Write" and not tools.result_text(block.content).startswith("File cre"):
                lines = tools.Lines()
            change.added, change.removed = lines
            change.estimated = lines.added is not None
        change.key = f"{call.key}:{change.path}"
        change.path = _relative(change.path, self._state.session.cwd)
        self.changes.setdefault(change.key, change)

    def _note_answer(self, handoff: Handoff, call: ToolCall, details: Details | None) -> None:
        _put(self.handoffs, handoff)
        task: object = None
        is_started = False
        if details is not None:
            if isinstance(details.agent_id, str):
                handoff.child = kept(details.agent_id)
            if isinstance(details.agent_type, str) and handoff.kind == "subagent":
                handoff.to = kept(details.agent_type) or handoff.to
            task = details.background_task_id
            is_started = task is not None or details.status == "async_launched"
        if is_started and call.outcome == "ok":
            task = handoff.child if task is None else task
            self._state.remember_task(task if isinstance(task, str) else None, handoff)
            return
        handoff.outcome = _BY_OUTCOME.get(call.outcome, "stopped")
        handoff.done_ts = call.ended_ts

    def _note_lanes(self, opened: Open, result: str, ts: int | None) -> None:
        """Agents of Ptah's were started or asked how they are."""
        call = opened.call
        if call.tool == lanes.SPAWN:
            self._note_lane(call, result)
            return
        for lane, status in lanes.ended(call.tool, opened.lane, result):
            self.note_end(Notification(lane, None, status), ts)

    def _note_lane(self, call: ToolCall, result: str) -> None:
        """An agent of Ptah's was started, and runs until a later call tells its end.

        Its key is that of Ptah's own record, which may tell of it too.
        """
        lane = lanes.spawned(result) if call.outcome == "ok" else None
        handoff = Handoff(
            line=call.line, key=call.key if lane is None else f"ptah:{call.thread}:{lane}",
            thread=call.thread, session=call.session, turn=call.turn, kind="cli",
            to=call.helper or "", ts=call.ts, child=lane,
        )  # fmt: skip
        if lane is not None:
            self._state.remember_task(lane, handoff)
        elif call.outcome != "ok":
            handoff.outcome = _BY_OUTCOME.get(call.outcome, "stopped")
            handoff.done_ts = call.ended_ts
        _put(self.handoffs, handoff)

    def _note_poll(self, details: Details, ts: int | None) -> None:
        """A tool asked how work in the background stands."""
        task, status = details.shell_id, details.status
        if isinstance(details.task, Task):
            task, status = details.task.task_id, details.task.status
        if isinstance(task, str) and isinstance(status, str):
            self.note_end(Notification(task, None, status), ts)


def _put(rows: dict[str, Row], row: Row) -> None:
    """Keep a row, unless a copy of it has ended: lines of a branch are repeated in one file."""
    known = rows.setdefault(row.key, row)
    if known is not row and known.outcome == "open":
        rows[row.key] = row


def _relative(path: str, cwd: str | None) -> str:
    """A path below the session's folder, relative to it; every other one absolute."""
    is_windows = _DRIVE.match(path) is not None
    plain = path.replace("\\", "/") if is_windows else path
    if "/." in plain:
        plain = posixpath.normpath(plain)
    if cwd is None:
        return plain
    folder = cwd.replace("\\", "/") if _DRIVE.match(cwd) else cwd
    folder = folder.rstrip("/") + "/"
    fold = str.casefold if is_windows else str
    return plain[len(folder) :] if fold(plain).startswith(fold(folder)) else plain
