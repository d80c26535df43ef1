"""Several tables of the same rows, such as a session's turns, models and tools, in one pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sightline.store.query.dimensions import OF_WORK
from sightline.store.query.measures import Measured, ask, by_table, completed
from sightline.store.query.statement import answered, statement_of_cuts, with_needs
from sightline.store.usage import ADDING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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
        question = _Question(table, where, of, {place: cuts[place][1] for place in of})
        apart = len(of) == 1 or table in OF_WORK
        tell = _one_by_one if apart else _added_up if question.can_be_added else _together
        for place, group, values in tell(connection, question):
            found[place].setdefault(group, {}).update(values)
    return [
        completed(connection, wanted[place], found[place], where, by)
        for place, (_, by) in enumerate(cuts)
    ]


class _Question(NamedTuple):
    """What one table is asked: metrics and dimensions by the place of the cut they are for."""

    table: str
    where: Filter
    metrics: dict[int, list[Metric]]
    by: dict[int, tuple[Dimension, ...]]

    @property
    def every(self) -> list[Metric]:
        """The metrics of all cuts, each once."""
        return [*{one.name: one for own in self.metrics.values() for one in own}.values()]

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """Those of all cuts, each once."""
        return tuple(dict.fromkeys(name for own in self.by.values() for name in own))

    @property
    def can_be_added(self) -> bool:
        """Whether values over parts of the rows make those over all."""
        return all(metric.name in ADDING for metric in self.every)


def _one_by_one(connection: DuckDBPyConnection, asked: _Question) -> Iterator[Told]:
    for place, metrics in asked.metrics.items():
        by = asked.by[place]
        for group, values in ask(connection, asked.table, metrics, asked.where, by, None, None):
            yield place, group, values


def _added_up(connection: DuckDBPyConnection, asked: _Question) -> Iterator[Told]:
    """Grouped by all dimensions at once, which is quicker than by sets of them."""
    dimensions = asked.dimensions
    sums: dict[tuple[int, tuple[Any, ...]], dict[str, Value]] = {}
    for parts, values in ask(
        connection, asked.table, asked.every, asked.where, dimensions, None, None
    ):
        told = dict(zip(dimensions, parts, strict=True))
        for place, by in asked.by.items():
            group = tuple(told[name] for name in by)
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


def _together(connection: DuckDBPyConnection, asked: _Question) -> Iterator[Told]:
    dimensions = asked.dimensions
    places = {_missing(dimensions, by): place for place, by in asked.by.items()}
    statement = statement_of_cuts(
        asked.table, asked.every, asked.where, dimensions, [*asked.by.values()]
    )
    for missing, *row in connection.execute(statement.sql, statement.values).fetchall():
        place = places[missing]
        told = dict(zip(dimensions, row, strict=False))
        group = tuple(told[name] for name in asked.by[place])
        yield place, group, answered(statement.names, row[len(dimensions) :])


def _missing(dimensions: Sequence[Dimension], by: Sequence[Dimension]) -> int:
    """Which dimensions a cut does not have: a bit each, the last the lowest."""
    return int("".join("0" if name in by else "1" for name in dimensions), 2)
