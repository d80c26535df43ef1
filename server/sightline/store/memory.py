"""The database in memory, which each process has of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import _duckdb as duckdb

from sightline.store import schema

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection


def connect(cache: Path, scratch: Path) -> DuckDBPyConnection:
    """An in-memory database that reaches nothing but the cache folder and our scratch folder."""
    connection = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "temp_directory": "",
            "memory_limit": "1GB",
            "threads": "2",
            "preserve_insertion_order": "false",
        },
    )
    folders = ", ".join(f"'{schema.quoted(folder)}'" for folder in (cache, scratch))
    connection.execute(f"SET allowed_directories=[{folders}]")
    connection.execute("SET enable_external_access=false")
    connection.execute("SET lock_configuration=true")
    return connection
