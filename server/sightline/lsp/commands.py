"""Commands for any editor, `sightline.server.<name>`: one object each, never a UI command's id."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
from lsprotocol import types
from msgspec.structs import asdict

from sightline.lsp import pages
from sightline.lsp.exports import exported
from sightline.lsp.progress import Steps, work_progress
from sightline.lsp.protocol import ClientRefusedError
from sightline.lsp.refusals import validated
from sightline.lsp.requests import answered
from sightline.lsp.work import in_thread
from sightline.reports import report_named
from sightline.reports.compare import CompareParams
from sightline.reports.payload.base import NoParams, Params
from sightline.reports.payload.exports import ExportParams
from sightline.reports.payload.status import IndexPayload
from sightline.reports.report import Context

if TYPE_CHECKING:
    from sightline.lsp.language_server import SidecarServer
    from sightline.store.refreshed import Refreshed

PREFIX = "sightline.server."
SHOW_SECONDS = 5

Token = types.ProgressToken | None


class OpenParams(Params):
    """The whole dashboard."""

    sample: bool = False
    """Over made-up sessions."""


class ViewParams(Params):
    """One session."""

    id: str


@dataclass(frozen=True, slots=True)
class Command:
    """What an editor may have done."""

    name: str
    params: type[Params]
    perform: Callable[[SidecarServer, Any, Token], Awaitable[dict[str, Any]]]


def register(server: SidecarServer) -> None:
    """Answer every command."""
    for command in COMMANDS:
        server.command(PREFIX + command.name)(_performer(command, server))


def _performer(command: Command, server: SidecarServer) -> Callable[..., Any]:
    async def perform(argument: dict[str, Any], token: Token) -> dict[str, Any]:
        return await command.perform(server, validated(command.params, argument), token)

    return perform


async def open_analytics(server: SidecarServer, asked: OpenParams, _: Token) -> dict[str, Any]:
    """Write the dashboard and open it."""
    write = pages.write_sample if asked.sample else pages.write_dashboard
    return await _page(server, write)


async def view_session(server: SidecarServer, asked: ViewParams, _: Token) -> dict[str, Any]:
    """Write one session's page and open it."""
    return await _page(server, lambda context: pages.write_session(context, asked.id))


async def compare_sessions(server: SidecarServer, asked: CompareParams, _: Token) -> dict[str, Any]:
    """Write the comparison of two sessions and open it."""
    return await _page(server, lambda context: pages.write_comparison(context, asked.a, asked.b))


async def export_report(server: SidecarServer, asked: ExportParams, token: Token) -> dict[str, Any]:
    """Write a report to a file and say where."""
    own = asked.work_done_token if token is None else token
    done = await exported(server, asked.model_copy(update={"work_done_token": own}))
    rows = "" if done["rows"] is None else f" {_counted(done['rows'], 'rows')}"
    server.show(f"Exported{rows} to {done['path']}")
    return done


async def _page(server: SidecarServer, write: Callable[[Context], Path]) -> dict[str, Any]:
    sidecar = server.sidecar
    path = await in_thread(lambda _: write(sidecar.context()), sidecar.ending, server.limiter)
    if not await _opened(server, path):
        server.show(f"Session analytics: {path}")
    return {"path": str(path)}


async def _opened(server: SidecarServer, path: Path) -> bool:
    """Whether the editor opened the file outside of itself."""
    window = server.client_capabilities.window
    if window is None or window.show_document is None or not window.show_document.support:
        return False
    asked = types.ShowDocumentParams(uri=path.as_uri(), external=True)
    with anyio.move_on_after(SHOW_SECONDS):
        try:
            shown = await server.window_show_document_async(asked)
        except ClientRefusedError:
            return False
        return isinstance(shown, dict) and shown.get("success") is True
    return False


async def rebuild(server: SidecarServer, _: NoParams, token: Token) -> dict[str, Any]:
    """Read every session file anew."""
    async with work_progress(server, "Rebuilding session index", token) as steps:
        return await _refreshed(server, await server.updates.rebuild(steps), steps)


async def refresh(server: SidecarServer, _: NoParams, token: Token) -> dict[str, Any]:
    """Read what changed."""
    async with work_progress(server, "Refreshing session index", token) as steps:
        return await _refreshed(server, await server.updates.refresh(steps), steps)


async def _refreshed(server: SidecarServer, done: Refreshed, steps: Steps) -> dict[str, Any]:
    sidecar = server.sidecar
    held = await in_thread(lambda _: sidecar.index.held(), sidecar.ending, server.limiter)
    sessions, problems = _counted(held.sessions, "sessions"), _counted(held.problems, "problems")
    steps.ending = f"Indexed {sessions} ({problems})"
    payload = IndexPayload.model_validate(asdict(done) | asdict(held))
    return payload.model_dump(mode="json", by_alias=True) | {"message": steps.ending}


async def summary(server: SidecarServer, _: NoParams, __: Token) -> dict[str, Any]:
    """Today in one sentence, shown and returned with its numbers."""
    sidecar = server.sidecar
    known = await in_thread(lambda _: sidecar.changed(), sidecar.ending, server.limiter)
    message = summary_text(known["status"])
    server.show(message)
    return {"message": message, "status": known["status"]}


def summary_text(status: dict[str, Any] | None) -> str:
    """`≥ $4.12 today · 3 sessions · 12 requests · 1,234,567 tokens`."""
    if status is None:
        return "Reading session files…"
    today = status["today"]
    cost = "—" if today["cost"] is None else f"${today['cost']:,.2f}"
    sure = _SURE.get(today["costLabel"], "")
    parts = [f"{sure}{cost} today"]
    parts += [_counted(today[noun], noun) for noun in ("sessions", "requests", "tokens")]
    return " · ".join(parts)


def _counted(number: int, nouns: str) -> str:
    return f"{number:,} {nouns.removesuffix('s') if number == 1 else nouns}"


async def show_problems(server: SidecarServer, _: NoParams, __: Token) -> dict[str, Any]:
    """What could not be read: how much is shown, a page of it returned."""
    report, sidecar = report_named("problems"), server.sidecar
    payload = await in_thread(
        lambda _: answered(report, sidecar, report.params()), sidecar.ending, server.limiter
    )
    total = payload["total"]
    server.show(f"{_counted(total, 'problems')}." if total else "All sources read.")
    return payload


_SURE = {"estimated": "~", "at_least": "≥ "}

COMMANDS = (
    Command("openAnalytics", OpenParams, open_analytics),
    Command("viewSessionAnalytics", ViewParams, view_session),
    Command("compareSessions", CompareParams, compare_sessions),
    Command("exportReport", ExportParams, export_report),
    Command("rebuildSessionIndex", NoParams, rebuild),
    Command("refresh", NoParams, refresh),
    Command("summary", NoParams, summary),
    Command("showProblems", NoParams, show_problems),
)
