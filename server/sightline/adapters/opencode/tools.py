"""What a tool part of OpenCode is, how it ended and what it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sightline.adapters.base import Asked, Ended, shell_call, text_lines
from sightline.adapters.values import Lines, diff_lines, mapping, name, objects, text

if TYPE_CHECKING:
    from sightline.records import ToolKind

_KINDS: dict[str, ToolKind] = {
    "read": "read",
    "list": "read",
    "glob": "search",
    "grep": "search",
    "codesearch": "search",
    "websearch": "search",
    "webfetch": "fetch",
    "edit": "edit",
    "multiedit": "edit",
    "write": "edit",
    "patch": "edit",
    "apply_patch": "edit",
    "bash": "execute",
    "task": "agent",
}
_TARGETS = ("filePath", "path", "pattern", "url", "query")
_REJECTED = ("user rejected permission", "user dismissed")
_DENIED = "specified a rule which prevents"
_CUT_OFF = ("tool execution aborted", "tool execution was interrupted")


def asked(part: dict[str, Any]) -> Asked:
    """Read a call's name and input."""
    tool = name(part.get("tool")) or "unknown"
    given = input_of(part)
    kind = _KINDS.get(tool, "other")
    if kind == "execute":
        return shell_call(tool, kind, text(given.get("command")))
    if kind == "agent":
        agent = name(given.get("subagent_type")) or tool
        return Asked(tool, kind, target=agent, agent=agent)
    targets = (target for key in _TARGETS if (target := name(given.get(key))) is not None)
    return Asked(tool, kind, target=next(targets, None))


def input_of(part: dict[str, Any]) -> dict[str, Any]:
    """What a call was asked."""
    return mapping(mapping(part.get("state")).get("input"))


def answer(part: dict[str, Any]) -> str | None:
    """What came back."""
    return text(mapping(part.get("state")).get("output"))


def ended(part: dict[str, Any]) -> Ended:
    """How a call ended, by its status, a shell's by its exit code too."""
    state = mapping(part.get("state"))
    if state.get("status") == "completed":
        code = mapping(state.get("metadata")).get("exit", 0)
        failed = part.get("tool") == "bash" and type(code) is int and code != 0
        return Ended("failed", "exit_code") if failed else Ended("ok")
    if state.get("status") != "error":
        return Ended()
    error = (text(state.get("error")) or "")[:400].lower()
    if any(words in error for words in _REJECTED):
        return Ended("rejected")
    if _DENIED in error:
        return Ended("denied", "policy")
    if any(words in error for words in _CUT_OFF):
        return Ended("cancelled")
    return Ended("failed", "error")


class Edit(NamedTuple):
    """What a call did to a file; its lines are unknown where it was not done."""

    path: str
    lines: Lines


def edits(part: dict[str, Any]) -> list[Edit]:
    """The files a call changed, or would have changed."""
    state = mapping(part.get("state"))
    given, told = mapping(state.get("input")), mapping(state.get("metadata"))
    listed = [edit for file in objects(told.get("files")) if (edit := _listed(file)) is not None]
    path = name(given.get("filePath"))
    if listed or path is None:
        return listed
    if part.get("tool") == "multiedit":
        return [Edit(path, _sum([_diff(one) for one in objects(told.get("results"))]))]
    if part.get("tool") == "write":
        content = text(given.get("content")) or ""
        is_new = told.get("exists") is False
        return [Edit(path, Lines(text_lines(content), 0) if is_new else _diff(told))]
    return [Edit(path, _diff(told))]


def _listed(file: dict[str, Any]) -> Edit | None:
    """A file of a patch's list."""
    path = name(file.get("movePath")) or name(file.get("filePath"))
    if path is None:
        return None
    return Edit(path, Lines(_count(file, "additions"), _count(file, "deletions")))


def _diff(told: dict[str, Any]) -> Lines:
    """The lines of an edit: counted by OpenCode, in older files only its diff."""
    counted = mapping(told.get("filediff"))
    added, removed = _count(counted, "additions"), _count(counted, "deletions")
    diff = text(told.get("diff"))
    if (added is None or removed is None) and diff is not None:
        return diff_lines(diff)
    return Lines(added, removed)


def _sum(parts: list[Lines]) -> Lines:
    """The lines of several edits of one file; unknown where one is."""
    added = [part.added for part in parts if part.added is not None]
    removed = [part.removed for part in parts if part.removed is not None]
    if not parts or len(added) + len(removed) < 2 * len(parts):
        return Lines()
    return Lines(sum(added), sum(removed))


def _count(counts: dict[str, Any], key: str) -> int | None:
    value = counts.get(key)
    return value if type(value) is int and value >= 0 else None
