"""How long a step of this process takes: on the clock, and in computing of all its threads."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

TIMES = 7


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds of each time; much more clock than computing means a busy machine."""

    wall: tuple[float, ...]
    cpu: tuple[float, ...]

    @property
    def median_cpu(self) -> float:
        """The middle of what was computed."""
        return statistics.median(self.cpu)


def repeated(step: Callable[[], object], times: int = TIMES) -> Timed:
    """A step several times, after a first that is not counted."""
    step()
    found = [timed(step) for _ in range(times)]
    return Timed(tuple(wall for wall, _ in found), tuple(cpu for _, cpu in found))


def timed(step: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of wall and of CPU."""
    began, used = time.perf_counter(), time.process_time()
    step()
    return (time.perf_counter() - began) * 1000, (time.process_time() - used) * 1000
