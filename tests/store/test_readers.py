"""Two readers see the same rows, whatever is made visible beside them."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from sightline.store import memory, schema
from sightline.store.readers import Readers

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PROBLEMS = "SELECT count(*) FROM problem"


@pytest.fixture
def connection(tmp_path: Path) -> DuckDBPyConnection:
    connection = memory.connect(tmp_path, tmp_path)
    schema.create(connection)
    return connection


def count(reader: DuckDBPyConnection) -> int:
    row = reader.execute(PROBLEMS).fetchone()
    assert row is not None
    return int(row[0])


def add_one(connection: DuckDBPyConnection) -> None:
    connection.execute(
        "INSERT INTO problem (source, line, kind, reason, n) VALUES (1, 1, 'a', 'b', 1)"
    )


def test_both_see_the_same_rows_and_not_what_comes_after(connection: DuckDBPyConnection) -> None:
    readers = Readers(connection)
    add_one(connection)
    with readers.two() as (first, beside):
        add_one(connection)
        assert (count(first), beside.ask(count).result()) == (1, 1)
    with readers.two() as (first, beside):
        assert (beside.ask(count).result(), count(first)) == (2, 2)


def test_nobody_begins_to_read_in_two_while_rows_are_made_visible(
    connection: DuckDBPyConnection,
) -> None:
    readers = Readers(connection)
    seen: list[int] = []

    def read() -> None:
        with readers.two() as (first, _):
            seen.append(count(first))

    with readers.changing():
        thread = threading.Thread(target=read)
        thread.start()
        thread.join(0.1)
        assert seen == []
        add_one(connection)
    thread.join()
    assert seen == [1]


def test_what_goes_wrong_beside_is_told_where_it_is_asked(connection: DuckDBPyConnection) -> None:
    with Readers(connection).two() as (first, beside):
        told = beside.ask(lambda other: other.execute("SELECT nothing").fetchall())
        assert count(first) == 0
        with pytest.raises(duckdb.BinderException, match="nothing"):
            told.result()


def test_the_questions_of_both_are_counted(connection: DuckDBPyConnection) -> None:
    readers = Readers(connection)
    with readers.two() as (first, beside):
        count(first)
        beside.ask(count).result()
    assert readers.queries == 2
