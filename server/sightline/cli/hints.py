"""What to do when there is nothing to show, said beside the answer."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, cast

from sightline.adapters import ADAPTERS
from sightline.folders import data_folder
from sightline.store.scan import scan
from sightline.text import escaped, several

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sightline.cli.workplace import Workplace
    from sightline.reports.payload.rows import ModelRow
    from sightline.reports.payload.session import SessionPayload
    from sightline.reports.payload.sessions import SessionsPayload


def empty_hints(place: Workplace) -> None:
    """Why a list may be empty: no session at all, or none in this scope."""
    every = cast("SessionsPayload", place.ask("sessions", limit=1, include_archived=True))
    newest = every.period.newest
    if every.total:
        day = f"; the newest day with one is {newest}" if newest else ""
        place.terminal.note(f"No session in this scope{day}.")
        return
    for line in no_session_hints(place):
        place.terminal.note(line)


def no_change_hint(place: Workplace, session: SessionPayload) -> None:
    """Why code changes are 0 where the engine does not record them."""
    row = session.session
    adapter = next(adapter for adapter in ADAPTERS if adapter.engine == row.engine)
    if row.lines_added or row.lines_removed or "code" in adapter.capabilities:
        return
    place.terminal.note(f"{adapter.title} records no edits, so code changes are unknown.")
    if session.git.hint is not None:
        place.terminal.note(f"Git does not tell either: {session.git.hint}.")


def no_price_hint(place: Workplace, rows: Sequence[ModelRow]) -> None:
    """That sums are lower bounds, and where to add a price."""
    unpriced = sorted({escaped(row.model) for row in rows if row.unpriced_requests})
    if unpriced:
        place.terminal.note(f"No price for {', '.join(unpriced)}; run sightline doctor")


def files_held(place: Workplace) -> Counter[tuple[str, str]]:
    """How many files each searched folder holds, by engine and folder."""
    found = scan(place.index.settings, place.index.environment).files.values()
    return Counter((file.engine, file.root) for file in found if file.refused is None)


def folder_state(folder: Path, files: int) -> str:
    """What a searched folder held."""
    return several(files, "file") if folder.is_dir() else "missing"


def no_session_hints(place: Workplace) -> list[str]:
    """Where was searched, how to add a folder, and what to look at meanwhile."""
    files = files_held(place)
    folders = [
        f"  {escaped(str(folder))}  ({folder_state(folder, files[engine, str(folder)])})"
        for engine, folder in place.index.searched()
    ]
    settings = escaped(str(data_folder() / "settings.json"))
    why = "No session files were found. Has an agent run here?"
    if found := files.total():
        why = f"{several(found, 'file')} found, and no session in {'it' if found == 1 else 'them'}."
    return [
        f"{why} These folders were searched:",
        *folders,
        "Sessions elsewhere? Set the engine's own variable (CLAUDE_CONFIG_DIR, CODEX_HOME),",
        f'or add the folder to "paths" in {settings}.',
        "To look around with made-up sessions, add --sample.",
    ]
