"""Reading sources into rows: bytes and state become rows and state, alone or in workers.

Rows leave as NDJSON, a file a table in a scratch folder, because that is the quickest way into
DuckDB. Above a size that pays for them, spawned workers read side by side: they load this and
what it needs, and neither the store nor the forms of settings.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
import os
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct, field

from sightline.adapters import ADAPTERS
from sightline.adapters.base import Adapter, Environment, Position, Source, Work, read
from sightline.adapters.sqlite import BusyStoreError
from sightline.errors import StoppedError
from sightline.languages import language_of
from sightline.records import TABLES, Problem, Rows, SourceFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from sightline.prices import Prices

PARALLEL_BYTES = 100_000_000
BATCH_BYTES = 48_000_000
"""Bytes of sources a worker reads before it hands over what it has; towards the end fewer, so that
all workers end at once."""
LAST_BYTES = 12_000_000
PIECE_BYTES = 48_000_000
"""Of a larger log so many bytes are read at a time: all its rows at once would fill memory."""
AHEAD = 2
"""Batches dealt to a worker at a time, so that none waits while its parent loads rows."""

_ADAPTERS = {adapter.engine: adapter for adapter in ADAPTERS}
_ENCODER = msgspec.json.Encoder()


class Task(Struct, frozen=True):
    """A source to read: from its start, or on from where it was."""

    file: SourceFile
    path: str
    """As the file system has it, which may not be valid text."""
    resume: bool
    refused: str | None = None
    """Why it is not opened."""


class Outcome(Struct):
    """One source read: where it ended, and whether its earlier rows are void."""

    file: SourceFile
    restarted: bool
    rows: Rows | None = None
    resumed_at: int = 0
    """The last line read before, where this reading went on from it."""
    goes_on: bool = False
    """It is one piece of the source; the next follows."""


class Batch(Struct):
    """Some sources read; their rows lie in NDJSON files by table, or stand in the outcomes."""

    outcomes: list[Outcome] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)
    longest: int = 0
    """Bytes that no row in those files is longer than."""
    work: Work = field(default_factory=Work)


def read_task(
    task: Task,
    prices: Prices,
    work: Work,
    stopped: Callable[[], bool] = lambda: False,
    limit: int | None = None,
) -> Outcome:
    """Read one source, or a piece of it; whatever goes wrong with the file becomes a Problem."""
    file = task.file
    adapter = _ADAPTERS[file.engine]
    source = Source(file.engine, file.root, task.path)
    position = _position(file) if task.resume else None
    if task.refused is not None:
        return _skipped(file, adapter, task.refused)
    try:
        reading = read(adapter, source, position, file.state or None, work, stopped, limit)
    except BusyStoreError:
        # No version: so it is read again at the next look, and until then its rows stay.
        busy = Problem(source=file.id, kind="skipped", reason="database busy, tried again later")
        return Outcome(msgspec.structs.replace(file, version=-1), False, Rows(problem=[busy]))
    except OSError as error:
        reason = f"cannot be opened: {error.strerror or 'not a regular file'}"
        return _skipped(file, adapter, reason)
    at = reading.position
    done = msgspec.structs.replace(
        file, offset=at.offset, line=at.line, guard=at.guard, tail=at.tail,
        tail_guard=at.tail_guard, state=reading.state, version=adapter.version,
    )  # fmt: skip
    _finish(reading.rows, file.id, adapter, prices)
    line = position.line if position else 0
    return Outcome(done, reading.restarted, reading.rows, line, reading.goes_on)


def _skipped(file: SourceFile, adapter: Adapter, reason: str) -> Outcome:
    rows = Rows(problem=[Problem(source=file.id, kind="skipped", reason=reason)])
    return Outcome(msgspec.structs.replace(file, version=adapter.version), True, rows)


def report_text(engine: str, root: str, path: str, digest: str) -> str | None:
    """The text of a review, read anew from the session file it stands in; None where it is gone."""
    source = Source(engine, root, path)
    try:
        rows = read(_ADAPTERS[engine], source, None, None, Work()).rows
    except (OSError, BusyStoreError):
        return None
    from sightline.reviewers import agent_reports  # noqa: PLC0415  needed where one is alone

    texts = (one.text for one in rows.report if agent_reports.digest_of(one.text) == digest)
    return next(texts, None)


def _position(file: SourceFile) -> Position:
    return Position(file.offset, file.line, file.guard, file.tail, file.tail_guard)


def _finish(rows: Rows, source: int, adapter: Adapter, prices: Prices) -> None:
    """Number the rows' source, name languages, read reports and price requests."""
    if rows.report:
        from sightline.reviewers import agent_reports  # noqa: PLC0415  few sessions have one
    for text in rows.report:
        reviews, findings = agent_reports.rows_of(text)
        rows.review += reviews
        rows.finding += findings
    rows.report = []
    plain = (rows.session, rows.turn, rows.tool_call, rows.handoff, rows.problem,
             rows.review, rows.finding, rows.approval, rows.record)  # fmt: skip
    for kind in plain:
        for row in kind:
            row.source = source
    for change in rows.code_change:
        change.source = source
        change.language = language_of(change.path)
    for shared in rows.shared_cost:
        some = [request for request in rows.request if request.key in shared.keys]
        for request, nano in zip(
            some, prices.split(shared.nano, some, adapter.provider), strict=True
        ):
            request.recorded_cost_nano = nano
    rows.shared_cost = []
    for request in rows.request:
        request.source = source
        if request.web_searches:
            request.own_searches = request.web_searches
        if request.partial:
            request.own_partial = True
        if "agent_result" in request.flags:
            request.native = False
    prices.apply_all(rows.request, adapter.provider)


