"""Sums kept by quarters of an hour: they say what the requests themselves say."""

from __future__ import annotations

import zoneinfo
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from sightline.metrics import METRICS
from sightline.records import Request
from sightline.store import Index, calendar
from sightline.store.query import Dimension, Filter, Measured, measure
from sightline.store.usage import OVER, QUARTER_US, SUMS

SUMMED = [metric.name for metric in METRICS if metric.of == "request" and metric.name in OVER]
BY: tuple[tuple[Dimension, ...], ...] = (
    (), ("model", "engine"), ("session",), ("project",), ("agent",), ("provider",), ("hour",),
)  # fmt: skip


def told(index: Index, where: Filter, by: tuple[Dimension, ...]) -> dict[object, Measured]:
    with index.reading() as connection:
        return {row.group: row for row in measure(connection, SUMMED, where, by)}


@pytest.mark.parametrize("by", BY)
def test_kept_sums_are_those_of_the_requests(
    every_engine: Index, by: tuple[Dimension, ...]
) -> None:
    with every_engine.reading() as connection:
        found = connection.execute("SELECT id FROM session").fetchall()
    one_by_one = Filter(sessions=tuple(id_ for (id_,) in found))
    assert Filter().is_long
    assert not one_by_one.is_long
    whole = told(every_engine, Filter(), by)
    assert whole == told(every_engine, one_by_one, by)
    assert sum(row.values["requests"] or 0 for row in whole.values()) > 0


def test_a_moment_within_a_quarter_is_asked_of_the_requests() -> None:
    noon = 12 * 4 * QUARTER_US
    assert Filter(until=noon).is_long
    assert not Filter(until=noon + 1).is_long
    assert not replace(Filter(), since=noon).is_long


def test_a_quarter_begins_at_or_before_its_requests(every_engine: Index) -> None:
    with every_engine.reading() as connection:
        instants = connection.execute("SELECT DISTINCT ts FROM usage").fetchall()
        requests = connection.execute("SELECT DISTINCT ts FROM request WHERE native").fetchall()
    quarters = {None if ts is None else ts // QUARTER_US * QUARTER_US for (ts,) in requests}
    assert {ts for (ts,) in instants} == quarters


def test_rows_are_fewer_than_requests_and_sum_up_to_them(every_engine: Index) -> None:
    with every_engine.reading() as connection:
        ((kept, rows),) = connection.execute("SELECT count(*), sum(rows) FROM usage").fetchall()
        ((native,),) = connection.execute("SELECT count(*) FROM request WHERE native").fetchall()
    assert kept < native
    assert rows == native


def test_every_day_of_every_zone_begins_at_a_quarter() -> None:
    days = [date(year, month, 1) for year in range(2015, 2040) for month in range(1, 13)]
    zones = [ZoneInfo(name) for name in zoneinfo.available_timezones()]
    starts = {start for zone in zones for start in calendar.starts(days, zone)}
    assert len(starts) > len(days)
    assert {start % QUARTER_US for start in starts} == {0}


def test_no_column_is_a_requests_own_unless_it_means_the_same() -> None:
    own = set(Request.__struct_fields__) & set(SUMS)
    assert all(SUMS[name] in {f"sum({name})", f"max({name})"} for name in own - {"rows"})
