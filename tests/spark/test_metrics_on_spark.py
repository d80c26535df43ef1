"""X11: the SQL of metrics runs unchanged on Spark over the Parquet export, with equal answers.

Needs the dependency group `spark` and Java: `poe spark`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from conftest import Home
from sightline import sample
from sightline.metrics import METRICS
from sightline.reports.report import Context
from sightline.reports.star import export_star
from sightline.store import Index
from sightline.store.query import Dimension, Filter, measure, portable

sql = pytest.importorskip("pyspark.sql")
pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java"),
    pytest.mark.filterwarnings("default"),  # Spark's own
]
TABLES = sorted({metric.of for metric in METRICS if metric.of is not None})
EVERY: tuple[tuple[Dimension, ...], ...] = ((), ("engine",), ("session",))
OWN: tuple[tuple[Dimension, ...], ...] = (("model",), ("agent",))
CASES = [
    (table, by)
    for table in TABLES
    for by in (*EVERY, *(OWN if table in ("request", "tool_call", "share") else ()))
]
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """The bundled sample: sub-agents, failed calls, edits, two months."""
    folder = tmp_path_factory.mktemp("spark")
    shutil.copytree(Path(sample.__file__).parent / "claude", folder / "home" / ".claude")
    home = Home(folder / "home", folder / "cache")
    yield home
    for index in home.opened:
        index.close()


@pytest.fixture(scope="module")
def index(home: Home) -> Index:
    index = home.index()
    index.refresh()
    return index


@pytest.fixture(scope="module")
def spark(index: Index, home: Home) -> Iterator[Any]:
    """A local Spark with the exported tables."""
    builder = sql.SparkSession.builder.master("local[2]").appName("sightline")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.config("spark.sql.warehouse.dir", str(home.cache)).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    star = home.path.parent / "star"
    for name in export_star(Context(index, index.settings), star):
        session.read.parquet(str(star / name)).createOrReplaceTempView(name)
    yield session
    session.stop()


def on_spark(spark: Any, table: str, names: list[str], by: tuple[Dimension, ...]) -> Any:
    asked = portable(table, names, by)
    rows = [tuple(row) for row in spark.sql(asked.sql).collect()]
    columns = [column[0] for column in asked.names]
    return {row[: len(by)]: dict(zip(columns, row[len(by) :], strict=True)) for row in rows}


@pytest.mark.parametrize(("table", "by"), CASES, ids=str)
def test_every_counted_metric_is_equal_on_spark(
    spark: Any, index: Index, table: str, by: tuple[Dimension, ...]
) -> None:
    names = [metric.name for metric in METRICS if metric.of == table]
    answers = on_spark(spark, table, names, by)
    with index.reading() as connection:
        known = {row.group: row.values for row in measure(connection, names, Filter(), by)}
    assert settled(answers, names) == settled(known, names)


def settled(groups: dict[Any, dict[str, Any]], names: list[str]) -> dict[Any, dict[str, Any]]:
    """Counts and sums as they are; means and percentiles to twelve digits."""
    return {
        group: {
            name: float(f"{value:.12g}") if isinstance(value := row[name], float) else value
            for name in names
        }
        for group, row in groups.items()
    }
