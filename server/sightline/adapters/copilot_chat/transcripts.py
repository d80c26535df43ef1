"""The chat extension's own transcripts: what happened in a conversation, told beside its file.

The events are those of Copilot CLI, as far as they were seen: prompts, model calls and tools with
their times. They state no input and are no spend where the conversation's own file is there.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from sightline.adapters.base import NotAnObjectError, NotASessionError, instant, shell_call
from sightline.adapters.copilot_chat.places import chats_of
from sightline.adapters.copilot_chat.requests import folder_of
from sightline.adapters.talk import Talk, asked
from sightline.adapters.values import answer_ms, mapping, name, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from sightline.adapters.base import Asked, Line, Source
    from sightline.records import Request, Rows, ToolKind

_KINDS: dict[str, ToolKind] = {
    "file_search": "search", "grep_search": "search", "semantic_search": "search",
    "list_code_usages": "search", "fetch_webpage": "fetch", "get_errors": "read",
    "replace_string_in_file": "edit", "multi_replace_string_in_file": "edit",
    "insert_edit_into_file": "edit", "edit_notebook_file": "edit",
}  # fmt: skip
_SHELLS = ("run_in_terminal", "bash", "shell")


class Transcript:
    """Reads the events of one conversation; none count where its own file tells them."""

    def __init__(self, source: Source) -> None:
        path = Path(source.path)
        self._is_told = any(Path(chat).is_file() for chat in chats_of(source.path))
        self._talk = Talk("copilot_chat", name(path.stem) or "", folder_of(path.parent))
        self._begun = False
        self._answer: Request | None = None
        """The model call that runs."""
        self._model: str | None = None

    def line(self, line: Line, number: int) -> None:
        """Take in one event."""
        if self._is_told:
            return
        record = msgspec.json.decode(line)
        if not isinstance(record, dict):
            raise NotAnObjectError
        kind, body = text(record.get("type")), mapping(record.get("data"))
        if not self._begun and (kind is None or "." not in kind):
            raise NotASessionError("not a transcript of Copilot Chat")
        self._begun = True
        take = _EVENTS.get(kind or "")
        if take is not None:
            key = text(record.get("id")) or f"line-{number}"
            take(self, body, key, instant(record.get("timestamp")), number)

    def prompt(self, body: dict[str, Any], key: str, ts: int | None, line: int) -> None:
        """A person typed, where no source says that something else spoke."""
        said = text(body.get("content"))
        if body.get("source") is None and said:
            self._talk.prompt(key, said, ts, line)

    def start_answer(self, _body: dict[str, Any], key: str, ts: int | None, line: int) -> None:
        """The model is asked: what it used is unknown until a message says a part of it."""
        self._answer = self._talk.request(key, ts, line)
        self._answer.model = self._model
        self._answer.started_ts = ts

    def message(self, body: dict[str, Any], key: str, ts: int | None, line: int) -> None:
        """The model answered."""
        if self._answer is None:
            self.start_answer({}, key, None, line)
        row = self._answer
        assert row is not None
        self._answer = None
        row.model = name(body.get("model")) or row.model
        row.output_tokens = self._talk.oddities.count(body.get("outputTokens"), "output", line)
        row.ended_ts, row.duration_ms = ts, answer_ms(row.started_ts, ts)
        if row.duration_ms is None:
            row.started_ts = None
        self._talk.reviews.say(row, text(body.get("content")))
        self._talk.happened(ts)

    def change_model(self, body: dict[str, Any], _key: str, _ts: int | None, _line: int) -> None:
        """Another model answers from here on."""
        self._model = name(body.get("newModel")) or self._model

    def start_tool(self, body: dict[str, Any], key: str, ts: int | None, line: int) -> None:
        """A tool begins, or waits for permission to."""
        called = name(body.get("toolCallId")) or key
        if called not in self._talk.calls:
            given = mapping(body.get("arguments"))
            what = _asked(name(body.get("toolName")), given)
            self._talk.call(called, what, ts, line, given, self._model)

    def end_tool(self, body: dict[str, Any], key: str, ts: int | None, _line: int) -> None:
        """A tool ended; the wait for permission may be inside its time."""
        is_ok = body.get("success") is True
        called = name(body.get("toolCallId")) or key
        call = self._talk.result(
            called, "ok" if is_ok else "failed", None if is_ok else "command", ts,
            body.get("result"),
        )  # fmt: skip
        if call is not None:
            call.with_approval = call.duration_ms is not None

    def abort(self, body: dict[str, Any], _key: str, _ts: int | None, _line: int) -> None:
        """The person stopped the agent."""
        if body.get("reason") == "user_initiated":
            self._talk.interrupted()

    def rows(self) -> Rows:
        """The rows of all events."""
        return self._talk.rows()

    def state(self) -> bytes:
        """Nothing: whether it counts depends on another file."""
        return b""


def _asked(tool: str | None, given: dict[str, Any]) -> Asked:
    if tool in _SHELLS:
        return shell_call(tool, "execute", text(given.get("command")))
    what = asked(tool, given)
    return what._replace(kind=_KINDS.get(what.tool, what.kind))


_EVENTS: dict[str, Callable[[Transcript, dict[str, Any], str, int | None, int], None]] = {
    "session.model_change": Transcript.change_model,
    "user.message": Transcript.prompt,
    "assistant.turn_start": Transcript.start_answer,
    "assistant.message": Transcript.message,
    "tool.execution_start": Transcript.start_tool,
    "tool.execution_complete": Transcript.end_tool,
    "abort": Transcript.abort,
}
