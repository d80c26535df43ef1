"""Where Sightline's own records lie."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from sightline.adapters.values import name

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from sightline.adapters.base import Environment, Source

FOLDER = ".sightline"
REVIEW = ".sarif"
_REVIEWS = ".reviews"


def folders(environment: Environment) -> list[Path]:
    """The home's own `.sightline`, and the user's data folder."""
    return [environment.home / FOLDER, environment.data]


def wanted(path: PurePosixPath) -> bool:
    """Records and events in the folder `sessions`, and reviews beside them."""
    is_own = path.parent.name == "sessions" and path.name != "index.json"
    return (is_own and path.suffix in (".json", ".jsonl")) or _is_review(path)


def _is_review(path: PurePosixPath) -> bool:
    """Whether a path is that of a kept review, by its name."""
    folder = path.parent
    return path.suffix == REVIEW and folder.suffix == _REVIEWS and folder.parent.name == "sessions"


def project_of(source: Source) -> str | None:
    """The folder that holds `.sightline`."""
    parts = PurePath(source.path).parts
    if FOLDER not in parts:
        return None
    last = len(parts) - 1 - parts[::-1].index(FOLDER)
    return name(str(PurePath(*parts[:last]))) if last else None