def rows_by_table(batch: Batch) -> dict[str, list[Struct]]:
    """The rows that stand in a batch's outcomes, of each table that has any."""
    tables: dict[str, list[Struct]] = {}
    for outcome in batch.outcomes:
        for table, rows in _rows_of(outcome).items():
            tables.setdefault(table, []).extend(rows)
    return tables


def _rows_of(outcome: Outcome) -> dict[str, Sequence[Struct]]:
    tables: dict[str, Sequence[Struct]] = {"source": [outcome.file]}
    if outcome.rows is not None:
        tables["session_file"] = outcome.rows.session
        tables |= {name: getattr(outcome.rows, name) for name in TABLES if name != "session"}
    return {table: rows for table, rows in tables.items() if rows}


class _Lines:
    """Rows as NDJSON by table."""

    def __init__(self) -> None:
        self._tables: dict[str, bytearray] = {}
        self.longest = 0
        """Bytes of the most rows that a source has in a table; none of them is longer."""

    def add(self, outcome: Outcome) -> None:
        """Take in the rows of one source."""
        for table, rows in _rows_of(outcome).items():
            text = _ENCODER.encode_lines(rows)
            self._tables.setdefault(table, bytearray()).extend(text)
            self.longest = max(self.longest, len(text))

    def write(self, scratch: Path, name: str) -> dict[str, str]:
        """Write a file a table, and say which; none where the disk is full."""
        written = {table: scratch / f"{name}.{table}.ndjson" for table in self._tables}
        try:
            for table, path in written.items():
                path.write_bytes(self._tables[table])
        except OSError:
            for path in written.values():
                path.unlink(missing_ok=True)
            return {}
        return {table: str(path) for table, path in written.items()}


def write_rows(batch: Batch, scratch: Path, name: str) -> None:
    """Move the rows of a batch into NDJSON files, where nothing has to be merged with them.

    Where the disk is full they stay in the outcomes.
    """
    lines = _Lines()
    for outcome in batch.outcomes:
        lines.add(outcome)
    batch.files, batch.longest = lines.write(scratch, name), lines.longest
    for outcome in batch.outcomes if batch.files else ():
        outcome.rows = None


def read_all(
    tasks: Sequence[Task],
    prices: Prices,
    scratch: Path,
    stopped: Callable[[], bool],
) -> Iterator[Batch]:
    """Read tasks in order, handing over batch by batch; in workers where that pays."""
    for is_large, some in itertools.groupby(tasks, lambda task: _unread(task) > 2 * PIECE_BYTES):
        if is_large:
            for task in some:
                yield from read_pieces(task, prices, stopped)
        else:
            yield from _read_small(list(some), prices, scratch, stopped)


def _unread(task: Task) -> int:
    return task.file.size - (task.file.offset if task.resume else 0)


def _read_small(
    tasks: Sequence[Task], prices: Prices, scratch: Path, stopped: Callable[[], bool]
) -> Iterator[Batch]:
    total = sum(_unread(task) for task in tasks)
    several = total > PARALLEL_BYTES and len(tasks) > 1 and (os.cpu_count() or 1) > 1
    # What goes on where a file ended is merged with rows of before, which only this process has.
    alone = [task for task in tasks if task.resume] if several else tasks
    for batch_tasks in _batches(alone):
        yield _read_batch(batch_tasks, prices, stopped)
    if several and len(alone) < len(tasks):
        fresh = [task for task in tasks if not task.resume]
        yield from _read_in_workers(fresh, prices, scratch, stopped)


def read_pieces(task: Task, prices: Prices, stopped: Callable[[], bool]) -> Iterator[Batch]:
    """Read one large source piece by piece; what goes on is merged like what was appended."""
    goes_on = True
    while goes_on:
        batch = Batch()
        outcome = read_task(task, prices, batch.work, stopped, PIECE_BYTES)
        if outcome.goes_on and not outcome.file.state:
            # Its later lines rewrite earlier ones, so it can only be read as a whole.
            outcome = read_task(task, prices, batch.work, stopped)
        batch.outcomes.append(outcome)
        goes_on = outcome.goes_on
        if goes_on:
            task = Task(outcome.file, task.path, resume=True)
            # No version: so it is read anew if the rest never comes.
            outcome.file = msgspec.structs.replace(outcome.file, version=-1)
        yield batch


