"""What the process's own database takes, and what may be set of it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import _duckdb as duckdb
import pytest

from builders import prompt, reply
from conftest import totals_of
from sightline.store import Index, memory

if TYPE_CHECKING:
    from conftest import Home


@pytest.fixture
def connection(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    return memory.connect(tmp_path, tmp_path)


def resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


@pytest.mark.skipif(sys.platform != "linux", reason="there it is asked otherwise")
@pytest.mark.parametrize("stays", [True, False])
def test_what_was_freed_is_given_back_at_once_by_a_process_that_stays(
    connection: duckdb.DuckDBPyConnection, stays: bool
) -> None:
    thrift = memory.Thrift(connection)
    thrift.is_on = stays
    rows = "SELECT range AS n, 'x' || range AS key FROM range(900000)"
    connection.execute(f"CREATE TABLE row AS {rows}")
    memory.give_back(connection)
    before = resident()
    connection.execute("SELECT n % 1000, string_agg(key) FROM row GROUP BY ALL").fetchall()
    thrift.relax()
    assert (resident() < before + 15_000_000) == stays


def test_nothing_else_can_be_set(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(duckdb.InvalidInputException, match="locked"):
        connection.execute("SET threads = 1")
    with pytest.raises(duckdb.PermissionException):
        connection.execute("SELECT * FROM read_text('/etc/hostname')")


def compressions(index: Index) -> set[str]:
    """How the columns of the requests lie in memory."""
    with index.reading() as connection:
        found = connection.execute("SELECT compression FROM pragma_storage_info('request')")
        return {compression for (compression,) in found.fetchall()}


def test_a_process_that_stays_compresses_all_it_read_before_it_writes_it(home: Home) -> None:
    home.claude("a", prompt("pa", 0), *[reply(f"m{number}", number) for number in range(50)])
    index = home.index()
    index.wake_soon()
    index.held()  # waits until it is awake
    index.refresh()
    assert "Constant" in compressions(index)
    assert totals_of(index, "requests") == home.totals("requests") == {"requests": 50}


def test_a_process_that_ends_does_not_spend_time_on_it(home: Home) -> None:
    home.claude("a", prompt("pa", 0), *[reply(f"m{number}", number) for number in range(50)])
    index = home.index()
    index.refresh()
    assert compressions(index) == {"Uncompressed"}


def test_rows_are_copied_in_order_only_while_that_is_asked(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    asked = "SELECT current_setting('preserve_insertion_order')"
    with memory.in_order(connection):
        assert connection.execute(asked).fetchall() == [(True,)]
    assert connection.execute(asked).fetchall() == [(False,)]
