"""What to do when there is nothing to show, said beside the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sightline.cli.text import escaped
from sightline.settings import data_folder

if TYPE_CHECKING:
    from sightline.cli.workplace import Workplace
    from sightline.reports.payload import SessionsPayload


def empty_hints(place: Workplace) -> None:
    """Why a list may be empty: no session at all, or none in this scope."""
    every = cast("SessionsPayload", place.ask("sessions", limit=1))
    newest = every.period.newest
    if every.total:
        day = f"; the newest day with one is {newest}" if newest else ""
        place.terminal.note(f"No session in this scope{day}.")
        return
    for line in no_session_hints(place):
        place.terminal.note(line)


def no_session_hints(place: Workplace) -> list[str]:
    """Where was searched, how to add a folder, and what to look at meanwhile."""
    folders = [
        f"  {escaped(str(folder))}{'' if folder.is_dir() else '  (missing)'}"
        for _, folder in place.index.searched()
    ]
    settings = escaped(str(data_folder() / "settings.json"))
    return [
        "No session files were found. Has an agent run here? These folders were searched:",
        *folders,
        "Sessions elsewhere? Set the engine's own variable (CLAUDE_CONFIG_DIR, CODEX_HOME),",
        f'or add the folder to "paths" in {settings}.',
        "To look around with made-up sessions, add --sample.",
    ]
