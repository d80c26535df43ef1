"""The logs of a session's state: messages and tool calls, a line each."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec

from sightline.adapters.base import NotAnObjectError, Refusal, instant, said, title_of
from sightline.adapters.radium.places import (
    APPROVALS,
    MESSAGES,
    TOOLS,
    session_of,
    workspace_of,
)
from sightline.adapters.radium.report import approval, call_key
from sightline.adapters.values import milliseconds, name, text
from sightline.records import Answered, Rows, Session, ToolCall, ToolKind, Turn

if TYPE_CHECKING:
    from sightline.adapters.base import Line, LineParser, Source

_KINDS: dict[str, ToolKind] = {
    "read_file": "read", "list_dir": "read", "write_file": "edit", "edit_file": "edit",
    "search_replace": "edit", "run_terminal_cmd": "execute", "run_command": "execute",
    "grep": "search", "codebase_search": "search", "glob_file_search": "search",
    "web_search": "search",
}  # fmt: skip


def kind_of(tool: str) -> ToolKind:
    """What a tool does, as far as its name tells."""
    return _KINDS.get(tool, "other")


def parser(source: Source, _state: bytes | None) -> LineParser:
    """A parser for a log; a document that is broken is one problem, not one a line."""
    if source.relative.name == MESSAGES:
        return _Messages(source)
    if source.relative.name == APPROVALS:
        return _Approvals(source)
    return _Tools(source) if source.relative.name == TOOLS else Refusal("not a Radium session")


class _Log(ABC):
    """Lines of one session, each read anew whenever the file grew."""

    def __init__(self, source: Source) -> None:
        thread = f"radium:{session_of(source)}"
        self.session = Session(
            thread=thread, session=thread, native_id=session_of(source), cwd=workspace_of(source)
        )
        self.found = Rows()

    def line(self, line: Line, number: int) -> None:
        """Take in a line."""
        record = msgspec.json.decode(line)
        if not isinstance(record, dict):
            raise NotAnObjectError
        ts = instant(record.get("timestamp"))
        self.take(record, ts, number)
        if ts is not None:
            first, last = self.session.first_ts, self.session.last_ts
            self.session.first_ts = ts if first is None else min(first, ts)
            self.session.last_ts = ts if last is None else max(last, ts)

    @abstractmethod
    def take(self, record: dict[str, Any], ts: int | None, number: int) -> None:
        """Make rows of a line."""

    def rows(self) -> Rows:
        """All rows of the file, with its session."""
        self.found.session = [self.session]
        return self.found

    def state(self) -> bytes:
        """None: a grown file is read from its start."""
        return b""


class _Messages(_Log):
    """Prompts; a reply only ends its turn, as the report counts requests."""

    def take(self, record: dict[str, Any], ts: int | None, number: int) -> None:
        """A message of either side."""
        thread, turns = self.session.thread, self.found.turn
        words = text(record.get("content"))
        if record.get("role") != "user":
            if turns and ts is not None:
                turns[-1].ended_ts = ts
            if words is not None and record.get("role") == "assistant":
                self.found.report += said(words, "main", thread, ts, number)
            return
        if words is not None and self.session.title is None:
            self.session.title = title_of(words)
            self.session.title_rank = int(self.session.title is not None)
        id_ = name(record.get("id")) or f"#{number}"
        turn = Turn(line=number, key=f"{thread}:{id_}", thread=thread, session=thread, ts=ts)
        turn.ended_ts = ts
        turns.append(turn)


class _Tools(_Log):
    """Tool calls, told when they ended."""

    def take(self, record: dict[str, Any], ts: int | None, number: int) -> None:
        """A tool call."""
        tool = name(record.get("tool_name"))
        if tool is None:
            return
        thread, took = self.session.thread, milliseconds(record.get("duration_ms"))
        good = record.get("success")
        call = ToolCall(
            line=number, key=call_key(thread, len(self.found.tool_call) + 1), thread=thread,
            session=thread, ts=ts - took * 1000 if ts is not None and took is not None else ts,
            ended_ts=ts, tool=tool, kind=kind_of(tool), duration_ms=took,
        )  # fmt: skip
        if isinstance(good, bool):
            call.outcome = "ok" if good else "failed"
        self.found.tool_call.append(call)


class _Approvals(_Log):
    """Permission questions with their answers; they carry no time."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._counts: Counter[Answered] = Counter()

    def take(self, record: dict[str, Any], ts: int | None, number: int) -> None:
        """An answer, and so a question."""
        approved = record.get("approved")
        if not isinstance(approved, bool):
            return
        answer: Answered = "allowed" if approved else "denied"
        kinds: tuple[Answered, ...] = ("asked", answer)
        for kind in kinds:
            self._counts[kind] += 1
            row = approval(self.session.thread, kind, self._counts[kind], ts, number)
            self.found.approval.append(row)
