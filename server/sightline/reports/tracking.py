"""Sessions that other programs record through us: begun, told event by event, ended.

What every door does, each file written before it is answered. The index knows of it after its
next look at the files.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ConfigDict, ValidationError

from sightline.adapters.base import instant
from sightline.errors import RecordError, UnknownSessionError
from sightline.metadata import events, keeping, workspaces
from sightline.metadata.record import RecordCost, RecordDuration, SessionRecord
from sightline.reports import editing, scope
from sightline.reports.labels import cost_label, counted, usd, whole
from sightline.reports.listing import record_folders
from sightline.reports.payload.scope import Scope
from sightline.reports.payload.session import GitChanges, SessionParams, SessionPayload
from sightline.reports.payload.sessions import SessionsParams, SessionsPayload
from sightline.reports.payload.tracking import ModelStats, SessionSummary, StartSessionPayload
from sightline.reports.recorded import workspace_id
from sightline.reports.session import SESSION
from sightline.reports.session_report import SessionReport, session_report
from sightline.reports.sessions import SESSIONS
from sightline.reports.summary import summary
from sightline.store.query import busy_hours, total
from sightline.text import UNICODE, Figures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sightline.metadata.members import Members
    from sightline.reports.payload.tracking import Event, ModelStatsParams, StartSessionParams
    from sightline.reports.report import Context

ENGINE = "native"
_ID = re.compile(rf"{events.PREFIX}[0-9A-HJKMNP-TV-Z]{{26}}")
_BY_SESSION = ("agent", "model", "provider")
"""What a request has of its session where it does not say."""


_MODEL = (
    "requests", "sessions", "input_tokens", "output_tokens", "cache_read_tokens", "cost",
    "ttft_p50", "ttlt_p50", "ttlt_p95",
)  # fmt: skip


class EndedReport(SessionReport):
    """The report of a session that ended, with what git says of it; it is kept in its record."""

    model_config = ConfigDict(frozen=True)

    git_changes: GitChanges


def start(context: Context, params: StartSessionParams) -> StartSessionPayload:
    """Begin a session in a project."""
    asked = Path(params.workspace)
    if not asked.is_absolute():
        raise RecordError("The workspace is no absolute path.")
    project = editing.writable_project(context, asked)
    folder = editing.folder_for(context, project)
    id_ = events.new_id()
    path = folder / f"{id_}.json"

    def note(record: Members) -> None:
        for key, value in params.metadata.items():
            record.inner("metadata").set(key, value)

    fresh = _begun(context, params, id_, path).model_dump(
        mode="json", by_alias=True, exclude={"metadata"}
    )
    keeping.revise(path, fresh, note, editing.style(context), expected=0)
    if project is not None:
        workspaces.register(context.index.environment.data, (project,))
    notice = None if project is not None else editing.ELSEWHERE.format(folder=folder)
    return StartSessionPayload(session_id=id_, notice=notice)


def _begun(context: Context, params: StartSessionParams, id_: str, path: Path) -> SessionRecord:
    """The record of a session in which nothing happened yet."""
    now = scope.iso_now(context)
    return SessionRecord(
        id=id_,
        title=params.title if params.title is not None else id_,
        workspace_id=workspace_id(params.workspace),
        source="native",
        created_at=now,
        updated_at=now,
        agent=params.agent,
        model=params.model,
        provider=params.provider,
        message_count=0,
        cost=RecordCost(
            total_usd=0,
            input_tokens=0,
            output_tokens=0,
            cache_read_tokens=0,
            cache_write_tokens=0,
        ),
        duration=RecordDuration(wall_clock_ms=0, active_ms=0),
        tags=(),
        archived=False,
        pinned=False,
        engine=ENGINE,
        native_id=id_,
        source_path=str(events.events_file(path)),
        branch=None,
        project=params.workspace,
    )


def record_at(context: Context, id_: str) -> Path:
    """Where the record of a session of ours lies."""
    native_id = id_.removeprefix(f"{ENGINE}:")
    if _ID.fullmatch(native_id):
        for folder in record_folders(context):
            path = folder / f"{native_id}.json"
            if path.is_file():
                return path
    raise UnknownSessionError(id_)


def record(context: Context, id_: str, told: Sequence[Event]) -> Path:
    """Keep what happened in a session; where. When this returns, it is on the disk."""
    path = record_at(context, id_)
    known = keeping.members_at(path)
    if known is None:
        raise UnknownSessionError(id_)
    if known.value("report"):
        raise RecordError("The session has ended.")
    defaults = {name: known.value(name) for name in _BY_SESSION}
    now = scope.iso_now(context)
    events.append(path, [_event(event, now, defaults) for event in told])
    return events.events_file(path)


def _event(event: Event, now: str, defaults: dict[str, Any]) -> dict[str, Any]:
    values = event.model_dump(mode="json")
    if event.at is None:
        values["at"] = now
    elif instant(event.at) is None:
        raise RecordError(f"'{event.at}' is no instant.")
    if event.type != "request":
        return values
    return {name: value for name, value in defaults.items() if value is not None} | values


def end(context: Context, id_: str) -> tuple[EndedReport, list[str]]:
    """End a session: its report with what git says, kept in its record; and the files written.

    The index must have seen its events. A session that ended before has the report it has.
    """
    path = record_at(context, id_)
    if (stored := _stored(path)) is not None:
        return stored, []
    payload = SESSION.answer(context, SessionParams(id=f"{ENGINE}:{path.stem}"))
    assert isinstance(payload, SessionPayload)
    report = _with_git(payload)
    style = editing.style(context)

    def keep(members: Members) -> None:
        if not members.value("report"):
            members.set("report", report.model_dump(mode="json", by_alias=True))

    fresh = report.record.model_dump(mode="json", by_alias=True, exclude={"metadata"})
    keeping.revise(path, fresh, keep, style)
    kept = _stored(path)
    return (report if kept is None else kept), [str(path)]


def _stored(path: Path) -> EndedReport | None:
    """The report in a record; None where the session has not ended."""
    members = keeping.members_at(path)
    values = None if members is None else members.value("report")
    if not values:
        return None
    try:
        return EndedReport.model_validate(values)
    except ValidationError as error:
        raise RecordError(f"{path.name} has a report that cannot be read.") from error


def _with_git(payload: SessionPayload) -> EndedReport:
    """The report; lines are git's where the session tells of no edit, and then an estimate."""
    report = session_report(payload)
    metrics, git = report.metrics, payload.git
    if not metrics.lines_added and not metrics.lines_removed and git.lines_added is not None:
        estimated = dict.fromkeys(("lines_added", "lines_removed", "files_changed"), "estimated")
        metrics = metrics.model_copy(
            update={
                "lines_added": git.lines_added,
                "lines_removed": git.lines_removed,
                "files_changed": git.files_changed,
                "labels": metrics.labels | estimated,
            }
        )
    return EndedReport(
        metrics=metrics,
        generated_at=report.generated_at,
        record=report.record,
        git_changes=git,
    )


