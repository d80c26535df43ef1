"""The Parquet export: all tables, by month, in columns the metrics' SQL reads unchanged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from duckdb import DuckDBPyConnection

from builders import prompt, reply
from conftest import NOW, Home
from sightline.metrics import METRICS
from sightline.records import TABLES
from sightline.reports.report import Context
from sightline.reports.star import FolderInUseError, export_star
from sightline.store import Index
from sightline.store.query import Filter, portable, total

TABLES_ASKED = sorted({metric.of for metric in METRICS if metric.of is not None})


@pytest.fixture
def index(home: Home) -> Index:
    """One session at the end of February, one in March."""
    home.claude("11111111-1111-4111-8111-111111111111", prompt("u1", 0), reply("a", 5))
    late = {"timestamp": "2026-02-28T23:59:59.000Z"}
    home.claude(
        "22222222-2222-4222-8222-222222222222", prompt("u2", 0) | late, reply("b", 0) | late
    )
    index = home.index()
    index.refresh()
    return index


def exported(index: Index, folder: Path) -> dict[str, int]:
    return export_star(Context(index, index.settings, lambda: NOW), folder)


@pytest.fixture
def parquet(index: Index, tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    """The exported tables as another process reads them."""
    rows = exported(index, tmp_path / "star")
    connection = duckdb.connect()
    for name in rows:
        files = f"{tmp_path}/star/{name}/**/*.parquet"
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{files}')")
    yield connection
    connection.close()


def test_every_table_of_records_is_exported(index: Index, tmp_path: Path) -> None:
    rows = exported(index, tmp_path / "star")
    assert {*TABLES, "source", "span", "share"} <= set(rows)
    assert (rows["session"], rows["request"], rows["turn"]) == (2, 2, 2)
    assert json.loads((tmp_path / "star/_sightline.json").read_text())["tables"] == rows


def test_rows_lie_in_the_utc_month_of_their_instant(index: Index, tmp_path: Path) -> None:
    exported(index, tmp_path / "star")
    found = sorted(path.name for path in (tmp_path / "star/request").iterdir())
    assert found == ["month=2026-02", "month=2026-03"]
    assert [path.name for path in (tmp_path / "star/finding").iterdir()] == ["month=undated"]


def test_instants_are_microseconds_and_money_nano_usd(parquet: DuckDBPyConnection) -> None:
    (ts, cost), *_ = parquet.execute("SELECT ts, cost_nano FROM request ORDER BY ts").fetchall()
    assert ts == 1_772_323_199_000_000  # 2026-02-28T23:59:59Z
    # opus-4-7: 100 in at $5, 1,000 read at $0.50, 50 written at $6.25, 10 out at $25, per million
    assert cost == 100 * 5000 + 1000 * 500 + 50 * 6250 + 10 * 25_000


@pytest.mark.parametrize("table", TABLES_ASKED)
def test_the_portable_sql_of_metrics_answers_the_same_over_it(
    index: Index, parquet: DuckDBPyConnection, table: str
) -> None:
    names = [metric.name for metric in METRICS if metric.of == table]
    asked = portable(table, names)
    answers = parquet.execute(asked.sql, asked.values).fetchall()[0]
    with index.reading() as connection:
        known = total(connection, names, Filter())
    found = {column[0]: value for column, value in zip(asked.names, answers, strict=True)}
    assert {name: found[name] for name in names} == {name: known[name] for name in names}


@pytest.mark.parametrize("table", TABLES_ASKED)
def test_the_portable_sql_keeps_to_what_other_engines_read(table: str) -> None:
    sql = portable(table, [metric.name for metric in METRICS if metric.of == table]).sql
    assert not [word for word in ("//", "quantile_cont", "arg_m", "?", "::") if word in sql]


def test_an_earlier_export_is_replaced_and_anything_else_left_alone(
    index: Index, tmp_path: Path
) -> None:
    exported(index, tmp_path / "star")
    (tmp_path / "star/request/old").mkdir()
    exported(index, tmp_path / "star")
    assert not (tmp_path / "star/request/old").exists()
    with pytest.raises(FolderInUseError):
        exported(index, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cache", "home", "star"]
