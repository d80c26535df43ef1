"""Keeping the index in step, one reading at a time, and telling the editor what became of it."""

from __future__ import annotations

import asyncio
import contextlib
import math
import threading
import time
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import anyio

from sightline.errors import StoppedError
from sightline.lsp import refusals
from sightline.lsp.work import Stopped, in_thread
from sightline.reports.listing import rewrite_indexes

if TYPE_CHECKING:
    from pathlib import Path

    from sightline.lsp.language_server import SidecarServer
    from sightline.lsp.sidecar import Sidecar
    from sightline.store.refreshed import Refreshed

MUCH_BYTES = 1 << 26
"""After so much was read the rows are compressed."""
PAUSE_SECONDS = 0.25
"""Between two messages of a kind."""
SAVE_SECONDS = 3.0
"""How long lines that were appended wait for others, to be saved together."""

Heard = Callable[[int, int], None]
Reading = Callable[[Heard, Stopped], "Refreshed"]


def unheard(_done: int, _total: int) -> None:
    """Nobody listens to the progress."""


class Updates:
    """The only one that lets the index read."""

    def __init__(self, server: SidecarServer) -> None:
        self._server = server
        self._turn = anyio.Lock()
        self._wanted = anyio.Event()
        self._paths: set[str] | None = set()
        """Files to look at next; None: all there are."""
        self._news = anyio.Event()
        self._ready: dict[str, Any] | None = None
        """What to tell next, if the index is still the one it is about."""
        self._is_pausing = False
        self._is_halted = False
        """The user ended a reading: what it left is read when they ask for it."""
        self._stops: set[threading.Event] = set()
        """One of each reading that is under way or waits for its turn."""
        self._told_at = 0.0
        self._told_of: int | None = None
        """Files of a reading whose progress was told."""
        self._save_at = math.inf
        """When to save what was read and is not saved."""

    def poke(self, paths: Iterable[str] | None = None) -> None:
        """Have the index refreshed soon, wholly or for some files; many calls are one."""
        if paths is None:
            self._paths = None
        elif self._paths is not None:
            self._paths.update(paths)
        self._wanted.set()

    def tell(self) -> None:
        """Have the editor told soon that the data changed; many calls are one."""
        self._news.set()

    async def follow(self) -> None:
        """Refresh whenever poked, and save what that left in memory."""
        while True:
            with anyio.move_on_after(self._save_at - time.monotonic()) as waiting:
                await self._wanted.wait()
            if waiting.cancelled_caught:
                await self._guarded(self._save, "a commit")
                continue
            self._wanted = anyio.Event()
            paths, self._paths = self._paths, set()
            is_partly_read = self._server.sidecar.index.indexing is not None
            if paths is None and self._is_halted and is_partly_read:
                continue
            await self._guarded(partial(self.refresh, paths=paths, save=False), "a refresh")
            if not self._server.sidecar.index.has_unsaved:
                self._save_at = math.inf
            elif self._save_at == math.inf:
                self._save_at = time.monotonic() + SAVE_SECONDS

    async def report(self) -> None:
        """Tell the editor of changes, at most four times a second."""
        while True:
            await self._news.wait()
            self._news = anyio.Event()
            if self._server.sidecar.is_up_to_date():
                continue
            await self._guarded(self._tell, "a status")
            self._is_pausing = True
            await anyio.sleep(PAUSE_SECONDS)
            self._is_pausing = False

    async def _guarded(self, step: Callable[[], Awaitable[object]], about: str) -> None:
        try:
            await step()
        except StoppedError:
            return
        except Exception as error:  # noqa: BLE001 - one failure must not end all later refreshes
            refusals.noted(error, about)

    async def _save(self) -> None:
        self._save_at = math.inf
        sidecar = self._server.sidecar
        async with self._turn:
            await in_thread(lambda _: sidecar.index.save(), sidecar.ending)

    async def refresh(
        self,
        heard: Heard = unheard,
        paths: Collection[str] | None = None,
        *,
        save: bool = True,
    ) -> Refreshed:
        """Read what changed, anywhere or in these files."""
        if paths is None:
            self._is_halted = False
        reading = partial(self._server.sidecar.index.refresh, paths=paths, save=save)
        return await self._read(reading, heard)

    async def rebuild(self, heard: Heard = unheard) -> Refreshed:
        """Read everything anew."""
        self._is_halted = False
        done = await self._read(self._server.sidecar.index.rebuild, heard)
        await self.list_records()
        return done

    def stop(self) -> None:
        """End the reading under way: what was read stays, a refresh on request reads the rest."""
        self._is_halted = bool(self._stops)
        for stop in self._stops:
            stop.set()

    async def list_records(self) -> None:
        """Bring the index files beside records in line, where writing is allowed."""
        sidecar = self._server.sidecar
        if not sidecar.trusted:
            return
        step = partial(in_thread, lambda _: rewrite_indexes(sidecar.context()), sidecar.ending)
        await self._guarded(step, "an index of records")

    async def trust(self, *, trusted: bool) -> None:
        """Read and write in the workspace from now on, or keep out of it."""
        await self._in_workspace(lambda sidecar: sidecar.trust(trusted))

    async def move(self, added: Sequence[Path], removed: Collection[Path]) -> None:
        """Read and write in the folders that the workspace has now."""
        await self._in_workspace(lambda sidecar: sidecar.move(added, removed))

    async def _in_workspace(self, change: Callable[[Sidecar], None]) -> None:
        sidecar = self._server.sidecar
        await in_thread(lambda _: change(sidecar), sidecar.ending)
        self._is_halted = False
        self.poke()
        await self.list_records()

    async def configure(self, sent: dict[str, object]) -> None:
        """Use other settings and read what they let in."""
        sidecar = self._server.sidecar
        async with self._turn:
            await in_thread(lambda _: sidecar.configure(sent), sidecar.ending)
            sidecar.known = None
        self._is_halted = False
        self.tell()
        self.poke()

    async def _read(self, reading: Reading, heard: Heard) -> Refreshed:
        sidecar = self._server.sidecar
        loop = asyncio.get_running_loop()
        is_over = False

        def progressed(done: int, total: int) -> None:
            # A cancelled thread may still say something before it sees that it is.
            if not is_over:
                heard(done, total)
                self._progressed(done, total)

        def progress(done: int, total: int) -> None:
            loop.call_soon_threadsafe(progressed, done, total)

        def counted() -> None:
            # In the thread that reads: what else follows from the rows waits for the editor.
            if not self._is_pausing:
                self._ready = sidecar.changed()
            loop.call_soon_threadsafe(self.tell_if_new)

        sidecar.index.counted = counted
        with self._stoppable() as stop:
            async with self._turn:
                try:
                    if stop.is_set():
                        raise StoppedError
                    done = await in_thread(
                        lambda stopped: reading(progress, lambda: stopped() or stop.is_set()),
                        sidecar.ending,
                    )
                    if done.bytes_read > MUCH_BYTES:
                        await in_thread(lambda _: sidecar.index.compact(), sidecar.ending)
                    return done
                finally:
                    is_over = True
                    self._settled()

    @contextlib.contextmanager
    def _stoppable(self) -> Iterator[threading.Event]:
        stop = threading.Event()
        self._stops.add(stop)
        try:
            yield stop
        finally:
            self._stops.discard(stop)

    def _progressed(self, done: int, total: int) -> None:
        now = time.monotonic()
        if done >= total or now - self._told_at < PAUSE_SECONDS:
            return
        self._told_at = now
        self._told_of = total
        self._server.tell("sightline/indexing", {"done": done, "total": total})
        self.tell_if_new()

    def _settled(self) -> None:
        if self._told_of is not None:
            over = {"done": self._told_of, "total": self._told_of}
            self._server.tell("sightline/indexing", over)
            self._told_of = None
        self.tell_if_new()

    def tell_if_new(self) -> None:
        """Have the editor told if the index or the day is another than it knows."""
        if not self._server.sidecar.is_up_to_date():
            self.tell()

    async def _tell(self) -> None:
        sidecar = self._server.sidecar
        ready, self._ready = self._ready, None
        if ready is None or ready["revision"] != sidecar.index.revision:
            ready = await in_thread(lambda _: sidecar.changed(), sidecar.ending)
        sidecar.known = ready
        self._server.tell("sightline/changed", sidecar.known)
        self._server.warn_once(sidecar.index.notices)
