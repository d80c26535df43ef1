"""Metric x dimension x filter -> SQL: the only place that builds SQL over the tables.

Answers are rows: the values of the dimensions, then those of the metrics by name. Work without
an instant has the day `undated`, without a model `unknown`, without a project `(none)`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from sightline.adapters import ADAPTERS
from sightline.adapters.base import CAPABILITIES
from sightline.metrics import BY_NAME, LABEL_COUNTS
from sightline.metrics.base import IF_ANY
from sightline.metrics.code import NO_EDIT
from sightline.metrics.violations import HOURLY_RATE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from duckdb import DuckDBPyConnection

    from sightline.metrics.base import Metric

Dimension = Literal[
    "day",
    "model",
    "engine",
    "session",
    "project",
    "agent",
    "tool",
    "path",
    "language",
    "turn",
    "agent_id",
    "branch",
    "server",
    "helper",
    "hour",
    "rule",
    "reporter",
    "severity",
    "provider",
]
Value = float | int | None

FAST = " (fast)"
MATCHING = "matching_session"
OTHER = "Other"
UNDATED = "undated"
MOST_RUNS = 48
"""Of equally long days: clock changes make four a year, months of different lengths twelve."""
HOUR_US = 3_600_000_000
_ADDITIVE = ("count(", "coalesce(sum(", IF_ANY, f"CASE WHEN {NO_EDIT} THEN 0")
"""How expressions begin that are 0 over no rows."""
_CAPABILITIES = {adapter.engine: adapter.capabilities for adapter in ADAPTERS}
ALWAYS_KNOWN = "active"
"""The spans that every event makes; others are of engines that record how long things took."""


def model_of(alias: str) -> str:
    """A request's model line: fast mode is one of its own."""
    name = f"coalesce({alias}.model, 'unknown')"
    return f"CASE WHEN {alias}.speed = 'fast' THEN {name} || '{FAST}' ELSE {name} END"


def _turns_first(column: str, turn: str) -> str:
    """What the first request of a row's turn has."""
    return (
        f"(SELECT arg_min({column}, q.ts) FROM request q"
        f" WHERE q.native AND q.session = r.session AND q.turn = {turn})"
    )


def _turns_own(turn: str) -> dict[str, str]:
    """Model and agent of work that has them by its turn only."""
    model, agent = _turns_first(model_of("q"), turn), _turns_first("q.agent", turn)
    return {"model": f"coalesce({model}, 'unknown')", "agent": f"coalesce({agent}, 'main')"}


_OF = {
    "request": {"model": model_of("r"), "agent": "r.agent", "turn": "r.turn",
                "agent_id": "r.agent_id", "hour": f"r.ts // {HOUR_US}",
                "provider": "coalesce(r.provider, 'unknown')"},
    "tool_call": {"model": "coalesce(r.model, 'unknown')", "agent": "r.agent", "tool": "r.tool",
                  "turn": "r.turn", "server": "r.server"},
    "code_change": {"path": "r.path", "language": "r.language", "turn": "r.turn",
                    **_turns_own("r.turn"), "agent": "r.agent"},
    "share": {"path": "r.path", "language": "r.language", "model": model_of("r"),
              "agent": "r.agent", "turn": "r.turn"},
    "turn": {"turn": "r.key", **_turns_own("r.key")},
    "handoff": {"turn": "r.turn", "helper": 'r."to"', **_turns_own("r.turn")},
    "span": {},
    "work": {"model": "r.model", "agent": "r.agent"},
    "session": {},
    "finding": {"turn": "r.turn", **_turns_own("r.turn"), "rule": "r.rule",
                "reporter": "r.reporter", "severity": "r.severity"},
    "approval": {"turn": "r.turn", **_turns_own("r.turn")},
    "quality": {"model": "r.model", "agent": "r.agent"},
}  # fmt: skip
"""Dimensions of a table's own."""

_PERCENTILE = re.compile(
    r"percentile_cont\((?P<share>[\d.]+)\) WITHIN GROUP \(ORDER BY (?P<value>.+?)\)"
    r"(?P<filter>(?: FILTER .+)?)"
)

