"""Metrics of one table as one statement."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from sightline.metrics import BY_NAME, LABEL_COUNTS
from sightline.store.query.dimensions import (
    EVERY,
    OF,
    OF_SESSION,
    OF_WORK,
    day_places,
    dimension_of,
    joined_days,
    joined_sessions,
)
from sightline.store.query.filters import Conditions, Days, Dimension, Filter, Kept, Value
from sightline.store.query.rows import SCORES, source_of
from sightline.store.usage import OVER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sightline.metrics.base import Metric

ALWAYS_KNOWN = "active"
"""The spans that every event makes; others are of engines that record how long things took."""
_PERCENTILE = re.compile(
    r"percentile_cont\((?P<share>[\d.]+)\) WITHIN GROUP \(ORDER BY (?P<value>.+?)\)"
    r"(?P<filter>(?: FILTER .+)?)"
)


class Statement(Struct, frozen=True):
    """One question to one table: its text, its parameters, and what each column answers."""

    sql: str
    values: list[Any]
    names: list[tuple[str, ...]]
    """Names of the metrics in each column after those of the dimensions."""


def portable(table: str, names: Sequence[str], by: Sequence[Dimension] = ()) -> Statement:
    """Metrics of one table over all of it, in the SQL other engines read, too.

    The statements of this process differ in one thing: percentiles of the same values are asked
    together.
    """
    metrics = [BY_NAME[name] for name in names]
    return statement_of(table, metrics, Filter(), by, None, None, together=False)


def with_needs(names: Sequence[str]) -> list[Metric]:
    """The metrics and all they are made of, what is needed first."""
    ordered: dict[str, Metric] = {}

    def add(name: str) -> None:
        metric = BY_NAME[name]
        for need in metric.needs:
            add(need)
        ordered.setdefault(name, metric)

    for name in names:
        add(name)
    return list(ordered.values())


def statement_of(
    table: str,
    metrics: Sequence[Metric],
    where: Filter,
    by: Sequence[Dimension],
    days: Days | None,
    kept: Kept | None,
    *,
    together: bool,
) -> Statement:
    """Metrics of a table in a filter; `together` asks percentiles of the same values at once."""
    query = Conditions()
    source = source_of(table, where, query, by)
    places = day_places(table, days) if days is not None and "day" in by else None
    told = [places if name == "day" and places else dimension_of(table, name, kept) for name in by]
    columns = [f"{value} AS dimension_{n}" for n, value in enumerate(told)]
    _of_one_kind(metrics, query)
    if table in OF_WORK and not {"model", "agent"}.isdisjoint(by):
        query.add("r.model IS NOT NULL")
    asked = _asked(_expressions(table, metrics, where, by), together=together)
    columns += list(asked)
    if not set(by).isdisjoint(OF_SESSION):
        source += joined_sessions(table)
    if "day" in by and places is None:
        assert days is not None
        source += joined_days(table, days, query)
    if kept is not None and kept.dimension in by:
        query.values.insert(0, list(kept.values))
    group = " GROUP BY " + ", ".join(str(n + 1) for n in range(len(by))) if by else ""
    wanted = " AND ".join(query.where)
    if table == "quality":
        # A session counts once in each group, however much work it did there.
        own = ", ".join([*columns[: len(by)], f"r.session, {SCORES}"])
        source, wanted = f"(SELECT DISTINCT {own} FROM {source} WHERE {wanted}) r", "TRUE"
        columns[: len(by)] = [f"dimension_{n}" for n in range(len(by))]
    sql = f"SELECT {', '.join(columns)} FROM {source} WHERE {wanted}{group}"
    return Statement(sql, query.values, list(asked.values()))


def statement_of_cuts(
    table: str,
    metrics: Sequence[Metric],
    where: Filter,
    dimensions: Sequence[Dimension],
    cuts: Sequence[Sequence[Dimension]],
) -> Statement:
    """Metrics of a table by each of several sets of dimensions.

    Before the dimensions stands which of them a row is not of: a bit each, the last the lowest.
    """
    query = Conditions()
    source = source_of(table, where, query, dimensions)
    if not set(dimensions).isdisjoint(OF_SESSION):
        source += joined_sessions(table)
    _of_one_kind(metrics, query)
    names = {name: f"dimension_{n}" for n, name in enumerate(dimensions)}
    own = ", ".join(
        f"{dimension_of(table, name, None)} AS {alias}" for name, alias in names.items()
    )
    sets = ", ".join(f"({', '.join(names[name] for name in by)})" for by in cuts)
    asked = _asked(_expressions(table, metrics, where, ()), together=True)
    told = ", ".join(names.values())
    sql = (
        f"SELECT GROUPING_ID({told}), {told}, {', '.join(asked)}"
        f" FROM (SELECT r.*, {own} FROM {source} WHERE {' AND '.join(query.where)}) r"
        f" GROUP BY GROUPING SETS ({sets})"
    )
    return Statement(sql, query.values, list(asked.values()))


def _of_one_kind(metrics: Sequence[Metric], query: Conditions) -> None:
    """Of spans only those that are asked for."""
    if len(kinds := {metric.expression for metric in metrics if metric.of == "span"}) == 1:
        query.add(f"r.kind = '{kinds.pop()}'")


def _expressions(
    table: str, metrics: Sequence[Metric], where: Filter, by: Sequence[Dimension]
) -> dict[str, str]:
    """What each metric is, and what decides the labels of sums."""
    expressions = {metric.name: _expression(metric, table, where, by) for metric in metrics}
    if table in ("request", "usage") and any(
        metric.sort in ("cost", "tokens") for metric in metrics
    ):
        expressions |= _counts(table)
    return expressions


def _asked(expressions: dict[str, str], *, together: bool) -> dict[str, tuple[str, ...]]:
    """Columns, and what each answers; `together` sorts once for percentiles of the same values."""
    shares: dict[tuple[str, str], dict[str, str]] = {}
    asked: dict[str, tuple[str, ...]] = {}
    for name, expression in expressions.items():
        if together and (found := _PERCENTILE.fullmatch(expression)):
            shares.setdefault((found["value"], found["filter"]), {})[name] = found["share"]
        else:
            asked[f"{expression} AS {name}"] = (name,)
    for (value, condition), named in shares.items():
        asked[f"quantile_cont({value}, [{', '.join(named.values())}]){condition}"] = tuple(named)
    return asked


def answered(names: Sequence[tuple[str, ...]], row: Sequence[Any]) -> dict[str, Value]:
    """A row's values by the names of their metrics."""
    values: dict[str, Value] = {}
    for own, value in zip(names, row, strict=True):
        if isinstance(value, list):
            values.update(zip(own, value, strict=True))
        else:
            for name in own:
                values[name] = value
    return values


