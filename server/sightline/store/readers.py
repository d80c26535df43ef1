"""Whoever reads the tables sees them as they are between two commits, be it in two threads."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar, cast

from sightline.store.counted import Counted
from sightline.store.parsed import parser

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

    from duckdb import DuckDBPyConnection

    from sightline.store.at_rest import Views

Answered = TypeVar("Answered")


class Beside:
    """The second of two readers: answers in a thread of its own, question by question."""

    def __init__(self, connection: DuckDBPyConnection, thread: ThreadPoolExecutor) -> None:
        self._connection = connection
        self._thread = thread

    def ask(self, question: Callable[[DuckDBPyConnection], Answered]) -> Future[Answered]:
        """What a question to the second reader will be answered."""
        return self._thread.submit(question, self._connection)


class Readers:
    """Connections that read one database; `queries` counts what they have asked."""

    def __init__(self, connection: DuckDBPyConnection) -> None:
        self.queries = 0
        self.views: Views | None = None
        """Of the cache file, at rest: nobody writes then."""
        self._connection = connection
        self._parsed = parser(connection)
        self._commits = threading.Lock()
        self._asking = threading.Lock()

    @contextlib.contextmanager
    def one(self) -> Iterator[DuckDBPyConnection]:
        """A connection whose questions are all answered by the same rows."""
        with self._begun() as cursor:
            yield self._counted(cursor)

    @contextlib.contextmanager
    def two(self) -> Iterator[tuple[DuckDBPyConnection, Beside]]:
        """Two of them, over the same rows: while one is asked the other answers, too."""
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415  few ask two

        with contextlib.ExitStack() as held:
            with self._commits:
                first, second = (held.enter_context(self._begun()) for _ in range(2))
                for cursor in (first, second):
                    # What a transaction sees is settled by its first look at a table.
                    cursor.execute("SELECT 1 FROM source LIMIT 0")
            thread = held.enter_context(ThreadPoolExecutor(1, "reader"))
            yield self._counted(first), Beside(self._counted(second), thread)

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        """While rows are made visible: nobody begins to read between two looks at them."""
        with self._commits:
            yield

    @contextlib.contextmanager
    def _begun(self) -> Iterator[DuckDBPyConnection]:
        cursor = self._connection.cursor()
        try:
            cursor.execute("USE rows")
            if self.views is None:
                # Else views are made meanwhile, and are to be seen.
                cursor.execute("BEGIN TRANSACTION READ ONLY")
            yield cursor
        finally:
            cursor.close()

    def _counted(self, cursor: DuckDBPyConnection) -> DuckDBPyConnection:
        return cast("DuckDBPyConnection", Counted(cursor, self._parsed, self._asked))

    def _asked(self, statement: str) -> None:
        with self._asking:
            self.queries += 1
            if self.views is not None:
                self.views.have(statement)
