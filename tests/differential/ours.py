"""Sightline's side: its index over a history, by day and model, and by file where it must be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from differential.homes import VARIABLES
from differential.tally import NOTHING, Cell, Cells, Tokens, Usage
from sightline.adapters.base import Environment
from sightline.settings import Settings
from sightline.store import Index
from sightline.store.calendar import days_between, moment, starts
from sightline.store.query import FAST, Days, Filter, measure

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from differential.homes import History

NAMES = ("input_tokens", "cache_write_tokens", "cache_read_tokens", "output_tokens")


@dataclass(frozen=True)
class Money:
    """What a cell costs by Sightline, in nano-USD, and why another may say otherwise."""

    nano: int = 0
    is_lower_bound: bool = False
    is_regional: bool = False
    is_unpriced: bool = False

    def plus(self, other: Money) -> Money:
        """Both together."""
        return Money(
            self.nano + other.nano,
            self.is_lower_bound or other.is_lower_bound,
            self.is_regional or other.is_regional,
            self.is_unpriced or other.is_unpriced,
        )


@dataclass(frozen=True)
class Sums:
    """What Sightline answers, and the rows behind it."""

    cells: Cells
    costs: dict[Cell, Money]
    usages: list[Usage]


def sums(history: History, scratch: Path) -> Sums:
    """What Sightline counts in a history, with a cache of its own."""
    home = scratch / "nobody"
    home.mkdir(parents=True, exist_ok=True)
    variables = {VARIABLES[history.engine]: str(history.folder)}
    settings, environment = Settings(time_zone="UTC"), Environment(home, variables)
    index = Index.open(settings, environment, scratch / "cache")
    try:
        index.refresh()
        with index.reading() as connection:
            return _sums(connection, history.engine)
    finally:
        index.close()


def _sums(connection: DuckDBPyConnection, engine: str) -> Sums:
    cells: Cells = {}
    costs: dict[Cell, Money] = {}
    ends = "SELECT coalesce(min(ts), 0), coalesce(max(ts), 0) FROM request"
    first, last = connection.execute(ends).fetchall()[0]
    days = days_between(moment(first).date(), moment(last).date())
    spans = Days(tuple(days), tuple(starts(days, ZoneInfo("UTC"))))
    where = Filter(engines=(engine,))
    for row in measure(connection, NAMES, where, ("day", "model"), spans):
        cell = Cell(row.group[0], row.group[1].replace(FAST, "-fast"))
        tokens = Tokens(*(int(row.values[name] or 0) for name in NAMES))
        if tokens != NOTHING:
            cells[cell] = tokens
    usages = []
    for path, day, model, input_, written, read, output, *money in _rows(connection, engine):
        cell = Cell(day, model)
        usages.append(Usage(cell, Tokens(input_, written, read, output), path))
        costs[cell] = costs.get(cell, Money()).plus(Money(*money))
    return Sums(cells, costs, usages)


def _rows(connection: DuckDBPyConnection, engine: str) -> list[tuple[Any, ...]]:
    return connection.execute(
        "SELECT s.path, coalesce(strftime(make_timestamp(r.ts), '%Y-%m-%d'), 'undated'),"
        " coalesce(r.model, 'unknown') || CASE WHEN r.speed = 'fast' THEN '-fast' ELSE '' END,"
        " coalesce(r.input_tokens, 0),"
        " coalesce(r.cache_write_5m_tokens, 0) + coalesce(r.cache_write_1h_tokens, 0),"
        " coalesce(r.cache_read_tokens, 0), coalesce(r.output_tokens, 0),"
        " coalesce(r.cost_nano, 0), r.partial, r.region IS NOT NULL, r.cost_nano IS NULL"
        " FROM request r JOIN source s ON s.id = r.source WHERE r.native AND s.engine = ?",
        [engine],
    ).fetchall()
