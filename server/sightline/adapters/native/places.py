"""Where Sightline's own records lie."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from sightline.adapters.values import name

if TYPE_CHECKING:
    from sightline.adapters.base import Environment, Source

FOLDER = ".sightline"
REVIEW = ".sarif"
_REVIEWS = ".reviews"


def folders(environment: Environment) -> list[Path]:
    """The home's own `.sightline`, and the user's data folder."""
    return [environment.home / FOLDER, environment.data]


def wanted(folders: tuple[str, ...], name: str) -> bool:
    """Records and events in the folder `sessions`, and reviews beside them."""
    is_own = folders[-1:] == ("sessions",) and name != "index.json"
    return (is_own and name.endswith((".json", ".jsonl"))) or _is_review(folders, name)


def _is_review(folders: tuple[str, ...], name: str) -> bool:
    """Whether a path is that of a kept review, by its name."""
    is_inside = folders[-2:-1] == ("sessions",) and folders[-1].endswith(_REVIEWS)
    return is_inside and name.endswith(REVIEW)


def project_of(source: Source) -> str | None:
    """The folder that holds `.sightline`."""
    parts = PurePath(source.path).parts
    if FOLDER not in parts:
        return None
    last = len(parts) - 1 - parts[::-1].index(FOLDER)
    return name(str(PurePath(*parts[:last]))) if last else None
