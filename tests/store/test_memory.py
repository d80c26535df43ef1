"""What the process's own database takes, and what may be set of it."""

from __future__ import annotations

import sys
from pathlib import Path

import _duckdb as duckdb
import pytest

from sightline.store import memory


@pytest.fixture
def connection(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    return memory.connect(tmp_path, tmp_path)


def resident() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


@pytest.mark.skipif(sys.platform != "linux", reason="there it is asked otherwise")
def test_what_was_freed_is_given_back_at_once(connection: duckdb.DuckDBPyConnection) -> None:
    rows = "SELECT range AS n, 'x' || range AS key FROM range(900000)"
    connection.execute(f"CREATE TABLE row AS {rows}")
    memory.give_back(connection)
    before = resident()
    connection.execute("SELECT n % 1000, string_agg(key) FROM row GROUP BY ALL").fetchall()
    assert resident() > before + 30_000_000
    memory.give_back(connection)
    assert resident() < before + 15_000_000


def test_nothing_else_can_be_set(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(duckdb.InvalidInputException, match="locked"):
        connection.execute("SET threads = 1")
    with pytest.raises(duckdb.PermissionException):
        connection.execute("SELECT * FROM read_text('/etc/hostname')")
