"""The one durable file: hydrate, commit, lock, set aside when damaged.

It is attached for moments only, under a file lock, so any number of windows and terminals live
side by side. Everything in it can be had again from the session files.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import stat
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import _duckdb as duckdb
from filelock import FileLock, Timeout
from msgspec import Struct

from sightline.store import debris, memory, packing, schema

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from duckdb import DuckDBPyConnection

LOCK_SECONDS = 2.0
BLOCK_BYTES = 1 << 16
"""Of the file, a quarter of the usual: short columns leave less of their last one empty."""
_DERIVED = {"session": "id", "span": "session", "share": "session", "usage": "session"}
"""Tables of derived rows that are written by session, and which column names it."""
_HALVES = (("request",), tuple(name for name in schema.ALL if name != "request"))
"""Tables that take about as long to write as all others: the largest first."""


class Stamp(Struct, frozen=True):
    """What a cache must match to be used: tables, parsers, prices, idle cap."""

    schema: str
    parsers: str
    prices: str
    idle_cap: str


class CacheFile:
    """The cache file of one folder; `None` answers mean: work from the sources instead."""

    def __init__(self, folder: Path, stamp: Stamp) -> None:
        self.folder = folder
        self.path = folder / "index.duckdb"
        self.stamp = stamp
        self.notices: list[str] = []
        self.commits = 0
        self.rows_written = 0
        self._marker = folder / "index.duckdb.reading"
        """There while the file is read: it tells the next process which file ended this one."""
        self._is_ending = False
        self._readers = 0
        self.generation: int | None = None
        """Of the file as we last read or wrote it; each writing makes another."""
        self._lock = FileLock(str(folder / "index.duckdb.lock"), fallback_to_soft=False)
        self.usable = self._prepare()

    def _prepare(self) -> bool:
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if hasattr(os, "getuid") and self.folder.stat().st_uid != os.getuid():
                self.notices.append("The cache folder belongs to another user; working in memory.")
                return False
            debris.sweep(self.folder)
            with self._locked():
                return True
        except (OSError, NotImplementedError) as error:
            reason = getattr(error, "strerror", None) or type(error).__name__
            self.notices.append(f"No durable cache ({reason}); working in memory.")
            return False
        except Timeout:
            return True

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        with self._lock.acquire(timeout=LOCK_SECONDS):
            yield

    @contextlib.contextmanager
    def attached(self, connection: DuckDBPyConnection) -> Iterator[bool]:
        """The file as the database `cache` while this lasts, for the thread that opened it.

        False where there is none that can be used: then nothing is attached.
        """
        if self._readers or not self.usable:
            yield bool(self._readers)
            return
        try:
            with self._locked():
                self._readers = int(self._attach(connection))
                try:
                    yield bool(self._readers)
                finally:
                    self._readers = 0
                    self._detach(connection)
        except Timeout:
            yield False

    def _attach(self, connection: DuckDBPyConnection) -> bool:
        if not self.usable or not self.path.is_file():
            return False
        try:
            self._attach_to_read(connection)
            return self._read_meta(connection)[0] == self.stamp
        except duckdb.Error:
            return False

    def _attach_to_read(self, connection: DuckDBPyConnection) -> None:
        connection.execute(f"ATTACH '{schema.quoted(self.path)}' AS cache (READ_ONLY)")

    def generation_there(self, connection: DuckDBPyConnection) -> int | None:
        """Which writing of the file is on disk now; None if none can be read."""
        if not self.usable or not self.path.is_file():
            return None
        try:
            with self._locked():
                self._attach_to_read(connection)
                return self._read_meta(connection)[1]
        except (Timeout, duckdb.Error):
            return None
        finally:
            self._detach(connection)

    def hydrate(
        self,
        connection: DuckDBPyConnection,
        *,
        anew: bool = False,
        filled: Callable[[], None] | None = None,
    ) -> bool:
        """Copy the cache into the in-memory tables; False if there is none that can be used.

        With `anew` the rows take the place of those that are there, at once. With `filled` they
        come table by table, for nobody reads yet, and it is called after each.
        """
        if not self.usable:
            return False
        try:
            with self._locked():
                return self._hydrate(connection, anew, filled)
        except Timeout:
            return False

    def _hydrate(
        self,
        connection: DuckDBPyConnection,
        anew: bool,
        filled: Callable[[], None] | None,
    ) -> bool:
        if not self._sound():
            return False
        marker = self._marker
        if _older_markers(marker) >= 2:
            self._set_aside("The cache ended a process twice while it was read")
            marker.unlink(missing_ok=True)
            return False
        if not self._is_ending:
            with marker.open("ab") as file:
                file.write(b"x")
        try:
            found = self._copy_in(connection, anew, filled)
        except duckdb.Error:
            self._detach(connection)
            self._set_aside("The cache was damaged")
            schema.create(connection)
            found = False
        marker.unlink(missing_ok=True)
        return found

    def let_go(self) -> None:
        """The process ends on purpose, be it in the midst of reading."""
        self._is_ending = True
        with contextlib.suppress(OSError):
            self._marker.unlink(missing_ok=True)

    def _sound(self) -> bool:
        """Whether there is a regular file of ours."""
        try:
            status = self.path.lstat()
        except OSError:
            return False
        foreign = hasattr(os, "getuid") and status.st_uid != os.getuid()
        if not stat.S_ISREG(status.st_mode) or foreign:
            self._set_aside("The cache was no file of ours")
            return False
        return True

    def _copy_in(
        self,
        connection: DuckDBPyConnection,
        anew: bool,
        filled: Callable[[], None] | None,
    ) -> bool:
        self._attach_to_read(connection)
        try:
            stamp, generation = self._read_meta(connection)
            if stamp != self.stamp:
                self._detach(connection)
                self._set_aside("The cache was of another version", notice=False)
                return False
            if filled is not None:
                for name in itertools.chain(*_HALVES):
                    self._copy_table(connection, name)
                    # What was read of the file stays in memory as long as it is attached.
                    self._detach(connection)
                    filled()
                    self._attach_to_read(connection)
                self.generation = generation
                return True
            connection.execute("BEGIN")
            if anew:
                schema.create(connection)
            for name in schema.ALL:
                self._copy_table(connection, name)
            connection.execute("COMMIT")
            self.generation = generation
            return True
        except duckdb.Error:
            with contextlib.suppress(duckdb.Error):
                connection.execute("ROLLBACK")
            raise
        finally:
            self._detach(connection)

    @staticmethod
    def _copy_table(connection: DuckDBPyConnection, name: str) -> None:
        rows = f"SELECT {packing.unpacked(name)} FROM cache.{name}"
        with memory.in_order(connection):
            connection.execute(f"INSERT INTO {name} {rows}")

    def _read_meta(self, connection: DuckDBPyConnection) -> tuple[Stamp, int]:
        row = connection.execute(
            "SELECT schema, parsers, prices, idle_cap, generation FROM cache.meta"
        ).fetchone()
        if row is None:
            raise duckdb.InvalidInputException("no meta row")
        return Stamp(*row[:4]), int(row[4])

    @staticmethod
    def _detach(connection: DuckDBPyConnection) -> None:
        with contextlib.suppress(duckdb.Error):
            connection.execute("DETACH DATABASE IF EXISTS cache")

    def commit(self, connection: DuckDBPyConnection, dirty: Collection[int] | None) -> bool:
        """Write the rows of changed sources, or all (None); False if it must be tried again.

        When another process has written since we read, its rows and ours may rest on different
        files: then all our rows are written anew, which is right by itself.
        """
        if not self.usable:
            return True
        try:
            with self._locked():
                if dirty is not None and self._delta(connection, dirty):
                    return True
                self._write_anew(connection)
                return True
        except Timeout:
            return False
        except (duckdb.Error, OSError) as error:
            self._detach(connection)
            self._drop_fresh()
            reason = getattr(error, "strerror", None) or type(error).__name__
            self.notices.append(f"The cache could not be written ({reason}); working in memory.")
            self.usable = False
            return True

    def _delta(self, connection: DuckDBPyConnection, dirty: Collection[int]) -> bool:
        if self.generation is None or not self.path.is_file():
            return False
        try:
            connection.execute(f"ATTACH '{schema.quoted(self.path)}' AS cache")
        except duckdb.Error:
            return False
        try:
            stamp, generation = self._read_meta(connection)
            if stamp != self.stamp or generation != self.generation:
                return stamp == self.stamp and self._already_there(connection, dirty)
            self._write_delta(connection, dirty)
            self.generation = generation + 1
            self.commits += 1
            return True
        except duckdb.Error:
            with contextlib.suppress(duckdb.Error):
                connection.execute("ROLLBACK")
            return False
        finally:
            self._detach(connection)

    @staticmethod
    def _already_there(connection: DuckDBPyConnection, dirty: Collection[int]) -> bool:
        """Whether another process has committed the same reading of these sources."""
        row = connection.execute(
            "SELECT count(*) FROM (SELECT unnest(?::BIGINT[]) AS id) d"
            " LEFT JOIN source s USING (id) LEFT JOIN cache.source c USING (id)"
            " WHERE s.size IS DISTINCT FROM c.size OR s.mtime_ns IS DISTINCT FROM c.mtime_ns"
            ' OR s."offset" IS DISTINCT FROM c."offset"',
            [list(dirty)],
        ).fetchone()
        return row == (0,)

    def _write_delta(self, connection: DuckDBPyConnection, dirty: Collection[int]) -> None:
        ids = [list(dirty)]
        connection.execute("BEGIN")
        for name in ("source", *schema.READ):
            column = "id" if name == "source" else "source"
            some = f"{column} IN (SELECT unnest(?::BIGINT[]))"
            connection.execute(f"DELETE FROM cache.{name} WHERE {some}", ids)
            self.rows_written += _insert(connection, name, f"WHERE {some}", ids)
        self._replace_derived(connection)
        connection.execute("UPDATE cache.meta SET generation = generation + 1")
        connection.execute("COMMIT")

    def _replace_derived(self, connection: DuckDBPyConnection) -> None:
        """Write the derived rows of the sessions that changed since the last commit."""
        changed = "(SELECT id FROM uncommitted_session)"
        for name, column in _DERIVED.items():
            connection.execute(f"DELETE FROM cache.{name} WHERE {column} IN {changed}")
            self.rows_written += _insert(connection, name, f"WHERE {column} IN {changed}")
        # Few, and made anew together.
        for name in ("score", "quality"):
            connection.execute(f"DELETE FROM cache.{name}")
            self.rows_written += _insert(connection, name)

    def _write_anew(self, connection: DuckDBPyConnection) -> None:
        """Write all rows into a new file and put it in the old one's place."""
        # A process that finds all in the cache writes none anew.
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

        fresh = self._drop_fresh()
        generation = int(time.time() * 1000)
        # Nobody needs a log of what counts only when it is whole, and then has another name.
        connection.execute(
            f"ATTACH '{schema.quoted(fresh)}' AS cache"
            f" (BLOCK_SIZE {BLOCK_BYTES}, RECOVERY_MODE no_wal_writes)"
        )
        try:
            # Most of it is compressing, which one statement does on one core.
            with ThreadPoolExecutor(len(_HALVES)) as pool:
                self.rows_written += sum(pool.map(partial(self._fill, connection), _HALVES))
            connection.execute(
                "CREATE TABLE cache.meta AS SELECT ? AS schema, ? AS parsers, ? AS prices,"
                " ? AS idle_cap, ?::BIGINT AS generation",
                [self.stamp.schema, self.stamp.parsers, self.stamp.prices, self.stamp.idle_cap,
                 generation],
            )  # fmt: skip
            # Here rather than when it is detached, where a full disk would not be told.
            connection.execute("CHECKPOINT cache")
        finally:
            with contextlib.suppress(duckdb.Error):
                connection.execute("DETACH cache")
        fresh.chmod(0o600)
        self._wal().unlink(missing_ok=True)
        fresh.replace(self.path)
        self.generation = generation
        self.commits += 1

    @staticmethod
    def _fill(connection: DuckDBPyConnection, names: Iterable[str]) -> int:
        """Write all rows of some tables, in a transaction of their own; how many."""
        written = 0
        with connection.cursor() as cursor:
            cursor.execute("USE rows")
            cursor.execute("BEGIN")
            for name in names:
                packing.create_table(cursor, name)
                written += _insert(cursor, name)
            cursor.execute("COMMIT")
        return written

    def _drop_fresh(self) -> Path:
        """Where a new file of this process is written; what was left there is gone."""
        fresh = self.folder / f"index.duckdb.{os.getpid()}.tmp"
        for path in (fresh, fresh.with_name(fresh.name + ".wal")):
            path.unlink(missing_ok=True)
        return fresh

    def _wal(self) -> Path:
        return self.path.with_name(self.path.name + ".wal")

    def set_aside(self) -> None:
        """Put the cache away, for a rebuild."""
        if not self.usable:
            return
        with contextlib.suppress(Timeout), self._locked():
            self._set_aside("", notice=False)

    def _set_aside(self, why: str, *, notice: bool = True) -> None:
        if notice:
            self.notices.append(f"{why}; it was set aside and is being rebuilt.")
        self.generation = None
        bad = self.path.with_name(self.path.name + ".bad")
        for path, aside in ((self.path, bad), (self._wal(), bad.with_name(bad.name + ".wal"))):
            aside.unlink(missing_ok=True)
            with contextlib.suppress(FileNotFoundError):
                path.replace(aside)

    def remove(self) -> None:
        """Delete the cache."""
        with contextlib.suppress(Timeout, OSError), self._locked():
            self.generation = None
            for path in self.folder.glob("index.duckdb*"):
                if path.suffix != ".lock":
                    path.unlink(missing_ok=True)


def _insert(
    connection: DuckDBPyConnection, name: str, where: str = "", values: Sequence[list[int]] = ()
) -> int:
    """Copy rows of a table in memory into the file; how many."""
    row = connection.execute(
        f"INSERT INTO cache.{name} SELECT {packing.packed(name)} FROM rows.{name} {where}",
        [*values],
    ).fetchone()
    assert row is not None
    return int(row[0])


def _older_markers(marker: Path) -> int:
    try:
        return marker.stat().st_size
    except OSError:
        return 0
