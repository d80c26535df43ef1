"""Rows that lie in NDJSON files: gathered by table, since each file and each loading has its price.

Fifty files of 3 MB take twice as long to load as one of 150 MB.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from sightline.store import schema

if TYPE_CHECKING:
    from collections.abc import Collection

    from duckdb import DuckDBPyConnection

    from sightline.reading import Batch
    from sightline.store.memory import Thrift

LOADED_BYTES = 96_000_000
"""So many bytes of a table's rows are loaded at once: what all tables have on disk is a few times
as much, whatever the history."""
_BUFFER_BYTES = 1 << 20


class Gathered:
    """Files of rows that are not loaded yet, one a table."""

    def __init__(self, connection: DuckDBPyConnection, thrift: Thrift) -> None:
        self._connection = connection
        self._thrift = thrift
        self._files: dict[str, Path] = {}
        self._sources: set[int] = set()
        """Whose rows they are."""
        self._longest = 0

    def add(self, batch: Batch) -> None:
        """Take in a batch's files, and load what has become much."""
        if batch.files:
            self._sources.update(outcome.file.id for outcome in batch.outcomes)
        self._longest = max(self._longest, batch.longest)
        for table, path in batch.files.items():
            self._join(table, Path(path))
            if self._files[table].stat().st_size >= LOADED_BYTES:
                self._load(table)

    def _join(self, table: str, path: Path) -> None:
        whole = self._files.setdefault(table, path)
        if whole == path:
            return
        before = whole.stat().st_size
        try:
            with path.open("rb") as rows, whole.open("ab") as all_rows:
                shutil.copyfileobj(rows, all_rows, _BUFFER_BYTES)
            path.unlink()
        except OSError:  # the disk is full
            with whole.open("rb+") as all_rows:
                all_rows.truncate(before)
            self._load(table)
            self._files[table] = path

    def load_if_of(self, sources: Collection[int]) -> None:
        """Load all, if rows of one of these sources are among them."""
        if not self._sources.isdisjoint(sources):
            self.load()

    def load(self) -> None:
        """Put all rows into the tables."""
        for table in list(self._files):
            self._load(table)
        self._sources.clear()

    def _load(self, table: str) -> None:
        schema.load(self._connection, table, self._files[table], self._longest)
        self._files.pop(table).unlink()
        self._thrift.relax()

    def discard(self) -> None:
        """Forget the rows."""
        for path in self._files.values():
            path.unlink(missing_ok=True)
        self._files.clear()
        self._sources.clear()
