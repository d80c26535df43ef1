"""`sightline lsp`: a guarded process first, numbers second, the language server third."""

from __future__ import annotations

import os

from sightline.lsp import logs, process
from sightline.lsp.streams import Inbox


def main() -> None:
    """Serve one editor on standard input and output until it is gone; does not return."""
    process.harden()
    logs.start()
    source, output = process.guarded_streams()
    way_out = process.Exit(output)
    parent = process.ParentWatch(way_out)
    inbox = Inbox(os.fdopen(source, "rb"), way_out.end_soon, way_out.broken)
    way_out.outbox.start()
    parent.start()
    inbox.start()
    _serve(way_out, parent, inbox)
    way_out.leave(1)


def _serve(way_out: process.Exit, parent: process.ParentWatch, inbox: Inbox) -> None:
    # The imports stand where they are due: the guards before what may print, the first numbers
    # before pygls, which takes longer to import than they take to be found.
    from sightline.lsp.sidecar import Sidecar  # noqa: PLC0415

    sidecar = Sidecar.opened()
    way_out.before = sidecar.close

    import asyncio  # noqa: PLC0415

    from sightline.lsp.language_server import serve  # noqa: PLC0415

    asyncio.run(serve(sidecar, way_out, parent, inbox))
