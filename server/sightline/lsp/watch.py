"""Session files changed on disk: have the index refreshed, without ever trusting events alone."""

from __future__ import annotations

import time
from contextlib import aclosing
from typing import TYPE_CHECKING

import anyio

from sightline.lsp.work import in_thread

if TYPE_CHECKING:
    from sightline.lsp.sidecar import Sidecar
    from sightline.lsp.updates import Updates

TICK_SECONDS = 2
"""How soon a new, lost or replaced folder is seen."""
RESCAN_SECONDS = 60
"""How soon a change is seen of which no event told."""
POLL_SECONDS = 10
"""The same where watching is impossible."""
BURST = 1000
"""So many changes at once may have overflowed the queue of events: look again soon."""
FEW = 100
"""So many changed files are looked at one by one; for more all folders are walked."""
GROUP_MS, STEP_MS = 800, 200

Roots = frozenset[tuple[str, int, int]]
"""Folders and which ones they are: a folder made anew has another number."""


async def follow(sidecar: Sidecar, updates: Updates) -> None:
    """Poke `updates` whenever session files change, as long as the setting allows."""
    updates.poke()
    while True:
        if not sidecar.settings.watch:
            await anyio.sleep(TICK_SECONDS)
            continue
        roots = await _roots(sidecar)
        if roots:
            is_watched = await _watch(roots, sidecar, updates)
            await anyio.sleep(0 if is_watched else POLL_SECONDS)
            updates.poke()
        else:
            await anyio.sleep(TICK_SECONDS)


async def _watch(roots: Roots, sidecar: Sidecar, updates: Updates) -> bool:
    """Poke at changes until the folders are others; False where watching is impossible."""
    # Not needed for the first answer, so not imported before it.
    from watchfiles import awatch  # noqa: PLC0415

    # Folder by folder: a watch of all below one would follow links, wherever they lead.
    watching = awatch(
        *(path for path, _, _ in roots),
        watch_filter=None, debounce=GROUP_MS, step=STEP_MS, rust_timeout=TICK_SECONDS * 1000,
        yield_on_timeout=True, ignore_permission_denied=True, recursive=False,
    )  # fmt: skip
    is_possible = True
    try:
        async with aclosing(watching) as batches:
            # What changed before the watch began is seen at its first sign of life.
            rescan_at = time.monotonic()
            async for changes in batches:
                now = time.monotonic()
                if now >= rescan_at or len(changes) > FEW:
                    updates.poke()
                    rescan_at = now + (TICK_SECONDS if len(changes) > BURST else RESCAN_SECONDS)
                elif changes:
                    updates.poke(path for _, path in changes)
                updates.tell_if_new()
                if not sidecar.settings.watch or await _roots(sidecar) != roots:
                    break
    except* (OSError, RuntimeError):
        # No watches are left, or a name that changed is not UTF-8.
        is_possible = False
    return is_possible


async def _roots(sidecar: Sidecar) -> Roots:
    return await in_thread(lambda _: _identified(sidecar), sidecar.ending)


def _identified(sidecar: Sidecar) -> Roots:
    found = set()
    for folder in sidecar.index.folders():
        try:
            stat = folder.stat()
        except OSError:
            continue
        found.add((str(folder), stat.st_dev, stat.st_ino))
    return frozenset(found)
