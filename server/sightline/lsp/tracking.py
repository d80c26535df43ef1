"""Requests of programs that record sessions through us, and ask of them (A12 to A17)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sightline.lsp.refusals import validated
from sightline.lsp.work import in_thread
from sightline.reports import tracking
from sightline.reports.payload.tracking import (
    HistoryParams,
    ModelStatsParams,
    OneSessionParams,
    RecordEventParams,
    RecordEventPayload,
    StartSessionParams,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import BaseModel

    from sightline.lsp.language_server import SidecarServer
    from sightline.reports.report import Context


T = TypeVar("T")


def register(server: SidecarServer) -> None:
    """Answer them."""

    @server.feature("sightline/startSession")
    async def start_session(params: Any) -> dict[str, Any]:
        asked = validated(StartSessionParams, params)
        return await _asked(server, lambda context: tracking.start(context, asked))

    @server.feature("sightline/recordEvent")
    async def record_event(params: Any) -> dict[str, Any]:
        asked = validated(RecordEventParams, params)
        path = await _worked(
            server, lambda context: tracking.record(context, asked.session_id, asked.events)
        )
        server.updates.poke([str(path), str(path.with_suffix(".json"))])
        return _json(RecordEventPayload(accepted=len(asked.events)))

    @server.feature("sightline/endSession")
    async def end_session(params: Any) -> dict[str, Any]:
        id_ = validated(OneSessionParams, params).session_id
        await _seen(server, id_)
        report, written = await _worked(server, lambda context: tracking.end(context, id_))
        if written:
            await server.updates.refresh(paths=written)
        return {"report": _json(report), "summary": tracking.summary_text(report)}

    @server.feature("sightline/getSessionReport")
    async def session_report(params: Any) -> dict[str, Any]:
        id_ = validated(OneSessionParams, params).session_id
        return await _asked(server, lambda context: tracking.report_of(context, id_))

    @server.feature("sightline/getModelStats")
    async def model_stats(params: Any) -> dict[str, Any]:
        asked = validated(ModelStatsParams, params)
        return await _asked(server, lambda context: tracking.model_stats(context, asked))

    @server.feature("sightline/getHistory")
    async def history(params: Any) -> list[dict[str, Any]]:
        limit = validated(HistoryParams, {} if params is None else params).limit
        found = await _worked(server, lambda context: tracking.history(context, limit))
        return [_json(one) for one in found]


async def _seen(server: SidecarServer, id_: str) -> None:
    """Have the index look at a session's files."""
    record = await _worked(server, lambda context: tracking.record_at(context, id_))
    files = [str(record), str(record.with_suffix(".jsonl"))]
    await server.updates.refresh(paths=files)


async def _asked(server: SidecarServer, work: Callable[[Context], BaseModel]) -> dict[str, Any]:
    return _json(await _worked(server, work))


async def _worked(server: SidecarServer, work: Callable[[Context], T]) -> T:
    sidecar = server.sidecar
    return await in_thread(lambda _: work(sidecar.context()), sidecar.ending, server.limiter)


def _json(payload: BaseModel) -> dict[str, Any]:
    return payload.model_dump(mode="json", by_alias=True)
