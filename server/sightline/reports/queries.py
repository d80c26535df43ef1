"""Help with writing a query: what is wrong with it, and what could stand at the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec.structs import asdict
from pydantic import Field

from sightline.reports import rows, scope
from sightline.reports.labels import whole
from sightline.reports.payload.base import Answer, Params, Payload, QueryError
from sightline.reports.payload.scope import Scope
from sightline.reports.report import Context, Report
from sightline.store import lookups, search
from sightline.store.query import FAST, Dimension, Filter, measure
from sightline.store.search import completion

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_ITEMS = 50
_COUNTED: dict[str, tuple[Dimension, str]] = {
    "agent": ("agent", "sessions"), "model": ("model", "sessions"),
    "provider": ("provider", "requests"), "engine": ("engine", "sessions"),
    "project": ("project", "sessions"), "branch": ("branch", "sessions"),
    "tool": ("tool", "tool_calls"), "helper": ("helper", "helper_runs"),
    "lang": ("language", "edits"),
}  # fmt: skip
"""By which dimension the values of a field are found, and what their frequency counts."""
_NO_VALUE = frozenset({"unknown", lookups.NO_PROJECT})


class ParseQueryParams(Params):
    """A query as it is being written."""

    query: str = ""


class ParseQueryPayload(Answer):
    """What is wrong with a query, or how it is written best."""

    errors: tuple[QueryError, ...]
    canonical: str | None
    """The same query in its shortest form; None where it cannot be read."""


class CompleteQueryParams(Params):
    """A cursor in a query, in code points."""

    query: str = ""
    cursor: int | None = Field(None, ge=0)
    """None: its end."""
    scope: Scope = Scope()
    """Where values are looked for; its own query does not count."""


class CompletionItem(Payload):
    """What could stand at the cursor, instead of the text from start to end."""

    kind: Literal["field", "value", "flag", "operator"]
    label: str
    insert: str
    help: str
    count: int | None
    """How often a value occurs in the scope."""
    start: int
    end: int


class CompleteQueryPayload(Answer):
    """The likeliest first."""

    items: tuple[CompletionItem, ...]


def parse(context: Context, params: ParseQueryParams) -> ParseQueryPayload:
    """Read a query without asking it."""
    read = search.parse(params.query)
    return ParseQueryPayload(
        generated_at=scope.iso_now(context),
        revision=context.index.revision,
        errors=tuple(QueryError(**asdict(error)) for error in read.errors),
        canonical=None if read.errors else search.printed(read.tree),
    )


def complete(context: Context, params: CompleteQueryParams) -> CompleteQueryPayload:
    """What could stand at the cursor."""
    end = len(params.query)
    spot = completion.spot(params.query, end if params.cursor is None else min(params.cursor, end))
    found: list[completion.Completion] = []
    if spot is not None and spot.field is None:
        found = completion.names(spot.typed)
    elif spot is not None and spot.field is not None:
        found = completion.signs(spot.field, spot.typed)
        found += _values(context, params.scope, spot.field.name, spot.typed)
    return CompleteQueryPayload(
        generated_at=scope.iso_now(context),
        revision=context.index.revision,
        items=tuple(
            CompletionItem(**asdict(one), start=spot.place.start, end=spot.place.end)
            for one in found[:MOST_ITEMS]
            if spot is not None
        ),
    )


def _values(context: Context, asked: Scope, field: str, typed: str) -> list[completion.Completion]:
    """Values that sessions of the scope have, the most frequent first."""
    if field not in _COUNTED and field != "tag":
        return []
    with context.index.reading() as connection:
        where = scope.span_of(asked.model_copy(update={"query": None}), context, connection).where
        counts = _counts(connection, field, where)
    shown = rows.short_names(sorted(counts)) if field == "project" else {}
    wanted = typed.lower()
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [
        _value(text, shown.get(text, text), count)
        for text, count in ordered
        if wanted in shown.get(text, text).lower()
    ]


def _value(text: str, shown: str, count: int) -> completion.Completion:
    """A project is found by its path or its last folder, no other part of it."""
    return completion.value(text if "/" in shown else shown, text, count, shown)


def _counts(connection: DuckDBPyConnection, field: str, where: Filter) -> dict[str, int]:
    if field == "tag":
        return lookups.tag_counts(connection)
    dimension, metric = _COUNTED[field]
    counts: dict[str, int] = {}
    for row in measure(connection, (metric,), where, (dimension,)):
        text = row.group[0]
        if text is None or text in _NO_VALUE:
            continue
        name = text.removesuffix(FAST) if field == "model" else text
        counts[name] = counts.get(name, 0) + whole(row.values[metric])
    return {text: count for text, count in counts.items() if count}


PARSE_QUERY = Report(
    "parseQuery", "Query", ParseQueryParams, ParseQueryPayload, parse, also=frozenset({"clock"})
)
COMPLETE_QUERY = Report(
    "completeQuery",
    "Completions",
    CompleteQueryParams,
    CompleteQueryPayload,
    complete,
    also=frozenset({"clock"}),
)