_OF_WORK = ("work", "quality")
"""Tables made of prompts and requests, with the parameters of their own that this takes."""

_SCORES = "r.overall, r.style, r.logic, r.security"

_EVERY = frozenset({"day", "engine", "session", "project", "branch"})
"""Dimensions that all tables have."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows count: a half-open span of instants, and values any of which must match."""

    since: int | None = None
    until: int | None = None
    engines: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    matching: bool = False
    """Only sessions in the connection's table `matching_session`: those that a query found."""
    hourly_rate: float | None = None
    """No condition: what an hour of work is worth in USD, for metrics that turn time into it."""

    @property
    def by_request(self) -> bool:
        """Whether it asks for requests of a kind, so that turns count if they have one."""
        return bool(self.models or self.agents)

    @property
    def is_empty(self) -> bool:
        """Whether no moment lies in it: then no table need be asked."""
        return self.since is not None and self.until is not None and self.since >= self.until


NOTHING = Filter(since=0, until=0)
"""A filter no row passes: what counts and rates are where there is nothing."""


@dataclass(frozen=True, slots=True)
class Days:
    """Local days in order, and when each begins."""

    days: tuple[date, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...] | None = None
    """When each ends, where they overlap; None: each where the next begins, the last never."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The values of a dimension that stand for themselves; all others are one, `Other`."""

    dimension: Dimension
    values: tuple[str, ...]


@dataclass(slots=True)
class _Query:
    where: list[str] = field(default_factory=lambda: ["TRUE"])
    values: list[Any] = field(default_factory=list)

    def add(self, condition: str, *values: Any) -> None:
        self.where.append(condition)
        self.values.extend(values)


@dataclass(frozen=True, slots=True)
class Measured:
    """The values of one group, by metric name."""

    group: tuple[Any, ...]
    values: dict[str, Value]


def measure(
    connection: DuckDBPyConnection,
    names: Sequence[str],
    where: Filter,
    by: Sequence[Dimension] = (),
    days: Days | None = None,
    kept: Kept | None = None,
) -> list[Measured]:
    """The named metrics, by the named dimensions; each table is asked once."""
    wanted = _with_needs(names)
    tables: dict[str, list[Metric]] = {}
    for metric in wanted:
        if metric.of is not None:
            tables.setdefault(metric.of, []).append(metric)
    groups: dict[tuple[Any, ...], dict[str, Value]] = {}
    for table, metrics in tables.items():
        if where.is_empty or not set(by) <= {*_OF[table], *_EVERY}:
            continue
        for group, values in _ask(connection, table, metrics, where, by, days, kept):
            groups.setdefault(group, {}).update(values)
    if not by:
        groups.setdefault((), {})
    zeros = _empty_values(wanted) | {HOURLY_RATE: where.hourly_rate}
    answers = []
    everywhere: tuple[str, ...] | None = () if where.is_empty else None
    for group, found in groups.items():
        values = {**zeros, **found}
        engines = _engines_of(group, by)
        for metric in wanted:
            if metric.derive is not None:
                values[metric.name] = metric.derive(values)
            elif metric.recorded is not None and not values[metric.name]:
                if everywhere is None and not engines:
                    everywhere = _engines_in(connection, where)
                if not _is_recorded(metric.recorded, engines or everywhere or ()):
                    values[metric.name] = None
        answers.append(Measured(group, values))
    return answers


def _engines_of(group: tuple[Any, ...], by: Sequence[Dimension]) -> tuple[str, ...]:
    """The engine of a group that is of one."""
    own = dict(zip(by, group, strict=True))
    name = own.get("engine") or str(own.get("session", "")).partition(":")[0]
    return (name,) if name else ()


