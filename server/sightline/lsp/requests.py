"""One request a report, `sightline/<name>`, and the few that are no report."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.uris import to_fs_path

from sightline.lsp.exports import exported
from sightline.lsp.refusals import validated
from sightline.lsp.work import Stopped, in_thread
from sightline.reports import editing, every_report
from sightline.reports.payload.base import Params, Payload
from sightline.reports.payload.edits import DeleteParams, EditParams
from sightline.reports.payload.exports import ExportParams
from sightline.reports.payload.status import IdentifyParams, IdentifyPayload
from sightline.reports.report import Context, Report, Stream

if TYPE_CHECKING:
    from sightline.lsp.language_server import SidecarServer
    from sightline.lsp.sidecar import Sidecar
    from sightline.store import Index

Answer = Callable[[Any], Awaitable[Any]]
Change = Callable[[Context, Any], tuple[Payload, list[str]]]
"""What changes records: its answer, and the files written or gone."""


class TrustParams(Params):
    """Whether the user trusts the workspace."""

    trusted: bool


def register(server: SidecarServer) -> None:
    """Answer every report, what changes records, `identify`, `export` and `trust`."""
    for report in every_report():
        server.feature(f"sightline/{report.name}")(_answer_of(report, server))

    @server.feature("sightline/identify")
    async def identify(params: Any) -> dict[str, Any]:
        uri = validated(IdentifyParams, params).uri
        sidecar = server.sidecar
        found = await in_thread(
            lambda _: session_of(uri, sidecar.index), sidecar.ending, server.limiter
        )
        return IdentifyPayload(id=found).model_dump(mode="json", by_alias=True)

    @server.feature("sightline/export")
    async def export(params: Any) -> dict[str, Any]:
        return await exported(server, validated(ExportParams, params))

    @server.feature("sightline/trust")
    async def trust(params: Any) -> None:
        await server.updates.trust(trusted=validated(TrustParams, params).trusted)

    @server.feature("sightline/stopReading")
    def stop_reading(_params: Any) -> None:
        server.updates.stop()

    @server.feature("sightline/editSession")
    async def edit_session(params: Any) -> dict[str, Any]:
        return await _changed(server, editing.edit, validated(EditParams, params))

    @server.feature("sightline/deleteSession")
    async def delete_session(params: Any) -> dict[str, Any]:
        return await _changed(server, editing.delete, validated(DeleteParams, params))


async def _changed(server: SidecarServer, change: Change, asked: Params) -> dict[str, Any]:
    """Change records, then read them, so that the next answer knows."""
    sidecar = server.sidecar
    payload, paths = await in_thread(
        lambda _: change(sidecar.context(), asked), sidecar.ending, server.limiter
    )
    if paths:
        await server.updates.refresh(paths=paths)
    return payload.model_dump(mode="json", by_alias=True)


def _answer_of(report: Report, server: SidecarServer) -> Answer:
    async def answer(params: Any) -> Any:
        asked = validated(report.params, params)
        await server.room()
        token = getattr(asked, "partial_result_token", None)
        if report.stream is not None and token is not None:
            return await streamed(report.stream, asked, server, token)
        sidecar = server.sidecar
        return await in_thread(
            lambda _: answered(report, sidecar, asked), sidecar.ending, server.limiter
        )

    return answer


async def streamed(
    stream: Stream, asked: Params, server: SidecarServer, token: int | str
) -> dict[str, Any]:
    """A report's answer as JSON values; parts of it come before, as `$/progress` on a token."""
    loop, sidecar = asyncio.get_running_loop(), server.sidecar
    is_over = False

    def send(part: Payload) -> None:
        if not is_over:
            value = part.model_dump(mode="json", by_alias=True)
            server.protocol.notify(types.PROGRESS, types.ProgressParams(token, value))

    def work(stopped: Stopped) -> Payload:
        return stream(
            sidecar.context(), asked, lambda part: loop.call_soon_threadsafe(send, part), stopped
        )

    try:
        answer = await in_thread(work, sidecar.ending, server.limiter)
    finally:
        is_over = True
    return answer.model_dump(mode="json", by_alias=True)


def answered(report: Report, sidecar: Sidecar, asked: Params) -> dict[str, Any]:
    """A report's answer as JSON values."""
    return report.answer(sidecar.context(), asked).model_dump(mode="json", by_alias=True)


def session_of(uri: str, index: Index) -> str | None:
    """The session whose file this is, by the name the editor has for it."""
    path = to_fs_path(uri) if uri.startswith("file:") else None
    if path is None or "\0" in path:
        return None
    found = index.identify(path)
    return found if found is not None else index.identify(os.path.realpath(path))
