"""What Linux says of a process and its children: memory, and time it was computing."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

LOOK_SECONDS = 0.02


class Memory(NamedTuple):
    """Bytes of a process in memory: the most there ever were, and now."""

    peak: int
    resident: int


def memory(process: int) -> Memory:
    """How much memory a process has; none once it is gone."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return Memory(0, 0)
    found = {name: rest for name, _, rest in (line.partition(":") for line in lines)}
    return Memory(*(_bytes(found.get(name, "0 kB")) for name in ("VmHWM", "VmRSS")))


def _bytes(kilobytes: str) -> int:
    return int(kilobytes.split(maxsplit=1)[0]) * 1024


def cpu_seconds(process: int) -> float:
    """How long a process has been computing, in all its threads."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def children(process: int) -> list[int]:
    """The processes it started that still run."""
    found = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            found += [int(number) for number in task.read_text(encoding="utf-8").split()]
        except OSError:
            continue
    return found


class ChildrenWatch:
    """Looks at a process's children as long as it lasts: the peak of the largest."""

    def __init__(self, process: int) -> None:
        self.peak = 0
        self._process = process
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            found = [memory(child).peak for child in children(self._process)]
            self.peak = max([self.peak, *found])
