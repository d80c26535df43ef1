"""The language server itself: what it registers, and its life from `initialize` to the end."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from sightline import __version__
from sightline.lsp import (
    commands,
    endings,
    logs,
    refusals,
    requests,
    reviews,
    tracking,
    watch,
)
from sightline.lsp.editor_settings import sent_values
from sightline.lsp.protocol import SidecarProtocol, converter_factory
from sightline.lsp.updates import Updates

if TYPE_CHECKING:
    from sightline.lsp.process import Exit, ParentWatch
    from sightline.lsp.sidecar import Sidecar
    from sightline.lsp.streams import Inbox

REPORTS_AT_ONCE = 4
LAST_SECONDS = 1.0
"""What is under way when the input ends may take so long to be answered."""


class SidecarServer(LanguageServer):
    """One editor's server."""

    protocol: SidecarProtocol

    def __init__(self, sidecar: Sidecar, way_out: Exit, parent: ParentWatch) -> None:
        super().__init__(
            "sightline",
            __version__,
            protocol_cls=SidecarProtocol,
            converter_factory=converter_factory,
        )
        self.sidecar = sidecar
        self.outbox = way_out.outbox
        self.limiter = anyio.CapacityLimiter(REPORTS_AT_ONCE)
        self.updates = Updates(self)
        self.started = anyio.Event()
        """The editor is ready for what we say by ourselves."""
        self._way_out = way_out
        self._parent = parent
        self._said: set[str] = set()

    def report_server_error(self, error: Exception, source: object) -> None:
        """Failures go to the log, not to the user's screen."""
        refusals.noted(error, str(getattr(source, "__name__", "pygls")))

    def greet(self, params: types.InitializeParams) -> dict[str, Any]:
        """What `initialize` brings into force; the answer is what is known already."""
        self._parent.follow(params.process_id)
        logs.set_level(None if params.trace is None else params.trace.value)
        options = params.initialization_options
        known = options if isinstance(options, dict) else {}
        return self.sidecar.greet(known, _folders(params))

    def begin(self) -> None:
        """Tell the numbers there are, then read what is new."""
        if self.sidecar.known is not None:
            self.tell("sightline/changed", self.sidecar.known)
        self.warn_of_settings()
        self.warn_once(self.sidecar.index.notices)
        self.started.set()

    def tell(self, method: str, params: dict[str, Any]) -> None:
        """Say something that is soon out of date: dropped when the editor does not keep up."""
        if self.outbox.has_room and not self.protocol.is_shut_down:
            self.protocol.notify(method, params)

    def warn_of_settings(self) -> None:
        """One message that names all settings that do not fit."""
        faults = [f"Setting sightline.{one.name}: {one.message}." for one in self.sidecar.invalid]
        if faults:
            self.warn_once([" ".join([*faults, "The default is used."])])

    def warn_once(self, sentences: Iterable[str]) -> None:
        """Show sentences that were not shown before."""
        for sentence in sentences:
            if sentence not in self._said:
                self._said.add(sentence)
                self.show(sentence, types.MessageType.Warning)

    def show(self, message: str, kind: types.MessageType = types.MessageType.Info) -> None:
        """Show a sentence to the user."""
        self.window_show_message(types.ShowMessageParams(type=kind, message=message))

    async def room(self) -> None:
        """Wait until the editor has read enough of what was sent."""
        while not self.outbox.has_room:  # noqa: ASYNC110 - the writer is a thread
            await anyio.sleep(0.05)

    def leave(self) -> None:
        """End the process: well if the editor shut us down before."""
        self._way_out.leave(0 if self.protocol.is_shut_down else 1)

    async def leave_soon(self) -> None:
        """End the process once all requests are answered, or a moment later."""
        with anyio.move_on_after(LAST_SECONDS):
            while self.protocol.open:  # noqa: ASYNC110 - the last moment of a process
                await anyio.sleep(0.02)
        self.leave()


def _folders(params: types.InitializeParams) -> list[Path]:
    """The workspace's folders on disk."""
    uris = [folder.uri for folder in params.workspace_folders or ()]
    if not uris and params.root_uri is not None:
        uris = [params.root_uri]
    return _on_disk(uris)


def _on_disk(uris: Iterable[str]) -> list[Path]:
    found = (to_fs_path(uri) for uri in uris if uri.startswith("file:"))
    return [Path(path) for path in found if path is not None and "\0" not in path]


def register(server: SidecarServer) -> None:
    """Everything the server answers to."""
    requests.register(server)
    reviews.register(server)
    commands.register(server)
    tracking.register(server)

    @server.feature(types.INITIALIZED)
    def initialized(_params: Any) -> None:
        server.begin()

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    async def moved(params: types.DidChangeWorkspaceFoldersParams) -> None:
        added = _on_disk(folder.uri for folder in params.event.added)
        removed = _on_disk(folder.uri for folder in params.event.removed)
        await server.updates.move(added, removed)

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def configured(params: types.DidChangeConfigurationParams) -> None:
        sent = sent_values(params.settings)
        if sent is not None:
            await server.updates.configure(sent)
            server.warn_of_settings()


async def serve(sidecar: Sidecar, way_out: Exit, parent: ParentWatch, inbox: Inbox) -> None:
    """Answer until the process ends."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_note)
    server = SidecarServer(sidecar, way_out, parent)
    register(server)
    async with anyio.create_task_group() as background:

        def receive(body: bytes | None) -> None:
            if body is None:
                background.start_soon(server.leave_soon)
            else:
                server.protocol.receive(body)

        inbox.attach(loop, receive)
        await server.started.wait()
        background.start_soon(server.updates.follow)
        background.start_soon(server.updates.report)
        background.start_soon(server.updates.list_records)
        background.start_soon(watch.follow, sidecar, server.updates)
        background.start_soon(endings.follow, server)


def _note(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    error = context.get("exception")
    refusals.noted(error if error is not None else RuntimeError(), "the loop")
