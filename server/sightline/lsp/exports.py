"""`sightline/export`: a report written to a file, with progress."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from sightline.lsp.progress import work_progress
from sightline.lsp.refusals import INVALID_PARAMS, RefusedError, validated
from sightline.lsp.work import Stopped, in_thread
from sightline.reports import REPORTS, report_named
from sightline.reports.payload.exports import ExportParams, ExportPayload

if TYPE_CHECKING:
    from sightline.lsp.language_server import SidecarServer
    from sightline.reports.delivery import Delivered


async def exported(server: SidecarServer, asked: ExportParams) -> dict[str, Any]:
    """Write the whole answer of a report; cancelled, what was there stays."""
    if asked.report not in REPORTS:
        raise RefusedError(INVALID_PARAMS, f"report: there are {', '.join(REPORTS)}")
    report = report_named(asked.report)
    params = validated(report.params, asked.scope, "scope")
    path = Path(asked.path)
    if not path.is_absolute() or "\0" in asked.path:
        raise RefusedError(INVALID_PARAMS, "path: it must be absolute")
    sidecar = server.sidecar

    def write(stopped: Stopped) -> Delivered:
        from sightline.reports.delivery import deliver  # noqa: PLC0415  needed for files alone

        context = replace(sidecar.context(), without=asked.without)
        return deliver(context, report, params, asked.format, path, stopped)

    async with work_progress(server, "Exporting", asked.work_done_token) as steps:
        done = await in_thread(write, sidecar.ending, server.limiter)
        steps(len(done.files), len(done.files))
        steps.ending = f"Exported to {path.name}"
    payload = ExportPayload(
        path=str(path), rows=done.rows, files=tuple(str(file) for file in done.files)
    )
    return payload.model_dump(mode="json", by_alias=True)
