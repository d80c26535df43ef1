"""How a metric went over time: a point a day, week or month, split if asked, averages on top."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pydantic import Field

from sightline.errors import InvalidScopeError
from sightline.metrics import BY_NAME
from sightline.reports import scope
from sightline.reports.averages import moving_averages
from sightline.reports.labels import label_of, most_first, shown
from sightline.reports.payload.base import (  # fmt: skip
    Better,
    Bucket,
    Label,
    Payload,
    Period,
    ScopedAnswer,
    Split,
    Unit,
)
from sightline.reports.payload.scope import Scope  # fmt: skip
from sightline.reports.report import Context, Report
from sightline.store.query import OTHER, Days, Kept, Value, can_split, measure, nothing

if TYPE_CHECKING:
    from datetime import date

    from duckdb import DuckDBPyConnection

    from sightline.reports.scope import Span
    from sightline.store.query import Dimension

LARGEST = 7
MOST_METRICS = 8
MOST_POINTS = 8000


class TrendsParams(Scope):
    """Which metrics, split by what, in which buckets."""

    metrics: tuple[str, ...] = Field(("sessions", "cost"), min_length=1, max_length=MOST_METRICS)
    by: Split | None = None
    """The seven largest stand for themselves, all others are `Other`."""
    bucket: Bucket | None = None
    """None: as fine as a chart can show."""
    moving_average: bool = False
    """Over the seven days that end with each; in day buckets only."""


class TrendPoint(Payload):
    """One bucket of one series."""

    from_: str = Field(alias="from")
    to: str
    """Both days are included, and in the range."""
    value: float | int | None
    """A sum of nothing is 0, a mean of nothing is None."""
    label: Label
    moving_average: float | None


class TrendSeries(Payload):
    """One metric over time, of all work or of one part of it."""

    metric: str
    title: str
    unit: Unit
    help: str
    better: Better | None
    is_sum: bool
    """Drawn as bars: a sum or count; else as a line: a mean, ratio or percentile."""
    split: str | None
    points: tuple[TrendPoint, ...]
    undated: float | int | None
    """What work without an instant adds to a sum; it is in no bucket."""


class TrendsPayload(ScopedAnswer):
    """Metrics over time."""

    period: Period
    by: Split | None
    bucket: Bucket
    series: tuple[TrendSeries, ...]


def answer(context: Context, params: TrendsParams) -> TrendsPayload:
    """The trends of a scope."""
    names = tuple(dict.fromkeys(params.metrics))
    _check(names, params.by)
    with context.index.reading() as connection:
        span = scope.span_of(params, context, connection)
        bucket = params.bucket or span.bucket
        buckets = span.buckets(bucket)
        if len(buckets.days) * len(names) * (LARGEST + 1 if params.by else 1) > MOST_POINTS:
            raise InvalidScopeError("These are too many points: ask for weeks or months.")
        averaged = params.moving_average and bucket == "day"
        return TrendsPayload(
            generated_at=scope.iso_now(context),
            revision=context.index.revision,
            partial=scope.partial_of(context, span.zone),
            query_errors=span.query_errors,
            period=scope.period_of(span, connection),
            by=params.by,
            bucket=bucket,
            series=tuple(
                series
                for name in names
                for series in _series(connection, span, name, params.by, buckets, averaged)
            ),
        )


def _check(names: tuple[str, ...], by: Split | None) -> None:
    for name in names:
        metric = BY_NAME.get(name)
        if metric is None or not metric.trend:
            raise InvalidScopeError(f"'{name}' is no metric that has a trend.")
        if by is not None and not can_split(name, by):
            raise InvalidScopeError(f"{metric.title} cannot be split by {by}.")


def _series(
    connection: DuckDBPyConnection,
    span: Span,
    name: str,
    by: Split | None,
    buckets: Days,
    averaged: bool,
) -> list[TrendSeries]:
    """One line of all work, or one a part: the largest first, `Other` last."""
    parts: list[str | None] = [None]
    kept = None
    if by is not None:
        largest = _largest(connection, span, name, by)
        kept = Kept(by, tuple(largest[:LARGEST]))
        parts = [*kept.values, *([OTHER] if len(largest) > LARGEST else [])]
    dimensions: tuple[Dimension, ...] = ("day", by) if by is not None else ("day",)
    values: dict[tuple[str | None, str], dict[str, Value]] = {}
    for row in measure(connection, (name,), span.where, dimensions, buckets, kept):
        day, part = row.group if by is not None else (row.group[0], None)
        values[part, day] = row.values
    averages = moving_averages(connection, span, name, buckets, kept) if averaged else {}
    return [_line(name, part, span, buckets, values, averages) for part in parts]


def _largest(connection: DuckDBPyConnection, span: Span, name: str, by: Split) -> list[str]:
    """The values of a dimension: by the metric where it is a sum, else by requests."""
    ranked = name if is_sum(name) else "requests"
    found = measure(connection, (ranked,), span.where, (by,))
    # What has none of it is no part; an unknown cost is.
    found = [row for row in found if row.values[ranked] or row.values.get("rows_unknown")]
    found.sort(key=lambda row: (most_first(row.values[ranked]), row.group))
    return [row.group[0] for row in found]


def is_sum(name: str) -> bool:
    """Whether a metric of nothing is 0."""
    return nothing((name,), hourly_rate=1)[name] == 0


def _line(
    name: str,
    part: str | None,
    span: Span,
    buckets: Days,
    values: dict[tuple[str | None, str], dict[str, Value]],
    averages: dict[tuple[str | None, str], float | None],
) -> TrendSeries:
    metric = BY_NAME[name]
    zero = nothing((name,), span.where.hourly_rate)
    undated = values.get((part, "undated"))
    points = []
    for day, last in zip(buckets.days, _lasts(buckets, span), strict=True):
        own = values.get((part, day.isoformat()), zero)
        points.append(
            TrendPoint.model_validate(
                {
                    "from": max(day, span.first or day).isoformat(),
                    "to": last.isoformat(),
                    "value": shown(name, own),
                    "label": label_of(name, own),
                    "movingAverage": averages.get((part, day.isoformat())),
                }
            )
        )
    return TrendSeries(
        metric=name,
        title=metric.title,
        unit=metric.unit,
        help=metric.help,
        better=metric.better,
        is_sum=is_sum(name),
        split=part,
        points=tuple(points),
        undated=shown(name, undated) if undated and is_sum(name) else None,
    )


def _lasts(buckets: Days, span: Span) -> list[date]:
    """The last day of each bucket."""
    ends = [day - timedelta(days=1) for day in buckets.days[1:]]
    return [*ends, span.last] if span.last is not None else ends


TRENDS = Report("trends", "Trends", TrendsParams, TrendsPayload, answer)
