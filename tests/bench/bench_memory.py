"""Memory: the most that the sidecar and one of its workers ever have resident."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from bench_reports import questions
from measure import Row
from processes import ChildrenWatch, Memory, memory

from editor import Editor

if TYPE_CHECKING:
    from world import Place, World

MB = 1e6
SIDECAR_MB, WORKER_MB = 250.0, 120.0

Questions = list[tuple[str, dict[str, Any]]]


def rows(world: World) -> Iterator[Row]:
    """With a warm cache and every report asked, and while everything is read."""
    place = world.whole()
    place.warm()
    with place.opened() as context:
        asked = [
            (f"sightline/{report.name}", params.model_dump(mode="json", by_alias=True))
            for report, params in questions(context)
        ]
    warm, _ = _peaks(place, asked)
    yield _sidecar("every report asked", warm)
    fresh = world.whole("fresh")
    fresh.forget()
    cold, worker = _peaks(fresh, asked)
    yield _sidecar("reads everything", cold)
    note = "" if worker else "too few bytes for workers"
    yield Row("memory: a worker", "MB", (worker / MB,), WORKER_MB if worker else None, note)


def _sidecar(what: str, found: Memory) -> Row:
    note = f"the peak; {found.resident / MB:.0f} MB afterwards"
    return Row(f"memory: sidecar, {what}", "MB", (found.peak / MB,), SIDECAR_MB, note)


def _peaks(place: Place, asked: Questions) -> tuple[Memory, int]:
    """Of a sidecar that reads what changed and answers; and the peak of its largest worker."""
    editor = Editor(place.variables)
    try:
        with ChildrenWatch(editor.process.pid) as watch:
            editor.initialize()
            # It waits for the reading under way, so all is read and saved when it is answered.
            editor.reply(editor.command("refresh"))
        for method, params in asked:
            reply = editor.reply(editor.begin(method, **params))
            assert "error" not in reply, (method, reply)
        return memory(editor.process.pid), watch.peak
    finally:
        editor.close()
