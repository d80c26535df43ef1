"""Work in threads that ends when its request is cancelled."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

import anyio.to_thread

T = TypeVar("T")

Stopped = Callable[[], bool]


async def in_thread(
    work: Callable[[Stopped], T],
    ending: threading.Event,
    limiter: anyio.CapacityLimiter | None = None,
) -> T:
    """What `work` answers; cancelled, the wait is over at once and `work` is told to stop."""
    stop = threading.Event()

    def stopped() -> bool:
        return stop.is_set() or ending.is_set()

    try:
        return await anyio.to_thread.run_sync(
            work, stopped, abandon_on_cancel=True, limiter=limiter
        )
    finally:
        stop.set()
