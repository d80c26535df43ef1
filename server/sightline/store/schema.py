"""The tables, made from the records: columns, how rows are loaded, and the version of it all."""

from __future__ import annotations

import itertools
import types
import typing
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import NODEFAULT, Struct

from sightline import records
from sightline.store.usage import SUMS, Usage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection


class SessionFacts(Struct, kw_only=True, gc=False):
    """One conversation, put together from all its files."""

    id: str
    engine: str
    native_id: str
    kind: str
    parent: str | None
    title: str | None
    project: str | None
    branch: str | None
    agent: str | None
    model: str | None
    provider: str | None
    version: str | None
    source: int | None
    """Its main file."""
    first_ts: int | None
    """First and last event: native prompts, requests, tool calls and results."""
    last_ts: int | None
    events: int
    worked: bool
    """It has a prompt or request of its own, dated or not."""
    ended: bool
    context_window: int | None
    record: int | None
    """The file of Sightline's own record of it, if there is one; and which writing that is."""
    revision: int
    tags: str | None
    """As JSON, like all lists and objects of records."""
    pinned: bool
    archived: bool
    resume: str | None
    plugins: str | None
    """A list: objects of several records, the last wins key by key."""
    quality: str | None
    origin: str | None
    workspace: str | None
    wall_ms: int | None

    @property
    def lived(self) -> tuple[int | None, int | None]:
        """From when to when all its dated work is."""
        return self.first_ts, self.last_ts


class Span(Struct, kw_only=True, gc=False):
    """A stretch of one session's time; those of one kind do not overlap."""

    session: str
    kind: str
    """active: at work; agent: model or tools at work; api: model at work."""
    started: int
    ended: int


class Share(Struct, kw_only=True, gc=False):
    """What a file has of the cost of the requests of one turn in one quarter of an hour.

    Every zone's days begin at a quarter of an hour, so sums over days are exact.
    """

    session: str
    turn: str
    ts: int | None
    """The quarter's beginning."""
    model: str | None
    speed: str | None
    agent: str
    path: str
    language: str
    cost_nano: int
    unsure: bool
    """A request of it has an unknown part."""
    estimated: bool


class Score(Struct, kw_only=True, gc=False):
    """A phase's score of a session as it stands: of the first origin there is the latest review."""

    session: str
    phase: str
    score: float
    origin: str
    reviewer: str
    ts: int | None
    review: str | None
    """Its key; None where a record states the score alone."""


class Quality(Struct, kw_only=True, gc=False):
    """A session's scores as they stand."""

    session: str
    overall: int
    """The weighted mean over the phases there are."""
    style: float | None
    logic: float | None
    security: float | None
    scored_ts: int | None
    """When the latest of them was given."""


READ: dict[str, type[Struct]] = {
    "session_file": records.Session,
    **{name: kind for name, kind in records.TABLES.items() if name != "session"},
}
"""Tables of rows as adapters made them, each with the source it came from."""

DERIVED: dict[str, type[Struct]] = {
    "session": SessionFacts,
    "span": Span,
    "share": Share,
    "usage": Usage,
    "score": Score,
    "quality": Quality,
}
"""Tables the store makes from those."""

ALL: dict[str, type[Struct]] = {"source": records.SourceFile, **READ, **DERIVED}

BUFFER_BYTES = 1 << 20
"""Of an NDJSON file at least so much is read at once."""
FEW = 8
"""Rows that are appended value by value."""
_TYPES = {int: "BIGINT", str: "VARCHAR", bool: "BOOLEAN", bytes: "VARCHAR", float: "DOUBLE"}


def columns(kind: type[Struct]) -> dict[str, str]:
    """Column names and SQL types of a record."""
    hints = typing.get_type_hints(kind)
    return {field: _sql_type(hints[field]) for field in kind.__struct_fields__}


def _sql_type(hint: Any) -> str:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return _sql_type(next(part for part in typing.get_args(hint) if part is not type(None)))
    if typing.get_origin(hint) is typing.Literal:
        return "VARCHAR"
    return _TYPES[hint]


def create(connection: DuckDBPyConnection) -> None:
    """Make all tables, empty."""
    for name in ALL:
        create_table(connection, name)


def create_table(connection: DuckDBPyConnection, name: str) -> None:
    """Make one table, empty."""
    body = ", ".join(f'"{column}" {type_}' for column, type_ in columns(ALL[name]).items())
    connection.execute(f"CREATE OR REPLACE TABLE {name} ({body})")


def load(connection: DuckDBPyConnection, table: str, path: Path, longest: int) -> None:
    """Append the rows of an NDJSON file to a table; absent keys get the record's default.

    None of them is longer than `longest`: each thread has buffers of twice as much.
    """
    kind = ALL[table]
    types_ = columns(kind)
    shape = ", ".join(f"\"{column}\": '{type_}'" for column, type_ in types_.items())
    fields = msgspec.structs.fields(kind)
    values = ", ".join(_value(column, field) for column, field in zip(types_, fields, strict=True))
    connection.execute(
        f"INSERT INTO {table} SELECT {values} FROM read_json("
        f"'{quoted(path)}', format='newline_delimited', columns={{{shape}}}, "
        f"maximum_object_size={max(longest, BUFFER_BYTES)})"
    )


def filled(connection: DuckDBPyConnection, statement: str) -> int:
    """Make a table from a query; how many rows it got."""
    row = connection.execute(statement).fetchone()
    assert row is not None
    return int(row[0])


def one_of(values: Sequence[str] | Sequence[int], kind: str) -> tuple[str, list[Any]]:
    """What follows a column that is one of these, and its parameters: planned quicker if few."""
    if len(values) <= FEW:
        return f"IN ({', '.join('?' * len(values))})", list(values)
    return f"IN (SELECT unnest(?::{kind}[]))", [list(values)]


def insert(connection: DuckDBPyConnection, table: str, rows: Sequence[Struct]) -> None:
    """Append rows that are at hand."""
    if not rows:
        return
    if len(rows) <= FEW:
        # Planned in a third of the time that JSON takes, as long as they are few.
        values = [msgspec.to_builtins(msgspec.structs.astuple(row)) for row in rows]
        marks = ", ".join(f"({', '.join('?' * len(row))})" for row in values)
        connection.execute(f"INSERT INTO {table} VALUES {marks}", list(itertools.chain(*values)))
        return
    shape = msgspec.json.encode([columns(ALL[table])]).decode()
    whole = [msgspec.structs.asdict(row) for row in rows]
    connection.execute(
        f"INSERT INTO {table} SELECT unnest(from_json(?, ?), recursive := true)",
        [msgspec.json.encode(whole).decode(), shape],
    )


def _value(column: str, field: msgspec.structs.FieldInfo) -> str:
    default = field.default
    if default is NODEFAULT or default is None:
        return f'"{column}"'
    literal = f"'{default}'" if isinstance(default, str) else str(default).upper()
    if isinstance(default, bytes):
        return f'"{column}"'
    return f'coalesce("{column}", {literal})'


def quoted(path: Path) -> str:
    """A path inside an SQL string."""
    return str(path).replace("'", "''")


def _said(kind: type[Struct]) -> dict[str, str]:
    """Columns and their types as they are written, which needs no looking up."""
    said = [item for base in kind.__mro__ for item in vars(base).get("__annotations__", {}).items()]
    return {field: str(type_) for field, type_ in said}


def version() -> str:
    """Changes whenever a table does."""
    shape = repr([_TYPES, SUMS, *((name, _said(kind)) for name, kind in ALL.items())])
    return f"{zlib.crc32(shape.encode()):08x}"