def _engines_in(connection: DuckDBPyConnection, where: Filter) -> tuple[str, ...]:
    """Engines of all sessions a filter may let through."""
    query = _Query()
    _in_time(replace(where, until=None), query, "r.last_ts")
    _in_time(replace(where, since=None), query, "r.first_ts")
    _of_session(where, query, "r.id")
    sql = f"SELECT DISTINCT r.engine FROM session r WHERE {' AND '.join(query.where)}"
    return tuple(row[0] for row in connection.execute(sql, query.values).fetchall())


def _is_recorded(capability: str, engines: Sequence[str]) -> bool:
    """Whether any of these engines records it; where there is none, nothing is unknown."""
    return not engines or any(capability in _CAPABILITIES.get(name, ()) for name in engines)


def unrecorded(connection: DuckDBPyConnection, where: Filter) -> frozenset[str]:
    """What some engine of a filter's sessions does not record, so that sums of it are too low."""
    engines = _engines_in(connection, where)
    every = frozenset(CAPABILITIES)
    return frozenset().union(*(every - _CAPABILITIES.get(name, every) for name in engines))


def total(connection: DuckDBPyConnection, names: Sequence[str], where: Filter) -> dict[str, Value]:
    """The named metrics over all rows of a filter."""
    return measure(connection, names, where)[0].values


def nothing(names: Sequence[str], hourly_rate: float | None = None) -> dict[str, Value]:
    """The named metrics where there is no row: 0 for counts and sums, None for all else."""
    wanted = _with_needs(names)
    values = _empty_values(wanted) | {HOURLY_RATE: hourly_rate}
    for metric in wanted:
        if metric.derive is not None:
            values[metric.name] = metric.derive(values)
    return values


def can_split(name: str, dimension: Dimension) -> bool:
    """Whether all that a metric is made of has this dimension."""
    tables = {metric.of for metric in _with_needs((name,)) if metric.of is not None}
    return bool(tables) and all(dimension in {*_OF[table], *_EVERY} for table in tables)


def histogram(
    connection: DuckDBPyConnection,
    value: str,
    condition: str,
    edges: Sequence[int],
    where: Filter,
) -> list[int]:
    """How many requests have a value from each edge up to the next, the last edge without end."""
    query = _Query()
    source = _source("request", where, query)
    query.add(f"({condition})")
    lows = [f"{value} >= {edge:d}" for edge in edges]
    highs = [f" AND {value} < {edge:d}" for edge in edges[1:]]
    bins = [low + high for low, high in zip(lows, [*highs, ""], strict=True)]
    counts = ", ".join(f"count(*) FILTER (WHERE {bin_})" for bin_ in bins)
    sql = f"SELECT {counts} FROM {source} WHERE {' AND '.join(query.where)}"
    return [int(count) for count in connection.execute(sql, query.values).fetchall()[0]]


BusyHour = tuple[str, int, int, int]


def busy_hours(connection: DuckDBPyConnection, where: Filter) -> list[BusyHour]:
    """Engine, hour since 1970, first and last instant of every hour with requests, in order."""
    query = _Query()
    source = _source("request", where, query)
    query.add("r.ts IS NOT NULL")
    return connection.execute(
        f"SELECT split_part(r.session, ':', 1), r.ts // {HOUR_US} AS hour, min(r.ts), max(r.ts)"
        f" FROM {source} WHERE {' AND '.join(query.where)} GROUP BY 1, 2 ORDER BY 1, 2",
        query.values,
    ).fetchall()


