"""The session index: a cache in memory and on disk that may be deleted at any time.

`Index` is the only state of the program. Each process has its own in-memory tables; the cache
file lets the next one start from them.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import _duckdb as duckdb
from msgspec.structs import replace

from sightline import reading
from sightline.adapters import ADAPTERS
from sightline.adapters.base import Work
from sightline.errors import LostCacheError, StoppedError
from sightline.folders import cache_folder
from sightline.prices import Prices
from sightline.reviewers.scores import weights_of
from sightline.store import (
    at_rest,
    memory,
    packing,
    parquet,
    resolve,
    scan,
    schema,
    scores,
    sync,
)
from sightline.store.cache_file import CacheFile, Stamp
from sightline.store.debris import SCRATCH
from sightline.store.one_reader import OneReader
from sightline.store.parsed import once_parsed
from sightline.store.query import Filter, total
from sightline.store.readers import Readers
from sightline.store.refreshed import Held, Indexing, Refreshed

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sightline.adapters.base import Environment
    from sightline.reviewers.scores import Weights
    from sightline.settings import Settings
    from sightline.store.readers import Beside

_PROBLEMS = "SELECT coalesce(sum(n), 0) FROM problem WHERE kind <> 'anomaly'"
SHOWN_AFTER_SECONDS = 1.0
"""When a long refresh shows what it has, which is the newest, to whoever waits for new rows."""
SHOWN_AGAIN = 3
"""And then each time so many times as much time has gone by, since each showing has its price."""


def _never() -> bool:
    return False


def _unheard(_done: int, _total: int) -> None:
    """Nobody listens to the progress."""


class Index:
    """All rows of all session files, kept in step with the disk.

    At rest its tables are those of the cache file; it is up, with all rows in memory, from the
    moment a session file differs, and from the start unless it was told that it may rest.
    """

    def __init__(
        self, settings: Settings, environment: Environment, cache: Path, *, may_rest: bool = False
    ) -> None:
        self.settings = settings
        self.environment = environment
        self.revision = 0
        self.refreshed_at: float | None = None
        self.indexing: Indexing | None = None
        self._walked: tuple[str, ...] = ()
        self.counted: Callable[[], None] | None = None
        """Called when new rows count, before what follows from them is made and saved."""
        self._writer = threading.Lock()
        self._is_settled = threading.Event()
        """Nobody is moving all rows at the moment."""
        self._is_settled.set()
        self._prices = Prices.load(settings.pricing)
        self._folder = cache
        self._cache = CacheFile(cache, self._stamp())
        self._one_reader = OneReader(cache)
        self._scratch = tempfile.TemporaryDirectory(
            prefix=f"{SCRATCH}{os.getpid()}-",
            dir=cache if self._cache.usable else None,
            ignore_cleanup_errors=True,
        )
        self._connection = memory.connect(cache, Path(self._scratch.name))
        self._readers = Readers(self._connection)
        self._sync = sync.Sync(
            once_parsed(self._connection), self._prices, Path(self._scratch.name)
        )
        if may_rest:
            self._readers.views = self._lie_down()
        self.hydrated = self.is_at_rest or self._hydrate()
        self.revision += int(self.hydrated)

    @classmethod
    def open(
        cls,
        settings: Settings,
        environment: Environment | None = None,
        cache: Path | None = None,
        *,
        may_rest: bool = False,
    ) -> Index:
        """The index as the cache file has it; no session file is read.

        With `may_rest` for a few questions in one thread: then nothing is copied into memory
        unless a session file changed.
        """
        process = environment or reading.environment_of_process()
        return cls(settings, process, cache or cache_folder(process.variables), may_rest=may_rest)

    def _lie_down(self) -> at_rest.Views | None:
        views = at_rest.Views(self._connection, self._weights())
        try:
            with self._cache.attached(self._connection) as is_there:
                if not is_there:
                    return None
                views.have("source")
                self._sync.know_sources()
                return views
        except duckdb.Error:
            views.drop()
            return None

    def _hydrate(self, filled: Callable[[], None] | None = None) -> bool:
        schema.create(self._connection)
        found = self._cache.hydrate(self._connection, filled=filled)
        self._score()
        self._sync.remember()
        return found

    def _get_up(self, filled: Callable[[], None] | None = None) -> None:
        """Have all rows in memory."""
        if self._readers.views is not None:
            self._readers.views.drop()
            self._readers.views = None
            self.hydrated = self._hydrate(filled)

    def wake_soon(self) -> None:
        """Have all rows in memory, compressed, for a process that stays and asks in many threads.

        Whoever reads meanwhile waits.
        """
        self._sync.thrift.is_on = True
        self._is_settled.clear()
        threading.Thread(target=self._wake, name="wake", daemon=True).start()

    def _wake(self) -> None:
        try:
            with self._writer:
                self._get_up(self._compact)
                self._compact()
        finally:
            self._is_settled.set()

    def _compact(self) -> None:
        memory.compact(self._connection)

    def compact(self) -> None:
        """Let the rows take less memory: worth a moment of work in a process that stays."""
        with self._writer:
            if not self.is_at_rest:
                self._compact()

    def _stamp(self) -> Stamp:
        parsers = ",".join(f"{adapter.engine}{adapter.version}" for adapter in ADAPTERS)
        cap = str(self._idle_cap_us())
        return Stamp(packing.version(), parsers, self._prices.digest, cap)

    def _idle_cap_us(self) -> int:
        return round(self.settings.idle_cap_minutes * 60_000_000)

    @property
    def notices(self) -> list[str]:
        """What a user should know of the cache, such as why there is none on disk."""
        return list(self._cache.notices)

    @property
    def cache_path(self) -> Path | None:
        """The cache file, where there is one."""
        return self._cache.path if self._cache.usable else None

    @property
    def prices(self) -> Prices:
        """The prices in force."""
        return self._prices

    def keep_out(self, untrusted: tuple[Path, ...]) -> None:
        """Read nothing of projects in these folders from now on."""
        self.environment = replace(self.environment, untrusted=untrusted)

    def folders(self) -> list[Path]:
        """Existing folders that hold session files: roots, and those searched below them."""
        roots = (root for _, root in scan.roots(self.settings, self.environment))
        found = dict.fromkeys((*roots, *(Path(folder) for folder in self._walked)))
        return [folder for folder in found if folder.is_dir()]

    def searched(self) -> list[tuple[str, Path]]:
        """Every engine and folder that is looked at, existing or not."""
        found = scan.roots(self.settings, self.environment)
        return [(adapter.engine, root) for adapter, root in found]

    @contextlib.contextmanager
    def reading(self) -> Iterator[DuckDBPyConnection]:
        """A connection whose queries all see the same revision."""
        with self._attached(), self._readers.one() as connection:
            yield connection

    @contextlib.contextmanager
    def reading_in_two(self) -> Iterator[tuple[DuckDBPyConnection, Beside]]:
        """Two connections that see the same revision, the second in a thread of its own."""
        with self._attached(), self._readers.two() as both:
            yield both

    @property
    def queries(self) -> int:
        """Statements asked by readers."""
        return self._readers.queries

    @property
    def is_at_rest(self) -> bool:
        """Whether the tables are still those of the cache file, which others may write."""
        return self._readers.views is not None

    @contextlib.contextmanager
    def _attached(self) -> Iterator[None]:
        """At rest, the cache file within reach."""
        self._is_settled.wait()
        if not self.is_at_rest:
            yield
            return
        with self._cache.attached(self._connection) as is_there:
            if not is_there:
                raise LostCacheError
            try:
                yield
            except duckdb.Error as error:
                raise LostCacheError from error

    def write_star(self, folder: Path, emptied: Collection[str] = frozenset()) -> dict[str, int]:
        """Write the tables as Parquet below a new folder; how many rows each has.

        Columns that are `emptied` are there and unknown.
        """
        with (
            tempfile.TemporaryDirectory(prefix="star-", dir=self._scratch.name) as made,
            self.reading() as connection,
        ):
            rows = parquet.write_star(connection, Path(made) / "star", emptied)
            # The database may write nowhere else.
            shutil.copytree(Path(made) / "star", folder)
        return rows

    def identify(self, path: str) -> str | None:
        """The session a file belongs to."""
        with self.reading() as connection:
            row = connection.execute(
                "SELECT session FROM session_file WHERE source = ?", [sync.source_id(path)]
            ).fetchone()
        return None if row is None else str(row[0])

    def is_source(self, path: Path) -> bool:
        """Whether a file is one of those that are read, under whatever name."""
        try:
            found = path.stat()
        except OSError:
            return False
        with self.reading() as connection:
            rows = connection.execute(
                "SELECT path FROM source WHERE inode = ?", [found.st_ino]
            ).fetchall()
        return any(path.samefile(name) for (name,) in rows if Path(name).exists())

    def refresh(
        self,
        progress: Callable[[int, int], None] = _unheard,
        stopped: Callable[[], bool] = _never,
        paths: Collection[str] | None = None,
        *,
        save: bool = True,
    ) -> Refreshed:
        """Read what changed on disk since the last look, newest first.

        With `paths`, only these files are looked at: for a watcher that knows what changed.
        Without `save`, lines that a few files grew by stay in memory until `save` is called: a
        process that ends before reads them again.
        """
        with self._writer:
            return self._refresh(progress, stopped, paths, save=save)

    @property
    def has_unsaved(self) -> bool:
        """Whether rows in memory are not in the cache file yet."""
        return bool(self._sync.dirty)

    def save(self) -> None:
        """Commit what was read and not saved."""
        with self._writer:
            self._save()

    def _save(self) -> None:
        if self._sync.dirty:
            self._commit(everything=not self.hydrated)

    def _refresh(
        self,
        progress: Callable[[int, int], None],
        stopped: Callable[[], bool],
        paths: Collection[str] | None = None,
        *,
        save: bool = True,
    ) -> Refreshed:
        began = time.monotonic()
        cache = self._cache
        commits, rows_written = cache.commits, cache.rows_written
        work = Work()
        # Of a look at all files that was stopped, much is still unread.
        left = None if paths is None else self.indexing
        with contextlib.ExitStack() as held:
            changes = self._changes(self._scan(paths))
            if changes.are_many or (changes.tasks and not self.hydrated):
                held.enter_context(self._alone(progress, stopped))
                if self._catch_up():
                    changes, left = self._changes(self._scan(None)), None
            changed = bool(changes.tasks or changes.gone)
            if changed:
                self._apply(changes, work, progress, stopped)
            self.indexing = left
            self.refreshed_at = time.time()
            may_wait = not save and self.hydrated and (changes.only_grown or not changed)
            if self._cache_is_missing():
                self._commit(everything=not self.hydrated)
            elif not may_wait:
                self._save()
        return Refreshed(
            sources=len(self._sync.known),
            files_opened=work.files_opened,
            bytes_read=work.bytes_read,
            elapsed_ms=round((time.monotonic() - began) * 1000),
            changed=changed,
            lines_decoded=work.lines_decoded,
            lines_retried=work.lines_retried,
            rows_written=cache.rows_written - rows_written,
            commits=cache.commits - commits,
        )

    def _changes(self, found: scan.Scan) -> sync.Changes:
        """What differs on disk; then, or without a cache file, the index is up."""
        difference = self._sync.compare(found)
        if self.is_at_rest and (difference.changed or difference.gone or self._cache_is_missing()):
            self._get_up()
            difference = self._sync.compare(found)
        return self._sync.changes(difference)

    @contextlib.contextmanager
    def _alone(
        self, progress: Callable[[int, int], None], stopped: Callable[[], bool]
    ) -> Iterator[None]:
        """While no other process over the same cache reads much; meanwhile its progress is ours."""

        def waiting(done: int, total: int) -> None:
            self.indexing = Indexing(done, total, None)
            progress(done, total)

        if not self._cache.usable:
            yield
            return
        with self._one_reader.alone(waiting, stopped):
            yield

    def _catch_up(self) -> bool:
        """Take over what another process has committed since we read; whether there was such."""
        there = self._cache.generation_there(self._connection)
        if there is None or there == self._cache.generation:
            return False
        with self._readers.changing():
            found = self._cache.hydrate(self._connection, anew=True)
        if found:
            resolve.prepare(self._connection)
            self._sync.dirty.clear()
            self.hydrated = True
            self._score()
            self.revision += 1
        self._sync.remember()
        return found

    def _scan(self, paths: Collection[str] | None) -> scan.Scan:
        found = None if paths is None else scan.look(self.settings, self.environment, paths)
        if found is not None:
            return found
        found = scan.scan(self.settings, self.environment)
        self._walked = tuple(found.walked)
        return found

    def _apply(
        self,
        changes: sync.Changes,
        work: Work,
        progress: Callable[[int, int], None],
        stopped: Callable[[], bool],
    ) -> None:
        total, done = len(changes.tasks), 0
        unread = {task.file.id: task.file.mtime_ns for task in changes.tasks}
        self.indexing = Indexing(0, total, max(unread.values(), default=None))
        self._connection.execute("BEGIN")
        began, show_after = time.monotonic(), SHOWN_AFTER_SECONDS
        try:
            if changes.gone:
                self._sync.forget(changes.gone)
            scratch = Path(self._scratch.name)
            for batch in reading.read_all(changes.tasks, self._prices, scratch, stopped):
                self._sync.take(batch)
                _add(work, batch.work)
                ended = [outcome for outcome in batch.outcomes if not outcome.goes_on]
                for outcome in ended:
                    unread.pop(outcome.file.id, None)
                done += len(ended)
                self.indexing = Indexing(done, total, max(unread.values(), default=None))
                self._one_reader.tell(done, total)
                progress(done, total)
                if self.counted is not None and time.monotonic() - began > show_after:
                    self._settle()
                    self._connection.execute("BEGIN")
                    show_after = SHOWN_AGAIN * (time.monotonic() - began)
            self._settle(grown=changes.only_grown)
        except StoppedError:
            self._settle()
            self._commit(everything=False)
            raise
        except BaseException:
            self.indexing = None
            with contextlib.suppress(duckdb.Error):
                self._connection.execute("ROLLBACK")
            self._sync.remember()
            raise

    def _make_visible(self) -> None:
        with self._readers.changing():
            self._connection.execute("COMMIT")

    def _settle(self, *, grown: bool = False) -> None:
        """Make what was read visible; of a few grown files first what counts, and say so."""
        self._sync.own(grown=grown)
        if grown and self.counted is not None:
            self._make_visible()
            self.revision += 1
            self.counted()
            self._connection.execute("BEGIN")
        self._sync.derive(self._idle_cap_us(), self._weights(), few=grown)
        self._make_visible()
        self.revision += 1

    def _cache_is_missing(self) -> bool:
        return self._cache.usable and not self._cache.path.exists()

    def _commit(self, *, everything: bool) -> None:
        if everything and self._sync.thrift.is_on:
            self._compact()  # What is then written is put together in the room it left.
        if self._cache.commit(self._connection, None if everything else self._sync.dirty):
            self._sync.dirty.clear()
            self._connection.execute("DELETE FROM uncommitted_session")
            self.hydrated = True

    def rebuild(
        self,
        progress: Callable[[int, int], None] = _unheard,
        stopped: Callable[[], bool] = _never,
    ) -> Refreshed:
        """Set the cache aside and read every source anew, unless another process just did."""
        with self._writer:
            self._get_up()
            before = self._cache.generation_there(self._connection)
            with self._alone(progress, stopped):
                if before == self._cache.generation_there(self._connection):
                    self._cache.set_aside()
                    self._empty()
                else:
                    self._catch_up()
                return self._refresh(progress, stopped)

    def clear(self) -> None:
        """Forget all rows and delete the cache."""
        with self._writer:
            self._get_up()
            self._cache.remove()
            self._empty()

    def _empty(self) -> None:
        self._connection.execute("BEGIN")
        schema.create(self._connection)
        resolve.prepare(self._connection)
        self._make_visible()
        self._sync.known.clear()
        self._sync.dirty.clear()
        self.hydrated = False
        self.revision += 1

    def configure(self, settings: Settings) -> None:
        """Use other settings; prices or an idle cap of their own lead to a rebuild."""
        with self._writer:
            self._get_up()
            self.settings = settings
            self._prices = Prices.load(settings.pricing)
            stamp = self._stamp()
            if stamp == self._cache.stamp:
                self._score()
                self.revision += 1
                return
            self._sync.prices = self._prices
            self._cache = CacheFile(self._folder, stamp)
            self._empty()
            self.hydrated = self._cache.hydrate(self._connection)
            self._score()
            self._sync.remember()

    def _weights(self) -> Weights:
        return weights_of(self.settings.quality.weights)

    def _score(self) -> None:
        """Make the scores anew, by the weights in force."""
        self._connection.execute("BEGIN")
        scores.derive(self._connection, self._weights())
        self._make_visible()

    def close(self) -> None:
        """Let go of memory and scratch files."""
        self._cache.let_go()
        with self._writer:
            self._save()
            self._connection.close()
            self._scratch.cleanup()

    def held(self) -> Held:
        """How much was read so far, of all files."""
        with self.reading() as connection:
            sessions = _number(connection, "SELECT count(*) FROM session WHERE worked")
            requests = total(connection, ("requests",), Filter())["requests"]
            assert requests is not None
            return Held(sessions, int(requests), _number(connection, _PROBLEMS))

    def problems(self) -> int:
        """How much could not be read."""
        with self.reading() as connection:
            return _number(connection, _PROBLEMS)


def _number(connection: DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])


def _add(work: Work, more: Work) -> None:
    work.files_opened += more.files_opened
    work.bytes_read += more.bytes_read
    work.lines_decoded += more.lines_decoded
    work.lines_retried += more.lines_retried
