"""The two ends of the pipe: a thread that reads frames, a thread that writes them."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from sightline.lsp.frames import FrameError, Stream, read_frame

if TYPE_CHECKING:
    import asyncio

MOST_WAITING_FRAMES = 64
ROOM = 8 * 1024 * 1024
"""Bytes that may wait to be written before no further reply is built."""
PIECE = 65536


class Outbox:
    """Frames on their way out; one thread owns the descriptor, `put` never waits."""

    def __init__(self, descriptor: int, broken: Callable[[], None]) -> None:
        self._descriptor = descriptor
        self._broken = broken
        self._frames: deque[bytes] = deque()
        self._waiting = 0
        self._moved = time.monotonic()
        self._turn = threading.Condition()

    def start(self) -> None:
        """Begin to write."""
        threading.Thread(target=self._write, name="outbox", daemon=True).start()

    def put(self, frame: bytes) -> None:
        """Write a frame after those put before."""
        with self._turn:
            if not self._waiting:
                self._moved = time.monotonic()
            self._frames.append(frame)
            self._waiting += len(frame)
            self._turn.notify_all()

    @property
    def has_room(self) -> bool:
        """Whether the reader keeps up, so that more may be put."""
        return self._waiting < ROOM

    def stuck_seconds(self) -> float:
        """How long the reader has taken nothing although there is no room left."""
        with self._turn:
            return 0.0 if self.has_room else time.monotonic() - self._moved

    def flush(self, seconds: float) -> bool:
        """Wait until all is written, not longer than this; say whether it is."""
        with self._turn:
            return self._turn.wait_for(lambda: not self._waiting, seconds)

    def _write(self) -> None:
        while True:
            with self._turn:
                self._turn.wait_for(lambda: self._frames)
                left = memoryview(self._frames.popleft())
            while left:
                try:
                    written = os.write(self._descriptor, left[:PIECE])
                except OSError:
                    self._broken()
                    return
                left = left[written:]
                with self._turn:
                    self._waiting -= written
                    self._moved = time.monotonic()
                    self._turn.notify_all()


class Inbox:
    """Frames on their way in; they wait, a limited number of them, until somebody receives."""

    def __init__(
        self, stream: Stream, ended: Callable[[], None], broken: Callable[[str], None]
    ) -> None:
        self._stream = stream
        self._ended = ended
        self._broken = broken
        self._room = threading.Semaphore(MOST_WAITING_FRAMES)
        self._turn = threading.Lock()
        self._early: list[bytes | None] = []
        self._deliver: Callable[[bytes | None], object] = self._early.append

    def start(self) -> None:
        """Begin to read."""
        threading.Thread(target=self._read, name="inbox", daemon=True).start()

    def attach(
        self, loop: asyncio.AbstractEventLoop, receive: Callable[[bytes | None], None]
    ) -> None:
        """Hand all frames to `receive` on the loop, None when there will be no more."""

        def taken(body: bytes | None) -> None:
            self._room.release()
            receive(body)

        def deliver(body: bytes | None) -> None:
            loop.call_soon_threadsafe(taken, body)

        with self._turn:
            self._deliver = deliver
            for body in self._early:
                self._deliver(body)
            self._early.clear()

    def _read(self) -> None:
        try:
            while (body := read_frame(self._stream)) is not None:
                self._room.acquire()
                self._hand(body)
        except FrameError as error:
            self._broken(str(error))
            return
        except OSError as error:
            self._broken(f"input cannot be read: {type(error).__name__}")
            return
        self._ended()
        self._hand(None)

    def _hand(self, body: bytes | None) -> None:
        with self._turn:
            self._deliver(body)
