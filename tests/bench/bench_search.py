"""Search: queries over 50,000 sessions, and the first and last hit in messages of the history."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from measure import CPU, Row
from timing import repeated, timed

from sightline.reports.content import SearchContentParams, SearchContentPart, stream
from sightline.store import calendar
from sightline.store.search import Moment, keep_matching, parse

if TYPE_CHECKING:
    from world import World

    from sightline.reports.report import Context
    from sightline.store import Index

SESSIONS = 50_000
ROWS = 4
"""Of a kind of each copied session, so that memory holds them all."""
MOST_MS, FIRST_HIT_MS = 50.0, 300.0
TIMES = 9
QUERIES = (
    "has:error",
    "model:claude-opus-4-7",
    "cost:>1",
    "cost:1..5 -tool:Bash (engine:codex OR engine:claude_code)",
    "after:2026-03-01 outputTokens:>5000",
    "file:*.py lang:python",
    "dark mode",
    '"add the" OR project:app',
    "success:<90% duration:>1h",
    "on:2026-03",
)
COMMON, RARE = "result", "zzqqzz"
"""A word of many messages, and one of none: all files are read."""

_COPIED = {
    "session": "SELECT * REPLACE (id || '-' || k AS id, native_id || '-' || k AS native_id)",
    "session_file": "SELECT * REPLACE (session || '-' || k AS session,"
    " thread || '-' || k AS thread)",
    "span": "SELECT * REPLACE (session || '-' || k AS session)",
}
_OF_TURNS = ("turn", "request", "tool_call", "code_change", "handoff")


def rows(world: World) -> Iterator[Row]:
    """The time of each query, and of searches in messages."""
    place = world.whole()
    place.warm()
    with place.opened() as context:
        context.index.refresh()
        yield from _in_messages(context)
        assert _multiply(context.index) >= SESSIONS
        moment = Moment(calendar.microseconds(context.now()), ZoneInfo("UTC"), 300_000_000)
        for query in QUERIES:
            read = parse(query)
            assert not read.errors, query
            with context.index.reading() as connection:
                times = repeated(lambda: keep_matching(connection, read.tree, moment))  # noqa: B023
            note = f"CPU {times.median_cpu:.1f} ms"
            yield Row(f"search {query}", "ms", times.wall, MOST_MS, note, parts={CPU: times.cpu})


def _in_messages(context: Context) -> Iterator[Row]:
    samples = tuple(_first_hit(context) for _ in range(TIMES))
    yield Row(f"first hit of “{COMMON}” in messages", "ms", samples, FIRST_HIT_MS)
    whole = SearchContentParams(query=RARE)
    search = cast("Callable[[], None]", lambda: stream(context, whole, _unheard, _never))
    wall, cpu = timed(search)
    yield Row("all messages searched", "ms", (wall,), note=f"CPU {cpu:.0f} ms")


def _first_hit(context: Context) -> float:
    began = time.perf_counter()
    hits: list[float] = []

    def tell(part: SearchContentPart) -> None:
        if part.hits:
            hits.append((time.perf_counter() - began) * 1000)

    stream(context, SearchContentParams(query=COMMON, limit=1), tell, _never)
    return hits[0]


def _unheard(_: SearchContentPart) -> None:
    """Nobody listens."""


def _never() -> bool:
    return False


def _multiply(index: Index) -> int:
    """Copy the sessions in memory until there are enough; nothing of it is saved."""
    connection = index._connection
    (count,) = connection.execute("SELECT count(*) FROM session").fetchall()[0]
    copies = f"range(1, {SESSIONS // count + 1}) copy(k)"
    for table in _OF_TURNS:
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE few AS FROM {table} QUALIFY"
            f" row_number() OVER (PARTITION BY session ORDER BY key) <= {ROWS}"
        )
        connection.execute(
            f"INSERT INTO {table} SELECT * EXCLUDE (k) FROM (SELECT * REPLACE"
            " (session || '-' || k AS session, key || '-' || k AS key)"
            f" FROM few, {copies})"
        )
    connection.execute("DROP TABLE few")
    for table, select in _COPIED.items():
        connection.execute(
            f"INSERT INTO {table} SELECT * EXCLUDE (k) FROM ({select} FROM {table}, {copies})"
        )
    (count,) = connection.execute("SELECT count(*) FROM session").fetchall()[0]
    return int(count)
