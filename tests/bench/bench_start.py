"""Start: from the spawn of the sidecar to its first reply, which holds today's numbers."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from measure import Row
from processes import cpu_seconds

from editor import Editor

if TYPE_CHECKING:
    from world import Place, World

MOST_MS = 700.0
STARTS = 11


def rows(world: World) -> Iterator[Row]:
    """The time until `initialize` is answered, with a warm cache."""
    place = world.whole()
    place.warm()
    _start(place)
    starts = [_start(place) for _ in range(STARTS)]
    wall, cpu = (tuple(times) for times in zip(*starts, strict=True))
    note = f"CPU {statistics.median(cpu):.0f} ms"
    what = "sidecar: spawn to initialize answered"
    yield Row(what, "ms", wall, MOST_MS, note, parts={"process_cpu_ms": cpu})


def _start(place: Place) -> tuple[float, float]:
    """Milliseconds of wall and of CPU."""
    began = time.perf_counter()
    editor = Editor(place.variables)
    try:
        result = editor.initialize(initializationOptions={"timeZone": "UTC"})
        took = time.perf_counter() - began
        used = cpu_seconds(editor.process.pid)
        assert result["capabilities"]["experimental"]["sightline"]["status"] is not None
        editor.ask("shutdown")
        editor.tell("exit")
        editor.ended()
    finally:
        editor.close()
    return took * 1000, used * 1000
