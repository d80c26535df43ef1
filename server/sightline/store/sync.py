"""Which sources are new, grown, changed or gone; parse only those; newest first."""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct, field

from sightline import reading
from sightline.adapters import ADAPTERS
from sightline.adapters.base import clean
from sightline.reading import Batch, Outcome, Task
from sightline.records import SourceFile
from sightline.store import corrections, derive, descent, merge, resolve, schema, scores
from sightline.store.alone import Alone
from sightline.store.loading import Gathered
from sightline.store.memory import Thrift
from sightline.store.repricing import PROVIDERS
from sightline.store.scan import Found, Scan

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from sightline.prices import Prices
    from sightline.reviewers.scores import Weights

_VERSIONS = {adapter.engine: adapter.version for adapter in ADAPTERS}
_ENCODER = msgspec.json.Encoder()
_CONTINUED = ("offset", "line", "guard", "tail", "tail_guard", "version")


def source_id(path: str) -> int:
    """A file's number: the same in every process, so that caches can be joined."""
    digest = hashlib.blake2b(os.fsencode(path), digest_size=7).digest()
    return int.from_bytes(digest, "big")


FEW = 8
MANY_ROWS = 1000
"""So many rows are quicker to load from files, though there were some before."""


class Known(msgspec.Struct, frozen=True, gc=False):
    """What is remembered of a source between two looks."""

    path: str
    size: int
    mtime_ns: int
    inode: int
    version: int


class Difference(Struct, frozen=True):
    """Files that are new or different, each with its number, and sources that are gone."""

    changed: list[tuple[Found, int]]
    gone: list[int]


class Changes(Struct):
    """What to read, newest first, and what is gone."""

    tasks: list[Task] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)

    @property
    def are_many(self) -> bool:
        """Whether reading is worth waiting for another process that may be at it."""
        return len(self.tasks) > FEW

    @property
    def only_grown(self) -> bool:
        """Whether nothing happened but that a few known files grew."""
        few = 0 < len(self.tasks) <= FEW
        return few and not self.gone and all(task.resume for task in self.tasks)


