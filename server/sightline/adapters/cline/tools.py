"""What a tool message of Cline is and what it changed."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from sightline.adapters.base import Asked, shell_call, text_lines
from sightline.adapters.values import Lines, compared_lines, diff_lines, mapping, name, text

if TYPE_CHECKING:
    from sightline.records import ToolKind

_KINDS: dict[str, ToolKind] = {
    "readFile": "read",
    "listFilesTopLevel": "read",
    "listFilesRecursive": "read",
    "listCodeDefinitionNames": "read",
    "searchFiles": "search",
    "codebaseSearch": "search",
    "webSearch": "search",
    "webFetch": "fetch",
    "editedExistingFile": "edit",
    "appliedDiff": "edit",
    "newFileCreated": "edit",
    "fileDeleted": "edit",
    "searchAndReplace": "edit",
    "insertContent": "edit",
    "newTask": "agent",
}
_BLOCK = re.compile(
    r"^(?:<{3,}|-{3,}) ?SEARCH>?\n(.*?)^={3,}\n(.*?)^(?:>{3,}|\+{3,}) ?REPLACE>?$",
    re.DOTALL | re.MULTILINE,
)
_BLOCK_HEAD = re.compile(r"\A(?::start_line:.*\n|:end_line:.*\n|-{7}\n)*")


def asked(what: str, told: str) -> Asked:
    """Read a tool message: `tool`, `command`, `use_mcp_server` or `browser_action_launch`."""
    if what == "command":
        return shell_call(what, "execute", told)
    given = decoded(told)
    if what == "use_mcp_server":
        tool = name(given.get("toolName")) or name(given.get("type")) or what
        return Asked(tool, "mcp", name(given.get("serverName")), name(given.get("uri")))
    if what != "tool":
        return Asked(what, "fetch", target=name(told))
    tool = name(given.get("tool")) or "unknown"
    kind = _KINDS.get(tool, "other")
    if kind == "agent":
        agent = name(given.get("mode")) or tool
        return Asked(tool, kind, target=agent, agent=agent)
    return Asked(tool, kind, target=name(given.get("path")))


def decoded(told: str) -> dict[str, Any]:
    """The JSON object in a message's text; nothing where it is none."""
    try:
        return mapping(json.loads(told, strict=False))
    except (ValueError, RecursionError):
        return {}


def whole_file(told: str) -> dict[str, Any]:
    """What a tool message says of a file that it writes as a whole; nothing of other tools."""
    given = decoded(told) if '"newFileCreated"' in told else {}
    return given if given.get("tool") == "newFileCreated" else {}


class Edit(NamedTuple):
    """What a call did to a file."""

    path: str
    lines: Lines
    compared: bool = False
    """The lines were compared here, not recorded."""


def edits(told: str) -> list[Edit]:
    """The files an edit changes; Roo may change several at once."""
    given = decoded(told)
    batch = given.get("batchDiffs")
    if isinstance(batch, list):
        found = [_edit(mapping(one), "appliedDiff") for one in batch]
    else:
        found = [_edit(given, given.get("tool"))]
    return [edit for edit in found if edit is not None]


def _edit(given: dict[str, Any], tool: object) -> Edit | None:
    path = name(given.get("path"))
    if path is None:
        return None
    stats = mapping(given.get("diffStats"))
    added, removed = stats.get("added"), stats.get("removed")
    if type(added) is int and type(removed) is int and min(added, removed) >= 0:
        return Edit(path, Lines(added, removed))
    content, diff = text(given.get("content")) or "", text(given.get("diff")) or ""
    if tool == "newFileCreated":
        return Edit(path, Lines(text_lines(content or diff), 0))
    for change in (diff, content):
        if lines := _changed(change):
            return Edit(path, lines, compared="SEARCH" in change)
    return Edit(path, Lines())


def _changed(change: str) -> Lines | None:
    """Lines of a diff in one of the forms it had: blocks, a patch, or a unified diff."""
    blocks = _BLOCK.findall(change)
    if blocks:
        parts = [compared_lines(_BLOCK_HEAD.sub("", old), new) for old, new in blocks]
        added = sum(part.added for part in parts if part.added is not None)
        return Lines(added, sum(part.removed for part in parts if part.removed is not None))
    if "*** Begin Patch" in change:
        signs = Counter(line[:1] for line in change.split("\n"))
        return Lines(signs["+"], signs["-"])
    lines = diff_lines(change)
    return lines if lines.added is not None else None