def _batches(tasks: Sequence[Task]) -> Iterator[list[Task]]:
    batch: list[Task] = []
    size, left = 0, sum(task.file.size for task in tasks)
    for task in tasks:
        batch.append(task)
        size += task.file.size
        left -= task.file.size
        if size >= min(BATCH_BYTES, max(left // 8, LAST_BYTES)):
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _read_batch(tasks: Sequence[Task], prices: Prices, stopped: Callable[[], bool]) -> Batch:
    batch = Batch()
    for task in tasks:
        if stopped():
            raise StoppedError
        batch.outcomes.append(read_task(task, prices, batch.work, stopped))
    return batch


def _write_batch(tasks: Sequence[Task], prices: Prices, scratch: Path, name: str) -> Batch:
    """Read some sources, each moved into NDJSON files before the next takes its memory."""
    batch, lines = Batch(), _Lines()
    for task in tasks:
        outcome = read_task(task, prices, batch.work)
        lines.add(outcome)
        outcome.rows = None
        # It stands among the rows; without it a message is small, and waits for nobody.
        outcome.file.state = b""
        batch.outcomes.append(outcome)
    batch.files, batch.longest = lines.write(scratch, name), lines.longest
    return batch if batch.files else _read_batch(tasks, prices, lambda: False)


_Job = tuple[int, list[Task]]


class _Hand(Struct):
    """A worker, and the batches it has yet to hand over, in the order they were dealt."""

    process: BaseProcess
    owed: list[_Job] = field(default_factory=list)


def _read_in_workers(
    tasks: Sequence[Task], prices: Prices, scratch: Path, stopped: Callable[[], bool]
) -> Iterator[Batch]:
    """Deal batches to two or more spawned processes; what one of them dies over is read here."""
    # An unchanged history needs no worker, and does not wait for what workers need.
    import multiprocessing  # noqa: PLC0415
    from multiprocessing.connection import Connection, wait  # noqa: PLC0415

    context = multiprocessing.get_context("spawn")
    pending = list(enumerate(_batches(tasks)))
    pending.reverse()
    hands: dict[Any, _Hand] = {}
    try:
        for _ in range(min(os.cpu_count() or 1, 4, len(pending))):
            ours, theirs = context.Pipe()
            process = context.Process(target=_worker, args=(theirs, str(scratch)), daemon=True)
            process.start()
            theirs.close()
            hands[ours] = _Hand(process)
        for ours in hands:
            # Not as an argument: starting would wait forever for a worker that is killed by then.
            _tell(ours, prices)
        for ours in [*hands] * AHEAD:
            _deal(ours, hands[ours], pending)
        while waiting := [ours for ours, hand in hands.items() if hand.owed]:
            for ready in wait(waiting, timeout=0.05):
                assert isinstance(ready, Connection)
                batch = _answer(ready)
                if batch is None:
                    pending += reversed(hands[ready].owed)
                    hands[ready].owed.clear()
                    continue
                del hands[ready].owed[0]
                _deal(ready, hands[ready], pending)
                yield batch
            if stopped():
                raise StoppedError
        for hand in hands.values():
            hand.process.join(1)
    finally:
        for hand in hands.values():
            hand.process.kill()
    for _, batch_tasks in reversed(pending):
        yield _read_batch(batch_tasks, prices, stopped)


def _deal(pipe: Connection, hand: _Hand, pending: list[_Job]) -> None:
    """Give a worker the next batch there is; without one it ends, while its last is loaded."""
    if pending:
        hand.owed.append(pending.pop())
        _tell(pipe, hand.owed[-1])
    elif not hand.owed:
        _tell(pipe, None)


def _tell(pipe: Connection, message: object) -> None:
    """Send a worker something; that it is gone is seen when its answer is waited for."""
    with contextlib.suppress(OSError):
        pipe.send(message)


def _answer(pipe: Connection) -> Batch | None:
    """A worker's batch; None where it is gone."""
    try:
        batch = pipe.recv()
    except (EOFError, OSError):
        return None
    assert isinstance(batch, Batch)
    return batch


def _worker(pipe: Connection, scratch: str) -> None:
    """Read batches until there are none; end at once when the parent is gone."""
    # Parsers hold on to themselves; what was imported before them is not looked through for that.
    gc.disable()
    gc.freeze()
    # The parent is interrupted by the same key and ends its workers itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, daemon=True).start()
    prices = pipe.recv()
    while (job := pipe.recv()) is not None:
        number, tasks = job
        pipe.send(_write_batch(tasks, prices, Path(scratch), f"{os.getpid()}-{number}"))
        gc.collect()


def _follow_parent() -> None:
    import multiprocessing  # noqa: PLC0415

    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def environment_of_process() -> Environment:
    """The process's own home folder and variables."""
    return Environment(Path.home(), dict(os.environ))
