"""An answer as a file of any format: what may be written where, and in which form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from sightline.errors import StoppedError
from sightline.files import write_whole
from sightline.reports.briefs import briefs
from sightline.reports.compare import CompareParams
from sightline.reports.export import export, whole
from sightline.reports.html import html_report
from sightline.reports.markdown import brief_markdown, session_markdown
from sightline.reports.payload.session import SessionParams
from sightline.reports.star import export_star
from sightline.reports.target import NotExportedError, target

if TYPE_CHECKING:
    from sightline.reports.payload.base import Params
    from sightline.reports.payload.session import SessionPayload
    from sightline.reports.payload.sessions import SessionsPayload
    from sightline.reports.report import Context, Report

FileFormat = Literal["csv", "json", "md", "html", "parquet"]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was written."""

    files: tuple[Path, ...]
    rows: int | None
    """None for a page, which is no table."""


def deliver(
    context: Context,
    report: Report,
    params: Params,
    kind: FileFormat,
    path: Path,
    stopped: Callable[[], bool] = lambda: False,
) -> Delivered:
    """Write a report's whole answer, each file as a whole or not at all."""
    target(context, path)
    if not path.parent.is_dir():
        raise NotExportedError(f"There is no folder {path.parent}.")
    if stopped():
        raise StoppedError
    try:
        return _FORMATS[kind](context, report, params, path)
    except OSError as error:
        raise NotExportedError(f"{path} cannot be written: {error.strerror}.") from error


def _tables(kind: Literal["csv", "json"]) -> Writer:
    def write(context: Context, report: Report, params: Params, path: Path) -> Delivered:
        done = export(context, report, params, kind, path)
        return Delivered(tuple(one.path for one in done), sum(one.rows for one in done))

    return write


def _markdown(context: Context, report: Report, params: Params, path: Path) -> Delivered:
    if report.name == "session":
        payload = cast("SessionPayload", report.answer(context, params))
        write_whole(path, (session_markdown(payload),))
        return Delivered((path,), 1)
    if report.name != "sessions":
        raise NotExportedError("Markdown is for sessions: one, or a list of them.")
    listed = cast("SessionsPayload", whole(context, report, params))
    found = briefs(context, [row.id for row in listed.rows])
    write_whole(path, (brief_markdown(brief) + "\n" for brief in found))
    return Delivered((path,), len(listed.rows))


def _html(context: Context, _: Report, params: Params, path: Path) -> Delivered:
    """The whole dashboard, opened at the session or the comparison that was asked for."""
    session = params.id if isinstance(params, SessionParams) else None
    pair = (params.a, params.b) if isinstance(params, CompareParams) else None
    write_whole(path, (html_report(context, focus=session, pair=pair),))
    return Delivered((path,), None)


def _parquet(context: Context, _: Report, __: Params, path: Path) -> Delivered:
    rows = export_star(context, path)
    return Delivered((path,), sum(rows.values()))


Writer = Callable[["Context", "Report", "Params", Path], Delivered]
_FORMATS: dict[FileFormat, Writer] = {
    "csv": _tables("csv"),
    "json": _tables("json"),
    "md": _markdown,
    "html": _html,
    "parquet": _parquet,
}
