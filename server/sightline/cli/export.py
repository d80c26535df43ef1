"""`sightline stats export` and `report NAME --csv`: numbers as files, or on standard output."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sightline.cli import forms
from sightline.cli.arguments import FORMATS
from sightline.cli.dashboard import write_dashboard
from sightline.cli.exits import DONE
from sightline.cli.hints import empty_hints
from sightline.cli.scope import range_of
from sightline.errors import InvalidScopeError
from sightline.files import write_whole
from sightline.reports import report_named
from sightline.reports.briefs import briefs
from sightline.reports.export import EVERYTHING, csv_text, export
from sightline.reports.markdown import brief_markdown, session_markdown
from sightline.reports.session_report import session_report
from sightline.reports.star import export_star
from sightline.reports.tabular import tables
from sightline.reports.target import target
from sightline.text import escaped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sightline.cli.workplace import Workplace
    from sightline.reports.payload.base import Params
    from sightline.reports.payload.session import SessionPayload
    from sightline.reports.payload.sessions import SessionsPayload
    from sightline.reports.report import Report


def write_report(place: Workplace, report: Report, params: Params) -> int:
    """Write a report's tables as CSV, and say where."""
    assert place.options.csv is not None
    path = target(place.context, Path(place.options.csv).absolute())
    for one in export(place.context, report, params, "csv", path):
        place.terminal.answer([f"Exported {one.rows:,} rows to {escaped(str(one.path))}"])
    return DONE


def stats_export(place: Workplace) -> int:
    """All sessions of the scope, or one, in any format."""
    place.refresh()
    kind = _format(place)
    if kind == "html":
        return _html(place)
    if kind == "parquet":
        return _parquet(place)
    if place.options.id is None:
        return _all(place, kind)
    return _one(place, place.options.id, kind)


def _format(place: Workplace) -> str:
    """As asked, else as the file's name says, else JSON."""
    if place.options.format is not None:
        return place.options.format
    ending = Path(place.options.output or "").suffix[1:].lower()
    return ending if ending in FORMATS else "json"


def _html(place: Workplace) -> int:
    if place.options.output is None:
        raise InvalidScopeError("HTML is a whole page: name its file with --output.")
    path = write_dashboard(place, Path(place.options.output), focus=place.options.id)
    place.terminal.answer([f"Exported the dashboard to {escaped(str(path))}"])
    return DONE


def _parquet(place: Workplace) -> int:
    """The whole data set: engines that read it have filters of their own."""
    if place.options.output is None:
        raise InvalidScopeError("Parquet is a folder of tables: name it with --output.")
    if place.options.id is not None or _is_narrowed(place):
        raise InvalidScopeError("Parquet holds all sessions: leave out what narrows them.")
    rows = export_star(place.context, Path(place.options.output).absolute())
    whole, count = escaped(place.options.output), rows["session"]
    place.terminal.answer([f"Exported {count:,} sessions to {whole}"])
    return DONE


def _is_narrowed(place: Workplace) -> bool:
    scope = dict(place.scope)
    scope.pop("time_zone")
    return scope.pop("range") != range_of("all") or any(scope.values())


def _one(place: Workplace, wanted: str, kind: str) -> int:
    payload = cast(
        "SessionPayload", place.ask("session", id=wanted, time_zone=place.options.timezone)
    )
    if kind == "csv":
        return _one_as_csv(place, payload)
    pieces = (
        [session_markdown(payload)]
        if kind == "md"
        else [_json(place, forms.plain(session_report(payload))), "\n"]
    )
    return _deliver(place, pieces, f"session {escaped(payload.native_id)}")


def _one_as_csv(place: Workplace, payload: SessionPayload) -> int:
    """A session has several tables, so several files."""
    if place.options.output is None:
        raise InvalidScopeError("A session is several CSV tables: name a file with --output.")
    report = report_named("session")
    params = report.params.model_validate({"id": payload.session.id})
    path = target(place.context, Path(place.options.output).absolute())
    export(place.context, report, params, "csv", path)
    name = escaped(payload.native_id)
    place.terminal.answer([f"Exported session {name} to {escaped(place.options.output)}"])
    return DONE


def _all(place: Workplace, kind: str) -> int:
    listed = _sessions(place)
    ids = [row.id for row in listed.rows]
    if not ids:
        place.terminal.note("No sessions found.")
        empty_hints(place)
    if kind == "csv":
        pieces: Iterable[str] = (csv_text(tables(listed, "sessions")[0]),)
    elif kind == "md":
        pieces = (brief_markdown(brief) + "\n" for brief in briefs(place.context, ids))
    else:
        pieces = _json_array(place, ids)
    return _deliver(place, pieces, f"{len(ids):,} sessions")


def _sessions(place: Workplace) -> SessionsPayload:
    """All sessions of the scope, not a page of them."""
    report = report_named("sessions")
    asked = {"limit": EVERYTHING, "include_archived": True, "pinned_first": False}
    params = report.params(**place.scope).model_copy(update=asked)
    return cast("SessionsPayload", report.answer(place.context, params))


def _json_array(place: Workplace, ids: Sequence[str]) -> Iterator[str]:
    """One document, a session at a time."""
    if not ids:
        yield "[]\n"
        return
    begin = "[" if place.options.compact else "[\n"
    for brief in briefs(place.context, ids):
        yield begin + _json(place, forms.plain(session_report(brief)))
        begin = "," if place.options.compact else ",\n"
    yield "]\n" if place.options.compact else "\n]\n"


def _json(place: Workplace, value: dict[str, Any]) -> str:
    if place.options.compact:
        return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return json.dumps(value, ensure_ascii=True, allow_nan=False, indent=2)


def _deliver(place: Workplace, pieces: Iterable[str], what: str) -> int:
    """To the named file, as a whole or not at all; else to standard output as they come."""
    if place.options.output is None:
        place.terminal.stream(pieces)
        return DONE
    write_whole(target(place.context, Path(place.options.output).absolute()), pieces)
    place.terminal.answer([f"Exported {what} to {escaped(place.options.output)}"])
    return DONE
