"""Tool calls, the edits they made and the work they handed over."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from msgspec import Raw, Struct

from sightline.adapters.base import HELPERS, kept, shell_program, text_lines
from sightline.adapters.claude_code import lanes
from sightline.adapters.claude_code.lines import (
    Block,
    Details,
    ToolInput,
    decode_content,
    decode_input,
    decode_patch,
    decode_replacements,
    decode_text,
)
from sightline.adapters.claude_code.people import INTERRUPTION, block_text

if TYPE_CHECKING:
    from sightline.records import Outcome, ToolKind

_KINDS: dict[str, ToolKind] = {
    "Read": "read",
    "NotebookRead": "read",
    "Edit": "edit",
    "MultiEdit": "edit",
    "Write": "edit",
    "NotebookEdit": "edit",
    "Bash": "execute",
    "PowerShell": "execute",
    "BashOutput": "execute",
    "KillBash": "execute",
    "KillShell": "execute",
    "Grep": "search",
    "Glob": "search",
    "LS": "search",
    "ToolSearch": "search",
    "WebFetch": "fetch",
    "WebSearch": "fetch",
    "Task": "agent",
    "Agent": "agent",
}
AGENT_TOOLS = frozenset({"Task", "Agent"})
_SHELLS = frozenset({"Bash", "PowerShell"})
_LONGEST_COMPARED = 1_000_000
_ERRORS = (
    ("has not been read yet", "not_read"),
    ("modified since read", "changed_since_read"),
    ("unexpectedly modified", "changed_since_read"),
    ("String to replace not found", "not_found"),
    ("Sibling tool call errored", "sibling"),
    ("InputValidationError", "invalid_input"),
    ("does not exist", "missing"),
    ("timed out", "timeout"),
)
_REFUSED = ("The user doesn't want to ", "User rejected", "User chose to stay in plan mode")
_DENIED = re.compile(
    r"Permission to use |Permission for this action|Claude requested permissions |"
    r"(Error: )?(Hook )?PreToolUse:|.{0,200}(hook blocking error|blocked by (a )?hook)",
    re.DOTALL,
)
_POLICY = re.compile(r"hook|polic|rule|auto|classifier|setting|sandbox", re.IGNORECASE)


class Asked(Struct, frozen=True, gc=False):
    """What a tool call was asked, as far as it counts."""

    target: str | None = None
    helper: str | None = None
    path: str | None = None
    subagent: str | None = None
    lane: str | None = None
    """The agent of Ptah's that it is about."""


class Ended(NamedTuple):
    """How a tool call ended."""

    outcome: Outcome = "ok"
    error_kind: str | None = None


_OK, _CANCELLED = Ended(), Ended("cancelled")


class Lines(NamedTuple):
    """Lines an edit added and removed; None is unknown."""

    added: int | None = None
    removed: int | None = None


def kind_of(name: str) -> ToolKind:
    """What sort of thing a tool does."""
    return "mcp" if name.startswith("mcp__") else _KINDS.get(name, "other")


def server_of(name: str) -> str | None:
    """The MCP server of `mcp__<server>__<tool>`."""
    if not name.startswith("mcp__"):
        return None
    return name[5:].partition("__")[0] or None


def input_of(raw: Raw) -> ToolInput:
    """What a tool was asked; nothing where it cannot be read."""
    try:
        return decode_input(raw)
    except msgspec.ValidationError:
        return ToolInput()


def asked(name: str, question: ToolInput) -> Asked:
    """What of a question is kept."""
    if name in _SHELLS:
        command = question.command
        program = shell_program(command) if isinstance(command, str) else None
        return Asked(program, program if program in HELPERS else None)
    if name == lanes.SPAWN:
        return Asked(helper=_kept_text(question.cli) or "ptah agent")
    if lanes.is_lane_tool(name):
        return Asked(lane=_kept_text(question.agent_id))
    if name in AGENT_TOOLS:
        subagent = _kept_text(question.subagent_type)
        return Asked(subagent, subagent=subagent)
    path = _kept_text(question.file_path) or _kept_text(question.notebook_path)
    if _KINDS.get(name) == "edit":
        return Asked(path, path=path)
    return Asked(path or _kept_text(question.path))


