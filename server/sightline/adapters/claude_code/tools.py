"""Tool calls, the edits they made and the work they handed over."""

from __future__ import annotations

import difflib
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec import Raw, Struct

from sightline.adapters.base import HELPERS, KEPT_TEXT, kept, shell_program, text_lines
from sightline.adapters.claude_code import lanes
from sightline.adapters.claude_code.lines import (
    Block,
    Details,
    ToolInput,
    decode_content,
    decode_patch,
    decode_replacements,
    decode_text,
    value_of,
)
from sightline.adapters.claude_code.people import INTERRUPTION, block_text

# msgspec resolves annotations at run time.
from sightline.records import ToolKind  # noqa: TC001

if TYPE_CHECKING:
    from sightline.records import Outcome

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
_DENIED = (
    "Permission to use ",
    "Permission for this action",
    "Claude requested permissions ",
    "PreToolUse:",
    "Hook PreToolUse:",
    "Error: PreToolUse:",
    "Error: Hook PreToolUse:",
)
_HOOKED = re.compile(r".{0,200}(hook blocking error|blocked by (a )?hook)", re.DOTALL)
_POLICY = re.compile(r"hook|polic|rule|auto|classifier|setting|sandbox", re.IGNORECASE)


class Tool(Struct, frozen=True, gc=False):
    """What is known of a tool by its name."""

    name: str
    kind: ToolKind
    server: str | None
    """The MCP server of `mcp__<server>__<tool>`."""
    asks: Literal["command", "agent", "edit", "path", "spawn", "lane"]
    """What of its question counts."""


Asked = tuple[str | None, str | None, str | None, str | None, str | None]
"""What a tool call was asked, as far as it counts: its target, the helper it runs, the path it
edits, the sub-agent it calls, the agent of Ptah's it is about. Bare, since it is quickest.
"""
_NOTHING: Asked = (None, None, None, None, None)


class Ended(NamedTuple):
    """How a tool call ended."""

    outcome: Outcome
    error_kind: str | None = None


_CANCELLED = Ended("cancelled")


class Lines(NamedTuple):
    """Lines an edit added and removed; None is unknown."""

    added: int | None = None
    removed: int | None = None


@lru_cache(maxsize=1024)
def tool_of(name: str) -> Tool:
    """The tool of a name."""
    known = kept(name) or name
    if lanes.is_lane_tool(name):
        return Tool(known, "mcp", _server_of(name), "spawn" if name == lanes.SPAWN else "lane")
    if name.startswith("mcp__"):
        return Tool(known, "mcp", _server_of(name), "path")
    kind = _KINDS.get(name, "other")
    if name in _SHELLS:
        return Tool(known, kind, None, "command")
    if name in AGENT_TOOLS:
        return Tool(known, kind, None, "agent")
    return Tool(known, kind, None, "edit" if kind == "edit" else "path")


def _server_of(name: str) -> str | None:
    return name[5:].partition("__")[0] or None


def asked(tool: Tool, question: object) -> Asked:
    """What of a question is kept; nothing of one that is no object."""
    asks = tool.asks
    if type(question) is not ToolInput:
        return (None, "ptah agent", None, None, None) if asks == "spawn" else _NOTHING
    if asks == "command":
        command = question.command
        program = shell_program(command) if isinstance(command, str) else None
        return program, program if program in HELPERS else None, None, None, None
    if asks == "path":
        path = _kept_text(question.file_path) or _kept_text(question.notebook_path)
        return path or _kept_text(question.path), None, None, None, None
    if asks == "edit":
        path = _kept_text(question.file_path) or _kept_text(question.notebook_path)
        return path, None, path, None, None
    if asks == "agent":
        subagent = _kept_text(question.subagent_type)
        return subagent, None, None, subagent, None
    if asks == "spawn":
        return None, _kept_text(question.cli) or "ptah agent", None, None, None
    return None, None, None, None, _kept_text(question.agent_id)


def texts_of(question: object) -> ToolInput:
    """What an edit was asked, apart from the line it stands in."""
    if not isinstance(question, ToolInput):
        return ToolInput()
    return ToolInput(
        old_string=question.old_string.copy(), new_string=question.new_string.copy(),
        content=question.content.copy(), edits=question.edits.copy(),
    )  # fmt: skip


def _kept_text(value: object) -> str | None:
    if not isinstance(value, str) or not value:
        return None
    return value if len(value) <= KEPT_TEXT else value[:KEPT_TEXT]


def failed(block: Block, details: Details | None, denial: object) -> Ended:
    """How a call ended whose result is an error."""
    text = result_text(block.content)
    if isinstance(denial, str) and denial:
        return _denial(denial)
    if text.startswith(_REFUSED):
        return Ended("rejected")
    if text.startswith(INTERRUPTION):
        return _CANCELLED
    if text.startswith(_DENIED) or ("hook" in text[:240] and _HOOKED.match(text)):
        return Ended("denied", "hook" if "hook" in text[:300].lower() else "policy")
    if details is not None and details.interrupted is True:
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
    value = value_of(content, decode_content)
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
    hunks = value_of(details.structured_patch, decode_patch)
    if not hunks and details.type == "create":
        content = value_of(details.content, decode_text)
        return Lines() if content is None else Lines(text_lines(content), 0)
    if hunks is None:
        return Lines()
    added = removed = 0
    for hunk in hunks:
        for line in hunk.lines:
            sign = line[0] if line else ""
            if sign == "+":
                added += 1
            elif sign == "-":
                removed += 1
    return Lines(added, removed)


def compared(name: str, question: ToolInput) -> Lines:
    """Lines of an edit by comparing what was asked, for a result that does not tell them."""
    if name == "MultiEdit":
        edits = value_of(question.edits, decode_replacements)
        if edits is None:
            return Lines()
        parts = [_differing(edit.old_string, edit.new_string) for edit in edits]
        return Lines(sum(part.added for part in parts), sum(part.removed for part in parts))
    old = value_of(question.old_string, decode_text)
    new = value_of(question.new_string, decode_text)
    if name == "Edit" and new is not None:
        return Lines(*_differing(old or "", new))
    content = value_of(question.content, decode_text)
    if name == "Write" and content is not None:
        return Lines(text_lines(content), 0)
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
