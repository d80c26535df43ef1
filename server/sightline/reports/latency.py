"""How long people wait for models, and how fast output comes: rows, lines over time, bins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sightline.metrics.latency import IS_TIMED, THROUGHPUT
from sightline.reports.labels import whole
from sightline.reports.payload.base import Payload
from sightline.store import lookups
from sightline.store.query import Days, Filter, Measured, Value, histogram, measure, total

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duckdb import DuckDBPyConnection

Kind = Literal["ttft", "first_thought", "first_block", "ttlt"]
By = Literal["model", "agent"]
Speeds = tuple[list[int], dict[str, Value]]
KINDS: tuple[Kind, ...] = ("ttft", "first_thought", "first_block", "ttlt")
MOST_NAMES, MOST_SERIES = 100, 8
EDGES = (0, 5, 10, 20, 50, 100, 200)
_SPEEDS = ("throughput_n", "throughput", "throughput_p10", "throughput_p50", "throughput_p90")
_STATISTICS = ("_n", "", "_p50", "_p90", "_p95")
_MEDIAN = ("_n", "_p50", "_p90")


class LatencyRow(Payload):
    """One kind of waiting for one model or agent."""

    name: str
    kind: Kind
    """`first_block` is an upper bound of the time to the first token."""
    n: int
    mean_ms: float | None
    p50_ms: float | None
    p90_ms: float | None
    p95_ms: float | None


class LatencyPoint(Payload):
    """One bucket of a series."""

    date: str
    n: int
    p50_ms: float
    p90_ms: float
    model: str | None
    """The most used model of the bucket."""
    changed_from: str | None
    """The most used model before, where it was another."""


class LatencySeries(Payload):
    """The median wait over time: a line a row of the table."""

    name: str
    kind: Kind
    points: tuple[LatencyPoint, ...]
    """Of buckets with a measurement; the others are gaps."""


class ThroughputBin(Payload):
    """Requests whose output tokens by the second lie from `low` up to `high`."""

    low: int
    high: int | None
    n: int


class ThroughputRow(Payload):
    """Output tokens by the second of one model or agent."""

    name: str
    n: int
    mean: float | None
    p10: float | None
    p50: float | None
    p90: float | None


class Throughput(Payload):
    """Output tokens by the second over all requests that can tell."""

    bins: tuple[ThroughputBin, ...]
    n: int
    p10: float | None
    p50: float | None
    p90: float | None
    rows: tuple[ThroughputRow, ...]


def kinds_known(connection: DuckDBPyConnection) -> tuple[Kind, ...]:
    """The kinds there are: what nobody measured need not be asked for."""
    known = lookups.first_kinds(connection)
    return tuple(kind for kind in KINDS if kind == "ttlt" or kind in known)


def _named(kinds: tuple[Kind, ...], parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{kind}{part}" for kind in kinds for part in parts)


def waits(
    connection: DuckDBPyConnection, where: Filter, by: By, kinds: tuple[Kind, ...]
) -> list[Measured]:
    """All statistics of waiting and speed, of the most measured first."""
    found = measure(connection, (*_named(kinds, _STATISTICS), *_SPEEDS), where, (by,))
    found.sort(key=lambda row: (-sum(whole(row.values[f"{kind}_n"]) for kind in kinds), row.group))
    return found[:MOST_NAMES]


def latency_rows(found: list[Measured], kinds: tuple[Kind, ...]) -> tuple[LatencyRow, ...]:
    """Kinds in their order; one that was never measured has no row."""
    return tuple(
        LatencyRow(
            name=row.group[0],
            kind=kind,
            n=whole(row.values[f"{kind}_n"]),
            mean_ms=row.values[kind],
            p50_ms=row.values[f"{kind}_p50"],
            p90_ms=row.values[f"{kind}_p90"],
            p95_ms=row.values[f"{kind}_p95"],
        )
        for row in found
        for kind in kinds
        if row.values[f"{kind}_n"]
    )


def speeds(connection: DuckDBPyConnection, where: Filter) -> Speeds:
    """Output by the second: how many requests lie in each bin, and the statistics over all."""
    counts = histogram(connection, THROUGHPUT, IS_TIMED, EDGES, where)
    return counts, total(connection, _SPEEDS, where)


def throughput(counts: list[int], values: Mapping[str, Value], found: list[Measured]) -> Throughput:
    """The histogram, and the statistics over all and by name."""
    highs = (*EDGES[1:], None)
    return Throughput(
        bins=tuple(
            ThroughputBin(low=low, high=high, n=n)
            for low, high, n in zip(EDGES, highs, counts, strict=True)
        ),
        n=whole(values["throughput_n"]),
        p10=values["throughput_p10"],
        p50=values["throughput_p50"],
        p90=values["throughput_p90"],
        rows=tuple(
            ThroughputRow(
                name=row.group[0],
                n=whole(row.values["throughput_n"]),
                mean=row.values["throughput"],
                p10=row.values["throughput_p10"],
                p50=row.values["throughput_p50"],
                p90=row.values["throughput_p90"],
            )
            for row in found
            if row.values["throughput_n"]
        ),
    )


def series(
    connection: DuckDBPyConnection,
    where: Filter,
    by: By,
    names: list[str],
    kinds: tuple[Kind, ...],
    buckets: Days,
) -> tuple[LatencySeries, ...]:
    """Medians by bucket."""
    found: dict[str, dict[str, Mapping[str, Value]]] = {name: {} for name in names}
    for row in measure(connection, _named(kinds, _MEDIAN), where, ("day", by), buckets):
        if row.group[1] in found:
            found[row.group[1]][row.group[0]] = row.values
    dates = [day.isoformat() for day in buckets.days]
    used = models_used(connection, where, buckets) if by == "agent" else {}
    return tuple(
        LatencySeries(name=name, kind=kind, points=_points(dates, kind, values, used.get(name, {})))
        for name, values in found.items()
        for kind in kinds
        if any(own[f"{kind}_n"] for own in values.values())
    )


def _points(
    dates: list[str], kind: Kind, values: dict[str, Mapping[str, Value]], used: dict[str, str]
) -> tuple[LatencyPoint, ...]:
    points, before = [], None
    for date in dates:
        own, model = values.get(date), used.get(date)
        p50 = own[f"{kind}_p50"] if own else None
        p90 = own[f"{kind}_p90"] if own else None
        if own is not None and p50 is not None and p90 is not None:
            points.append(
                LatencyPoint(
                    date=date,
                    n=whole(own[f"{kind}_n"]),
                    p50_ms=p50,
                    p90_ms=p90,
                    model=model,
                    changed_from=before if model and before != model else None,
                )
            )
            before = model or before
    return tuple(points)


def models_used(
    connection: DuckDBPyConnection, where: Filter, buckets: Days
) -> dict[str, dict[str, str]]:
    """The most used model of each agent in each bucket."""
    found = measure(connection, ("requests",), where, ("agent", "day", "model"), buckets)
    found.sort(key=lambda row: (whole(row.values["requests"]), row.group[2]))
    used: dict[str, dict[str, str]] = {}
    for row in found:
        agent, date, model = row.group
        used.setdefault(agent, {})[date] = model  # the last one is the most used
    return used
