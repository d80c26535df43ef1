"""Days on which a model or agent made people wait more than twice as long as it usually does."""

from __future__ import annotations

from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

from msgspec.structs import replace

from sightline.metrics import BY_NAME
from sightline.reports.labels import whole
from sightline.reports.latency import Kind, models_used
from sightline.reports.payload.base import Payload
from sightline.store import calendar
from sightline.store.query import Days, Filter, measure

if TYPE_CHECKING:
    from datetime import date

    from duckdb import DuckDBPyConnection

    from sightline.reports.latency import By
    from sightline.reports.scope import Span

LEAST, BEFORE, LEAST_BEFORE, TIMES = 5, 7, 3, 2
"""Requests of a day; active days it is compared with, at most and at least; how much slower."""
NEWS = timedelta(days=92)
"""What was slow longer ago than this, before a range ends, is no news."""
LOOK_BACK = timedelta(days=60)
"""Active days are looked for so much earlier."""


class Slowdown(Payload):
    """One day of unusual waiting."""

    name: str
    kind: Kind
    date: str
    n: int
    p50_ms: float
    usual_ms: float
    """The median of the medians of its last active days."""
    model_before: str | None
    """The most used model of the active day before, where it was another."""
    model: str | None
    text: str
    """The hint in words."""


def slowdowns(
    connection: DuckDBPyConnection, span: Span, by: By, kinds: tuple[Kind, ...]
) -> tuple[Slowdown, ...]:
    """Slow days of a span, newest first."""
    if span.first is None or span.last is None:
        return ()
    first = max(span.first, span.last - NEWS)
    days = _days(span, first)
    where = _widened(span.where, days)
    medians: dict[tuple[str, Kind], dict[str, tuple[float, int]]] = {}
    signs = tuple(kind for kind in kinds if kind != "ttlt")
    names = tuple(f"{kind}{part}" for kind in signs for part in ("_n", "_p50"))
    for row in measure(connection, names, where, ("day", by), days):
        for kind in signs:
            n, p50 = whole(row.values[f"{kind}_n"]), row.values[f"{kind}_p50"]
            if p50 is not None:
                medians.setdefault((row.group[1], kind), {})[row.group[0]] = (p50, n)
    found = [
        (name, kind, *slow)
        for (name, kind), own in medians.items()
        for slow in _slow_days(own, first.isoformat())
    ]
    used = models_used(connection, where, days) if found and by == "agent" else {}
    rows = [_row(*slow, used.get(slow[0], {})) for slow in found]
    return tuple(sorted(rows, key=lambda row: (row.date, row.name, row.kind), reverse=True))


def _days(span: Span, first: date) -> Days:
    assert span.last is not None
    days = calendar.days_between(first - LOOK_BACK, span.last + timedelta(days=1))
    return Days(tuple(days), tuple(calendar.starts(days, span.zone)))


def _widened(where: Filter, days: Days) -> Filter:
    """The same rows of earlier days too."""
    return replace(where, since=days.starts[0])


def _slow_days(
    own: dict[str, tuple[float, int]], first: str
) -> list[tuple[str, int, float, float, str]]:
    """Date, requests, median, usual median and active day before, of each slow day."""
    dates = sorted(date for date in own if date != "undated")
    slow = []
    for place, date in enumerate(dates):
        p50, n = own[date]
        before = dates[max(0, place - BEFORE) : place]
        if date < first or n < LEAST or len(before) < LEAST_BEFORE:
            continue
        usual = median(own[day][0] for day in before)
        if p50 > TIMES * usual:
            slow.append((date, n, p50, usual, before[-1]))
    return slow


def _row(
    name: str, kind: Kind, date: str, n: int, p50: float, usual: float, before: str,
    used: dict[str, str],
) -> Slowdown:  # fmt: skip
    model, earlier = used.get(date), used.get(before)
    changed = earlier if model != earlier else None
    why = (
        f"The model changed from {changed} to {model}."
        if changed and model
        else "Same model: the provider may be slow."
    )
    took = f"{BY_NAME[kind].title} of {name} on {date[5:]}: {_time(p50)}, usually {_time(usual)}."
    return Slowdown(
        name=name, kind=kind, date=date, n=n, p50_ms=p50, usual_ms=usual, model_before=changed,
        model=model, text=f"{took} {why}",
    )  # fmt: skip


def _time(milliseconds: float) -> str:
    """`320 ms`, from one second `1.6 s`."""
    rounded = round(milliseconds)
    return f"{rounded} ms" if rounded < 1000 else f"{milliseconds / 1000:.1f} s"
