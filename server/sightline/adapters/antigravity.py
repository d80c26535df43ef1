"""Antigravity: one conversation a log of steps, without tokens and models.

Seen: a `transcript.jsonl` of 2026.

- `~/.gemini/antigravity/brain/<conversation>/.system_generated/logs/transcript.jsonl`, a step a
  line: `{step_index, source, type, status, created_at, content, thinking, tool_calls}`. The folder
  names the conversation; a file elsewhere is named by its own name.
- `USER_INPUT` of `USER_EXPLICIT` is a prompt, its words in `<USER_REQUEST>`. `SYSTEM` steps are
  context. `PLANNER_RESPONSE` is an answer of the model; `ERROR_MESSAGE` an error of its API.
- `tool_calls` are `{name, args}`, every argument JSON inside a string. Each other step of `MODEL`
  is the result of the oldest call without one; it begins with `Created At` and `Completed At`.
- Contents are cut (`<truncated 1887 bytes>`), so lines of edits are unknown, and a review that was
  cut is none.
- No usage is recorded, so what a conversation cost is unknown. Instants are whole seconds.
"""

from __future__ import annotations

import json
import re
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import msgspec

from sightline.adapters.base import Adapter, Asked, NotAnObjectError, NotASessionError, instant
from sightline.adapters.talk import Edit, Talk, asked
from sightline.adapters.values import elapsed_ms, mapping, name, objects, text

if TYPE_CHECKING:
    from sightline.adapters.base import Environment, Line, Source
    from sightline.records import Outcome, Rows, ToolKind

_REQUEST = re.compile(r"<USER_REQUEST>\s*(.*?)\s*</USER_REQUEST>", re.DOTALL)
_TIMES = re.compile(r"Created At: (\S+)\s+Completed At: (\S+)")
_LOG = "transcript.jsonl"
_CUT = "<truncated "
_KINDS: dict[str, ToolKind] = {
    "write_to_file": "edit", "replace_file_content": "edit", "multi_replace_file_content": "edit",
    "view_file": "read", "view_file_outline": "read", "list_dir": "read",
    "run_command": "execute", "command_status": "execute", "grep_search": "search",
    "find_by_name": "search", "search_web": "search", "read_url_content": "fetch",
    "browser_subagent": "agent",
}  # fmt: skip
_ENDS: dict[str | None, Outcome] = {"DONE": "ok", "ERROR": "failed", "CANCELED": "cancelled"}


class AntigravityParser:
    """Reads the steps of one log; a grown log is read from its start."""

    def __init__(self, source: Source, _saved: bytes | None) -> None:
        self._talk = Talk("antigravity", _native_id(source.path))
        self._open: list[tuple[str, str | None]] = []
        """Calls without a result, oldest first, each with the file it edits."""

    def line(self, line: Line, number: int) -> None:
        """Take in one step."""
        step = msgspec.json.decode(line)
        if not isinstance(step, dict):
            raise NotAnObjectError
        if "step_index" not in step or not isinstance(step.get("type"), str):
            raise NotASessionError("not an Antigravity step")
        ts, source = instant(step.get("created_at")), step.get("source")
        if step["type"] == "USER_INPUT":
            self._talk.prompt(f"line-{number}", _said(step), ts, number)
        elif step["type"] == "PLANNER_RESPONSE":
            self._answer(step, ts, number)
        elif step["type"] == "ERROR_MESSAGE":
            self._talk.failed()
        elif source == "MODEL":
            self._result(step, ts)
        self._talk.happened(ts)

    def rows(self) -> Rows:
        """The rows of all steps."""
        return self._talk.rows()

    def state(self) -> bytes:
        """Nothing: the file is small."""
        return b""

    def _answer(self, step: dict[str, Any], ts: int | None, number: int) -> None:
        self._talk.answered()
        row = self._talk.request(f"line-{number}", ts, number)
        self._talk.reviews.say(row, text(step.get("content")))
        for index, call in enumerate(objects(step.get("tool_calls"))):
            own = f"line-{number}-{index}"
            given = {key: _unquoted(value) for key, value in mapping(call.get("args")).items()}
            what, path = _asked(name(call.get("name")), given)
            whole = {key: value for key, value in given.items() if not _is_cut(value)}
            self._talk.call(own, what, ts, number, whole)
            self._open.append((own, path))

    def _result(self, step: dict[str, Any], ts: int | None) -> None:
        if not self._open:
            return
        own, path = self._open.pop(0)
        ended = _ENDS.get(name(step.get("status")), "open")
        call = self._talk.result(own, ended, None, ts, step.get("content"))
        if call is None:
            return
        if times := _TIMES.match(text(step.get("content")) or ""):
            call.ended_ts = instant(times[2])
            call.duration_ms = elapsed_ms(instant(times[1]), call.ended_ts)
        if path is not None:
            self._talk.change(call, Edit(path))


def _asked(tool: str | None, given: dict[str, Any]) -> tuple[Asked, str | None]:
    """What a call asks for, and the file it edits."""
    kind = _KINDS.get(tool or "")
    if tool is None or kind is None:
        return asked(tool, given), None
    path = name(given.get("TargetFile")) or name(given.get("AbsolutePath"))
    if kind == "execute":
        command = asked("bash", {"command": given.get("CommandLine")})
        return command._replace(tool=tool), None
    return Asked(tool, kind, target=path), path if kind == "edit" else None


def _unquoted(value: object) -> object:
    """An argument out of the JSON it stands in; cut ones stay as they are."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def _is_cut(value: object) -> bool:
    return isinstance(value, str) and _CUT in value


def _said(step: dict[str, Any]) -> str:
    content = text(step.get("content")) or ""
    found = _REQUEST.search(content)
    return found[1] if found else content.strip()


def _native_id(path: str) -> str:
    parts = PurePath(path).parts
    if "brain" in parts[:-1]:
        return name(parts[parts.index("brain") + 1]) or ""
    return name(Path(path).stem) or ""


def _folders(environment: Environment) -> list[Path]:
    return [environment.home / ".gemini" / "antigravity" / "brain"]


def _wanted(_folders: tuple[str, ...], name: str) -> bool:
    return name == _LOG


def _entered(folders: tuple[str, ...]) -> bool:
    """Of a conversation's folder only its logs."""
    inner = (".system_generated", "logs")
    return folders[1:] == inner[: len(folders) - 1]


ANTIGRAVITY = Adapter(
    engine="antigravity",
    title="Antigravity",
    colour="terminal.ansiCyan",
    version=2,
    folders=_folders,
    wanted=_wanted,
    entered=_entered,
    parser=AntigravityParser,
    provider="google",
    capabilities=frozenset({"tres", "tdur"}),
)
