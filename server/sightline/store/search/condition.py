"""A tree as a condition over sessions, in SQL's own three-valued logic: unknown stays unknown.

Values are parameters, never text of the statement. Numbers are those of whole sessions, whatever
the range; they come from the definitions of the metrics.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sightline.store import calendar
from sightline.store.query import portable
from sightline.store.search import flags, names, numbers
from sightline.store.search.fields import PLUGIN, field_named
from sightline.store.search.fold import folded, folded_sql
from sightline.store.search.tree import And, Between, Node, Not, One, Or, Scalar, Term, Text
from sightline.store.search.values import Days, days, number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from sightline.store.query import Dimension
    from sightline.store.search.fields import Field
    from sightline.store.search.tree import Value

_BY_SESSION: tuple[Dimension, ...] = ("session",)


@dataclass(frozen=True, slots=True)
class Moment:
    """When and where a query is asked: what `today`, a day and `running` mean."""

    now: int
    zone: ZoneInfo
    idle_cap: int
    """Microseconds without an event after which a session is not running."""


@dataclass(slots=True)
class Condition:
    """A boolean expression over `session s` and what is joined to it."""

    moment: Moment
    sql: str = "TRUE"
    parameters: list[Any] = field(default_factory=list)
    tables: dict[str, dict[str, None]] = field(default_factory=dict)
    """Tables whose sums it needs, and which metrics of them."""

    @property
    def source(self) -> str:
        """Sessions beside the sums that the expression names."""
        joins = [
            f" LEFT JOIN ({portable(table, tuple(metrics), _BY_SESSION).sql}) of_{table}"
            f" ON of_{table}.dimension_0 = s.id"
            for table, metrics in sorted(self.tables.items())
        ]
        return f"session s{''.join(joins)}"

    def add(self, *values: Any) -> None:
        """Note parameters, in the order in which the expression names them."""
        self.parameters.extend(values)

    def need(self, metrics: numbers.Needs) -> None:
        """Note metrics that the expression names."""
        for table, names_ in metrics.items():
            self.tables.setdefault(table, {}).update(dict.fromkeys(names_))


def condition(tree: Node | None, moment: Moment) -> Condition:
    """What a session must be."""
    made = Condition(moment)
    if tree is not None:
        made.sql = node_sql(made, tree)
    return made


def node_sql(made: Condition, node: Node) -> str:
    """A part of a tree as an expression."""
    match node:
        case Text():
            return text_sql(made, node.text)
        case Term():
            return _term(made, node)
        case Not():
            return f"(NOT {node_sql(made, node.inner)})"
        case And():
            return f"({' AND '.join(node_sql(made, part) for part in node.parts)})"
        case Or():
            return f"({' OR '.join(node_sql(made, part) for part in node.parts)})"


_TAGS = "array_to_string(from_json(s.tags, '[\"VARCHAR\"]'), chr(10))"


def text_sql(made: Condition, text: str) -> str:
    """Whether what the index holds of a session says a text; it always says yes or no."""
    made.add(*[folded(text)] * 5)
    columns = ("s.title", "s.project", "s.branch", _TAGS)
    said = [f"contains({folded_sql(column)}, ?)" for column in columns]
    paths = (
        "SELECT c.session FROM code_change c WHERE c.native AND c.applied"
        f" AND contains({folded_sql('c.path')}, ?)"
    )
    return f"(coalesce({' OR '.join(said)}, FALSE) OR s.id IN ({paths}))"


def _term(made: Condition, term: Term) -> str:
    wanted = field_named(term.name)
    assert wanted is not None
    if term.name.startswith(PLUGIN):
        plain = [value.scalar for value in term.values if isinstance(value, One)]
        own = names.kept(term.name, plain)
        made.add(*own.values)
        return own.sql
    return f"({' OR '.join(_any(made, wanted, term.values))})"


def _any(made: Condition, wanted: Field, values: Sequence[Value]) -> list[str]:
    """A condition a value."""
    if wanted.kind in ("number", "duration", "ratio"):
        sums = numbers.NUMBERS[wanted.name]
        made.need(sums.needs)
        return [_compared(made, wanted, f"({sums.sql})", value) for value in values]
    if wanted.kind in ("moment", "days"):
        return [_dated(made, wanted, value) for value in values]
    scalars = [value.scalar for value in values if isinstance(value, One)]
    if wanted.kind == "choice":
        return [_flag(made, wanted, scalar) for scalar in scalars]
    found = [names.matched(wanted.name, scalar) for scalar in scalars]
    for one in found:
        made.add(*one.values)
    return [one.sql for one in found]


def _flag(made: Condition, wanted: Field, scalar: Scalar) -> str:
    flag = flags.FLAGS[wanted.name, scalar.text.lower()]
    made.need(flag.needs)
    if flag.now:
        made.add(made.moment.now, made.moment.idle_cap)
    return flag.sql


def _compared(made: Condition, wanted: Field, column: str, value: Value) -> str:
    """A number against a value or a range."""
    parts = []
    for op, scalar in _bounds(value):
        wanted_number = number(wanted, scalar.text)
        assert wanted_number is not None
        made.add(wanted_number)
        scale = f" * {numbers.NANO}" if wanted.name == "cost" else ""
        parts.append(f"{column} {op} ?::DOUBLE{scale}")
    return f"({' AND '.join(parts)})"


def _bounds(value: Value) -> list[tuple[str, Scalar]]:
    if isinstance(value, One):
        return [(value.op or "=", value.scalar)]
    ends = ((">=", value.low), ("<=", value.high))
    return [(op, scalar) for op, scalar in ends if scalar is not None]


def _dated(made: Condition, wanted: Field, value: Value) -> str:
    moment = made.moment
    if wanted.name == "created":
        return _within(made, "s.first_ts", value)
    if wanted.name == "updated":
        return _within(made, "s.last_ts", value)
    assert isinstance(value, One)
    span = _days(moment, value.scalar)
    start, end = calendar.starts((span.first, span.after), moment.zone)
    if wanted.name == "after":
        made.add(start)
        return "s.last_ts >= ?"
    if wanted.name == "before":
        made.add(start)
        return "s.first_ts < ?"
    made.add(start, end, start, end)
    worked = [
        f"s.id IN (SELECT w.session FROM {table} w WHERE w.native AND w.ts >= ? AND w.ts < ?)"
        for table in ("turn", "request")
    ]
    return f"({' OR '.join(worked)})"


def _days(moment: Moment, scalar: Scalar) -> Days:
    found = days(scalar.text, calendar.day_of(moment.now, moment.zone))
    assert found is not None
    return found


def _within(made: Condition, column: str, value: Value) -> str:
    """An instant against days: a day or month counts whole."""
    zone, parts = made.moment.zone, []
    if isinstance(value, Between):
        bounds = _bounds(value)
    else:
        both: list[tuple[str, Scalar]] = [(">=", value.scalar), ("<=", value.scalar)]
        bounds = both if value.op in ("", "=") else _bounds(value)
    for op, scalar in bounds:
        span = _days(made.moment, scalar)
        # Up to and with a day is before the next; after a day begins with the next.
        edge = span.after if op in ("<=", ">") else span.first
        made.add(calendar.day_start(edge, zone))
        parts.append(f"{column} {'<' if op in ('<', '<=') else '>='} ?")
    return f"({' AND '.join(parts)})"