def summary_text(report: SessionReport) -> str:
    """What a session did and how long it took, in a few lines."""
    return "\n".join(summary(report.metrics, Figures(UNICODE)))


def report_of(context: Context, wanted: str) -> SessionReport:
    """The report of any session: the kept one of a session of ours that ended, else as of now."""
    try:
        stored = _stored(record_at(context, wanted))
    except UnknownSessionError:
        stored = None
    if stored is not None:
        return stored
    payload = SESSION.answer(context, SessionParams(id=wanted))
    assert isinstance(payload, SessionPayload)
    return session_report(payload)


def model_stats(context: Context, params: ModelStatsParams) -> ModelStats:
    """What a model did and cost."""
    values = params.model_dump(exclude={"model"}) | {"models": (params.model,)}
    with context.index.reading() as connection:
        where = scope.span_of(Scope.model_validate(values), context, connection).where
        found = total(connection, _MODEL, where)
        hours = busy_hours(connection, where)
    return ModelStats(
        model=params.model,
        requests=whole(found["requests"]),
        sessions=whole(found["sessions"]),
        input_tokens=counted(found["input_tokens"]),
        output_tokens=counted(found["output_tokens"]),
        cached_tokens=counted(found["cache_read_tokens"]),
        cost=usd(found),
        cost_label=cost_label(found),
        ttft_p50_ms=found["ttft_p50"],
        ttlt_p50_ms=found["ttlt_p50"],
        ttlt_p95_ms=found["ttlt_p95"],
        first_used=scope.iso(min((hour[2] for hour in hours), default=None)),
        last_used=scope.iso(max((hour[3] for hour in hours), default=None)),
    )


def history(context: Context, limit: int) -> tuple[SessionSummary, ...]:
    """The newest sessions, last activity first."""
    payload = SESSIONS.answer(context, SessionsParams(limit=limit, pinned_first=False))
    assert isinstance(payload, SessionsPayload)
    return tuple(
        SessionSummary(
            id=row.id,
            title=row.title,
            ended_at=row.updated_at,
            duration_ms=row.duration_ms,
            tool_calls=row.tool_calls,
            success_rate=row.success_rate,
            cost=row.cost,
            cost_label=row.cost_label,
        )
        for row in payload.rows
    )
