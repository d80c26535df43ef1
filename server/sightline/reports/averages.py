"""Moving averages over the seven days that end with each day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from sightline.reports.labels import shown
from sightline.store import calendar
from sightline.store.query import Days, measure, nothing

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sightline.reports.scope import Span
    from sightline.store.query import Dimension, Kept, Value

LENGTH = 7
Averages = dict[tuple[str | None, str], float | None]


def moving_averages(
    connection: DuckDBPyConnection, span: Span, name: str, days: Days, kept: Kept | None
) -> Averages:
    """By part and day. Sums: the mean of seven days; means and ratios: over all their work.

    Days before the range count too; days before all work there is do not.
    """
    if not days.days:
        return {}
    if nothing((name,), hourly_rate=1)[name] == 0:
        return _of_sums(connection, span, name, days, kept)
    return _of_means(connection, span, name, days, kept)


def _measured(
    connection: DuckDBPyConnection, span: Span, name: str, days: Days, kept: Kept | None
) -> dict[tuple[str | None, str], float | int | None]:
    """The metric by part and day, from the first of these days on."""
    where = span.where
    if where.since is not None:
        where = replace(where, since=min(where.since, days.starts[0]))
    dimensions: tuple[Dimension, ...] = ("day", kept.dimension) if kept is not None else ("day",)
    found: dict[tuple[str | None, str], Value] = {}
    for row in measure(connection, (name,), where, dimensions, days, kept):
        part = row.group[1] if kept is not None else None
        found[part, row.group[0]] = shown(name, row.values)
    return found


def _of_sums(
    connection: DuckDBPyConnection, span: Span, name: str, days: Days, kept: Kept | None
) -> Averages:
    begin = days.days[0] - timedelta(days=LENGTH - 1) if span.previous else days.days[0]
    every = calendar.days_between(begin, days.days[-1])
    longer = Days(tuple(every), tuple(calendar.starts(every, span.zone)))
    found = _measured(connection, span, name, longer, kept)
    dates = [day.isoformat() for day in every]
    shown_from = len(every) - len(days.days)
    averages: Averages = {}
    for part in {part for part, _ in found}:
        values = [found.get((part, date), 0) for date in dates]
        for place in range(shown_from, len(dates)):
            window = values[max(0, place - LENGTH + 1) : place + 1]
            known = [value for value in window if value is not None]
            averages[part, dates[place]] = sum(known) / len(window) if known else None
    return averages


def _of_means(
    connection: DuckDBPyConnection, span: Span, name: str, days: Days, kept: Kept | None
) -> Averages:
    begins = [day - timedelta(days=LENGTH - 1) for day in days.days]
    nexts = [day + timedelta(days=1) for day in days.days]
    windows = Days(
        days.days,
        tuple(calendar.starts(begins, span.zone)),
        tuple(calendar.starts(nexts, span.zone)),
    )
    return dict(_measured(connection, span, name, windows, kept))