def table_of(metric: Metric, where: Filter, by: Sequence[Dimension]) -> str | None:
    """The table to ask, the shorter one where there are two; None: it is made of others."""
    summed = where.is_long and metric.of == "request" and metric.name in OVER
    return "usage" if summed and set(by) <= {*OF["usage"], *EVERY} else metric.of


def _counts(table: str) -> dict[str, str]:
    """What decides the label of a sum."""
    counts = {"rows": "count(*)", **LABEL_COUNTS}
    return counts if table == "request" else {name: OVER[name] for name in counts}


def _expression(metric: Metric, table: str, where: Filter, by: Sequence[Dimension]) -> str:
    if table == "usage":
        return OVER[metric.name]
    if metric.of != "span":
        return metric.expression
    low = ["started"] + (["day_lo"] if "day" in by else [])
    high = ["ended"] + (["day_hi"] if "day" in by else [])
    if where.since is not None:
        low.append(f"{where.since:d}")
    if where.until is not None:
        high.append(f"{where.until:d}")
    begin = f"greatest({', '.join(low)})" if len(low) > 1 else low[0]
    end = f"least({', '.join(high)})" if len(high) > 1 else high[0]
    length = f"greatest(0, {end} - {begin})"
    # Whole sessions' spans are summed in microseconds and only the sum is cut to milliseconds.
    summed = f"sum({length}) FILTER (WHERE kind = '{metric.expression}')"
    if metric.expression == ALWAYS_KNOWN:
        summed = f"coalesce({summed}, 0)"
    return f"CAST(floor({summed} / 1000) AS BIGINT)"
