"""The parts of a response: tool calls and edits, as far as the editor keeps them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote

from sightline.adapters.base import Asked, shell_call
from sightline.adapters.values import local_path, mapping, name, objects, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sightline.records import Outcome, ToolKind

_KINDS: dict[str, ToolKind] = {
    "copilot_readFile": "read",
    "copilot_listDirectory": "read",
    "copilot_readNotebookCellOutput": "read",
    "copilot_getErrors": "read",
    "copilot_findFiles": "search",
    "copilot_findTextInFiles": "search",
    "copilot_searchCodebase": "search",
    "copilot_searchWorkspaceSymbols": "search",
    "copilot_listCodeUsages": "search",
    "copilot_githubRepo": "search",
    "copilot_fetchWebPage": "fetch",
    "vscode_fetchWebPage_internal": "fetch",
    "copilot_createFile": "edit",
    "copilot_insertEdit": "edit",
    "copilot_replaceString": "edit",
    "copilot_multiReplaceString": "edit",
    "copilot_applyPatch": "edit",
    "copilot_editNotebook": "edit",
    "vscode_editFile_internal": "edit",
    "run_in_terminal": "execute",
    "copilot_runInTerminal": "execute",
    "runTests": "execute",
    "runSubagent": "agent",
}
_CREATING = ("create_file", "apply_patch")
_REFUSED = (0, 5)
"""Of `isConfirmed`: denied, skipped; both by the person."""


def invocation(part: dict[str, Any], *, was_cancelled: bool) -> tuple[Asked, Outcome]:
    """What a serialized call asked for and how it ended; left open it went with its request."""
    tool = name(part.get("toolId")) or "unknown"
    source = mapping(part.get("source"))
    kind: ToolKind = _KINDS.get(tool, "other")
    server = name(source.get("label")) if source.get("type") == "mcp" else None
    if server is not None or tool.startswith("mcp_"):
        kind = "mcp"
    outcome = _outcome(part, was_cancelled=was_cancelled)
    details = mapping(part.get("toolSpecificData"))
    command = _command(details)
    if command is not None:
        return shell_call(tool, "execute", command)._replace(server=server), outcome
    shown = mapping(mapping(part.get("invocationMessage")).get("uris"))
    paths = [path_of(uri) for uri in shown.values()]
    agent = name(details.get("agentName")) if details.get("kind") == "subagent" else None
    return Asked(tool, kind, server, paths[0] if paths else None, agent=agent), outcome


def put_out(part: dict[str, Any]) -> str | None:
    """What a terminal or a sub-agent answered, as far as the editor keeps it."""
    details = mapping(part.get("toolSpecificData"))
    return text(details.get("result")) or text(
        mapping(details.get("terminalCommandOutput")).get("text")
    )


def answer(parts: list[dict[str, Any]]) -> str:
    """What the model said: the editor keeps it in pieces, between its links."""
    words = (text(part.get("value")) for part in parts if part.get("kind") is None)
    return "".join(word for word in words if word is not None)


def written(request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The inputs of calls that create a file: the rounds keep what the calls do not."""
    metadata = mapping(mapping(request.get("result")).get("metadata"))
    for round_ in objects(metadata.get("toolCallRounds")):
        for call in objects(round_.get("toolCalls")):
            if call.get("name") in _CREATING:
                yield _decoded(call.get("arguments"))


def _decoded(arguments: object) -> dict[str, Any]:
    """An input, which stands as JSON in a text; nothing where no review can be in it."""
    if not isinstance(arguments, str) or "review" not in arguments.lower():
        return {}
    try:
        return mapping(json.loads(arguments))
    except (ValueError, RecursionError):
        return {}


def _outcome(part: dict[str, Any], *, was_cancelled: bool) -> Outcome:
    confirmed = part.get("isConfirmed")
    kind = confirmed.get("type") if isinstance(confirmed, dict) else confirmed
    if kind is False or (type(kind) is int and kind in _REFUSED):
        return "rejected"
    if part.get("isComplete") is True:
        return "ok"
    return "cancelled" if was_cancelled else "open"


def _command(details: dict[str, Any]) -> str | None:
    """The command line of a terminal call."""
    if details.get("kind") not in ("terminal", "terminal2"):
        return None
    line = mapping(details.get("commandLine"))
    for value in (line.get("userEdited"), line.get("original"), details.get("command")):
        found = text(value)
        if found is not None:
            return found
    return None


def path_of(uri: object) -> str | None:
    """The path of a URI object of VS Code, or of a URI's text."""
    if isinstance(uri, str):
        scheme, mark, rest = uri.partition("://")
        if not mark:
            return None
        path = unquote("/" + rest.partition("/")[2], errors="replace")
        return name(local_path(path)) if scheme else None
    path_text = text(mapping(uri).get("path"))
    return name(local_path(path_text)) if path_text is not None else None


class Edit(NamedTuple):
    """Lines an edit group added to and removed from a file."""

    path: str
    added: int
    removed: int


def edits(parts: list[dict[str, Any]]) -> list[Edit]:
    """The edits of a response, summed by file."""
    found: dict[str, tuple[int, int]] = {}
    for part in parts:
        path = path_of(part.get("uri")) if part.get("kind") == "textEditGroup" else None
        if path is None:
            continue
        added, removed = found.get(path, (0, 0))
        for group in _lists(part.get("edits")):
            for edit in objects(group):
                plus, minus = _lines(edit)
                added, removed = added + plus, removed + minus
        found[path] = (added, removed)
    return [Edit(path, added, removed) for path, (added, removed) in found.items()]


def _lists(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _lines(edit: dict[str, Any]) -> tuple[int, int]:
    """Lines of the new text and of the replaced range."""
    new, place = edit.get("text"), mapping(edit.get("range"))
    added = new.count("\n") if isinstance(new, str) else 0
    first, last = _line(place, "startLineNumber"), _line(place, "endLineNumber")
    removed = max(last - first, 0)
    is_insertion = removed == 0 and place.get("startColumn") == place.get("endColumn")
    if is_insertion:
        return (max(added, 1) if new else 0), 0
    if new:
        return max(added, 1), max(removed, 1)
    return (0, removed) if removed else (1, 1)


def _line(place: dict[str, Any], key: str) -> int:
    value = place.get(key)
    return value if type(value) is int and 0 <= value < 1 << 31 else 0
