"""Where Radium's files lie, and which session and workspace a file is of."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from sightline.adapters.values import name

if TYPE_CHECKING:
    from sightline.adapters.base import Environment, Source

MONITORING = "monitoring.db"
SESSION = "session.json"
MESSAGES = "messages.jsonl"
TOOLS = "tools.jsonl"
APPROVALS = "approvals.jsonl"
_STATE = frozenset({SESSION, MESSAGES, TOOLS, APPROVALS})


def folders(environment: Environment) -> list[Path]:
    """The home's own `.radium`."""
    return [environment.home / ".radium"]


def wanted(folders: tuple[str, ...], name: str) -> bool:
    """Reports and state files below a folder `sessions`, and the telemetry."""
    if name == MONITORING:
        return not folders
    if folders[-2:-1] == ("sessions",):
        return name in _STATE
    return folders[-1:] == ("sessions",) and name.endswith(".json") and ".tmp." not in name


def session_of(source: Source) -> str:
    """The session whose state folder a file lies in."""
    return source.relative.parent.name


def workspace_of(source: Source) -> str | None:
    """The folder that holds `.radium`."""
    parts = PurePath(source.path).parts
    if ".radium" not in parts:
        return None
    last = len(parts) - 1 - parts[::-1].index(".radium")
    return name(str(PurePath(*parts[:last]))) if last else None
