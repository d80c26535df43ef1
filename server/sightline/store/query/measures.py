"""Metrics by dimensions: each table is asked once, what derives is derived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from sightline.adapters import ADAPTERS
from sightline.adapters.base import CAPABILITIES
from sightline.metrics import BY_NAME, LABEL_COUNTS
from sightline.metrics.base import IF_ANY, UNREAD
from sightline.metrics.code import NO_EDIT
from sightline.metrics.violations import HOURLY_RATE
from sightline.store.query.dimensions import EVERY, OF
from sightline.store.query.filters import UNDATED, Conditions, Days, Dimension, Filter, Kept, Value
from sightline.store.query.rows import in_time, of_session
from sightline.store.query.statement import (
    ALWAYS_KNOWN,
    answered,
    statement_of,
    table_of,
    with_needs,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from sightline.metrics.base import Metric

_ADDITIVE = ("count(", "coalesce(sum(", IF_ANY, f"CASE WHEN {NO_EDIT} THEN 0")
"""How expressions begin that are 0 over no rows."""
_DIFFERENCES = frozenset({"net_lines"})
_CAPABILITIES = {adapter.engine: adapter.capabilities for adapter in ADAPTERS}


class Measured(Struct, frozen=True):
    """The values of one group, by metric name."""

    group: tuple[Any, ...]
    values: dict[str, Value]


def measure(
    connection: DuckDBPyConnection,
    names: Sequence[str],
    where: Filter,
    by: Sequence[Dimension] = (),
    days: Days | None = None,
    kept: Kept | None = None,
) -> list[Measured]:
    """The named metrics, by the named dimensions; each table is asked once."""
    wanted = with_needs(names)
    groups: dict[tuple[Any, ...], dict[str, Value]] = {}
    for table, metrics in by_table(wanted, where, by).items():
        for group, values in ask(connection, table, metrics, where, by, days, kept):
            groups.setdefault(group, {}).update(values)
    if not by:
        groups.setdefault((), {})
    return completed(connection, wanted, groups, where, by)


def by_table(
    metrics: Sequence[Metric], where: Filter, by: Sequence[Dimension]
) -> dict[str, list[Metric]]:
    """The tables to ask, and what of each."""
    tables: dict[str, list[Metric]] = {}
    if where.is_empty:
        return tables
    for metric in metrics:
        table = table_of(metric, where, by)
        if table is not None and set(by) <= {*OF[table], *EVERY}:
            tables.setdefault(table, []).append(metric)
    return tables


def completed(
    connection: DuckDBPyConnection,
    wanted: Sequence[Metric],
    groups: Mapping[tuple[Any, ...], Mapping[str, Value]],
    where: Filter,
    by: Sequence[Dimension],
) -> list[Measured]:
    """What tables have said of each group, and what is made of that."""
    zeros = _empty_values(wanted) | {HOURLY_RATE: where.hourly_rate, UNREAD: where.unread}
    made = [one for one in wanted if one.derive is not None or one.recorded is not None]
    is_of_one = not {"engine", "session"}.isdisjoint(by)
    answers = []
    everywhere: tuple[str, ...] | None = () if where.is_empty else None
    for group, found in groups.items():
        values = {**zeros, **found}
        engines = _engines_of(group, by) if is_of_one else ()
        for metric in made:
            if metric.derive is not None:
                values[metric.name] = metric.derive(values)
            elif metric.recorded is not None and not values[metric.name]:
                if everywhere is None and not engines:
                    everywhere = _engines_in(connection, where)
                if not _is_recorded(metric.recorded, engines or everywhere or ()):
                    values[metric.name] = None
        answers.append(Measured(group, values))
    return answers


def _engines_of(group: tuple[Any, ...], by: Sequence[Dimension]) -> tuple[str, ...]:
    """The engine of a group that is of one."""
    own = dict(zip(by, group, strict=True))
    name = own.get("engine") or str(own.get("session", "")).partition(":")[0]
    return (name,) if name else ()


def _engines_in(connection: DuckDBPyConnection, where: Filter) -> tuple[str, ...]:
    """Engines of all sessions a filter may let through."""
    if where.sessions and where.since is None and where.until is None:
        return tuple({id_.partition(":")[0] for id_ in where.sessions})
    query = Conditions()
    in_time(replace(where, until=None), query, "r.last_ts")
    in_time(replace(where, since=None), query, "r.first_ts")
    of_session(where, query, "r.id")
    sql = f"SELECT DISTINCT r.engine FROM session r WHERE {' AND '.join(query.where)}"
    return tuple(row[0] for row in connection.execute(sql, query.values).fetchall())


def _is_recorded(capability: str, engines: Sequence[str]) -> bool:
    """Whether any of these engines records it; where there is none, nothing is unknown."""
    return not engines or any(capability in _CAPABILITIES.get(name, ()) for name in engines)


def unrecorded(connection: DuckDBPyConnection, where: Filter) -> frozenset[str]:
    """What some engine of a filter's sessions does not record, so that sums of it are too low."""
    engines = _engines_in(connection, where)
    every = frozenset(CAPABILITIES)
    return frozenset().union(*(every - _CAPABILITIES.get(name, every) for name in engines))