def _kept_text(value: object) -> str | None:
    return kept(value) if isinstance(value, str) and value else None


def ended(block: Block, details: object, denial: object) -> Ended:
    """How a call ended, by its result."""
    if not block.is_error:
        stopped = isinstance(details, Details) and details.interrupted is True
        return _CANCELLED if stopped else _OK
    text = result_text(block.content)
    if isinstance(denial, str) and denial:
        return _denial(denial)
    if text.startswith(_REFUSED):
        return Ended("rejected")
    if text.startswith(INTERRUPTION):
        return _CANCELLED
    if _DENIED.match(text):
        return Ended("denied", "hook" if "hook" in text[:300].lower() else "policy")
    if isinstance(details, Details) and details.interrupted is True:
        return _CANCELLED
    return Ended("failed", _error_kind(text))


def _denial(kind: str) -> Ended:
    if "interrupt" in kind or "cancel" in kind:
        return _CANCELLED
    if "user" not in kind and _POLICY.search(kind):
        return Ended("denied", "hook" if "hook" in kind else "policy")
    return Ended("rejected")


def _error_kind(text: str) -> str:
    head = text[:2000]
    if head.startswith("Exit code "):
        return "exit_code"
    for part, kind in _ERRORS:
        if part in head:
            return kind
    return "misuse" if head.startswith("<tool_use_error>") else "error"


def result_text(content: Raw) -> str:
    """The text of a tool's result."""
    try:
        value = decode_content(content)
    except msgspec.ValidationError:
        return ""
    if isinstance(value, str):
        return value
    return "\n".join(block_text(block) for block in value or () if block.type == "text")


def recorded_ms(details: Details) -> int | None:
    """A duration that the result states."""
    value, factor = details.duration_ms, 1
    if value is None:
        value = details.total_duration_ms
    if value is None:
        value, factor = details.duration_seconds, 1000
    if value is None:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < 1e12:
        return None
    return round(value * factor)


def patched(details: Details) -> Lines:
    """Lines of an applied edit, by its patch; those of a new file by its content."""
    try:
        hunks = decode_patch(details.structured_patch)
        if not hunks and details.type == "create":
            content = decode_text(details.content)
            return Lines() if content is None else Lines(text_lines(content), 0)
    except msgspec.ValidationError:
        return Lines()
    if hunks is None:
        return Lines()
    signs = [line[:1] for hunk in hunks for line in hunk.lines if isinstance(line, str)]
    return Lines(signs.count("+"), signs.count("-"))


def compared(name: str, question: ToolInput) -> Lines:
    """Lines of an edit by comparing what was asked, for a result that does not tell them."""
    try:
        if name == "MultiEdit":
            edits = decode_replacements(question.edits)
            parts = [_differing(edit.old_string, edit.new_string) for edit in edits]
            return Lines(sum(part.added for part in parts), sum(part.removed for part in parts))
        old, new = decode_text(question.old_string), decode_text(question.new_string)
        if name == "Edit" and new is not None:
            return Lines(*_differing(old or "", new))
        content = decode_text(question.content)
        if name == "Write" and content is not None:
            return Lines(text_lines(content), 0)
    except msgspec.ValidationError:
        return Lines()
    return Lines()


class _Difference(NamedTuple):
    added: int
    removed: int


def _differing(old: str, new: str) -> _Difference:
    """Lines that two texts do not share, in order; all between the ends of very long ones."""
    before, after = _lines(old), _lines(new)
    while before and after and before[-1] == after[-1]:
        before.pop()
        after.pop()
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    before, after = before[start:], after[start:]
    shared = 0
    if before and after and len(before) * len(after) <= _LONGEST_COMPARED:
        matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
        shared = sum(block.size for block in matcher.get_matching_blocks())
    return _Difference(len(after) - shared, len(before) - shared)


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    return lines if lines[-1] else lines[:-1]
