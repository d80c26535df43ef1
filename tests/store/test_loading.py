"""Rows that workers leave in files are all loaded, once, be the disk full or not."""

from __future__ import annotations

import sys
from pathlib import Path

import _duckdb as duckdb
import pytest

from sightline.reading import Batch, Outcome, write_rows
from sightline.records import Problem, Rows, SourceFile
from sightline.store import schema
from sightline.store.loading import Gathered
from sightline.store.memory import Thrift

LINE = '{"source":1,"reason":"odd","line":%d}\n'


def batch(folder: Path, number: int) -> Batch:
    path = folder / f"{number}.ndjson"
    path.write_text(LINE % number)
    return Batch(files={"problem": str(path)}, longest=len(LINE))


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
    gathered = Gathered(connection, Thrift(connection))
    for number in range(3):
        gathered.add(batch(tmp_path, number))
    assert lines(connection) == []
    gathered.load()
    assert sorted(lines(connection)) == [0, 1, 2]
    assert list(tmp_path.iterdir()) == []


def test_a_batch_says_what_no_row_of_it_is_longer_than(tmp_path: Path) -> None:
    file = SourceFile(
        id=1, engine="codex", root="", path="", size=0, mtime_ns=0, inode=0, version=0
    )
    rows = [Problem(source=1, reason="o" * length) for length in (9, 999, 99)]
    written = Batch([Outcome(file, restarted=True, rows=Rows(problem=rows))])
    write_rows(written, tmp_path, "0")
    texts = [path.read_bytes().splitlines() for path in tmp_path.iterdir()]
    longest = max(len(line) for text in texts for line in text)
    assert 999 < longest <= written.longest


def test_a_row_longer_than_usual_buffers_is_loaded(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    line = LINE.replace("odd", "o" * 3 * schema.BUFFER_BYTES) % 7
    path = tmp_path / "0.ndjson"
    path.write_text(line)
    gathered = Gathered(connection, Thrift(connection))
    gathered.add(Batch(files={"problem": str(path)}, longest=len(line)))
    gathered.load()
    assert lines(connection) == [7]


@pytest.mark.skipif(sys.platform == "win32", reason="there no limit can be set on files")
def test_where_the_disk_is_full_rows_are_loaded_sooner(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    import resource

    gathered = Gathered(connection, Thrift(connection))
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
