"""Append: a line more in a live session, until the status of the week counts it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from measure import Row
from timing import timed
from world import live_reply

from sightline.reports.status import StatusParams, answer

if TYPE_CHECKING:
    from pathlib import Path

    from world import World

    from sightline.reports.report import Context

MOST_MS, MOST_LATE_MS = 20.0, 50.0
FIRST, APPENDS = 5, 60


class Seen(NamedTuple):
    """A status and when it was there."""

    requests: int
    at: float


def rows(world: World) -> Iterator[Row]:
    """The time to the new status, asked as soon as the line counts, as the sidecar does."""
    place, path = world.whole(), world.live()
    place.warm()
    with place.opened() as context:
        context.index.refresh()
        times = [_appended(context, path) for _ in range(FIRST + APPENDS)][FIRST:]
        saved, cpu = timed(context.index.save)
    note = f"{APPENDS} lines saved together in {saved:.0f} ms, CPU {cpu:.0f} ms"
    yield Row("append a line: status counts it", "ms", tuple(times), MOST_MS, note)
    late = statistics.quantiles(times, n=20, method="inclusive")[-1]
    yield Row("append a line: 95th percentile", "ms", (late,), MOST_LATE_MS)


def _appended(context: Context, path: Path) -> float:
    answers: list[Seen] = []
    context.index.counted = lambda: answers.append(_seen(context))
    before = _seen(context).requests
    line = live_reply(f"m{time.time_ns()}")
    began = time.perf_counter()
    with path.open("ab") as file:
        file.write(line)
    done = context.index.refresh(paths=[str(path)], save=False)
    (seen,) = answers
    assert seen.requests == before + 1
    assert (done.files_opened, done.bytes_read) == (1, len(line))
    return (seen.at - began) * 1000


def _seen(context: Context) -> Seen:
    return Seen(answer(context, StatusParams()).week.requests, time.perf_counter())
