"""Cline, Roo Code and Kilo Code until 2026: one task a folder, `ui_messages.json` its log.

Seen: a Cline task of January 2026; Roo and Kilo are read as RooCodeInc/Roo-Code writes theirs
(`packages/types/src/{message,history}.ts`, 2025). The three extensions share the format and
differ in their folder, which names the engine. Kilo's newer store is OpenCode's.

- An array of `{ts, type: say|ask, say|ask, text, partial?, modelInfo?}`; the task's id is the
  folder's name. `history_item.json` beside it (Roo) has folder, parent and children.
- `api_req_started`: its text is JSON that gets numbers when the request ends; without any it
  never ended. `tokensIn` includes the cache if `apiProtocol` is openai. When a request ended is
  not recorded, so its duration is unknown.
- A request that failed before any answer states zeros; one that the person cancelled states what
  had arrived by then.
- Going back to a checkpoint cuts messages; `deleted_api_reqs` has the sums of the requests cut.
- A tool is an `ask` if it had to be approved, else a `say`; some releases write both. Results are
  no messages, but for a shell's, an MCP server's, a subtask's (Roo) and errors: a call has
  succeeded if the task went on without one. A prompt in answer to an `ask` refused it.
- Roo's model and mode, and the folder of all three, stand in the text of the request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.adapters.base import Adapter, late, programs_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sightline.adapters.base import Environment

_EDITORS = ("Code", "Code - Insiders", "VSCodium", "Cursor", "Windsurf")
_SERVERS = (".vscode-server", ".vscode-server-insiders", ".cursor-server", ".windsurf-server")
_FILES = ("ui_messages.json", "claude_messages.json")


def _user_folders(environment: Environment) -> list[Path]:
    """Where editors keep a user's own things, here and for a remote window."""
    programs = programs_folder(environment)
    servers = [environment.home / server / "data" / "User" for server in _SERVERS]
    return [*(programs / editor / "User" for editor in _EDITORS), *servers]


def _folders(extension: str, *others: str) -> Callable[[Environment], list[Path]]:
    """The task folders of an extension, and those of its command line below the home."""

    def folders(environment: Environment) -> list[Path]:
        inside = [user / "globalStorage" / extension for user in _user_folders(environment)]
        outside = [environment.home / other for other in others]
        return [folder / "tasks" for folder in (*inside, *outside)]

    return folders


def _wanted(_folders: tuple[str, ...], name: str) -> bool:
    return name in _FILES


def _entered(folders: tuple[str, ...]) -> bool:
    """Not the checkpoints, which are whole repositories."""
    return folders[-1] != "checkpoints"


def _adapter(
    engine: str, title: str, colour: str, folders: Callable[[Environment], list[Path]]
) -> Adapter:
    return Adapter(
        engine=engine,
        title=title,
        colour=colour,
        version=2,
        folders=folders,
        wanted=_wanted,
        entered=_entered,
        document=late("sightline.adapters.cline.task:document"),
        beside=late("sightline.adapters.cline.task:beside"),
        provider="",
        capabilities=frozenset({"tok", "cache", "first", "tdur", "tres", "code", "appr", "cost"})
        | ({"subagents"} if engine != "cline" else set()),
    )


CLINE = _adapter(
    "cline", "Cline", "charts.yellow", _folders("saoudrizwan.claude-dev", ".cline/data")
)
ROO = _adapter("roo", "Roo Code", "terminal.ansiCyan", _folders("rooveterinaryinc.roo-cline"))
KILO = _adapter("kilo", "Kilo Code", "terminal.ansiYellow", _folders("kilocode.kilo-code"))

__all__ = ["CLINE", "KILO", "ROO"]
