"""How a tool call ended, as the first 400 characters of its output say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec
from msgspec import Raw, Struct

from sightline.adapters.codex import lines

if TYPE_CHECKING:
    from sightline.records import Outcome

_COMMAND = re.compile(
    rb'"(?:Chunk ID: \w{1,40}\\n)?Wall time: (\d{1,9}(?:\.\d{1,9})?) seconds'
    rb"\\nProcess exited with code (-?\d{1,9})"
)
"""How nearly all commands answer: what the table finds, in one step and without decoding."""
_SHELL_TAIL = re.compile(
    rb'\\"metadata\\": ?\{\\"exit_code\\": ?(-?\d+), ?'
    rb'\\"duration_seconds\\": ?(\d+(?:\.\d+)?)\}\}"$'
)
"""The end of a shell's JSON text; deeper inside it quotes would be escaped twice."""
_TAIL_BYTES = 120
_EXITED = re.compile(r"Process exited with code (-?\d+)")
_RUNNING = re.compile(r"Process running with session ID (\d+)")
_EXIT_CODE = re.compile(r"Exit code: (-?\d+)")
_WALL_TIME = re.compile(r"Wall time: (\d+(?:\.\d+)?) seconds?")
_FAILED = re.compile(r"apply_patch verification failed|failed in sandbox|execution error")
_REJECTED = re.compile(r"(?:patch|command) rejected by user")
_LONGEST_SECONDS = 1e9

_shell_output = msgspec.json.Decoder(lines.ShellOutput)


class End(Struct, frozen=True, gc=False):
    """An outcome, what went wrong, the recorded duration, and a process that still runs."""

    outcome: Outcome
    error_kind: str | None = None
    duration_ms: int | None = None
    running: str | None = None
    exited: bool = False
    """A process ended, perhaps one started by an earlier call."""


def end_of(raw: Raw) -> End:
    """Read an output: text, the JSON text of early shells, a list of parts or an object."""
    view = memoryview(raw)
    if match := _COMMAND.match(view):
        return _by_code(int(match[2]), _milliseconds(float(match[1])), exited=True)
    first = bytes(view[:2])
    if first[:1] == b"{":
        return _by_metadata(bytes(raw)) or End("ok")
    if first[:1] != b'"':
        return End("ok")
    if first == b'"{' and (tail := _SHELL_TAIL.search(view[-_TAIL_BYTES:])):
        return _by_code(int(tail[1]), _milliseconds(float(tail[2])))
    head = lines.head_of(raw)
    if head.startswith("{"):
        whole = msgspec.json.decode(raw, type=str)
        found = _by_metadata(whole.encode())
        if found is not None:
            return found
    return by_text(head)


def by_text(head: str) -> End:
    """The table of outcomes, first match."""
    wall = _WALL_TIME.search(head)
    duration = _milliseconds(float(wall[1])) if wall else None
    if match := _EXITED.search(head):
        return _by_code(int(match[1]), duration, exited=True)
    if match := _RUNNING.search(head):
        return End("open", running=match[1])
    if match := _EXIT_CODE.search(head):
        return _by_code(int(match[1]), duration)
    if match := _FAILED.search(head):
        return End("failed", match[0].removeprefix("apply_patch "), duration)
    if _REJECTED.search(head):
        return End("rejected", None, duration)
    return End("ok", None, duration)


def _by_code(code: int, duration: int | None, *, exited: bool = False) -> End:
    if code == 0:
        return End("ok", None, duration, None, exited)
    return End("failed", f"exit {code}", duration, None, exited)


def _by_metadata(output: bytes) -> End | None:
    """The end an object with `metadata` states, if it is one."""
    try:
        metadata = _shell_output.decode(output).metadata
    except (ValueError, RecursionError):
        return None
    if metadata is None:
        return None
    seconds, code = metadata.duration_seconds, metadata.exit_code
    known = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    duration = _milliseconds(float(seconds)) if known else None
    if isinstance(code, bool) or not isinstance(code, int):
        return End("ok", None, duration)
    return _by_code(code, duration)


def _milliseconds(seconds: float) -> int | None:
    return round(seconds * 1000) if 0 <= seconds < _LONGEST_SECONDS else None


def mcp_failed(raw: Raw) -> bool:
    """Whether an MCP result is an error: an `Err`, or an `Ok` marked `isError`."""
    try:
        result = msgspec.json.decode(raw, type=lines.Result)
    except (ValueError, RecursionError):
        return False
    return result.Err is not None or (result.Ok is not None and result.Ok.isError is True)


def mcp_duration(value: object) -> int | None:
    """The milliseconds of `{secs, nanos}`."""
    if not isinstance(value, dict):
        return None
    parts = [value.get("secs"), value.get("nanos", 0)]
    if not all(isinstance(part, int) and not isinstance(part, bool) for part in parts):
        return None
    return _milliseconds(parts[0] + parts[1] / 1e9)
