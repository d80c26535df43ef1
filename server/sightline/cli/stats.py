"""`sightline stats …`: usage by session, by model and by engine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sightline.adapters import ADAPTERS
from sightline.cli import comparison, forms, render
from sightline.cli.arguments import MOST_SESSIONS
from sightline.cli.exits import DONE, NO_SESSION
from sightline.cli.hints import empty_hints, no_change_hint, no_price_hint
from sightline.cli.stats_tables import nothing
from sightline.cli.terminal import warn
from sightline.reports.briefs import briefs
from sightline.reports.session_report import engine_row, model_total, session_report

if TYPE_CHECKING:
    from sightline.cli.workplace import Workplace
    from sightline.reports.compare import ComparePayload
    from sightline.reports.payload.session import SessionPayload
    from sightline.reports.payload.sessions import SessionsPayload
    from sightline.reports.payload.tables import (
        EngineRow,
        EnginesPayload,
        ModelsPayload,
    )

TIP = "Tip: For a full token breakdown, run `sightline stats model`."


def stats_session(place: Workplace) -> int:
    """One session: the named one, else the newest of this folder's project, else of all."""
    place.refresh()
    wanted = newest_session(place) if place.options.id is None else place.options.id
    if wanted is None:
        warn("No session ID provided and no recent sessions found")
        empty_hints(place)
        return NO_SESSION
    payload = _session(place, wanted)
    no_change_hint(place, payload)
    if place.options.json:
        place.terminal.answer_json(forms.plain(session_report(payload)))
        return DONE
    figures = place.terminal.figures
    lines = render.session_summary(payload, figures)
    more = render.session_details(payload, figures) if place.options.verbose else []
    place.terminal.answer([*lines, *more])
    place.terminal.tip(f"{figures.glyphs.chevron} {TIP}")
    return DONE


def newest_session(place: Workplace) -> str | None:
    """The newest session of the project the current folder lies in, else the newest of all."""
    scope = place.scope
    if not scope["projects"]:
        for folder in _project_folders(Path.cwd()):
            if found := _newest(place, {**scope, "projects": (str(folder),)}):
                return found
    return _newest(place, scope)


def _project_folders(folder: Path) -> list[Path]:
    """A folder and those above it, below the home folder."""
    home = Path.home()
    above = [parent for parent in folder.parents if home in parent.parents]
    return [folder, *above]


def _newest(place: Workplace, scope: dict[str, Any]) -> str | None:
    payload = cast("SessionsPayload", place.ask("sessions", **scope, limit=1, pinned_first=False))
    return payload.rows[0].id if payload.rows else None


def _session(place: Workplace, wanted: str) -> SessionPayload:
    zone = place.options.timezone
    return cast("SessionPayload", place.ask("session", id=wanted, time_zone=zone))


def stats_model(place: Workplace) -> int:
    """Usage by model."""
    place.refresh()
    if place.options.id is not None:
        session = _session(place, place.options.id)
        title = f"Model Usage Breakdown for Session: {render.shown_id(session)}"
        rows, total = session.models, model_total(session)
    else:
        payload = cast("ModelsPayload", place.ask("models", **place.scope, by_engine=False))
        title = "Aggregated Model Usage (All Sessions)"
        rows, total = payload.rows, payload.total
    no_price_hint(place, rows)
    if place.options.json:
        place.terminal.answer_json([forms.model(row) for row in render.by_tokens(rows)])
        return DONE if rows else nothing(place)
    if not rows:
        return nothing(place)
    place.terminal.answer(render.model_table(title, rows, total, place.terminal.figures))
    return DONE


def stats_engine(place: Workplace) -> int:
    """Usage and speed by engine."""
    place.refresh()
    if place.options.id is not None:
        session = _session(place, place.options.id)
        title = f"Engine Usage Breakdown for Session: {render.shown_id(session)}"
        total = engine_row(session, _title(session.session.engine))
        rows: tuple[EngineRow, ...] = (total,)
    else:
        payload = cast("EnginesPayload", place.ask("engines", **place.scope))
        title = "Aggregated Engine Usage (All Sessions)"
        rows, total = payload.rows, payload.total
    if place.options.json:
        place.terminal.answer_json([forms.engine(row) for row in render.by_tokens(rows)])
        return DONE if rows else nothing(place)
    if not rows:
        return nothing(place)
    place.terminal.answer(render.engine_table(title, rows, total, place.terminal.figures))
    return DONE


def _title(engine: str) -> str:
    return next(adapter.title for adapter in ADAPTERS if adapter.engine == engine)


def stats_history(place: Workplace) -> int:
    """The newest sessions."""
    place.refresh()
    limit = place.options.limit or 10
    if limit > MOST_SESSIONS:
        place.terminal.note(f"At most {MOST_SESSIONS} sessions are listed.")
        limit = MOST_SESSIONS
    asked = place.ask("sessions", **place.scope, limit=limit, pinned_first=False)
    payload = cast("SessionsPayload", asked)
    if place.options.json:
        found = briefs(place.context, [row.id for row in payload.rows])
        place.terminal.answer_json([forms.plain(session_report(brief)) for brief in found])
    elif payload.rows:
        place.terminal.answer(render.history(payload.rows, place.terminal.figures))
        if payload.total > len(payload.rows):
            shown = f"{len(payload.rows):,} of {payload.total:,} sessions"
            place.terminal.tip(f"{shown}; --limit N lists up to {MOST_SESSIONS}.")
    else:
        place.terminal.answer(["No session history found."])
    if payload.archived:
        place.terminal.note(f"{payload.archived:,} archived not listed; all sums have them.")
    if not payload.rows and not payload.archived:
        empty_hints(place)
    return DONE


def stats_compare(place: Workplace) -> int:
    """What changed from one session to another."""
    place.refresh()
    a, b, zone = place.options.id, place.options.other, place.options.timezone
    payload = cast("ComparePayload", place.ask("compare", a=a, b=b, time_zone=zone))
    if place.options.json:
        place.terminal.answer_json(comparison.document(payload))
    else:
        place.terminal.answer(comparison.comparison(payload, place.terminal.figures))
    return DONE
