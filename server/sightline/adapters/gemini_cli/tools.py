"""What a tool call of Gemini CLI is, how it ended and what it changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from sightline.adapters.base import Asked, Ended, shell_call
from sightline.adapters.values import Lines, diff_lines, mapping, name, objects, text

if TYPE_CHECKING:
    from sightline.records import ToolKind

_KINDS: dict[str, ToolKind] = {
    "read_file": "read",
    "read_many_files": "read",
    "list_directory": "read",
    "glob": "search",
    "search_file_content": "search",
    "grep_search": "search",
    "google_web_search": "search",
    "web_fetch": "fetch",
    "write_file": "edit",
    "replace": "edit",
    "run_shell_command": "execute",
    "codebase_investigator": "agent",
    "delegate_to_agent": "agent",
    "invoke_agent": "agent",
}
_PATHS = ("file_path", "absolute_path", "path", "dir_path")
_SERVER = re.compile(r"\((.+) MCP Server\)$")
_EXIT_CODE = re.compile(r"^Exit Code: (-?\d+)$", re.MULTILINE)
_REFUSED = "did not allow tool call"
_DENIED = "denied by policy"


def asked(call: dict[str, Any]) -> Asked:
    """Read a call's name and arguments."""
    tool = name(call.get("name")) or "unknown"
    given = mapping(call.get("args"))
    server = _server(tool, call)
    kind: ToolKind = "mcp" if server is not None else _KINDS.get(tool, "other")
    if text(call.get("agentId")) is not None:
        kind = "agent"
    if kind == "execute":
        return shell_call(tool, kind, text(given.get("command")))
    if kind == "agent":
        agent = name(given.get("agent_name")) or name(given.get("agentName")) or tool
        return Asked(tool, kind, target=agent, agent=agent)
    paths = [path for key in _PATHS if (path := name(given.get(key))) is not None]
    target = paths[0] if paths else None
    return Asked(tool, kind, server, target, path=target if kind == "edit" else None)


def answer(call: dict[str, Any]) -> str | None:
    """What came back: as it was shown, since a shell's answer for the model is framed."""
    shown = text(call.get("resultDisplay"))
    return shown if shown is not None else text(_response(call).get("output"))


def _server(tool: str, call: dict[str, Any]) -> str | None:
    """The MCP server, which the shown name tells; a tool's own name runs both together."""
    found = _SERVER.search(text(call.get("displayName")) or "")
    if found:
        return name(found[1])
    if tool.startswith("mcp_"):
        return tool.removeprefix("mcp_").lstrip("_").partition("_")[0] or None
    return None


def ended(call: dict[str, Any]) -> Ended:
    """How a call ended, by its status and where that says too little by its result."""
    status = call.get("status")
    response = _response(call)
    error = text(response.get("error")) or ""
    if status == "success":
        codes = _EXIT_CODE.findall(text(response.get("output")) or "")
        failed = call.get("name") == "run_shell_command" and codes and int(codes[-1]) != 0
        return Ended("failed", "exit_code") if failed else Ended("ok")
    if status == "error":
        return Ended("denied", "policy") if _DENIED in error[:400] else Ended("failed", "error")
    if status == "cancelled":
        was_asked = "fileDiff" in mapping(call.get("resultDisplay"))
        return Ended("rejected" if was_asked or _REFUSED in error[:400] else "cancelled")
    return Ended()


def _response(call: dict[str, Any]) -> dict[str, Any]:
    for part in objects(call.get("result")):
        response = mapping(mapping(part.get("functionResponse")).get("response"))
        if response:
            return response
    return {}


class Edit(NamedTuple):
    """What a call did to a file."""

    path: str
    lines: Lines
    modified: bool


def edit(call: dict[str, Any], path: str) -> Edit:
    """The file and lines of an edit, as its result shows them."""
    shown = mapping(call.get("resultDisplay"))
    stat = mapping(shown.get("diffStat"))
    diff = text(shown.get("fileDiff"))
    added, removed = _count(stat, "model_added_lines"), _count(stat, "model_removed_lines")
    lines = Lines(added, removed)
    if added is None or removed is None:
        lines = diff_lines(diff) if diff is not None else Lines()
    by_user = [_count(stat, "user_added_lines"), _count(stat, "user_removed_lines")]
    return Edit(name(shown.get("filePath")) or path, lines, any(by_user))


def _count(stat: dict[str, Any], key: str) -> int | None:
    value = stat.get(key)
    return value if type(value) is int and value >= 0 else None