def ranked_files(
    connection: DuckDBPyConnection, where: Filter, start: int, most: int
) -> tuple[list[tuple[str, str, str]], int]:
    """A page of project, path and language of files with an edit or cost; and how many there are.

    Most changed lines first.
    """
    lines = {
        "code_change": ("r.applied", "coalesce(r.added, 0) + coalesce(r.removed, 0)"),
        "share": ("r.cost_nano <> 0", "0"),
    }
    parts, values = [], []
    for table, (condition, changed) in lines.items():
        query = _Query()
        source = _source(table, where, query)
        query.add(condition)
        group = ", ".join(
            f"{_whole_dimension(table, name)} AS {name}" for name in ("project", "path", "language")
        )
        wanted = " AND ".join(query.where)
        parts.append(f"SELECT {group}, {changed} AS lines FROM {source} WHERE {wanted}")
        values += query.values
    files = (
        f"(SELECT project, path, language, sum(lines) AS lines FROM ({' UNION ALL '.join(parts)})"
        " GROUP BY 1, 2, 3)"
    )
    found = connection.execute(
        f"SELECT project, path, language, count(*) OVER () FROM {files}"
        " ORDER BY lines DESC, project, path, language LIMIT ? OFFSET ?",
        [*values, most, start],
    ).fetchall()
    if found:
        return [(row[0], row[1], row[2]) for row in found], int(found[0][3])
    (count,) = connection.execute(f"SELECT count(*) FROM {files}", values).fetchall()[0]
    return [], int(count)


@dataclass(frozen=True, slots=True)
class Passing:
    """Rows of a table, named `r`, that a filter lets through."""

    source: str
    condition: str
    values: list[Any]


def passing(table: str, where: Filter) -> Passing:
    """The rows that metrics of a table are made of."""
    query = _Query()
    source = _source(table, where, query)
    return Passing(source, " AND ".join(query.where), query.values)


def helper_children(connection: DuckDBPyConnection, where: Filter) -> list[tuple[str, str]]:
    """Agent CLIs that were run, each with the session it became where that is recorded."""
    query = _Query()
    source = _source("handoff", where, query)
    query.add("r.kind = 'cli'")
    query.add("r.child IS NOT NULL")
    return connection.execute(
        f'SELECT DISTINCT r."to", r.child FROM {source} WHERE {" AND ".join(query.where)}'
        " ORDER BY 1, 2",
        query.values,
    ).fetchall()


def _with_needs(names: Sequence[str]) -> list[Metric]:
    """The metrics and all they are made of, what is needed first."""
    ordered: dict[str, Metric] = {}

    def add(name: str) -> None:
        metric = BY_NAME[name]
        for need in metric.needs:
            add(need)
        ordered.setdefault(name, metric)

    for name in names:
        add(name)
    return list(ordered.values())


def _empty_values(metrics: Sequence[Metric]) -> dict[str, Value]:
    """What metrics are where there is no row at all: counts and sums 0, all else unknown."""
    values: dict[str, Value] = {}
    for metric in metrics:
        known = metric.expression == ALWAYS_KNOWN and metric.of == "span"
        additive = known or metric.expression.startswith(_ADDITIVE)
        values[metric.name] = 0 if additive else None
        if metric.of == "request":
            values.update(dict.fromkeys(LABEL_COUNTS, 0))
            values["rows"] = 0
    return values


@dataclass(frozen=True, slots=True)
class Statement:
    """One question to one table: its text, its parameters, and what each column answers."""

    sql: str
    values: list[Any]
    names: list[tuple[str, ...]]
    """Names of the metrics in each column after those of the dimensions."""


def portable(table: str, names: Sequence[str], by: Sequence[Dimension] = ()) -> Statement:
    """Metrics of one table over all of it, in the SQL other engines read, too.

    The statements of this process differ in one thing: percentiles of the same values are asked
    together.
    """
    metrics = [BY_NAME[name] for name in names]
    return _statement(table, metrics, Filter(), by, None, None, together=False)


def _ask(
    connection: DuckDBPyConnection,
    table: str,
    metrics: Sequence[Metric],
    where: Filter,
    by: Sequence[Dimension],
    days: Days | None,
    kept: Kept | None,
) -> list[tuple[tuple[Any, ...], dict[str, Value]]]:
    statement = _statement(table, metrics, where, by, days, kept, together=True)
    rows = connection.execute(statement.sql, statement.values).fetchall()
    if days is not None and "day" in by:
        place = by.index("day")
        rows = [(*row[:place], _day_named(row[place], days), *row[place + 1 :]) for row in rows]
    return [(tuple(row[: len(by)]), _answered(statement.names, row[len(by) :])) for row in rows]


