"""Much is read by one process at a time; the others wait for what it commits."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from sightline.errors import StoppedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

POLL_SECONDS = 0.1
PATIENCE_SECONDS = 30.0
"""Whoever makes no progress for so long is waited for no more."""


class OneReader:
    """The right to read much, of one process per cache folder.

    It is a lock of the operating system, so it is free at once when its holder is killed.
    """

    def __init__(self, folder: Path) -> None:
        self._lock = FileLock(str(folder / "index.duckdb.reader.lock"), fallback_to_soft=False)
        self._progress = folder / "index.duckdb.progress"

    @contextlib.contextmanager
    def alone(
        self, waiting: Callable[[int, int], None], stopped: Callable[[], bool]
    ) -> Iterator[None]:
        """Wait until no other process reads much; `waiting` is told how far that one is."""
        told, since = (0, 0), time.monotonic()
        while not self._take() and time.monotonic() - since < PATIENCE_SECONDS:
            if stopped():
                raise StoppedError
            if (now := self._told()) != told:
                told, since = now, time.monotonic()
                waiting(*told)
        try:
            yield
        finally:
            if self._lock.is_locked:
                self._progress.unlink(missing_ok=True)
                self._lock.release()

    def _take(self) -> bool:
        try:
            self._lock.acquire(timeout=POLL_SECONDS)
        except Timeout:
            return False
        except OSError:
            return True  # nothing to wait for where there can be no lock
        return True

    def tell(self, done: int, total: int) -> None:
        """Let those who wait know how many files are read."""
        if self._lock.is_locked:
            with contextlib.suppress(OSError):
                self._progress.write_text(f"{done} {total}")

    def _told(self) -> tuple[int, int]:
        try:
            done, total = self._progress.read_text().split()
            return int(done), int(total)
        except (OSError, ValueError):
            return 0, 0
