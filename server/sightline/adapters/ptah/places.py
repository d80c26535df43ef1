"""Where Ptah keeps records and state, in editors, its desktop program and its command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.adapters.base import programs_folder

if TYPE_CHECKING:
    from pathlib import Path

    from sightline.adapters.base import Environment

EDITORS = ("Code", "Code - Insiders", "VSCodium", "Cursor", "Windsurf")
EXTENSION = "ptah-extensions.ptah-coding-orchestra"
STATE = "workspace-state.json"
SESSIONS = "sessions"


def folders(environment: Environment) -> list[Path]:
    """The home's own `.ptah`, the desktop program's storage and that of each editor."""
    programs = programs_folder(environment)
    storages = [programs / editor / "User" / "workspaceStorage" for editor in EDITORS]
    return [environment.home / ".ptah", programs / "Ptah" / "workspace-storage", *storages]


def wanted(folders: tuple[str, ...], name: str) -> bool:
    """State files of Ptah, and records in a folder `sessions`, its `active` or its `archive`."""
    if name == STATE:
        return EXTENSION in folders or len(folders) <= 2
    if not name.endswith(".json") or SESSIONS not in folders:
        return False
    inner = folders[folders.index(SESSIONS) + 1 :]
    return inner in {(), ("active",), ("archive",)}
