"""Reviews on request: run with progress, taken from a file, shown beside the lines they mean."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from sightline.lsp.progress import work_progress
from sightline.lsp.refusals import validated
from sightline.lsp.work import Stopped, in_thread
from sightline.reports.payload.base import NoParams, Payload
from sightline.reports.payload.reviewing import (
    ImportSarifParams,
    RunReviewParams,
    ShowFindingsParams,
    ShownPayload,
)

if TYPE_CHECKING:
    from sightline.lsp.language_server import SidecarServer
    from sightline.reports.payload.reviewing import ReviewFinding

_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
}


class Reviews:
    """Runs reviews, and remembers for which files findings are shown."""

    def __init__(self, server: SidecarServer) -> None:
        self._server = server
        self._shown: set[str] = set()

    async def run(self, asked: RunReviewParams) -> dict[str, Any]:
        """Review sessions; cancelled, those that are done are kept."""
        server, loop = self._server, asyncio.get_running_loop()
        async with work_progress(server, "Reviewing", asked.work_done_token) as steps:

            def work(stopped: Stopped) -> tuple[Payload, list[str]]:
                from sightline.reports import review  # noqa: PLC0415  needed for reviews alone

                def progress(done: int, total: int) -> None:
                    loop.call_soon_threadsafe(steps, done, total)

                return review.run(server.sidecar.context(), asked, stopped, progress)

            payload, paths = await in_thread(work, server.sidecar.ending, server.limiter)
            steps.ending = "Reviewed"
        await server.updates.refresh(paths=paths)
        return payload.model_dump(mode="json", by_alias=True)

    async def take(self, asked: ImportSarifParams) -> dict[str, Any]:
        """Take the findings of a file."""
        from sightline.reports import review  # noqa: PLC0415  needed for reviews alone

        server = self._server
        payload, paths = await in_thread(
            lambda _: review.import_sarif(server.sidecar.context(), asked),
            server.sidecar.ending,
            server.limiter,
        )
        await server.updates.refresh(paths=paths)
        return payload.model_dump(mode="json", by_alias=True)

    async def show(self, asked: ShowFindingsParams) -> dict[str, Any]:
        """Show the open findings of a session's newest review in the files they are about."""
        from sightline.reports import review  # noqa: PLC0415  needed for reviews alone

        server = self._server
        project, findings = await in_thread(
            lambda _: review.open_findings(server.sidecar.context(), asked.id),
            server.sidecar.ending,
            server.limiter,
        )
        self.clear()
        by_file: dict[str, list[types.Diagnostic]] = {}
        for one in findings:
            by_file.setdefault((project / one.path).as_uri(), []).append(diagnostic(one))
        for uri, found in by_file.items():
            self._publish(uri, found)
        self._shown = set(by_file)
        return ShownPayload(files=len(by_file), findings=len(findings)).model_dump(by_alias=True)

    def clear(self) -> None:
        """Show no findings any more."""
        for uri in sorted(self._shown):
            self._publish(uri, [])
        self._shown = set()

    def _publish(self, uri: str, found: list[types.Diagnostic]) -> None:
        self._server.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri=uri, diagnostics=found)
        )


def diagnostic(one: ReviewFinding) -> types.Diagnostic:
    """A finding as an editor shows it: over its whole line."""
    line = one.line - 1
    return types.Diagnostic(
        range=types.Range(types.Position(line, 0), types.Position(line, 10_000)),
        message=one.message or one.rule,
        severity=_SEVERITIES[one.severity],
        code=one.rule,
        source=f"Sightline ({one.reviewer})",
    )


def register(server: SidecarServer) -> None:
    """Answer `runReview`, `importSarif`, `showFindings` and `clearFindings`."""
    reviews = Reviews(server)

    @server.feature("sightline/runReview")
    async def run_review(params: Any) -> dict[str, Any]:
        return await reviews.run(validated(RunReviewParams, params))

    @server.feature("sightline/importSarif")
    async def import_sarif(params: Any) -> dict[str, Any]:
        return await reviews.take(validated(ImportSarifParams, params))

    @server.feature("sightline/showFindings")
    async def show_findings(params: Any) -> dict[str, Any]:
        return await reviews.show(validated(ShowFindingsParams, params))

    @server.feature("sightline/clearFindings")
    async def clear_findings(params: Any) -> dict[str, Any]:
        validated(NoParams, params)
        reviews.clear()
        return ShownPayload(files=0, findings=0).model_dump(by_alias=True)
