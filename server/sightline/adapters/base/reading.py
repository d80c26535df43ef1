"""Reading one source, from its start or from where the last read ended."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from sightline.adapters import sqlite
from sightline.adapters.base.engine import NotASessionError
from sightline.adapters.base.files import open_regular
from sightline.adapters.base.lines import read_lines
from sightline.adapters.base.position import Position, Reading, continues
from sightline.adapters.base.repair import tolerant
from sightline.adapters.base.values import zoneless
from sightline.records import Problem, Rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from sightline.adapters.base.engine import Adapter, Source
    from sightline.adapters.base.position import Work

LARGEST_DOCUMENT = 256 << 20
SQLITE_HEADER = b"SQLite format 3\0"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read(
    adapter: Adapter,
    source: Source,
    position: Position | None,
    state: bytes | None,
    work: Work,
    stopped: Callable[[], bool] = lambda: False,
    limit: int | None = None,
) -> Reading:
    """Read a source from where the last read ended, or from its start when it is another file.

    Of a log no more than about `limit` bytes.
    """
    descriptor = open_regular(source.path)
    try:
        work.files_opened += 1
        zoneless(0)
        size = os.fstat(descriptor).st_size
        head = os.read(descriptor, len(SQLITE_HEADER))
        if head.startswith(UTF_16):
            return whole(_unknown("UTF-16, not UTF-8"), size)
        if adapter.database is not None and head == SQLITE_HEADER:
            work.bytes_read += size
            return whole(_noted(sqlite.rows(source, adapter.database)), size)
        resumed = position is not None and bool(state) and continues(descriptor, position, size)
        if adapter.document is not None and not resumed:
            rows = _read_document(descriptor, adapter.document, source, size, work)
            if rows is not None:
                return whole(_noted(rows), size)
            zoneless(0)
        if adapter.parser is None:
            return whole(_unknown(f"not a {adapter.title} session"), size)
        begin = position if resumed and position else Position()
        parser = adapter.parser(source, state if resumed else None)
        return read_lines(descriptor, parser, begin, work, stopped, not resumed, limit)
    finally:
        os.close(descriptor)


def whole(rows: Rows, size: int) -> Reading:
    """A reading of all there is, which never goes on: the next change is read from the start."""
    return Reading(rows, Position(guard=-1), b"", size, restarted=True)


def _noted(rows: Rows) -> Rows:
    rows.problem = [*rows.problem, *zoneless(1)]
    return rows


def _unknown(reason: str) -> Rows:
    return Rows(problem=[Problem(kind="skipped", reason=reason)])


def _read_document(
    descriptor: int, document: Callable[[Source, Any], Rows], source: Source, size: int, work: Work
) -> Rows | None:
    """The rows of a JSON document; None where the file is a log of lines."""
    if size > LARGEST_DOCUMENT:
        return _unknown(f"document larger than {LARGEST_DOCUMENT >> 20} MiB")
    os.lseek(descriptor, 0, os.SEEK_SET)
    with os.fdopen(os.dup(descriptor), "rb") as file:
        content = file.read(LARGEST_DOCUMENT)
    try:
        value = tolerant(content)
    except (ValueError, RecursionError):
        return None
    try:
        rows = document(source, value)
    except NotASessionError:
        return None
    work.bytes_read += len(content)
    return rows
