"""Reports: every one of them over all time, in process; and the opening of the cache before.

What was answered before is forgotten each time, but for the row that is about it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from many import multiply
from measure import CPU, Row
from msgspec.structs import replace
from timing import Timed, repeated

from sightline.reports import every_report, report_named
from sightline.reports.results import Results

if TYPE_CHECKING:
    from world import Place, World

    from sightline.reports.payload.base import Params
    from sightline.reports.payload.session import TimelinePayload
    from sightline.reports.payload.sessions import SessionsPayload
    from sightline.reports.report import Context, Report

MANY_REQUESTS = 1_000_000
MOST_MS, MOST_MS_OF_MANY = 50.0, 150.0
QUIET = timedelta(hours=6)


def rows(world: World) -> Iterator[Row]:
    """The time to hydrate, and to a payload by report."""
    place = world.whole()
    place.warm()
    yield _row("hydrate: open the index", repeated(lambda: _hydrate(place)))
    with place.opened() as context:
        context.index.refresh()
        requests = context.index.held().requests
        # As in the sidecar, where the rows stay.
        context.index.compact()
        yield from _asked(context, f"{requests:,} requests", MOST_MS)
        yield _again(context)
        times = -(-MANY_REQUESTS // requests)
        multiply(context.index, times)
        many = f"{times * requests:,} requests, the same sessions {times} times"
        yield from _asked(context, many, MOST_MS_OF_MANY)


def _asked(context: Context, of: str, most: float) -> Iterator[Row]:
    for report, params in questions(context):
        times = repeated(lambda: report.assemble(_forgetful(context), params))  # noqa: B023
        yield _row(f"report {report.name}", times, most, of)


def _again(context: Context) -> Row:
    """All reports that were asked before, together, when nothing has happened for a while."""
    later = replace(context, now=lambda: context.now() + QUIET)
    asked = questions(later)

    def ask_all() -> None:
        for report, params in asked:
            report.answer(later, params)

    times = repeated(ask_all)
    before = later.index.queries
    ask_all()
    note = f"{later.index.queries - before} statements; nothing happened for {QUIET}"
    return _row(f"all {len(asked)} reports again", times, note=note)


def _forgetful(context: Context) -> Context:
    return replace(context, results=Results())


def _row(what: str, times: Timed, most: float | None = None, note: str = "") -> Row:
    cpu = f"CPU {times.median_cpu:.1f} ms"
    said = f"{note}; {cpu}" if note else cpu
    return Row(what, "ms", times.wall, most, said, parts={CPU: times.cpu})


def questions(context: Context) -> list[tuple[Report, Params]]:
    """Every report over all time; where it is of sessions, of those with most requests.

    Without those that ask for what a generated history does not hold, such as a review.
    """
    largest = report_named("sessions")
    asked = largest.params.model_validate({"sort": "-requests", "limit": 2})
    first, second = cast("SessionsPayload", largest.answer(context, asked)).rows
    ids = {"id": first.id, "a": first.id, "b": second.id, "key": _item_of(context, first.id)}
    return [
        (report, report.params.model_validate({name: ids[name] for name in required}))
        for report in every_report()
        if (required := _required(report)) <= ids.keys()
    ]


def _required(report: Report) -> set[str]:
    fields = report.params.model_fields
    return {name for name, field in fields.items() if field.is_required()}


def _item_of(context: Context, session: str) -> str:
    """The first item of a session's timeline."""
    timeline = report_named("sessionTimeline")
    asked = timeline.params.model_validate({"id": session, "limit": 1})
    return cast("TimelinePayload", timeline.answer(context, asked)).items[0].key


def _hydrate(place: Place) -> None:
    with place.opened() as context:
        assert context.index.hydrated