def total(connection: DuckDBPyConnection, names: Sequence[str], where: Filter) -> dict[str, Value]:
    """The named metrics over all rows of a filter."""
    return measure(connection, names, where)[0].values


def nothing(names: Sequence[str], hourly_rate: float | None = None) -> dict[str, Value]:
    """The named metrics where there is no row: 0 for counts and sums, None for all else."""
    wanted = with_needs(names)
    values = _empty_values(wanted) | {HOURLY_RATE: hourly_rate, UNREAD: False}
    for metric in wanted:
        if metric.derive is not None:
            values[metric.name] = metric.derive(values)
    return values


def can_split(name: str, dimension: Dimension) -> bool:
    """Whether all that a metric is made of has this dimension."""
    tables = {metric.of for metric in with_needs((name,)) if metric.of is not None}
    return bool(tables) and all(dimension in {*OF[table], *EVERY} for table in tables)


def _empty_values(metrics: Sequence[Metric]) -> dict[str, Value]:
    """What metrics are where there is no row at all: counts and sums 0, all else unknown."""
    values: dict[str, Value] = {}
    for metric in metrics:
        values[metric.name] = 0 if _is_additive(metric) else None
        if metric.of == "request":
            values.update(dict.fromkeys(LABEL_COUNTS, 0))
            values["rows"] = 0
    return values


def is_sum(name: str) -> bool:
    """Whether more rows can only make a metric larger."""
    metric = BY_NAME[name]
    if metric.derive is None:
        return _is_additive(metric)
    return metric.unit == "n" and name not in _DIFFERENCES and all(map(is_sum, metric.needs))


def _is_additive(metric: Metric) -> bool:
    known = metric.expression == ALWAYS_KNOWN and metric.of == "span"
    return known or metric.expression.startswith(_ADDITIVE)


def ask(
    connection: DuckDBPyConnection,
    table: str,
    metrics: Sequence[Metric],
    where: Filter,
    by: Sequence[Dimension],
    days: Days | None,
    kept: Kept | None,
) -> list[tuple[tuple[Any, ...], dict[str, Value]]]:
    """What one table says of each group."""
    statement = statement_of(table, metrics, where, by, days, kept, together=True)
    rows = connection.execute(statement.sql, statement.values).fetchall()
    if days is not None and "day" in by:
        place = by.index("day")
        rows = [(*row[:place], _day_named(row[place], days), *row[place + 1 :]) for row in rows]
    return [(tuple(row[: len(by)]), answered(statement.names, row[len(by) :])) for row in rows]


def _day_named(found: int | str | None, days: Days) -> str:
    """A day by its place or its name."""
    if isinstance(found, str):
        return found
    return UNDATED if found is None else days.days[found].isoformat()
