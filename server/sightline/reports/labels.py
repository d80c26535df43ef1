"""How sure a value is, in one word, for rows and for sums (`accounting.md` 4.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sightline.metrics import BY_NAME, LABEL_COUNTS
from sightline.metrics.base import UNREAD
from sightline.store.query import is_sum

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sightline.reports.payload.base import Label
    from sightline.store.query import Value


def cost_label(values: Mapping[str, Value]) -> Label:
    """The label of a sum of costs, by the labels of the requests in it."""
    rows, unknown = values["rows"], values["rows_unknown"]
    if not rows:
        return "at_least" if values.get(UNREAD) else "priced"
    if unknown == rows:
        return "unknown"
    if unknown or values["rows_at_least"] or values.get(UNREAD):
        return "at_least"
    if values["rows_estimated"]:
        return "estimated"
    return "priced" if values["rows_priced"] else "recorded"


def token_label(values: Mapping[str, Value]) -> Label:
    """The label of a sum of tokens."""
    rows, partial = values["rows"], values["rows_partial"]
    if rows and rows == values["rows_unmetered"]:
        return "unknown"
    return "at_least" if partial or values.get(UNREAD) else "exact"


def label_of(name: str, values: Mapping[str, Value]) -> Label:
    """The label of a metric's value."""
    metric = BY_NAME[name]
    if values[name] is None:
        return "unknown"
    if metric.sort == "cost":
        label = cost_label(values)
        return "estimated" if metric.estimated and label in ("priced", "recorded") else label
    if metric.sort == "tokens":
        return token_label(values)
    if values.get(UNREAD) and is_sum(name):
        return "at_least"
    return "estimated" if metric.estimated else "exact"


def usd(values: Mapping[str, Value], name: str = "cost") -> float | None:
    """A sum of nano-USD in USD; None when no part of it is known."""
    nano = values[name]
    if nano is None or (BY_NAME[name].sort == "cost" and cost_label(values) == "unknown"):
        return None
    return round(nano / 1e9, 9)


def added(names: Sequence[str], parts: Iterable[Mapping[str, Value]]) -> dict[str, Value]:
    """Sums of several groups, with the counts their labels come from."""
    counters = (*names, "rows", *LABEL_COUNTS)
    found = list(parts)
    sums: dict[str, Value] = {UNREAD: any(part.get(UNREAD) for part in found)}
    return sums | {name: known_sum(counted(part[name]) for part in found) for name in counters}


def shown(name: str, values: Mapping[str, Value]) -> Value:
    """A metric's value in its unit: money in USD, all else as it is."""
    is_money = BY_NAME[name].unit in ("USD", "USD/line")
    return usd(values, name) if is_money else values[name]


def unknown_parts(name: str, values: Mapping[str, Value]) -> int:
    """How many requests make a sum a lower bound."""
    sort = BY_NAME[name].sort
    if sort == "cost":
        return whole(values["rows_unknown"]) + whole(values["rows_at_least"])
    return whole(values["rows_partial"]) if sort == "tokens" else 0


def whole(value: Value) -> int:
    """A count, which is never unknown."""
    assert value is not None
    return int(value)


def known_sum(values: Iterable[int | None]) -> int | None:
    """What the known ones come to; unknown where none of several is known, 0 of nothing."""
    found = list(values)
    known = [value for value in found if value is not None]
    return None if found and not known else sum(known)


def most_first(value: float | None) -> tuple[bool, float]:
    """A key to sort by: the most first, what is unknown last."""
    return (True, 0) if value is None else (False, -value)


def counted(value: Value) -> int | None:
    """A count or a time that may be unknown."""
    return None if value is None else int(value)
