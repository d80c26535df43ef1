"""Any payload as tables: one for each of its lists, under the names of metrics."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from sightline.reports.payload.sessions import SessionRow

Cell = str | int | float | bool | None
SKIPPED = {
    "generated_at", "revision", "partial", "period", "health", "budgets", "next_cursor", "by",
    "bucket", "buckets", "others", "a", "b", "query_errors",
}  # fmt: skip
"""What says nothing about work, or says it again: of a comparison, the sessions themselves."""
COUNTERS = {"total", "archived", "blocks", "branches", "id", "hint", "timezone"}
"""Single values that only speak of the list beside them."""
HEADERS = {
    "tokens": "total_tokens", "cost_usd": "cost", "calls": "tool_calls",
    "successes": "tool_successes", "failures": "tool_failures", "denied": "tool_denied",
    "success_rate": "tool_success_rate", "avg_duration_ms": "tool_duration",
    "p95_duration_ms": "tool_duration_p95", "longest_ms": "tool_duration_max",
    "total_duration_ms": "tool_duration_total", "active_time_ms": "active_time",
    "active_ms": "active_time", "api_time_ms": "api_time", "api_ms": "api_time",
    "tool_time_ms": "tool_time", "tool_ms": "tool_time", "agent_active_ms": "agent_active_time",
    "wall_ms": "wall_time", "ttft_p50_ms": "ttft_p50",
}  # fmt: skip
"""Fields of payloads that are called otherwise than the metric they hold."""
OWN_HEADERS: dict[type[BaseModel], dict[str, str]] = {SessionRow: {"duration_ms": "wall_time"}}
LABELS = {
    "label": "value_label", "label_a": "a_label", "label_b": "b_label",
    "duration_label": "tool_duration_label",
}  # fmt: skip
UNPREFIXED = {"parts"}
"""Members that are but a group of their owner's columns."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def tables(payload: BaseModel, name: str) -> list[Table]:
    """The tables of a payload; its main list and its single values are named for the report."""
    found = [table for table in _tables(payload, name, "") if table.header]
    return [_without_exact(table) for table in found]


def _tables(model: BaseModel, report: str, prefix: str) -> Iterator[Table]:
    """Lists first, then what stands alone, then the members that are models themselves."""
    members: list[tuple[str, BaseModel]] = []
    alone: dict[str, Cell] = {}
    for field, info in type(model).model_fields.items():
        value = getattr(model, field)
        listed = _listed(info.annotation)
        if field in SKIPPED:
            continue
        if listed is not None:
            name = report if field in ("rows", "items") and not prefix else _joined(prefix, field)
            rows = tuple(row for one in value for row in _rows(one))
            yield Table(name, tuple(_header(listed)), rows)
        elif isinstance(value, BaseModel):
            members.append((field, value))
        elif _single(info.annotation) is None and field not in COUNTERS:
            alone[_named(type(model), field)] = _cell(value)
    if alone:
        yield Table(prefix or "summary", tuple(alone), (tuple(alone.values()),))
    for field, value in members:
        yield from _tables(value, report, _joined(prefix, field))


def _joined(prefix: str, field: str) -> str:
    return f"{prefix}-{field}" if prefix and prefix != "analytics" else field


def _header(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """The columns of a row: its values, those of its members, those of what it lists."""
    for field, info in model.model_fields.items():
        if (listed := _listed(info.annotation)) is not None:
            yield from _header(listed, prefix)
        elif (single := _single(info.annotation)) is not None:
            yield from _header(single, _inner(prefix, field))
        else:
            yield prefix + _named(model, field)


def _rows(model: BaseModel) -> list[tuple[Cell, ...]]:
    """A row, or one for each of what it lists."""
    rows: list[tuple[Cell, ...]] = [()]
    for field, info in type(model).model_fields.items():
        value = getattr(model, field)
        single = _single(info.annotation)
        if _listed(info.annotation) is not None:
            rows = [row + more for one in value for more in _rows(one) for row in rows]
        elif single is not None:
            more = (None,) * len(list(_header(single))) if value is None else _rows(value)[0]
            rows = [row + more for row in rows]
        else:
            rows = [(*row, _cell(value)) for row in rows]
    return rows


def _inner(prefix: str, field: str) -> str:
    return prefix if field in UNPREFIXED else f"{prefix}{field}_"


def _named(model: type[BaseModel], field: str) -> str:
    name = field.rstrip("_")
    own = OWN_HEADERS.get(model, {})
    return own.get(name) or HEADERS.get(name) or LABELS.get(name) or name


def _listed(annotation: Any) -> type[BaseModel] | None:
    """The model of a list of models."""
    if get_origin(annotation) is not tuple:
        return None
    return _single(get_args(annotation)[0])


def _single(annotation: Any) -> type[BaseModel] | None:
    """The model of a member, which may be None."""
    for one in (annotation, *get_args(annotation)):
        if isinstance(one, type) and issubclass(one, BaseModel):
            return one
    return None


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple | list):
        return " ".join(str(one) for one in value)
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _without_exact(table: Table) -> Table:
    """A table without the labels of columns that are exact throughout."""
    kept = [
        place
        for place, name in enumerate(table.header)
        if not name.endswith("_label") or any(row[place] != "exact" for row in table.rows)
    ]
    return Table(
        table.name,
        tuple(table.header[place] for place in kept),
        tuple(tuple(row[place] for place in kept) for row in table.rows),
    )
