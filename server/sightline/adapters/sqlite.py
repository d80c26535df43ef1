"""Another program's SQLite store, opened so that nothing in it can be changed or run."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import quote

from sightline.records import Problem, Rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from sightline.adapters.base import Source

BUSY_SECONDS = 0.2
LONGEST_SECONDS = 30.0
_STEPS = 10_000
_LATER = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_INTERRUPT}


class BusyStoreError(Exception):
    """The store is being written or takes too long: what is known of it stays."""


def rows(source: Source, read: Callable[[Source, sqlite3.Connection], Rows]) -> Rows:
    """The rows an adapter reads out of a store; a store that cannot be read is one Problem."""
    try:
        with closing(connect(source.path)) as connection:
            return read(source, connection)
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) in _LATER:
            raise BusyStoreError from error
        return _unreadable(getattr(error, "sqlite_errorname", type(error).__name__))
    except UnicodeDecodeError:
        # SQLite quotes a damaged schema in its complaint, and Python cannot decode that.
        return _unreadable("SQLITE_CORRUPT")


def _unreadable(name: str) -> Rows:
    return Rows(problem=[Problem(kind="skipped", reason=f"database unreadable: {name}")])


def connect(path: str) -> sqlite3.Connection:
    """A read-only connection: no trusted schema, no extensions, ended when it takes too long."""
    connection = sqlite3.connect(
        f"file:{quote(path)}?mode=ro", uri=True, timeout=BUSY_SECONDS, isolation_level=None
    )
    connection.text_factory = _text
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA query_only = ON")
    until = time.monotonic() + LONGEST_SECONDS
    connection.set_progress_handler(lambda: int(time.monotonic() > until), _STEPS)
    return connection


def _text(content: bytes) -> str:
    return content.decode("utf-8", "replace")


def columns(connection: sqlite3.Connection, table: str) -> frozenset[str]:
    """Columns of a real table of this name; none where it is absent or a view."""
    kind = connection.execute("SELECT type FROM sqlite_master WHERE name = ?", [table]).fetchone()
    if kind != ("table",):
        return frozenset()
    found = connection.execute("SELECT name FROM pragma_table_info(?)", [table]).fetchall()
    return frozenset(name for (name,) in found)
