"""The database in memory, which each process has of its own."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import _duckdb as duckdb

from sightline.store import schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

_LIMIT = "1GB"


def connect(cache: Path, scratch: Path) -> DuckDBPyConnection:
    """An in-memory database that reaches nothing but the cache folder and our scratch folder.

    Its tables lie in `rows`, where `compact` can compress them.
    """
    connection = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "temp_directory": "",
            "memory_limit": _LIMIT,
            "threads": "2",
            "preserve_insertion_order": "false",
            # Compressed when told to and not in the midst of reading.
            "checkpoint_threshold": "1TB",
            # Rows of a file that are compressed together wait for no others.
            "write_buffer_row_group_count": "1",
            # What is freed goes back to the system: much at once, the rest within seconds.
            "allocator_flush_threshold": "16MB",
            "allocator_bulk_deallocation_flush_threshold": "16MB",
            "allocator_background_threads": "true",
        },
    )
    connection.execute("ATTACH ':memory:' AS rows (COMPRESS)")
    connection.execute("USE rows")
    folders = ", ".join(f"'{schema.quoted(folder)}'" for folder in (cache, scratch))
    connection.execute(f"SET allowed_directories=[{folders}]")
    connection.execute("SET enable_external_access=false")
    connection.execute("SET allowed_configs=['memory_limit', 'preserve_insertion_order']")
    connection.execute("SET lock_configuration=true")
    return connection


@contextlib.contextmanager
def in_order(connection: DuckDBPyConnection) -> Iterator[None]:
    """While rows are copied in the order they lie in.

    Else what the threads have read is joined by copying it, where a table has grown by a few rows.
    """
    connection.execute("SET preserve_insertion_order=true")
    try:
        yield
    finally:
        connection.execute("SET preserve_insertion_order=false")


def give_back(connection: DuckDBPyConnection) -> None:
    """Return to the system what was freed, which else takes seconds: after much work."""
    # Whatever is set, the allocator is emptied then.
    connection.execute(f"SET memory_limit='{_LIMIT}'")


class Thrift:
    """Whether what a large step freed is given back before the next: in a process that stays."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self._connection = connection
        self.is_on = False

    def relax(self) -> None:
        """A large step is over."""
        if self.is_on:
            give_back(self._connection)


def compact(connection: DuckDBPyConnection) -> None:
    """Compress the tables, which then take a quarter of the room, unless somebody reads them."""
    give_back(connection)
    with contextlib.suppress(duckdb.TransactionException):
        connection.execute("CHECKPOINT rows")
    give_back(connection)
