"""Reports: every one of them over all time, in process; and the opening of the cache before."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, cast

from many import multiply
from measure import Row

from sightline.reports import REPORTS, report_named

if TYPE_CHECKING:
    from world import Place, World

    from sightline.reports.payload import Params, Payload, SessionsPayload, TimelinePayload
    from sightline.reports.report import Context, Report

MANY_REQUESTS = 1_000_000
MOST_MS, MOST_MS_OF_MANY = 50.0, 150.0
TIMES = 5


def rows(world: World) -> Iterator[Row]:
    """The time to hydrate, and to a payload by report."""
    place = world.whole()
    place.warm()
    yield Row("hydrate: open the index", "ms", _repeated(lambda: _hydrate(place)))
    with place.opened() as context:
        requests = context.index.refresh().requests
        # As in the sidecar, where the rows stay.
        context.index.compact()
        yield from _asked(context, f"{requests:,} requests", MOST_MS)
        multiply(context.index, -(-MANY_REQUESTS // requests))
        yield from _asked(context, f"at least {MANY_REQUESTS:,} requests", MOST_MS_OF_MANY)


def _asked(context: Context, of: str, most: float) -> Iterator[Row]:
    for report, params in questions(context):
        samples = _repeated(lambda: report.assemble(context, params))  # noqa: B023
        yield Row(f"report {report.name}", "ms", samples, most, of)


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
        for report in REPORTS
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


def _repeated(step: Callable[[], Payload | None]) -> tuple[float, ...]:
    """Milliseconds of each time, after a first that is not counted."""
    step()
    return tuple(_timed(step) for _ in range(TIMES))


def _timed(step: Callable[[], Any]) -> float:
    began = time.perf_counter()
    step()
    return (time.perf_counter() - began) * 1000
