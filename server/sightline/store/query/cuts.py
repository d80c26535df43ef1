"""Several tables of the same rows, such as a session's turns, models and tools, in one pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sightline.store.query.dimensions import OF_WORK
from sightline.store.query.measures import Measured, ask, by_table, completed
from sightline.store.query.statement import answered, statement_of_cuts, with_needs
from sightline.store.usage import ADDING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from sightline.metrics.base import Metric
    from sightline.store.query.filters import Dimension, Filter, Value

    Cut = tuple[tuple[str, ...], tuple[Dimension, ...]]
    Told = tuple[int, tuple[Any, ...], dict[str, Value]]


def measure_cuts(
    connection: DuckDBPyConnection, where: Filter, cuts: Sequence[Cut]
) -> list[list[Measured]]:
    """What `measure` answers to each cut, of names of metrics and of dimensions to have them by.

    A table is asked once for all of them.
    """
    wanted = [with_needs(names) for names, _ in cuts]
    found: list[dict[tuple[Any, ...], dict[str, Value]]]
    found = [{} if by else {(): {}} for _, by in cuts]
    asked: dict[str, dict[int, list[Metric]]] = {}
    for place, (_, by) in enumerate(cuts):
        for table, metrics in by_table(wanted[place], where, by).items():
            asked.setdefault(table, {})[place] = metrics
    for table, of in asked.items():
        apart = len(of) == 1 or table in OF_WORK
        tell = _one_by_one if apart else _added_up if _can_be_added(of) else _together
        for place, group, values in tell(connection, table, where, cuts, of):
            found[place].setdefault(group, {}).update(values)
    return [
        completed(connection, wanted[place], found[place], where, by)
        for place, (_, by) in enumerate(cuts)
    ]


def _one_by_one(
    connection: DuckDBPyConnection,
    table: str,
    where: Filter,
    cuts: Sequence[Cut],
    of: dict[int, list[Metric]],
) -> Iterator[Told]:
    for place, metrics in of.items():
        by = cuts[place][1]
        for group, values in ask(connection, table, metrics, where, by, None, None):
            yield place, group, values


def _can_be_added(of: Mapping[int, Sequence[Metric]]) -> bool:
    return all(metric.name in ADDING for metrics in of.values() for metric in metrics)


def _added_up(
    connection: DuckDBPyConnection,
    table: str,
    where: Filter,
    cuts: Sequence[Cut],
    of: dict[int, list[Metric]],
) -> Iterator[Told]:
    """Grouped by all dimensions at once, which is quicker than by sets of them."""
    every = {metric.name: metric for metrics in of.values() for metric in metrics}
    dimensions = tuple(dict.fromkeys(name for place in of for name in cuts[place][1]))
    sums: dict[tuple[int, tuple[Any, ...]], dict[str, Value]] = {}
    for parts, values in ask(connection, table, [*every.values()], where, dimensions, None, None):
        told = dict(zip(dimensions, parts, strict=True))
        for place in of:
            group = tuple(told[name] for name in cuts[place][1])
            _add(sums.setdefault((place, group), {}), values)
    for (place, group), values in sums.items():
        yield place, group, values


def _add(sums: dict[str, Value], values: dict[str, Value]) -> None:
    for name, value in values.items():
        before = sums.get(name)
        if before is None:
            sums[name] = value
        elif value is not None:
            sums[name] = ADDING[name](before, value)


def _together(
    connection: DuckDBPyConnection,
    table: str,
    where: Filter,
    cuts: Sequence[Cut],
    of: dict[int, list[Metric]],
) -> Iterator[Told]:
    every = {metric.name: metric for metrics in of.values() for metric in metrics}
    own = {place: cuts[place][1] for place in of}
    dimensions = tuple(dict.fromkeys(name for by in own.values() for name in by))
    places = {_missing(dimensions, by): place for place, by in own.items()}
    statement = statement_of_cuts(table, [*every.values()], where, dimensions, [*own.values()])
    for missing, *row in connection.execute(statement.sql, statement.values).fetchall():
        place = places[missing]
        told = dict(zip(dimensions, row, strict=False))
        group = tuple(told[name] for name in own[place])
        yield place, group, answered(statement.names, row[len(dimensions) :])


def _missing(dimensions: Sequence[Dimension], by: Sequence[Dimension]) -> int:
    """Which dimensions a cut does not have: a bit each, the last the lowest."""
    return int("".join("0" if name in by else "1" for name in dimensions), 2)
