"""Project folders in which a user trusted or used Sightline: there every surface reads records.

`workspaces.json` in the data folder lists them, so that editor and terminal give the same numbers.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from sightline.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable

FILE = "workspaces.json"
SCHEMA = "sightline.workspaces/1"
MOST = 1000


def listed(data: Path) -> tuple[Path, ...]:
    """The folders; none where the file is missing or damaged."""
    try:
        found = json.loads((data / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return ()
    folders = found.get("folders") if isinstance(found, dict) else None
    if not isinstance(folders, list):
        return ()
    named = (Path(one) for one in folders if isinstance(one, str) and "\0" not in one)
    return tuple(folder for folder in named if folder.is_absolute())[:MOST]


def register(data: Path, folders: Iterable[Path]) -> None:
    """Add folders to the list; the newest stay when it is full."""
    wanted = [folder for folder in folders if folder.is_absolute()]
    if set(wanted) <= set(listed(data)):
        return
    from sightline.metadata.keeping import locked  # noqa: PLC0415  every start would pay for it

    with locked(data / "sessions"):
        every = dict.fromkeys((*(one for one in listed(data) if one not in wanted), *wanted))
        names = [str(folder) for folder in every][-MOST:]
        text = json.dumps({"schema": SCHEMA, "folders": names}, indent=2)
        write_whole(data / FILE, (text, "\n"))
