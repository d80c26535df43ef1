"""Where records lie, and under which names."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

FOLDER = Path(".sightline") / "sessions"
INDEX = "index.json"
_LONGEST = 100
_KEPT = re.compile(r"[^a-z0-9._@-]")


def record_folder(project: Path) -> Path:
    """The folder of a project's records."""
    return project / FOLDER


def data_records(data: Path) -> Path:
    """The folder for records that no project may hold."""
    return data / "sessions"


def file_name(session: str) -> str:
    """The name of a session's record: legal everywhere, and no two sessions' are alike.

    Ids of ours, `native:sess_…`, stand as they are without the engine.
    """
    engine, _, native_id = session.partition(":")
    if engine == "native" and re.fullmatch(r"sess_[0-9A-Za-z]{1,60}", native_id):
        return f"{native_id}.json"
    name = f"{engine}@{native_id}"
    plain = _KEPT.sub("_", name.lower())[:_LONGEST].rstrip(".")
    if plain == name:
        return f"{plain}.json"
    digest = hashlib.sha256(session.encode()).hexdigest()[:8]
    return f"{plain}-{digest}.json"


def may_hold_records(project: Path) -> bool:
    """Whether a folder is there, ours to write to, and its `.sightline` no link to elsewhere."""
    if not project.is_absolute() or not project.is_dir():
        return False
    nearest = project
    for part in FOLDER.parts:
        inner = nearest / part
        if inner.is_symlink() or (inner.exists() and not inner.is_dir()):
            return False
        if inner.is_dir():
            nearest = inner
    return os.access(nearest, os.W_OK | os.X_OK)


def is_below(path: Path, folders: tuple[Path, ...]) -> bool:
    """Whether a path is one of these folders or lies in one."""
    resolved = path.resolve()
    return any(resolved.is_relative_to(folder.resolve()) for folder in folders)