def _day_named(found: int | str | None, days: Days) -> str:
    """A day by its place or its name."""
    if isinstance(found, str):
        return found
    return UNDATED if found is None else days.days[found].isoformat()


def _statement(
    table: str,
    metrics: Sequence[Metric],
    where: Filter,
    by: Sequence[Dimension],
    days: Days | None,
    kept: Kept | None,
    *,
    together: bool,
) -> Statement:
    query = _Query()
    source = _source(table, where, query, by)
    places = _day_places(table, days) if days is not None and "day" in by else None
    columns = [
        f"{places if name == 'day' and places else _dimension(table, name, kept)} AS dimension_{n}"
        for n, name in enumerate(by)
    ]
    if table in _OF_WORK and not {"model", "agent"}.isdisjoint(by):
        query.add("r.model IS NOT NULL")
    expressions = {metric.name: _expression(metric, where, by) for metric in metrics}
    if table == "request" and any(metric.sort in ("cost", "tokens") for metric in metrics):
        expressions |= {"rows": "count(*)", **LABEL_COUNTS}
    asked = _asked(expressions, together=together)
    columns += list(asked)
    if "day" in by and places is None:
        assert days is not None
        source += _days(table, days, query)
    if kept is not None and kept.dimension in by:
        query.values.insert(0, list(kept.values))
    group = " GROUP BY " + ", ".join(str(n + 1) for n in range(len(by))) if by else ""
    wanted = " AND ".join(query.where)
    if table == "quality":
        # A session counts once in each group, however much work it did there.
        own = ", ".join([*columns[: len(by)], f"r.session, {_SCORES}"])
        source, wanted = f"(SELECT DISTINCT {own} FROM {source} WHERE {wanted}) r", "TRUE"
        columns[: len(by)] = [f"dimension_{n}" for n in range(len(by))]
    sql = f"SELECT {', '.join(columns)} FROM {source} WHERE {wanted}{group}"
    return Statement(sql, query.values, list(asked.values()))


def _asked(expressions: dict[str, str], *, together: bool) -> dict[str, tuple[str, ...]]:
    """Columns, and what each answers; `together` sorts once for percentiles of the same values."""
    shares: dict[tuple[str, str], dict[str, str]] = {}
    asked: dict[str, tuple[str, ...]] = {}
    for name, expression in expressions.items():
        if together and (found := _PERCENTILE.fullmatch(expression)):
            shares.setdefault((found["value"], found["filter"]), {})[name] = found["share"]
        else:
            asked[f"{expression} AS {name}"] = (name,)
    for (value, condition), named in shares.items():
        asked[f"quantile_cont({value}, [{', '.join(named.values())}]){condition}"] = tuple(named)
    return asked


