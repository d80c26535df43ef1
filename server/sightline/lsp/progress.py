"""`$/progress` of one command: on the editor's token, on one made where announced, or nowhere."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import anyio
from lsprotocol import types
from pygls.progress import Progress

from sightline.lsp.protocol import ClientRefusedError

if TYPE_CHECKING:
    from sightline.lsp.language_server import SidecarServer

PAUSE_SECONDS = 0.1
CREATE_SECONDS = 2
"""An editor that does not answer goes without progress."""


class Steps:
    """How far a command is; `ending` is said at its end."""

    def __init__(self, shown: Progress | None, token: types.ProgressToken) -> None:
        self._shown = shown
        self._token = token
        self._at = 0.0
        self.ending: str | None = None

    def __call__(self, done: int, total: int) -> None:
        """So many of so many files were read."""
        now = time.monotonic()
        if self._shown is None or (done < total and now - self._at < PAUSE_SECONDS):
            return
        self._at = now
        step = types.WorkDoneProgressReport(
            message=f"{done}/{total}", percentage=100 * done // total if total else 100
        )
        self._shown.report(self._token, step)


@asynccontextmanager
async def work_progress(
    server: SidecarServer, title: str, token: types.ProgressToken | None
) -> AsyncIterator[Steps]:
    """Show the progress of what happens inside; the user's cancel cancels the current task."""
    shown = server.work_done_progress
    if token is None:
        token = await _created(server)
    if token is None:
        yield Steps(None, "")
        return
    shown.begin(token, types.WorkDoneProgressBegin(title=title, cancellable=True, percentage=0))
    task = asyncio.current_task()
    assert task is not None

    def cancel(future: Future[Any]) -> None:
        if future.cancelled():
            task.cancel()

    shown.tokens[token].add_done_callback(cancel)
    steps = Steps(shown, token)
    try:
        yield steps
    finally:
        shown.tokens.pop(token, None)
        shown.end(token, types.WorkDoneProgressEnd(message=steps.ending))


async def _created(server: SidecarServer) -> str | None:
    """A token of ours, if the editor shows progress and takes it."""
    window = server.client_capabilities.window
    if window is None or not window.work_done_progress:
        return None
    token = str(uuid.uuid4())
    with anyio.move_on_after(CREATE_SECONDS):
        try:
            await server.work_done_progress.create_async(token)
        except ClientRefusedError:
            return None
        return token
    return None
