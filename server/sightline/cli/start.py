"""`sightline start`: from nothing to the first insight in one command."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sightline.cli import forms, render, tables
from sightline.cli.dashboard import show, write_dashboard
from sightline.cli.exits import DONE
from sightline.cli.hints import no_session_hints
from sightline.cli.scope import range_of
from sightline.cli.workplace import workplace
from sightline.reports.session_report import session_report
from sightline.text import escaped

if TYPE_CHECKING:
    from pathlib import Path

    from sightline.cli.workplace import Workplace
    from sightline.reports.payload.daily import DailyPayload
    from sightline.reports.payload.scope import Range
    from sightline.reports.payload.session import SessionPayload
    from sightline.reports.payload.sessions import SessionsPayload

WEEK = "Last 7 Days"


def start(place: Workplace) -> int:
    """The newest session, the last days and the dashboard; of the sample when there is nothing."""
    place.refresh()
    if _newest(place) is not None:
        return _present(place)
    for line in no_session_hints(place):
        place.terminal.note(line)
    if place.options.sample:
        return DONE
    with workplace(place.options._replace(sample=True), place.terminal) as other:
        other.refresh()
        return _present(other)


def _newest(place: Workplace) -> str | None:
    payload = cast("SessionsPayload", place.ask("sessions", limit=1, pinned_first=False))
    return payload.rows[0].id if payload.rows else None


def _present(place: Workplace) -> int:
    session = cast("SessionPayload", place.ask("session", id=_newest(place)))
    daily = cast("DailyPayload", place.ask("daily", **place.scope | {"range": _week(place)}))
    if place.options.json:
        path = write_dashboard(place)
        place.terminal.answer_json(
            {
                "sample": place.options.sample,
                "session": forms.plain(session_report(session)),
                "daily": forms.payload(daily),
                "dashboard": str(path),
            }
        )
        return DONE
    place.terminal.answer([*_summary(place, session, daily), ""])
    place.terminal.answer([_shown(place, write_dashboard(place))])
    return DONE


def _week(place: Workplace) -> Range:
    asked: Range = place.scope["range"]
    return asked if place.options.range else range_of("7d")


def _summary(place: Workplace, session: SessionPayload, daily: DailyPayload) -> list[str]:
    figures = place.terminal.figures
    marked = ["SAMPLE DATA: a fictional project, no session of yours", ""]
    title = f"Range {place.options.range}" if place.options.range else WEEK
    return [
        *(marked if place.options.sample else []),
        *render.session_summary(session, figures),
        "",
        title,
        *tables.daily_table(daily, figures),
    ]


def _shown(place: Workplace, path: Path) -> str:
    opened = show(path, interactive=place.terminal.is_interactive)
    return f"Dashboard{' opened' if opened else ''}: {escaped(str(path))}"