def _answered(names: list[tuple[str, ...]], row: tuple[Any, ...]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for own, value in zip(names, row, strict=True):
        if isinstance(value, list):
            values.update(zip(own, value, strict=True))
        else:
            for name in own:
                values[name] = value
    return values


def _expression(metric: Metric, where: Filter, by: Sequence[Dimension]) -> str:
    if metric.of != "span":
        return metric.expression
    low = ["started"] + (["day_lo"] if "day" in by else [])
    high = ["ended"] + (["day_hi"] if "day" in by else [])
    if where.since is not None:
        low.append(f"{where.since:d}")
    if where.until is not None:
        high.append(f"{where.until:d}")
    begin = f"greatest({', '.join(low)})" if len(low) > 1 else low[0]
    end = f"least({', '.join(high)})" if len(high) > 1 else high[0]
    length = f"greatest(0, {end} - {begin})"
    # Whole sessions' spans are summed in microseconds and only the sum is cut to milliseconds.
    summed = f"sum({length}) FILTER (WHERE kind = '{metric.expression}')"
    if metric.expression == ALWAYS_KNOWN:
        summed = f"coalesce({summed}, 0)"
    return f"CAST(floor({summed} / 1000) AS BIGINT)"


def _source(table: str, where: Filter, query: _Query, by: Sequence[Dimension] = ()) -> str:
    """The rows of a table that a filter lets through."""
    if table == "work":
        return f"({_work(where, query)}) r"
    if table == "quality":
        work = _work(where, query)
        return f"(SELECT w.*, {_SCORES} FROM ({work}) w JOIN quality r ON r.session = w.session) r"
    if table == "session":
        return _session_source(where, query)
    if where.projects:
        query.add(
            "r.session IN (SELECT s.id FROM session s"
            " WHERE coalesce(s.project, '(none)') IN (SELECT unnest(?::VARCHAR[])))",
            list(where.projects),
        )
    if table != "span":
        query.add("r.native" if table != "share" else "TRUE")
        _in_time(where, query, "r.ts")
    else:
        _overlaps(where, query)
    _of_session(where, query, "r.session")
    _of_request(table, where, query)
    if table not in ("finding", "approval"):
        return f"{table} r"
    if table == "finding":
        query.add("NOT r.repeated")
    query.add("r.session IN (SELECT s.id FROM session s)")
    by_turn = where.by_request or not {"turn", "model", "agent"}.isdisjoint(by)
    return f"({_overlaid(table, by_turn=by_turn)}) r"


def _overlaid(table: str, *, by_turn: bool) -> str:
    """What others say of sessions, where asked for with the turn it was in by its time.

    Of approvals `edited` says whether their session has edits of its own record.
    """
    columns, source = "o.*", f"{table} o"
    if by_turn:
        columns += (
            ", (SELECT arg_max(t.key, t.ts) FROM turn t WHERE t.native"
            " AND t.session = o.session AND t.ts <= o.ts) AS turn"
        )
    if table == "approval":
        columns += ", e.session IS NOT NULL AS edited"
        source += (
            " LEFT JOIN (SELECT DISTINCT c.session FROM code_change c WHERE c.native) e"
            " ON e.session = o.session"
        )
    return f"SELECT {columns} FROM {source}"


def _session_source(where: Filter, query: _Query) -> str:
    """Whole sessions that have native work in the filter."""
    inner = _Query()
    work = _work(where, inner)
    query.add(f"r.id IN (SELECT w.session FROM ({work}) w)", *inner.values)
    return "session r"


def _work(where: Filter, query: _Query) -> str:
    """Native prompts and requests: what puts a session into a range."""
    parts = []
    for table in ("request", "turn"):
        part = _Query()
        source = _source(table, where, part)
        whose = f"{model_of('r')} AS model, r.agent" if table == "request" else "NULL, NULL"
        wanted = " AND ".join(part.where)
        parts.append(f"SELECT r.session, r.ts, {whose} FROM {source} WHERE {wanted}")
        query.values.extend(part.values)
    return " UNION ALL ".join(parts)


def _in_time(where: Filter, query: _Query, column: str) -> None:
    if where.since is not None:
        query.add(f"{column} >= ?", where.since)
    if where.until is not None:
        query.add(f"{column} < ?", where.until)


def _overlaps(where: Filter, query: _Query) -> None:
    if where.since is not None:
        query.add("r.ended > ?", where.since)
    if where.until is not None:
        query.add("r.started < ?", where.until)
    if where.by_request:
        some = _Query()
        _in_time(where, some, "q.ts")
        _request_conditions(where, some)
        query.add(f"r.session IN (SELECT q.session FROM request q WHERE q.native AND "
                  f"{' AND '.join(some.where)})", *some.values)  # fmt: skip


def _of_session(where: Filter, query: _Query, column: str) -> None:
    if where.engines:
        engine = f"split_part({column}, ':', 1)"
        query.add(f"{engine} IN (SELECT unnest(?::VARCHAR[]))", list(where.engines))
    if where.sessions:
        query.add(f"{column} IN (SELECT unnest(?::VARCHAR[]))", list(where.sessions))
    if where.matching:
        query.add(f"{column} IN (SELECT m.id FROM {MATCHING} m)")


def _request_conditions(where: Filter, query: _Query) -> None:
    if where.models:
        query.add(f"{model_of('q')} IN (SELECT unnest(?::VARCHAR[]))", list(where.models))
    if where.agents:
        query.add("q.agent IN (SELECT unnest(?::VARCHAR[]))", list(where.agents))


def _of_request(table: str, where: Filter, query: _Query) -> None:
    """Models and agents: a request's own, else those of any request of the same turn."""
    if not where.by_request or table == "span":
        return
    if table in ("request", "share"):
        if where.models:
            query.add(f"{model_of('r')} IN (SELECT unnest(?::VARCHAR[]))",
                      list(where.models))  # fmt: skip
        if where.agents:
            query.add("r.agent IN (SELECT unnest(?::VARCHAR[]))", list(where.agents))
        return
    some = _Query()
    _request_conditions(where, some)
    turn = "r.key" if table == "turn" else "r.turn"
    query.add(f"(r.session, {turn}) IN (SELECT (q.session, q.turn) FROM request q WHERE q.native"
              f" AND q.turn IS NOT NULL AND {' AND '.join(some.where)})", *some.values)  # fmt: skip


def _dimension(table: str, name: Dimension, kept: Kept | None) -> str:
    whole = _whole_dimension(table, name)
    if kept is None or kept.dimension != name:
        return whole
    return f"CASE WHEN {whole} IN (SELECT unnest(?::VARCHAR[])) THEN {whole} ELSE '{OTHER}' END"


def _whole_dimension(table: str, name: Dimension) -> str:
    session = "r.id" if table == "session" else "r.session"
    if name == "session":
        return session
    if name == "engine":
        return f"split_part({session}, ':', 1)"
    if name in ("project", "branch"):
        return f"(SELECT coalesce(p.{name}, '(none)') FROM session p WHERE p.id = {session})"
    if name == "day":
        return f"coalesce(d.day, '{UNDATED}')"
    own: dict[str, str] = _OF[table]
    return own[name]


def _day_places(table: str, days: Days) -> str | None:
    """Which of the days each row lies in, reckoned and not looked up where days are equally long.

    None where that is not to be reckoned: spans reach into several days, and days may overlap.
    """
    if table == "span" or days.ends is not None or not days.starts:
        return None
    runs: list[tuple[int, int, int]] = []
    for place, (start, end) in enumerate(pairwise(days.starts)):
        if end <= start:
            return None
        if not runs or runs[-1][2] != end - start:
            runs.append((start, place, end - start))
    if len(runs) > MOST_RUNS:
        return None
    ts = "r.first_ts" if table == "session" else "r.ts"
    cases = [f"WHEN {ts} >= {days.starts[-1]:d} THEN {len(days.starts) - 1:d}"]
    cases += [
        f"WHEN {ts} >= {start:d} THEN {place:d} + ({ts} - {start:d}) // {length:d}"
        for start, place, length in reversed(runs)
    ]
    return f"CASE {' '.join(cases)} END"


def _days(table: str, days: Days, query: _Query) -> str:
    """A join to the local day of each row; spans join every day they reach into."""
    names = [day.isoformat() for day in days.days]
    ends = [*days.starts[1:], 1 << 62] if days.ends is None else list(days.ends)
    lists = [names, list(days.starts), ends]
    # The parameters of the source come first.
    place = len(query.values) if table in _OF_WORK else 0
    query.values[place:place] = lists
    rows = (
        "(SELECT unnest(?::VARCHAR[]) AS day, unnest(?::BIGINT[]) AS day_lo,"
        " unnest(?::BIGINT[]) AS day_hi) d"
    )
    if table == "span":
        return f" JOIN {rows} ON r.started < d.day_hi AND r.ended > d.day_lo"
    column = "r.first_ts" if table == "session" else "r.ts"
    if days.ends is not None:
        return f" JOIN {rows} ON {column} >= d.day_lo AND {column} < d.day_hi"
    return f" ASOF LEFT JOIN {rows} ON {column} >= d.day_lo"
