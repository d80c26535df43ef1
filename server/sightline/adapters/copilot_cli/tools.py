"""Tool calls of Copilot CLI: what each is, how it ended and what it changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sightline.adapters.base import Asked, Ended, shell_call
from sightline.adapters.values import Lines, mapping, name, text

if TYPE_CHECKING:
    from sightline.records import Answered, ToolKind

_KINDS: dict[str, ToolKind] = {
    "bash": "execute",
    "powershell": "execute",
    "read_bash": "execute",
    "write_bash": "execute",
    "stop_bash": "execute",
    "run_in_terminal": "execute",
    "view": "read",
    "read_file": "read",
    "list_dir": "read",
    "glob": "search",
    "grep": "search",
    "rg": "search",
    "grep_search": "search",
    "file_search": "search",
    "web_search": "search",
    "web_fetch": "fetch",
    "fetch_webpage": "fetch",
    "create": "edit",
    "edit": "edit",
    "str_replace": "edit",
    "apply_patch": "edit",
    "create_file": "edit",
    "replace_string_in_file": "edit",
    "insert_edit_into_file": "edit",
    "task": "agent",
}
_PATHS = ("path", "filePath", "file_path")
_EXIT_CODE = re.compile(r"<[^<>]{0,80}with exit code (-?\d{1,10})>\s*\Z")


def asked(start: dict[str, Any]) -> Asked:
    """Read the start of a call."""
    tool = name(start.get("toolName")) or "unknown"
    given = mapping(start.get("arguments"))
    server = name(start.get("mcpServerName"))
    if server is not None:
        return Asked(tool, "mcp", server)
    kind: ToolKind = _KINDS.get(tool, "other")
    command = text(given.get("command"))
    if kind == "execute" and command is not None:
        return shell_call(tool, kind, command)
    if kind == "agent":
        agent = name(given.get("agent_type")) or tool
        return Asked(tool, kind, target=agent, agent=agent)
    paths = [path for key in _PATHS if (path := name(given.get(key))) is not None]
    target = paths[0] if paths else None
    return Asked(tool, kind, target=target, path=target if kind == "edit" else None)


def ended(end: dict[str, Any], kind: ToolKind) -> Ended:
    """How a call ended, by its end alone."""
    if end.get("success") is False:
        code = text(mapping(end.get("error")).get("code"))
        if code == "rejected":
            return Ended("rejected")
        if code == "denied":
            return Ended("denied", "policy")
        return Ended("failed", name(code) or "error")
    result = mapping(end.get("result"))
    if kind == "execute":
        code_shown = _EXIT_CODE.search((text(result.get("content")) or "")[-200:])
        if code_shown and int(code_shown[1]) != 0:
            return Ended("failed", "exit_code")
    return Ended("ok")


def decided(permission: dict[str, Any]) -> Ended | None:
    """How a call ended whose permission was refused; None where it was given."""
    kind = text(mapping(permission.get("result")).get("kind"))
    if kind is None or kind.startswith("approved"):
        return None
    return Ended("rejected") if "interactively" in kind else Ended("denied", "policy")


def answered(permission: dict[str, Any]) -> Answered | None:
    """What a person said to a question; None where a rule decided."""
    kind = text(mapping(permission.get("result")).get("kind"))
    if kind is None or "rule" in kind:
        return None
    return "allowed" if kind.startswith("approved") else "denied"


def edited_lines(end: dict[str, Any]) -> Lines:
    """The lines an edit's end states."""
    metrics = mapping(mapping(end.get("toolTelemetry")).get("metrics"))
    return Lines(count_of(metrics, "linesAdded"), count_of(metrics, "linesRemoved"))


def count_of(counts: dict[str, Any], key: str) -> int | None:
    """A count of lines, if it is one."""
    value = counts.get(key)
    return value if type(value) is int and 0 <= value < 1 << 40 else None
