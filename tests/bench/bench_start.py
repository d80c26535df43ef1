"""Start: from the spawn of the sidecar to its first reply, which holds today's numbers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from measure import Row

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
    samples = tuple(_start(place) for _ in range(STARTS))
    yield Row("sidecar: spawn to initialize answered", "ms", samples, MOST_MS)


def _start(place: Place) -> float:
    began = time.perf_counter()
    editor = Editor(place.variables)
    try:
        result = editor.initialize(initializationOptions={"timeZone": "UTC"})
        took = time.perf_counter() - began
        assert result["capabilities"]["experimental"]["sightline"]["status"] is not None
        editor.ask("shutdown")
        editor.tell("exit")
        editor.ended()
    finally:
        editor.close()
    return took * 1000
