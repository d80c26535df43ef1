"""Sessions that end while the editor looks on: marked by their engine, or silent for long."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio

from sightline.errors import SightlineError
from sightline.lsp import refusals
from sightline.lsp.work import in_thread
from sightline.reports.ended import SessionEnded, running, summaries
from sightline.reports.payload.reviewing import RunReviewParams

if TYPE_CHECKING:
    from sightline.lsp.language_server import SidecarServer
    from sightline.lsp.sidecar import Sidecar

LOOK_SECONDS = 5
MOST = 3
"""Of many that end at once, such as after a long sleep, nobody reads a line each."""


class Endings:
    """Remembers which sessions ran at the last look."""

    def __init__(self) -> None:
        self._ran: frozenset[str] = frozenset()

    def look(self, sidecar: Sidecar) -> tuple[SessionEnded, ...]:
        """Sessions that ran at the last look and do not run any more."""
        context = sidecar.context()
        now = running(context)
        over = self._ran - now
        self._ran = now
        return summaries(context, over) if 0 < len(over) <= MOST else ()


async def follow(server: SidecarServer) -> None:
    """Tell the editor of each session that ends."""
    endings = Endings()
    sidecar = server.sidecar
    while True:
        await anyio.sleep(LOOK_SECONDS)
        try:
            over = await in_thread(lambda _: endings.look(sidecar), sidecar.ending)
        except Exception as error:  # noqa: BLE001 - one failure must not end all later looks
            refusals.noted(error, "a look at ended sessions")
            continue
        for one in over:
            server.tell("sightline/sessionEnded", one.model_dump(mode="json", by_alias=True))
            await reviewed(server, one.id)


async def reviewed(server: SidecarServer, session: str) -> None:
    """Review a session that has ended, if wanted; where there is nothing to, nobody is told."""
    sidecar = server.sidecar
    if not (sidecar.trusted and sidecar.settings.quality.review_at_end):
        return
    from sightline.reports import review  # noqa: PLC0415  needed for reviews alone

    asked = RunReviewParams(ids=(session,))
    try:
        _, paths = await in_thread(
            lambda stopped: review.run(sidecar.context(), asked, stopped), sidecar.ending
        )
        await server.updates.refresh(paths=paths)
    except SightlineError:
        return
    except Exception as error:  # noqa: BLE001 - one failure must not end all later looks
        refusals.noted(error, "a review of an ended session")
