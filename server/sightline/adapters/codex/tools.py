"""What a tool call is: its name, kind and target, and the rows its life leaves."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

from sightline.adapters.base import kept, shell_call
from sightline.adapters.codex.lines import Arguments, Call, text_of
from sightline.adapters.codex.patches import FileChange, patched_files
from sightline.records import ToolCall, ToolKind  # noqa: TC001  (resolved at run time)

_KINDS: dict[str, ToolKind] = {
    "exec_command": "execute",
    "write_stdin": "execute",
    "shell": "execute",
    "shell_command": "execute",
    "local_shell": "execute",
    "apply_patch": "edit",
    "spawn_agent": "agent",
    "view_image": "read",
    "read_file": "read",
    "list_dir": "read",
    "grep_files": "search",
    "tool_search": "search",
    "web_search": "search",
}
_SHELLS = frozenset({"bash", "sh", "zsh", "dash", "ksh", "fish", "pwsh", "powershell"})
_PATCH = "*** Begin Patch"
_COMMAND_HEAD = 4_096
_arguments = msgspec.json.Decoder(Arguments)


class OpenCall(Struct, gc=False):
    """A call that waits for its result, or for its process to end."""

    row: ToolCall
    changes: list[FileChange] = []
    """What its patch text would change."""
    recorded: bool = False
    """A result already said what it changed."""
    process: str | None = None
    """The running process a `write_stdin` speaks to."""
    mcp_failed: bool = False
    mcp_ms: int | None = None
    reviewer: str | None = None
    """Whom it asked for a review."""


class Asked(Struct, gc=False):
    """What a call line says, before it is a row."""

    tool: str
    kind: ToolKind
    server: str | None = None
    target: str | None = None
    helper: str | None = None
    process: str | None = None
    agent_type: str | None = None
    changes: list[FileChange] = []
    patch: str = ""
    is_review: bool = False


def asked(call: Call, kind_of_line: str) -> Asked:
    """Read a `*_call` line."""
    name = text_of(call.name) or kind_of_line.removesuffix("_call")
    namespace = text_of(call.namespace)
    tool = f"{namespace}__{name}" if namespace else name
    server = _server(tool, namespace)
    kind: ToolKind = "mcp" if server is not None else _KINDS.get(name, "other")
    found = Asked(kept(tool) or tool, kind, server)
    if name == "web_search":
        return _searched(found, call.action)
    if found.kind in ("execute", "edit"):
        _describe(found, call)
    elif found.kind in ("read", "agent"):
        given = _given(call)
        found.target = kept(text_of(given.path)) if given is not None else None
        found.agent_type = kept(text_of(given.agent_type)) if given is not None else None
    return found


def _server(tool: str, namespace: str | None) -> str | None:
    """The server of `mcp__<server>__<tool>`."""
    if not tool.startswith("mcp__"):
        return None
    if namespace is not None and namespace.startswith("mcp__"):
        return kept(namespace.removeprefix("mcp__").rstrip("_"))
    return kept(tool.removeprefix("mcp__").rpartition("__")[0]) or None


def _searched(found: Asked, action: object) -> Asked:
    """A web search; opening a page it found is a fetch."""
    kind = action.get("type") if isinstance(action, dict) else None
    if kind in ("open_page", "find_in_page", "find"):
        found.kind = "fetch"
    return found


def _describe(found: Asked, call: Call) -> None:
    """The command or patch of a call, wherever this version of Codex puts it."""
    given = _given(call)
    patch = text_of(call.input)
    command: Any = None
    if given is not None:
        patch = patch or text_of(given.input) or text_of(given.patch)
        command = given.cmd if given.cmd is not None else given.command
        if isinstance(given.session_id, int | str):
            found.process = str(given.session_id)
    elif patch is None:
        patch = text_of(call.arguments)
    if isinstance(call.action, dict):
        command = call.action.get("command")
    script = _script(command)
    if patch is None and script is not None and _PATCH in script:
        patch = script
    if patch is not None and _PATCH in patch:
        found.patch, found.changes = patch, patched_files(patch)
    if found.changes:
        found.target = kept(found.changes[0].path)
    elif script is not None:
        shell = shell_call(found.tool, found.kind, script[:_COMMAND_HEAD])
        found.target, found.helper, found.is_review = shell.target, shell.helper, shell.is_review


def _given(call: Call) -> Arguments | None:
    """The arguments, if they are a JSON object."""
    if not isinstance(call.arguments, str):
        return None
    try:
        return _arguments.decode(call.arguments)
    except (ValueError, RecursionError):
        return None


def _script(command: object) -> str | None:
    """The command line: text as it is, of `["bash", "-lc", text]` the text."""
    if isinstance(command, str):
        return command
    if not isinstance(command, list) or not command:
        return None
    words = [word for word in command if isinstance(word, str)]
    shell = words[0].rpartition("/")[2].removesuffix(".exe") if words else ""
    if shell in _SHELLS and len(words) > 2 and words[1].startswith("-"):
        return words[2]
    return " ".join(words)
