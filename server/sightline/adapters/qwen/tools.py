"""Tool calls of Qwen Code: what each is, how it ended and what it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sightline.adapters.base import Asked, Ended, shell_call
from sightline.adapters.values import Lines, diff_lines, mapping, name, objects, text, texts

if TYPE_CHECKING:
    from sightline.records import ToolKind

_KINDS: dict[str, ToolKind] = {
    "read_file": "read",
    "read_many_files": "read",
    "list_directory": "read",
    "glob": "search",
    "grep_search": "search",
    "search_file_content": "search",
    "web_search": "search",
    "web_fetch": "fetch",
    "write_file": "edit",
    "edit": "edit",
    "replace": "edit",
    "run_shell_command": "execute",
    "task": "agent",
    "agent": "agent",
}
_PATHS = ("file_path", "absolute_path", "path")


def asked(call: dict[str, Any]) -> Asked:
    """Read a function call."""
    tool = name(call.get("name")) or "unknown"
    given = mapping(call.get("args"))
    kind: ToolKind = _KINDS.get(tool, "other")
    if tool.startswith("mcp__"):
        return Asked(tool, "mcp", tool.removeprefix("mcp__").partition("__")[0] or None)
    if kind == "execute":
        return shell_call(tool, kind, text(given.get("command")))
    if kind == "agent":
        agent = name(given.get("subagent_type")) or tool
        return Asked(tool, kind, target=agent, agent=agent)
    paths = [path for key in _PATHS if (path := name(given.get(key))) is not None]
    target = paths[0] if paths else None
    return Asked(tool, kind, target=target, path=target if kind == "edit" else None)


def answer(result: dict[str, Any], parts: list[dict[str, Any]]) -> str | None:
    """What came back: as it was shown, since a shell's answer for the model is framed."""
    shown = texts(result.get("resultDisplay"))
    return shown if shown is not None else texts(parts)


def ended(result: dict[str, Any], parts: list[dict[str, Any]]) -> Ended:
    """How a call ended, by its status and where that says too little by its answer."""
    status = result.get("status")
    response = next(
        (mapping(mapping(part.get("functionResponse")).get("response")) for part in parts), {}
    )
    error = text(response.get("error")) or ""
    if status == "cancelled":
        was_asked = "fileDiff" in mapping(result.get("resultDisplay"))
        return Ended("rejected" if was_asked or "did not allow tool call" in error else "cancelled")
    if status == "error" or (status is None and error):
        if "denied by policy" in error[:400]:
            return Ended("denied", "policy")
        return Ended("failed", name(result.get("errorType")) or "error")
    return Ended("ok")


class Edit(NamedTuple):
    """Lines a call changed in its file."""

    lines: Lines
    modified: bool


def edit(result: dict[str, Any]) -> Edit:
    """The lines of an edit, as its result shows them."""
    shown = mapping(result.get("resultDisplay"))
    stat = mapping(shown.get("diffStat"))
    added, removed = _count(stat, "model_added_lines"), _count(stat, "model_removed_lines")
    lines = Lines(added, removed)
    if added is None or removed is None:
        diff = text(shown.get("fileDiff"))
        whole = diff is not None and not shown.get("fileDiffTruncated")
        lines = diff_lines(diff) if whole and diff is not None else Lines()
    return Edit(lines, any((_count(stat, "user_added_lines"), _count(stat, "user_removed_lines"))))


def _count(stat: dict[str, Any], key: str) -> int | None:
    value = stat.get(key)
    return value if type(value) is int and 0 <= value < 1 << 40 else None


def calls(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The function calls among the parts of a message."""
    return [found for part in parts if (found := mapping(part.get("functionCall")))]


def said(parts: list[dict[str, Any]]) -> str:
    """The text among the parts of a message."""
    return "\n".join(found for part in parts if (found := text(part.get("text")))).strip()


def parts_of(message: object) -> list[dict[str, Any]]:
    """The parts of a message."""
    return objects(mapping(message).get("parts"))
