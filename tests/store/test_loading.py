"""Rows that workers leave in files are all loaded, once, be the disk full or not."""

from __future__ import annotations

import sys
from pathlib import Path

import _duckdb as duckdb
import pytest

from sightline.reading import Batch
from sightline.store import schema
from sightline.store.loading import Gathered

LINE = '{"source":1,"reason":"odd","line":%d}\n'


def batch(folder: Path, number: int) -> Batch:
    path = folder / f"{number}.ndjson"
    path.write_text(LINE % number)
    return Batch(files={"problem": str(path)})


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:")
    schema.create_table(connection, "problem")
    return connection


def lines(connection: duckdb.DuckDBPyConnection) -> list[int]:
    return [line for (line,) in connection.execute("SELECT line FROM problem").fetchall()]


def test_what_several_batches_left_is_loaded_together(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    gathered = Gathered(connection)
    for number in range(3):
        gathered.add(batch(tmp_path, number))
    assert lines(connection) == []
    gathered.load()
    assert sorted(lines(connection)) == [0, 1, 2]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="there no limit can be set on files")
def test_where_the_disk_is_full_rows_are_loaded_sooner(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    import resource

    gathered = Gathered(connection)
    batches = [batch(tmp_path, 0), batch(tmp_path, 1)]
    gathered.add(batches[0])
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(LINE) + 5, before[1]))
    try:
        gathered.add(batches[1])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert lines(connection) == [0]
    gathered.load()
    assert lines(connection) == [0, 1]
