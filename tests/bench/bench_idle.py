"""Idle: what the sidecar computes, and what a look at the disk reads, when nothing changes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from measure import Row
from processes import cpu_seconds

from editor import Editor

if TYPE_CHECKING:
    from world import Place, World

MOST_PERCENT = 0.5
SETTLE_SECONDS, IDLE_SECONDS = 5.0, 20.0


def rows(world: World) -> Iterator[Row]:
    """Share of a core over some seconds; files opened and bytes read by a second scan."""
    place = world.whole()
    place.warm()
    with place.opened() as context:
        context.index.refresh()
        began = time.perf_counter()
        again = context.index.refresh()
        took = (time.perf_counter() - began) * 1000
    yield Row("scan of an unchanged history: opened", "files", (again.files_opened,), 0)
    yield Row("scan of an unchanged history: read", "bytes", (again.bytes_read,), 0)
    yield Row("scan of an unchanged history: time", "ms", (took,))
    note = f"{again.sources:,} files watched for {IDLE_SECONDS:.0f} s"
    yield Row("sidecar: idle, of a core", "%", (_idle_percent(place),), MOST_PERCENT, note)


def _idle_percent(place: Place) -> float:
    editor = Editor(place.variables)
    try:
        editor.initialize()
        editor.reply(editor.command("refresh"))
        time.sleep(SETTLE_SECONDS)
        before = cpu_seconds(editor.process.pid)
        time.sleep(IDLE_SECONDS)
        return 100 * (cpu_seconds(editor.process.pid) - before) / IDLE_SECONDS
    finally:
        editor.close()