class Sync:
    """Brings the tables in line with the disk, batch by batch."""

    def __init__(self, connection: DuckDBPyConnection, prices: Prices, scratch: Path) -> None:
        self.connection = connection
        self.prices = prices
        self.scratch = scratch
        self.known: dict[int, Known] = {}
        self._by_path: dict[str, int] = {}
        """The numbers of sources that were known when they were last taken out of the tables."""
        self.dirty: set[int] = set()
        """Sources whose rows differ from those in the cache file."""
        self.changed: set[str] = set()
        """Tables that got or lost rows since the last settling."""
        self._alone = Alone()
        self._may_be_alone = False
        """Nothing was found that the rows last resolved could share."""
        self.thrift = Thrift(connection)
        self._gathered = Gathered(connection, self.thrift)
        self._numbers = itertools.count()
        resolve.prepare(connection)

    def remember(self) -> None:
        """Take the sources out of the tables, after hydrating or a reading that failed."""
        self._gathered.discard()
        self._alone.forget()
        self.know_sources()
        descent.remember_native_starts(self.connection)

    def know_sources(self) -> None:
        """Take the sources alone out of the tables: enough to see what changed."""
        rows = self.connection.execute(
            "SELECT id, path, size, mtime_ns, inode, version FROM source"
        ).fetchall()
        self.known = {row[0]: Known(*row[1:]) for row in rows}
        # A path with a backslash may be an escaped one that stands for other bytes.
        self._by_path = {row[1]: row[0] for row in rows if "\\" not in row[1]}

    def changes(self, difference: Difference) -> Changes:
        """What to do about a difference."""
        changed = sorted(difference.changed, key=lambda pair: (-pair[0].mtime_ns, pair[0].path))
        return Changes([self._task(file, id_) for file, id_ in changed], difference.gone)

    def compare(self, scan: Scan) -> Difference:
        """Compare the disk with what is known."""
        known = self.known
        found = {self._number(path): file for path, file in scan.files.items()}
        looked_for = known if scan.only is None else known.keys() & map(self._number, scan.only)
        gone = [id_ for id_ in looked_for if id_ not in found and scan.knows(known[id_].path)]
        changed = [(file, id_) for id_, file in found.items() if _differs(file, known.get(id_))]
        return Difference(changed, gone)

    def _number(self, path: str) -> int:
        """The source of a path, as it was remembered or made."""
        known = self._by_path.get(path)
        return source_id(path) if known is None else known

    def _task(self, file: Found, id_: int) -> Task:
        known = self.known.get(id_)
        fresh = SourceFile(
            id=id_, engine=file.engine, root=clean(file.root), path=_shown(file.path),
            size=file.size, mtime_ns=file.mtime_ns, inode=file.inode, version=0,
        )  # fmt: skip
        same = known is not None and known.inode == file.inode and known.size < file.size
        if not same or known is None or known.version != _VERSIONS[file.engine]:
            return Task(fresh, file.path, resume=False, refused=file.refused)
        row = self.connection.execute(
            'SELECT "offset", line, guard, tail, tail_guard, version, state FROM source'
            " WHERE id = ?",
            [id_],
        ).fetchone()
        assert row is not None
        state = msgspec.convert(row[6], bytes) if row[6] else b""
        continued = dict(zip(_CONTINUED, row[:6], strict=True))
        return Task(msgspec.structs.replace(fresh, **continued, state=state), file.path, True)

    def forget(self, gone: Sequence[int]) -> None:
        """Take out what is gone; another holder of a copied row then owns it."""
        self._alone.forget()
        resolve.note_loss(self.connection, list(gone))
        self.changed.update((*schema.READ, resolve.AGENTS))
        self._delete(gone)
        for id_ in gone:
            self.known.pop(id_, None)
        self._touch(gone)

    def _delete(
        self, sources: Sequence[int], tables: Sequence[str] = ("source", *schema.READ)
    ) -> None:
        if not sources:
            return
        among, values = schema.one_of(sources, "BIGINT")
        for name in tables:
            column = "id" if name == "source" else "source"
            self.connection.execute(f"DELETE FROM {name} WHERE {column} {among}", values)

    def _touch(self, sources: Sequence[int]) -> None:
        self.dirty.update(sources)
        self.connection.execute("INSERT INTO touched SELECT unnest(?::BIGINT[])", [list(sources)])

    def take(self, batch: Batch) -> None:
        """Put a batch's rows into the tables."""
        ids = [outcome.file.id for outcome in batch.outcomes]
        # A piece of a source goes on where its last one ended.
        self._gathered.load_if_of(ids)
        restarted = [
            outcome.file.id
            for outcome in batch.outcomes
            if outcome.restarted and outcome.file.id in self.known
        ]
        if restarted:
            self.changed.update((*schema.READ, resolve.AGENTS))
            resolve.note_loss(self.connection, restarted)
            self._delete(restarted, tuple(schema.READ))
        known = [id_ for id_ in ids if id_ in self.known]
        if known:
            self._delete(known, ("source",))
        resumed = not any(outcome.restarted for outcome in batch.outcomes)
        for outcome in batch.outcomes:
            if outcome.rows is not None and not outcome.restarted:
                engine = outcome.file.engine
                # A last line that counted before it was ended may have been odd; it comes again.
                self.connection.execute(
                    "DELETE FROM problem WHERE source = ? AND line > ?",
                    [outcome.file.id, outcome.resumed_at],
                )
                self.changed.update(void.table for void in outcome.rows.void)
                outcome.rows = merge.merge_rows(
                    self.connection,
                    outcome.file.id,
                    outcome.rows,
                    self.prices,
                    PROVIDERS[engine],
                )
        if self._has_agents(batch):
            self.changed.add(resolve.AGENTS)
        few = resumed and _rows_in(batch) < MANY_ROWS
        if not (few or batch.files):  # workers have written theirs
            reading.write_rows(batch, self.scratch, f"{os.getpid()}-own-{next(self._numbers)}")
        self._gathered.add(batch)
        unwritten = {} if batch.files else reading.rows_by_table(batch)
        for table, rows in unwritten.items():
            schema.insert(self.connection, table, rows)
        self.changed.update(batch.files, unwritten)
        for outcome in batch.outcomes:
            self._alone.add(outcome)
            self._know(outcome)
        self._touch(ids)

    @staticmethod
    def _has_agents(batch: Batch) -> bool:
        """Whether rows of sub-agents may be among those read."""
        rows = [outcome.rows for outcome in batch.outcomes if outcome.rows is not None]
        return bool(batch.files) or any(
            request.agent_id is not None for one in rows for request in one.request
        )

    def _know(self, outcome: Outcome) -> None:
        file = outcome.file
        self.known[file.id] = Known(file.path, file.size, file.mtime_ns, file.inode, file.version)

    def own(self, *, grown: bool) -> None:
        """Let each row of the last batches count where it belongs."""
        self._gathered.load()
        if grown and self._alone.settle(self.connection, self.changed):
            return
        is_plain = resolve.resolve(self.connection, self.prices, self.changed, few=grown)
        if not grown:
            self.thrift.relax()
        self._may_be_alone = grown and is_plain
        if not self._may_be_alone:
            self._alone.forget()

    def derive(self, idle_cap_us: int, weights: Weights, *, few: bool) -> None:
        """Make anew what follows from the rows of the sessions they changed."""
        relax = _go_on if few else self.thrift.relax
        derive.derive(self.connection, self.prices, idle_cap_us, self.changed, relax)
        if not {"review", "finding", "record"}.isdisjoint(self.changed):
            corrections.mark(self.connection)
            scores.derive(self.connection, weights)
        self.changed.clear()
        rows = self.connection.execute("SELECT DISTINCT source FROM touched").fetchall()
        sources = [row[0] for row in rows]
        self.dirty.update(sources)
        if self._may_be_alone:
            self._alone.look_at(self.connection, sources)
            self._may_be_alone = False
        self.connection.execute("INSERT INTO uncommitted_session SELECT id FROM changed_session")
        self.connection.execute("DELETE FROM changed_session")
        self.connection.execute("DELETE FROM touched")
        self.connection.execute("DELETE FROM stale_key")


def _differs(file: Found, known: Known | None) -> bool:
    return (
        known is None
        or known.size != file.size
        or known.mtime_ns != file.mtime_ns
        or known.inode != file.inode
        or known.version != _VERSIONS[file.engine]
    )


def _go_on() -> None:
    """After a step that was not large."""


def _rows_in(batch: Batch) -> int:
    return sum(len(rows) for rows in reading.rows_by_table(batch).values())


def _shown(path: str) -> str:
    """A path as valid text; bytes that are none are escaped."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
